"""The season's audit notices who is insured twice and not found, not decided as he must be, or made up."""

from dataclasses import fields, replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from canbao_suite.season.audit_duplicates import audit_duplicates
from canbao_suite.season.audit_report import AuditReport
from canbao_suite.season.books import Books
from canbao_suite.season.doubles import DOUBLES, HERE, Double, Planted
from canbao_suite.season.duplicate_books import DuplicateBooks
from canbao_suite.season.ledger import SeasonLedger
from canbao_suite.season.population import Person, Population

THERE = "RESIDENT/440100/2024"
PERSON, OTHER, MOVER = uuid4(), uuid4(), uuid4()
MOVED = uuid4()
BY_NAME = {one.name: one for one in DOUBLES}


def somebody() -> Person:
    return next(Population(1).people("440783115", 1))


def participation(person: UUID, application: UUID | None = None, *, paid: bool = True) -> dict[str, Any]:
    paid_on = date(2023, 10, 20) if paid else None
    return {"participation_id": uuid4(), "application_id": application, "person_id": person, "benefit_year": 2024, "paid_on": paid_on}


def books(*participations: dict[str, Any], begins: date = date(2024, 2, 1)) -> Books:
    empty: dict[str, Any] = {field.name: {} for field in fields(Books)}
    by_id = {one["participation_id"]: one for one in participations}
    covers = {key: {"starts_on": begins if one["application_id"] else date(2024, 1, 1)} for key, one in by_id.items()}
    return Books(**empty | {"participations": by_id, "entitlements": covers, "marked": set()})


def case(person: UUID = PERSON, **told: Any) -> tuple[UUID, bool, dict[str, Any]]:
    """Of somebody who chose to stay here."""
    choice = {"chosen": HERE, "chosen_on": "2023-10-20"}
    usual = {"case_id": "C", "kind": "WITHIN_SCHEME", "principle": "R-122", "choice": choice, "kept": HERE, "state": "CLOSED"}
    return person, False, {**usual, "dropped": [{"relation": THERE}], **told}


def held(token: str = "t", **told: Any) -> dict[str, Any]:
    """A relation in Guangzhou that rests since the year began."""
    year = {"benefit_year": 2024, "starts_on": "2024-01-01", "ends_on": "2024-01-01"}
    return {
        "spell_ref": "G",
        "token": token,
        "scheme": "RESIDENT",
        "area": "440106",
        "gone": False,
        "paid": True,
        "state": "SUSPENDED",
        **year,
        **told,
    }


ELSEWHERE = {"area": "440100", "scheme": "RESIDENT", "years": [2024], "paid": True}
GOOD = DuplicateBooks(
    cases=[case()],
    notices=[{"rule": "R-132", "notice_id": "N", "state": "ACKNOWLEDGED"}],
    coverage={PERSON: [ELSEWHERE], MOVER: [{**ELSEWHERE, "area": "430100"}]},
    tokens={PERSON: {"t"}, MOVER: {"m"}},
    held=[held(), held("m", area="430102", ends_on="2024-01-31")],
    asked=[],
    still_both=[],
    found_by_sweep=0,
)
HERE_BOOKS = books(participation(PERSON), participation(MOVER, MOVED))
ASKED = {"tokens": ["t"], "notice_ref": "A", "answer": {"state": "ACKNOWLEDGED"}}


def said(seen: DuplicateBooks, here: Books = HERE_BOOKS, *, double: Double = BY_NAME["chooses here"], consents: bool = True) -> list[str]:
    """The differences, without what they begin and end with."""
    report = AuditReport()
    ledger = SeasonLedger(planted={str(PERSON): Planted(somebody(), double)}, movers={str(MOVED): consents})
    audit_duplicates(report, seen, here, ledger, 2024)
    return [one.split(": ")[1] for one in report.differences]


def test_a_season_as_it_must_be() -> None:
    """R-120: found, decided, carried out; nothing else."""
    assert said(GOOD) == []


@pytest.mark.parametrize(
    ("seen", "found"),
    [
        (replace(GOOD, cases=[]), "people insured twice, and no case"),
        (replace(GOOD, cases=[case(), case(OTHER)]), "cases of people who are not insured twice"),
        (replace(GOOD, cases=[case(), case()]), "cases of what another case is about"),
        (replace(GOOD, cases=[case(), case(dropped=[])]), None),
        (replace(GOOD, cases=[case(state="EXECUTING")]), "cases that have not ended as they must"),
        (replace(GOOD, cases=[case(principle="R-123")]), "cases that have not ended as they must"),
        (replace(GOOD, cases=[case(kept=THERE)]), "cases that have not ended as they must"),
        (replace(GOOD, cases=[case(choice={"chosen": None})]), "cases that have not ended as they must"),
        (replace(GOOD, still_both=[{"person_id": str(PERSON)}]), "decided, and both count all the same"),
        (replace(GOOD, found_by_sweep=1), "people insured twice of whom the sweep alone knew"),
        (replace(GOOD, notices=[{**GOOD.notices[0], "state": "SENT"}]), "notices to other regions without an answer, or with a no"),
        (replace(GOOD, asked=[ASKED]), "requests of other regions that were answered otherwise"),
        (replace(GOOD, held=[held(state="ACTIVE"), GOOD.held[1]]), "relations elsewhere that stand otherwise than was decided"),
        (replace(GOOD, coverage={MOVER: GOOD.coverage[MOVER]}), "years elsewhere that dedup tells otherwise"),
        (replace(GOOD, coverage=GOOD.coverage | {MOVER: [ELSEWHERE]}), "years elsewhere that dedup tells otherwise"),
        (replace(GOOD, held=[held(), held("m", area="430102", ends_on="2024-02-10")]), "movers with a gap, or covered twice"),
    ],
)  # fmt: skip
def test_what_is_not_as_it_must_be(seen: DuplicateBooks, found: str | None) -> None:
    assert said(seen) == ([found] if found else [])


def test_movers() -> None:
    """R-087: no gap with a consent, not registered without."""
    assert said(GOOD, books(participation(PERSON), participation(MOVER, MOVED), begins=date(2024, 3, 1))) == [
        "movers with a gap, or covered twice"
    ]
    assert said(GOOD, books(participation(PERSON))) == ["movers with a gap, or covered twice"]
    assert said(GOOD, consents=False) == ["movers with a gap, or covered twice"]
    assert said(GOOD, books(participation(PERSON)), consents=False) == []


def test_whoever_has_not_paid_is_not_insured_twice() -> None:
    """R-120: no case is wanted of him, an open one must not stay, and the way he was to go has not been gone."""
    here = books(participation(PERSON, paid=False), participation(MOVER, MOVED))
    nobody = "ways of being insured twice that nobody has gone"
    assert said(replace(GOOD, cases=[]), here) == [nobody]
    assert said(replace(GOOD, cases=[case(state="AWAITING_CHOICE")]), here) == [nobody, "cases that have not ended as they must"]


def test_somebody_else_and_a_request() -> None:
    """R-120, R-132: nothing is told of another's years; a request is answered as the office has decided."""
    parted = case(state="FALSE_POSITIVE", kept=None, choice=None, dropped=[])
    apart = replace(GOOD, cases=[parted], held=[held(state="ACTIVE"), GOOD.held[1]], coverage={MOVER: GOOD.coverage[MOVER]})
    assert said(apart, double=BY_NAME["somebody else"]) == []
    assert said(replace(apart, coverage=GOOD.coverage), double=BY_NAME["somebody else"]) == ["years elsewhere that dedup tells otherwise"]
    asked = replace(GOOD, cases=[], held=GOOD.held[1:], coverage={MOVER: GOOD.coverage[MOVER]}, asked=[ASKED])
    assert said(asked, double=BY_NAME["asked to rest"]) == []
    assert said(asked, double=BY_NAME["asked to rest, refused"]) == ["requests of other regions that were answered otherwise"]
