"""What the tax office tells of somebody's job; payment-bridge's part in it is still to be built, so the flows put it into its outbox."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

import asyncpg

from canbao_suite.processes import Suite
from enrolment_events.envelope import Event, EventData, encode, new_event
from enrolment_events.payment import EmployeeEndedV1, EmployeePaidV1, EmployeeRegisteredV1
from enrolment_terms.benefit_year import SHANGHAI
from enrolment_terms.identifiers import new_id
from enrolment_terms.scheme import EmployeeIdentity

_PUT = "INSERT INTO outbox (event_id, event_type, event) VALUES ($1, $2, $3)"


@dataclass(frozen=True, slots=True)
class Job:
    """A relation in the employee scheme of somebody in Kaiping, paid for the first time on a day."""

    person_id: UUID
    paid_on: date
    spell_id: UUID = field(default_factory=new_id)

    @property
    def _same(self) -> dict[str, Any]:
        registered_on = self.paid_on.replace(day=1)
        return {"spell_id": self.spell_id, "identity": EmployeeIdentity.WORKER, "area": "440783", "registered_on": registered_on}

    @property
    def _paid(self) -> dict[str, Any]:
        covered_from = self.paid_on.replace(month=self.paid_on.month + 1, day=1)
        return {**self._same, "first_payment_on": self.paid_on, "benefits_from": covered_from}

    def registered(self, version: int) -> Event[Any]:
        """The employer has registered it."""
        return self._event(EmployeeRegisteredV1(**self._same), version)

    def paid(self, version: int) -> Event[Any]:
        """The first payment has arrived."""
        return self._event(EmployeePaidV1(**self._paid), version)

    def ended(self, version: int, until: date) -> Event[Any]:
        """It has ended; its cover ends with the month."""
        return self._event(EmployeeEndedV1(**self._paid, benefits_until=until, ended_notice_on=until), version)

    def _event(self, data: EventData, version: int) -> Event[Any]:
        at = datetime(self.paid_on.year, self.paid_on.month, self.paid_on.day, 9, tzinfo=SHANGHAI)
        known = {"aggregate_id": self.spell_id, "person_id": self.person_id, "region": "440700"}
        return new_event(data, aggregate_version=version, occurred_at=at, recorded_at=at, **known)  # type: ignore[arg-type]


async def told_by_the_tax_office(suite: Suite, *events: Event[Any]) -> None:
    """One after another, in this order."""
    connection = await asyncpg.connect(suite.database_url("payment_bridge"))
    try:
        for event in events:
            await connection.execute(_PUT, event.id, event.type, encode(event).decode())
    finally:
        await connection.close()
