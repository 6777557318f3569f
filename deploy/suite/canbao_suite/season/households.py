"""Households of last year's insured hand in the form of Annex 1 at their town, with one new member (B3, R-009, R-053)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from canbao_suite.season.books import Books
from canbao_suite.season.client import SuiteClient
from canbao_suite.season.population import Person

_PAPERS = ("ID_CARD", "HOUSEHOLD_BOOK", "PASSBOOK", "TRIPARTITE_AGREEMENT")


@dataclass(frozen=True, slots=True)
class Household:
    """Somebody insured last year, whose account the household has, and who is new there."""

    head: Person
    new: Person


async def hand_in_form(client: SuiteClient, household: Household, benefit_year: int, signed_on: date) -> tuple[str, UUID]:
    """One clerk accepts the paper, another enters it. The application of the new member, and the household. Raises RuntimeError."""
    path, area = "/household-forms", household.head.area
    paper = {"area": area, "benefit_year": benefit_year, "people": 1}
    form = await client.post("registration", path, paper, client.token("clerk", "season:accepting clerk"))
    entry = _entry(household, signed_on)
    entered = await client.post("registration", f"{path}/{form['form_id']}/entry", entry, client.token("clerk"))
    [member] = entered["members"]
    if member["application_id"] is None:
        raise RuntimeError(f"the row of a household form was refused: {member}")
    return member["application_id"], UUID(entered["household"]["household_id"])


def _entry(household: Household, signed_on: date) -> dict[str, object]:
    head, new = household.head, household.new
    member = {"act": "NEW", "name": new.name, "sex": new.sex, "document_type": new.document.kind, "document_number": new.number}
    return {
        "household_no": head.household_no,
        "household_area": head.area,
        "household_address": "示例村 1 号",
        "phone": head.phone,
        "account": {"account_holder": head.name, "bank": head.bank, "account_number": head.account},
        "signed_on": signed_on.isoformat(),
        "confirmed": True,
        "materials": [{"kind": kind, "satisfied_by": "ORIGINAL"} for kind in _PAPERS],
        "members": [member],
    }


def members_without_effect(books: Books, told: Mapping[str, UUID], approved: set[str]) -> Iterator[str]:
    """Approved new members who are not registered, or are in another household than the one that handed them in."""
    of_application = {row["application_id"]: books.households.get(row["person_id"]) for row in books.participations.values()}
    for application_id in told.keys() & approved:
        found = of_application.get(UUID(application_id))
        if found != told[application_id]:
            yield f"{application_id} in household {found}"
