"""The season's audit notices what was granted and had no effect."""

from dataclasses import fields, replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from canbao_suite.season.audit_money import audit_money, to_the_fen
from canbao_suite.season.audit_report import AuditReport
from canbao_suite.season.books import Books
from canbao_suite.season.households import members_without_effect
from canbao_suite.season.ledger import SeasonLedger
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
    ("fund", "tax", "at_the_bank", "sentences"),
    [
        ({("TAX_IN_TRANSIT", "PERSON"): 812, ("REFUNDS_PAYABLE", "BANK"): 406}, (812, 0, 406), None, 0),
        ({("TAX_IN_TRANSIT", "PERSON"): 812, ("BANK", "TAX_IN_TRANSIT"): 406, ("PERSON", "TAX_IN_TRANSIT"): 1}, (812, 1, 0), 406, 0),
        ({("TAX_IN_TRANSIT", "PERSON"): 812, ("BANK", "TAX_IN_TRANSIT"): 812, ("TAX_IN_TRANSIT", "BANK"): 6}, (812, 0, 0), 806, 0),
        ({("TAX_IN_TRANSIT", "PERSON"): 812, ("BANK", "TAX_IN_TRANSIT"): 812, ("REFUNDS_PAYABLE", "BANK"): 6}, (812, 0, 6), 812, 1),
        ({("TAX_IN_TRANSIT", "PERSON"): 811}, (812, 0, 0), None, 1),
        ({("TAX_IN_TRANSIT", "PERSON"): 812}, (812, 1, 0), None, 1),
        ({("TAX_IN_TRANSIT", "PERSON"): 812}, (812, 0, 406), None, 1),
        ({("TAX_IN_TRANSIT", "PERSON"): 811}, (812, 0, 406), 1, 3),
    ],
)
def test_three_books_to_the_fen(
    fund: dict[tuple[str, str], int], tax: tuple[int, int, int], at_the_bank: int | None, sentences: int
) -> None:
    """Our ledger, the tax office's and the bank's: one fen apart is told."""
    report = AuditReport()
    told = dict(zip(("received", "reversed", "paid_out"), tax, strict=True))
    to_the_fen(report, replace(books(covered_from=None), fund=fund, tax_totals=told), SeasonLedger(at_the_bank=at_the_bank))
    assert len(report.differences) == sentences


def money(**told: Any) -> list[str]:
    """What the audit of money says of books that hold this alone."""
    report = AuditReport()
    plain: dict[str, Any] = {"tax_totals": dict.fromkeys(("received", "reversed", "paid_out"), 0), "reversals": set(), "open_findings": 0}
    plain |= {"open_callbacks": 0, "undecided": 0, "differing": set(), "failures": set()}
    audit_money(
        report, replace(books(covered_from=None), **plain | told), SeasonLedger(refunds={"r": "PAID_BACK"} if "refunds" in told else {})
    )
    return [one.split(": ")[1] for one in report.differences]


def test_reversals() -> None:
    """D4: money taken back in whole counts no more; what is taken back in part stands in a case and in TO_RECOVER."""
    ledger = [{"serial": 1, "kind": "SUCCESS", "bill_id": "b", "amount": 406, "planted": None}]
    kept = [{"tax_serial": "1", "bill_id": "b", "amount": 406, "state": "REVERSED"}]
    whole, part = ([{"serial": 2, "reverses": 1, "amount": fen}] for fen in (406, 6))
    case = {"kind": "REVERSED_IN_PART", "state": "OPEN", "tax_serial": "2", "amount": 6}
    told: dict[str, Any] = {"tax_ledger": ledger, "payments": kept, "tax_reversals": whole, "reversals": {"2"}}
    assert money(**told) == []
    assert money(**told | {"reversals": set()}) == ["reversals in the tax ledger, not in payment-bridge"]
    assert money(**told | {"tax_reversals": part}) == [
        "money that was not taken back and counts no more",
        "reversals that a person must decide on, without a case",
    ]
    in_part = told | {"tax_reversals": part, "tax_cases": [case], "payments": [kept[0] | {"state": "DUPLICATE"}]}
    received = {"received": 6, "reversed": 6, "paid_out": 0}
    fund = {("TAX_IN_TRANSIT", "DUPLICATE"): 6}
    assert money(**in_part | {"tax_totals": received, "fund": fund | {("TO_RECOVER", "TAX_IN_TRANSIT"): 6}}) == []
    assert money(**in_part | {"tax_totals": received, "fund": fund}) == ["fen that arrived, in our ledger and the tax office's"]
    assert money(**told | {"payments": [kept[0] | {"state": "DUPLICATE"}]}) == ["money that was taken back and still counts"]


@pytest.mark.parametrize(
    ("state", "payouts", "said"),
    [
        ("PAID_BACK", [("PAID", False)], []),
        ("PAID_BACK", [("PAID", False), ("FAILED", True), ("PAID", False)], []),
        ("PAID_BACK", [("PAID", False), ("PAID", False)], ["refunds of which the bank paid more than was owed"]),
        ("PAID_BACK", [("FAILED", False)], ["refunds of which the bank paid less than was owed"]),
        ("APPROVED", [], ["refunds that did not end as they must"]),
        ("APPROVED", [("PAID", False)], ["refunds that did not end as they must", "refunds of which the bank paid more than was owed"]),
    ],
)
def test_refunds(state: str, payouts: list[tuple[str, bool]], said: list[str]) -> None:
    """B18: at most one payout at any time."""
    refund = {"refund_id": "r", "bill_id": "b", "of_bill": False, "amount": 406, "state": state}
    out = [{"refund_id": "r", "amount": 406, "result": result, "came_back": back} for result, back in payouts]
    assert money(refunds=[refund], payouts=out) == said


def test_what_was_told_otherwise() -> None:
    """R-057, R-096: operators have decided all of it, and nothing counts as told otherwise that was not."""
    assert money(undecided=1, differing={"1"}) == [
        "what was told otherwise and nobody has decided",
        "serials with two contents of which one was told",
    ]
    kept = {"tax_serial": "1", "bill_id": "b", "amount": 400, "state": "REVERSED", "arrival_date": date(2023, 10, 20)}
    entry = {"serial": 1, "kind": "SUCCESS", "bill_id": "b", "amount": 406, "planted": None}
    back = {"serial": 2, "reverses": 1, "amount": 406}
    told: dict[str, Any] = {"tax_ledger": [entry], "tax_reversals": [back], "reversals": {"2"}}
    assert money(payments=[kept], **told) == []
    assert "amount of payment and tax ledger" in money(payments=[kept | {"state": "DUPLICATE"}], **told)


def test_messages_and_statements() -> None:
    """R-096: a message that waits for its answer, and a difference that stays open, are told."""
    assert money(outgoing={"ANSWERED": 9, "REFUSED": 1}) == []
    assert money(outgoing={"UNKNOWN": 1}, open_findings=2) == [
        "differences with statements that are right",
        "messages to the tax office without an answer",
    ]


@pytest.mark.parametrize(
    ("bill", "came_on", "said"),
    [
        (("CANCELLED", 29), 30, []),
        (("CANCELLED", 30), 30, []),
        (("CANCELLED", 31), 30, ["planted anomalies that were not recognised"]),
        (("ABANDONED", 29), 30, ["planted anomalies that were not recognised"]),
    ],
)
def test_money_for_a_bill_that_was_cancelled(bill: tuple[str, int], came_on: int, said: list[str]) -> None:
    """D3 「success after CANCELLED → payment UNMATCHED」: by the day of the money; told of a bill that was not, it is a fault."""
    ledger = [{"serial": 1, "kind": "SUCCESS", "bill_id": "b", "amount": 406, "planted": None}]
    kept = {"tax_serial": "1", "bill_id": "b", "amount": 406, "state": "UNMATCHED", "arrival_date": date(2023, 12, came_on)}
    state, on = bill
    of = {"bill_id": "b", "state": state, "effective_on": date(2023, 12, on)}
    fund = {("TAX_IN_TRANSIT", "UNMATCHED"): 406}
    totals = {"received": 406, "reversed": 0, "paid_out": 0}
    assert money(tax_ledger=ledger, payments=[kept], bills=[of], fund=fund, tax_totals=totals) == said
