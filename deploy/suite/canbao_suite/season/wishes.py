"""What people ask besides enrolling, and whom a department marks: stops, other accounts, other towns (B4, B5), subsidised persons (B10)."""

from collections.abc import Iterator, Sequence
from datetime import date
from uuid import UUID

from canbao_suite.season.books import Books, Row
from canbao_suite.season.client import SuiteClient
from canbao_suite.season.ledger import SeasonLedger
from canbao_suite.season.newborns import papers_of
from canbao_suite.season.plan import Applicant, SeasonPlan, Wish
from canbao_suite.season.population import Person

_DEPARTMENT, _CATEGORY = "CIVIL_AFFAIRS", "SUB01"
_ROWS_OF_A_LIST = 500
_PERMIT_UNTIL = ("2024-01-31", "2024-11-30")
"""Some end in the year that is paid: its cover stays (R-035)."""


def form_of(applicant: Applicant, number: int, benefit_year: int) -> dict[str, object]:
    """The form of a new applicant, with what his group has to show (B7, B12, B14)."""
    form = applicant.person.as_application(benefit_year, applicant.channel)
    if applicant.category == "RESIDENCE_PERMIT":
        form |= {"permit_valid_to": _PERMIT_UNTIL[number % 2], **_seen("RESIDENCE_PERMIT")}
    elif applicant.category == "MIGRANT_CHILD":
        form |= {"household_area": "440100", "form": {"at_school": "false"}, **_seen("HOUSEHOLD_BOOK", "WORK_PROOF")}
    elif applicant.category == "NEWBORN":
        form |= papers_of(applicant.person)
    return form | {"category": applicant.category}


def wish_of(wish: Wish, person: Person, towns: Sequence[str], benefit_year: int) -> tuple[dict[str, object], str]:
    """The form of somebody insured, and the town he belongs to afterwards."""
    if wish is Wish.STOP:
        return person.as_wish(wish, benefit_year, "YUE_YIBAO", form={"stop_reason": "ARMY"}), person.area
    if wish is Wish.OFFICE:
        town = towns[(towns.index(person.area) + 1) % len(towns)]
        return person.as_wish(wish, benefit_year, "YUE_YIBAO", form={"new_area": town}), town
    account = {"account_holder": person.name, "bank": person.bank, "account_number": f"8800{person.account[4:]}"}
    return person.as_wish(wish, benefit_year, "COUNTER", **account, **_seen("TRIPARTITE_AGREEMENT")), person.area


async def mark_people(client: SuiteClient, plan: SeasonPlan, month: str, effective_on: date) -> int:
    """The department's list of the month, handed in by two; how many it marks."""
    rows = [person.as_marked(_CATEGORY, effective_on) for person in plan.marked]
    by_two = [client.token("department", f"season:department {number}", organisation=_DEPARTMENT) for number in (1, 2)]
    marked = 0
    for first in range(0, len(rows), _ROWS_OF_A_LIST):
        body = {"list_month": month, "people": rows[first : first + _ROWS_OF_A_LIST]}
        answer = await client.post_by_two("registration", "/subsidy-lists", body, by_two)
        marked += answer["marked"]
        if answer["refused"]:
            raise RuntimeError(f"a list of subsidised persons was refused: {answer['refused'][:3]}")
    return marked


def _seen(*kinds: str) -> dict[str, object]:
    return {"materials": [{"kind": kind, "satisfied_by": "ORIGINAL"} for kind in kinds]}


def wishes_without_effect(books: Books, ledger: SeasonLedger, year: int) -> Iterator[str]:
    """Wishes that were granted, and the participation of the year does not show it."""
    of_person = {row["person_id"]: row for row in books.participations.values() if row["benefit_year"] == year}
    for application_id, (wish, town) in ledger.wishes.items():
        application = books.applications.get(UUID(application_id))
        found = of_person.get(application["person_id"]) if application else None
        if application_id in ledger.approved and (found is None or not _shows(found, wish, town, books.accounts_changed)):
            yield f"{wish} {application_id}"


def _shows(participation: Row, wish: Wish, town: str, accounts_changed: set[UUID]) -> bool:
    if wish is Wish.STOP:
        return bool(participation["state"] == "CANCELLED")
    if wish is Wish.ACCOUNT:
        return participation["participation_id"] in accounts_changed
    return bool(participation["area"] == town)
