"""What employers declare at the tax office, and what it tells of that: rows of its contract, by its simulated process."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from canbao_suite.season.client import SuiteClient
from canbao_suite.season.population import Person

EMPLOYER = "91440783MA4YANGLI1"
_CALLBACK_ROWS = 500


@dataclass(frozen=True, slots=True)
class Job:
    """A relation in the employee scheme of somebody in Kaiping, paid for the first time on a day; covered from the next month."""

    person: Person
    paid_on: date
    employer: str = EMPLOYER
    area: str = "440783"

    @property
    def relation_no(self) -> str:
        """One for a person and a day, whenever it is told."""
        return f"{self.paid_on:%Y%m%d}{self.person.number.replace('X', '10')}"

    def registered(self, revision: int) -> dict[str, Any]:
        """The employer has registered it."""
        days = dict.fromkeys(("first_payment_on", "benefits_from", "benefits_until", "ended_notice_on"))
        document = self.person.document
        return {
            "relation_no": self.relation_no, "revision": revision, "doc_type": document.kind, "doc_number": document.number,
            "identity": "WORKER", "area": self.area, "registered_on": str(self.paid_on.replace(day=1)), **days, "employer": self.employer,
        }  # fmt: skip

    def paid(self, revision: int, **changed: Any) -> dict[str, Any]:
        """The first payment has arrived."""
        covered_from = (self.paid_on.replace(day=1) + timedelta(days=31)).replace(day=1)
        return self.registered(revision) | {"first_payment_on": str(self.paid_on), "benefits_from": str(covered_from)} | changed

    def ended(self, revision: int, until: date) -> dict[str, Any]:
        """It has ended; its cover ends on a day."""
        return self.paid(revision, benefits_until=str(until), ended_notice_on=str(until))


async def told_by_the_tax_office(client: SuiteClient, *rows: dict[str, Any]) -> None:
    """In this order, in one callback as far as they go."""
    for first in range(0, len(rows), _CALLBACK_ROWS):
        await client.tax("/employee-relations", {"rows": rows[first : first + _CALLBACK_ROWS]})
