"""Deaths, which an office records; employee spells, whose owner is still to be built: the season puts those into the outbox.

Nothing else is told to benefits behind its back: relay, broker, inbox and rules are the product's own.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import asyncpg
import sqlalchemy as sa

from canbao_suite.processes import Suite
from canbao_suite.season.client import SuiteClient
from canbao_suite.season.quiet import DATABASE_AWAY
from enrolment_events.envelope import encode, new_event
from enrolment_events.payment import EmployeePaidV1
from enrolment_terms.benefit_year import SHANGHAI
from enrolment_terms.identifiers import new_id
from enrolment_terms.scheme import EmployeeIdentity
from event_bus import add_bus_tables
from row_sets import Statement, insert_rows

_TOLD_AT = datetime(2024, 1, 1, 9, tzinfo=SHANGHAI)
_ONE_IN = 400
_TRIES = 30
_PAID = Statement("""
    SELECT person_id, region, area FROM participations
    WHERE benefit_year = :year AND state = 'ACTIVE' AND paid_on IS NOT NULL AND region = '440700' AND person_id <> ALL(:earlier)
        AND person_id NOT IN (SELECT person_id FROM subsidy_marks)
    ORDER BY person_id LIMIT :people
""")
_MARKED = Statement("SELECT person_id FROM subsidy_marks WHERE removed_on IS NULL AND person_id <> ALL(:earlier)")
_bus = sa.MetaData()
add_bus_tables(_bus)
_PUT = Statement(insert_rows(_bus.tables["outbox"], "event_id", "event_type", "event"))


@dataclass(frozen=True, slots=True)
class OtherFact:
    """What was told of a person, and what benefits must say on a day because of it."""

    person_id: UUID
    on: date
    covered: bool
    scheme: str | None
    level: str | None
    rule: str
    leaves: tuple[str, str | None] = ("ACTIVE", None)
    """State and reason of the participation after it."""

    def holds_in(self, answer: Mapping[str, Any]) -> bool:
        """True if the answer says so, with the rule among its reasons. Scheme and level count only while there is cover."""
        said = (answer["covered"], answer["scheme"], answer["level"]) if self.covered else (answer["covered"], None, None)
        return said == (self.covered, self.scheme, self.level) and self.rule in {step["rule"] for step in answer["explanation"]}


async def tell_other_facts(suite: Suite, client: SuiteClient, year: int, people: int, earlier: Set[UUID]) -> list[OtherFact]:
    """One in 400 dies on 1 January, one has an employee scheme from February. Answers what must follow, for those on a list too.

    Nothing happens to `earlier` people, who were there before the season. The facts are told again if the database went away meanwhile:
    in the same version, which changes nothing more.
    """
    for _ in range(_TRIES):
        with suppress(*DATABASE_AWAY):
            return await _tell(suite, client, year, people, earlier)
        await asyncio.sleep(1.0)
    return await _tell(suite, client, year, people, earlier)


async def _tell(suite: Suite, client: SuiteClient, year: int, people: int, earlier: Set[UUID]) -> list[OtherFact]:
    registration = await asyncpg.connect(suite.database_url("registration"))
    payment = await asyncpg.connect(suite.database_url("payment_bridge"))
    try:
        paid = await _PAID.rows(registration, year=year, people=2 * max(1, people // _ONE_IN), earlier=list(earlier))
        died, employed = paid[::2], paid[1::2]
        marked = await _MARKED.rows(registration, earlier=list(earlier))
        await _put(payment, ((row, _employee(row["area"], year)) for row in employed))
    finally:
        await registration.close()
        await payment.close()
    for row in died:
        told = {"died_on": date(year, 1, 1).isoformat(), "source": "PUBLIC_SECURITY"}
        await client.post("registration", f"/persons/{row['person_id']}/death", told, client.token("reviewer"))
    return [
        *(OtherFact(row["person_id"], date(year, 1, 1), True, "RESIDENT", "SUBSIDISED", "R-042") for row in marked),
        *(OtherFact(row["person_id"], date(year, 1, 2), False, None, None, "R-091", ("TERMINATED", "DEATH")) for row in died),
        *(
            OtherFact(row["person_id"], date(year, 2, 1), True, "EMPLOYEE", "BASE", "R-081", ("SUSPENDED", "EMPLOYEE_SCHEME"))
            for row in employed
        ),
    ]


def _employee(area: str, year: int) -> EmployeePaidV1:
    return EmployeePaidV1(
        spell_id=new_id(),
        identity=EmployeeIdentity.WORKER,
        area=area,
        registered_on=date(year - 1, 12, 20),
        first_payment_on=date(year - 1, 12, 29),
        benefits_from=date(year, 2, 1),
    )


async def _put(connection: "asyncpg.Connection[asyncpg.Record]", told: Iterable[tuple[asyncpg.Record, EmployeePaidV1]]) -> None:
    events = [
        new_event(
            data,
            aggregate_id=data.spell_id,
            aggregate_version=1,
            person_id=row["person_id"],
            region=row["region"],
            occurred_at=_TOLD_AT,
            recorded_at=_TOLD_AT,
        )
        for row, data in told
    ]
    rows = [(event.id, event.type, encode(event).decode()) for event in events]
    if rows:
        await _PUT.run(connection, **dict(zip(("event_id", "event_type", "event"), zip(*rows, strict=True), strict=True)))


async def facts_without_effect(client: SuiteClient, told: Sequence[OtherFact], most: int = 300) -> list[str]:
    """People, up to 300, for whom benefits does not say what must follow."""
    apart = []
    for fact in told[:: max(1, len(told) // most)]:
        answer = await client.get("benefits", f"/entitlements/{fact.person_id}", client.token("hospital"), on=fact.on.isoformat())
        if not fact.holds_in(answer):
            apart.append(f"{fact.person_id} {fact.rule}")
    return apart
