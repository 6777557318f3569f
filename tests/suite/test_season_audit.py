"""The season's audit notices what was granted and had no effect."""

from dataclasses import fields, replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from canbao_suite.season.audit import AuditReport, to_the_fen
from canbao_suite.season.books import Books
from canbao_suite.season.households import members_without_effect
from canbao_suite.season.newborns import Newborn, newborns_without_effect

BIRTH = date(2023, 7, 14)
APPLICATION, CHILD = uuid4(), uuid4()


def participation(year: int, paid_on: date | None = date(2023, 10, 20)) -> dict[str, Any]:
    return {"participation_id": uuid4(), "application_id": APPLICATION, "person_id": CHILD, "benefit_year": year, "paid_on": paid_on}


def books(*participations: dict[str, Any], covered_from: date | None, bills: str = "PAID") -> Books:
    """Of one child; what no check of it reads is left empty."""
    empty: dict[str, Any] = {field.name: {} for field in fields(Books)}
    by_id: dict[UUID, dict[str, Any]] = {one["participation_id"]: one for one in participations}
    covers = {key: {"starts_on": covered_from} for key, one in by_id.items() if one["benefit_year"] == BIRTH.year}
    told = [{"participation_id": key, "state": bills} for key in by_id]
    return Books(**empty | {"participations": by_id, "entitlements": covers if covered_from else {}, "bills": told})


def found(books: Books) -> list[str]:
    """Without the application it begins with."""
    told = newborns_without_effect(books, {str(APPLICATION): Newborn(BIRTH, 2024)}, {str(APPLICATION)})
    return [one.removeprefix(f"{APPLICATION} ") for one in told]


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        (books(participation(2023), participation(2024), covered_from=BIRTH), []),
        (books(participation(2023, None), participation(2024), covered_from=None, bills="SENT"), []),
        (books(participation(2024), covered_from=None), ["registered for [2024]"]),
        (books(covered_from=None), ["registered for []"]),
        (books(participation(2023), participation(2024), covered_from=date(2023, 11, 1)), ["not covered from 2023-07-14"]),
        (books(participation(2023), participation(2024), covered_from=None), ["not covered from 2023-07-14"]),
        (books(participation(2023, None), participation(2024), covered_from=BIRTH), ["not covered from 2023-07-14"]),
        (books(participation(2023), participation(2024, None), covered_from=BIRTH, bills="ABANDONED"), ["given up with the period"]),
    ],
)
def test_a_newborn(seen: Books, said: list[str]) -> None:
    """B7, R-022, R-024: both years, none given up with the period, and cover from birth once the birth year is paid, not before."""
    assert found(seen) == said


def test_a_new_member_of_a_household() -> None:
    """B3, R-053: registered, and in the household that handed him in."""
    asked, own, other = str(APPLICATION), uuid4(), uuid4()
    registered, nobody = books(participation(2024), covered_from=None), books(covered_from=None)

    def apart(seen: Books, *, approved: bool = True) -> list[str]:
        return list(members_without_effect(seen, {asked: own}, {asked} if approved else set()))

    assert apart(replace(registered, households={CHILD: own})) == []
    assert apart(replace(registered, households={CHILD: other})) == [f"{asked} in household {other}"]
    assert apart(registered) == apart(nobody) == [f"{asked} in household None"]
    assert apart(nobody, approved=False) == []


@pytest.mark.parametrize(
    ("fund", "tax", "sentences"),
    [
        ({("TAX_IN_TRANSIT", "PERSON"): 812, ("REFUNDS_PAYABLE", "BANK"): 406}, (812, 0, 406), 0),
        ({("TAX_IN_TRANSIT", "PERSON"): 812, ("BANK", "TAX_IN_TRANSIT"): 406, ("PERSON", "TAX_IN_TRANSIT"): 1}, (812, 1, 0), 0),
        ({("TAX_IN_TRANSIT", "PERSON"): 811}, (812, 0, 0), 1),
        ({("TAX_IN_TRANSIT", "PERSON"): 812}, (812, 1, 0), 1),
        ({("TAX_IN_TRANSIT", "PERSON"): 812}, (812, 0, 406), 1),
        ({("TAX_IN_TRANSIT", "PERSON"): 811}, (812, 0, 406), 2),
    ],
)
def test_three_books_to_the_fen(fund: dict[tuple[str, str], int], tax: tuple[int, int, int], sentences: int) -> None:
    """Our ledger, the tax office's and the bank's: one fen apart is told."""
    report = AuditReport()
    told = dict(zip(("received", "reversed", "paid_out"), tax, strict=True))
    to_the_fen(report, replace(books(covered_from=None), fund=fund, tax_totals=told))
    assert len(report.differences) == sentences
