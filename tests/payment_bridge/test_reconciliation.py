"""Three books of a day: the comparison of many rows finds what the pure one of few finds, and what stands in a statement decides."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from asyncpg import PostgresError
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from enrolment_terms.identifiers import new_id
from payment_bridge.domain.batch_files import write_file
from payment_bridge.domain.file_profiles import FileKind
from payment_bridge.domain.reconciliation import BankLine, Book, Books, FindingKind, OwnEntry, TaxLine, compare_day
from payment_bridge.domain.scope import Scope
from payment_bridge.errors import DayNotOver, NoSuchReconciliationDifference
from payment_bridge.gateways.file_profiles import profiles
from payment_bridge.use_cases.pay_back_refunds import pay_back_refunds
from payment_bridge.use_cases.reconcile_day import (
    close_reconciliation_difference,
    reconcile_day,
    reconcile_new_statements,
    reconciliation_job,
)
from payment_bridge.use_cases.take_file import store_file, take_files
from service_runtime import AlreadyDecided
from service_runtime.start import settings_or_exit
from service_runtime.timed_jobs import do_portion, plan
from tests.payment_bridge.bridge import Bridge
from tests.payment_bridge.builders import KAIPING, normal_bill, participation_event, sale_row, sales
from tests.payment_bridge.going_back import approved, balances, ended, paid, payout_result, reversal
from tests.payment_bridge.test_settings import settings

BANK_DAYS = 1
DAY, NEXT = date(2023, 10, 8), date(2023, 10, 9)
PERSON, OTHER = UUID(int=0xA), UUID(int=0xB)
BILL, OTHER_BILL, NO_BILL = normal_bill(PERSON), normal_bill(OTHER), UUID(int=0xC)
ALL = Scope(("%",), everywhere=True)
OWN = OwnEntry("1", False, BILL, 40600, DAY)
LINE = TaxLine(2, "1", False, BILL, 40600, DAY, 2024, "1")
BANK = BankLine(2, 1, 40600, DAY, "1")


def books(ours: Sequence[OwnEntry] = (OWN,), tax: Sequence[TaxLine] | None = (LINE,), bank: Sequence[BankLine] | None = (BANK,)) -> Books:
    told = {DAY: bank} if bank is not None else {}
    return Books(ours, {DAY: tax} if tax is not None else {}, told, {BILL: 2024, OTHER_BILL: 2024}, BANK_DAYS)


@pytest.mark.parametrize(
    ("told", "kinds"),
    [
        (books(), []),
        (books(ours=[]), ["MISSING_HERE"]),
        (books(ours=[], tax=[replace(LINE, bill_id=NO_BILL)]), ["UNKNOWN"]),
        (books(tax=[], bank=[]), ["MISSING_THERE"]),
        (books(bank=[]), ["MISSING_AT_BANK"]),
        (books(tax=None), []),
        (books(bank=None), []),
        (books(tax=[replace(LINE, amount=40000)]), ["AMOUNT", "AMOUNT"]),
        (books(bank=[replace(BANK, amount=40000)]), ["AMOUNT"]),
        (books(tax=[LINE, replace(LINE, line_no=3)]), ["DUPLICATE"]),
        (books(bank=[BANK, replace(BANK, line_no=3, number=2)]), ["DUPLICATE"]),
        (books(bank=[replace(BANK, amount=20300), replace(BANK, line_no=3, number=2, amount=20300)]), []),
        (books(tax=[replace(LINE, booked_on=NEXT)]), ["LATE"]),
        (books(bank=[replace(BANK, booked_on=NEXT)]), []),
        (books(bank=[replace(BANK, booked_on=NEXT + timedelta(days=1))]), ["LATE"]),
        (books(tax=[replace(LINE, benefit_year=2023)]), ["WRONG_PERIOD"]),
        (books(tax=[replace(LINE, bill_id=OTHER_BILL)]), ["WRONG_PERIOD"]),
        (books(bank=[BANK, replace(BANK, line_no=3, number=2, reference=None)]), ["UNKNOWN"]),
        (books(ours=[], tax=None, bank=[BANK]), ["UNKNOWN"]),
        (
            books(
                [OWN, replace(OWN, takes_back=True, amount=-40600)], [LINE, replace(LINE, line_no=3, takes_back=True, amount=-40600)], []
            ),
            [],
        ),
    ],
)
def test_what_differs_has_one_kind(told: Books, kinds: list[str]) -> None:
    """R-057, R-096: each kind; a statement that has not come is not compared with; what was taken back cancels what came."""
    found = compare_day(DAY, told)
    assert [one.kind for one in found] == kinds
    assert len({one.finding_id for one in found}) == len(found)
    assert [one.finding_id for one in compare_day(DAY, told)] == [one.finding_id for one in found]


_serials = st.sampled_from(["1", "2", "3"])
_bills = st.sampled_from([BILL, OTHER_BILL, NO_BILL])
_amounts = st.sampled_from([40600, 40000])
_days = st.sampled_from([DAY, NEXT, NEXT + timedelta(days=1)])
_own = st.builds(lambda serial, bill, amount, day: OwnEntry(serial, False, bill, amount, day), _serials, _bills, _amounts, _days)
_refs = st.none() | st.sampled_from(["1", "2", "R7"])
_tax = st.tuples(_serials, st.none() | _bills, _amounts, _days, st.sampled_from([None, 2023, 2024]), _refs)
_bank = st.tuples(_amounts, _days, _refs | st.just("R9"))
_statement = st.dictionaries(st.sampled_from([DAY, NEXT]), st.lists(_tax, max_size=4), max_size=2)
_account = st.dictionaries(st.sampled_from([DAY, NEXT]), st.lists(_bank, max_size=4), max_size=2)


def tax_lines(told: Sequence[Any]) -> list[TaxLine]:
    return [TaxLine(place, one[0], False, one[1], one[2], one[3], one[4], one[5] or one[0]) for place, one in enumerate(told, 2)]


def bank_lines(told: Sequence[Any]) -> list[BankLine]:
    return [BankLine(place, place, *one) for place, one in enumerate(told, 2)]


async def file(bridge: Bridge, kind: FileKind, day: date, rows: Sequence[dict[str, Any]], issuer: str = "440783") -> None:
    """A statement comes and is read."""
    content = b"".join(write_file(profiles()["PLAIN"], kind, issuer, day, rows))
    async with bridge.runtime.database.transaction() as tx:
        await store_file(tx, kind, profiles()["PLAIN"], content, "tax:1")
    while await take_files(bridge.runtime):
        pass


async def tell_tax(bridge: Bridge, day: date, lines: Sequence[TaxLine]) -> None:
    rows = [
        {
            "serial": one.serial, "kind": "SUCCESS", "bill_id": one.bill_id and str(one.bill_id), "amount": one.amount,
            "booked_on": one.booked_on.isoformat(), "benefit_year": one.benefit_year, "reference": one.reference,
        }
        for one in lines
    ]  # fmt: skip
    await file(bridge, FileKind.TAX_STATEMENT, day, rows)


async def tell_bank(bridge: Bridge, day: date, lines: Sequence[BankLine]) -> None:
    rows = [
        {"line_no": one.number, "booked_on": one.booked_on.isoformat(), "direction": "IN", "amount": one.amount, "reference": one.reference}
        for one in lines
    ]
    await file(bridge, FileKind.BANK_STATEMENT, day, rows)


async def pay(bridge: Bridge, entries: Sequence[OwnEntry]) -> None:
    """The money is told by callbacks."""
    rows = [sale_row(one.serial, one.bill_id, one.booked_on) | {"amount": f"{one.amount // 100}.00"} for one in entries]
    await bridge.receive(sales(*rows))


async def compare(bridge: Bridge, day: date = DAY, bank_days: int = BANK_DAYS) -> Any:
    async with bridge.runtime.database.transaction() as tx:
        return await reconcile_day(tx, day, "operator:1", bank_days)


async def differences(bridge: Bridge, state: str = "OPEN") -> list[Any]:
    return list(await bridge.rows("SELECT * FROM reconciliation_differences WHERE state = :state ORDER BY position", state=state))


@given(st.lists(_own, max_size=3, unique_by=lambda one: one.serial), _statement, _account)
@examples(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
async def test_many_rows_are_compared_as_few(bridge: Bridge, ours: list[OwnEntry], tax: dict[date, Any], bank: dict[date, Any]) -> None:
    await bridge.forget()
    bridge.on(date(2023, 10, 12))
    await bridge.hear(participation_event(PERSON), participation_event(OTHER))
    if ours:
        await pay(bridge, ours)
    told = Books(
        ours,
        {day: tax_lines(lines) for day, lines in tax.items()},
        {day: bank_lines(lines) for day, lines in bank.items()},
        {BILL: 2024, OTHER_BILL: 2024},
        BANK_DAYS,
    )
    for day, lines in told.tax.items():
        await tell_tax(bridge, day, lines)
    for day, account in told.bank.items():
        await tell_bank(bridge, day, account)
    for day in (DAY, NEXT):
        figures = await compare(bridge, day)
        wanted = {one.finding_id: (one.book, one.kind, one.reference) for one in compare_day(day, told)}
        found = [row for row in await differences(bridge) if row.day == day]
        assert {row.finding_id: (row.book, row.kind, row.reference) for row in found} == wanted
        assert figures["found"] == len(wanted)
        again = await compare(bridge, day)
        assert [again[name] for name in ("ours", "matched", "found")] == [figures[name] for name in ("ours", "matched", "found")]
        assert [row for row in await differences(bridge) if row.day == day] == found, "a rerun gives the same"


async def test_a_difference_goes_away_by_itself_and_may_come_back(bridge: Bridge) -> None:
    """The newest statement of a day counts; what is no difference any more is resolved, and opened again if it is one again."""
    await bridge.hear(participation_event(PERSON))
    await pay(bridge, [OWN])
    wrong = [replace(LINE, amount=40000)]
    await tell_tax(bridge, DAY, wrong)
    await compare(bridge)
    (first,) = await differences(bridge)
    assert (first.kind, first.our_amount, first.their_amount, first.bill_id) == ("AMOUNT", 40600, 40000, BILL)
    await tell_tax(bridge, DAY, [LINE])
    assert await reconcile_new_statements(bridge.runtime), "a statement has come since"
    assert not await reconcile_new_statements(bridge.runtime)
    assert [row.finding_id for row in await differences(bridge, "RESOLVED")] == [first.finding_id]
    await file(bridge, FileKind.TAX_STATEMENT, DAY, [], issuer="440784")
    await tell_tax(bridge, DAY, wrong)
    await tell_tax(bridge, DAY, [LINE, replace(LINE, line_no=3, serial="2", reference="2")])
    await compare(bridge)
    assert [row.kind for row in await differences(bridge)] == ["MISSING_HERE"], "the newest of this issuer counts"
    await tell_tax(bridge, DAY, [replace(LINE, amount=40000), replace(LINE, line_no=3, serial="3")])
    await compare(bridge)
    assert first.finding_id in {row.finding_id for row in await differences(bridge)}


async def test_the_installation_says_how_long_the_bank_may_take(bridge: Bridge) -> None:
    """R-057: two days later it is late by the default of one, and in time where `CANBAO_BANK_DAYS` is two."""
    bridge.on(date(2023, 10, 12))
    await bridge.hear(participation_event(PERSON))
    await pay(bridge, [OWN])
    await tell_tax(bridge, DAY, [LINE])
    await tell_bank(bridge, date(2023, 10, 10), [replace(BANK, booked_on=date(2023, 10, 10))])
    for days, kinds in ((settings().bank_days, ["LATE"]), (2, [])):
        await compare(bridge, bank_days=days)
        assert [row.kind for row in await differences(bridge)] == kinds
    with pytest.raises(SystemExit, match="CANBAO_BANK_DAYS"):
        settings_or_exit(lambda: settings(bank_days=-1))


async def test_a_person_closes_a_difference_once(bridge: Bridge) -> None:
    """Inside his areas, with a reason that lies sealed; closed it stays closed however often it is found."""
    await bridge.hear(participation_event(PERSON))
    await tell_tax(bridge, DAY, [LINE])
    await compare(bridge)
    (row,) = await differences(bridge)

    async def close(scope: Scope) -> Any:
        async with bridge.runtime.database.transaction() as tx:
            return await close_reconciliation_difference(tx, DAY, row.finding_id, "已查明", scope, "operator:1")

    with pytest.raises(NoSuchReconciliationDifference):
        await close(Scope(("4409%",)))
    closed = await close(Scope((f"{KAIPING}%",)))
    assert (closed["state"], closed["area"]) == ("CLOSED", KAIPING)
    assert "已查明" not in closed["close_reason_sealed"]
    with pytest.raises(AlreadyDecided):
        await close(ALL)
    await compare(bridge)
    assert [row.kind for row in await differences(bridge, "CLOSED")] == ["MISSING_HERE"]
    assert not await differences(bridge)


async def test_a_reversal_is_an_entry_of_its_own(bridge: Bridge) -> None:
    """D4: in both books, or it is missing in one; the bank's sum of the remittance is what remains."""
    await bridge.hear(participation_event(PERSON))
    await pay(bridge, [OWN])
    bridge.tax.note("1", BILL, DAY.isoformat())
    bridge.tax.ledger.append(
        {"serial": "5", "kind": "REVERSAL", "bill_id": str(BILL), "amount": "406.00", "arrival_date": "2023-10-08", "reverses": "1"}
    )
    await bridge.read_ledger()
    rows = [
        {"serial": "1", "kind": "SUCCESS", "amount": 40600, "booked_on": "2023-10-08", "reference": "R1"},
        {"serial": "5", "kind": "REVERSAL", "amount": 40600, "booked_on": "2023-10-08", "reference": "R1"},
    ]
    await file(bridge, FileKind.TAX_STATEMENT, DAY, rows)
    await file(bridge, FileKind.BANK_STATEMENT, DAY, [])
    figures = await compare(bridge)
    assert (figures["ours"], figures["tax_lines"], figures["matched"], await differences(bridge)) == (2, 2, 2, [])
    await file(bridge, FileKind.TAX_STATEMENT, DAY, rows[:1])
    await compare(bridge)
    assert {(row.kind, row.takes_back) for row in await differences(bridge)} == {("MISSING_THERE", True), ("MISSING_AT_BANK", False)}


async def test_each_day_is_compared_by_itself_and_what_is_open_once_more(bridge: Bridge) -> None:
    """One job for the installation: each day on which something is open, of which the bank had not told, or that was never compared."""
    job = reconciliation_job(BANK_DAYS).within("44")
    await bridge.hear(participation_event(PERSON))
    await pay(bridge, [OWN])
    await tell_tax(bridge, DAY, [LINE])
    await compare(bridge)
    await tell_bank(bridge, NEXT, [])
    async with bridge.runtime.database.transaction() as tx:
        await tx.driver.execute("TRUNCATE job_runs, timed_jobs")
        await plan(tx, [job])
    while await do_portion(bridge.runtime, job):
        pass
    runs = await bridge.rows("SELECT day, runs, with_bank FROM reconciliations WHERE day >= :day ORDER BY day", day=DAY)
    assert [(row.day, row.runs, row.with_bank) for row in runs] == [(DAY, 2, True), (NEXT, 1, True)]
    assert len(await bridge.rows("SELECT 1 FROM reconciliations")) == 7, "of a week"
    assert [(row.kind, row.book) for row in await differences(bridge)] == [("MISSING_AT_BANK", Book.BANK)]
    with pytest.raises(DayNotOver):
        await compare(bridge, date(2023, 10, 10))


async def test_what_statements_say_stays(bridge: Bridge) -> None:
    """Lines are append-only, and no difference is taken away."""
    await bridge.hear(participation_event(new_id()))
    await tell_tax(bridge, DAY, [LINE])
    await compare(bridge)
    for sql in (
        "UPDATE statement_lines SET amount = 1 RETURNING 1",
        "DELETE FROM statement_lines RETURNING 1",
        "DELETE FROM reconciliation_differences RETURNING 1",
        "UPDATE reconciliation_differences SET our_amount = 1 RETURNING 1",
    ):
        with pytest.raises(PostgresError):
            await bridge.rows(sql)
    assert FindingKind.UNKNOWN in {row.kind for row in await differences(bridge)}


async def test_what_arrived_at_the_bank_is_booked_once(bridge: Bridge) -> None:
    """All of a remittance, or nothing of it; what a newer statement says otherwise is booked the other way round."""
    await bridge.hear(participation_event(PERSON), participation_event(OTHER))
    await pay(bridge, [OWN, replace(OWN, serial="2", bill_id=OTHER_BILL)])
    await tell_tax(bridge, DAY, [replace(LINE, reference="R1"), replace(LINE, serial="2", bill_id=OTHER_BILL, reference="R1")])
    parts = [replace(BANK, reference="R1"), replace(BANK, number=2, reference="R1", amount=40000)]
    await tell_bank(bridge, DAY, parts)
    await compare(bridge)
    assert "BANK" not in await balances(bridge), "not all of it is there"
    for lines, there in (([BANK, replace(BANK, number=2)], 81200), (parts[:1], 0), ([replace(BANK, amount=81200)], 81200)):
        await tell_bank(bridge, DAY, [replace(one, reference="R1") for one in lines])
        for _ in range(2):
            await compare(bridge)
        found = await balances(bridge)
        assert (found.get("BANK", 0), found.get("TAX_IN_TRANSIT", 0)) == (there, 81200 - there)
    sides = await bridge.rows("SELECT count(*) AS postings FROM ledger_postings WHERE payment_id IS NULL AND bill_id IS NULL")
    assert sides[0].postings == 2 + 2 + 1


async def test_what_a_newer_statement_does_not_name_any_more_has_not_arrived(bridge: Bridge) -> None:
    """R-096: money that the tax office never sent after all is booked the other way round; what it says of another day now stays."""
    await bridge.hear(participation_event(PERSON), participation_event(OTHER))
    await pay(bridge, [OWN, replace(OWN, serial="2", bill_id=OTHER_BILL)])
    never, moved = replace(LINE, serial="9", reference="9"), replace(LINE, serial="2", bill_id=OTHER_BILL, reference="R1")
    for lines, there in (([LINE, never, moved], 121800), ([LINE, moved], 81200), ([LINE], 81200)):
        if moved not in lines:
            await tell_tax(bridge, NEXT, [moved])
        await tell_tax(bridge, DAY, lines)
        await tell_bank(bridge, DAY, [replace(BANK, number=int(one.serial), reference=one.reference) for one in {*lines, LINE, moved}])
        for _ in range(2):
            await compare(bridge)
        assert (await balances(bridge)).get("BANK", 0) == there


async def test_a_refund_is_an_entry_that_takes_back(bridge: Bridge) -> None:
    """B18: in our book by the serial of its payout; it is booked when it is paid, and not again when the bank shows it."""
    person = await paid(bridge, "1")
    await approved(bridge, person)
    await ended(bridge, person)
    await pay_back_refunds(bridge.runtime)
    (payout,) = await bridge.rows("SELECT payout_id FROM refund_payouts")
    await bridge.receive(payout_result("900", payout.payout_id))
    day = date(2023, 11, 20)
    bridge.on(date(2023, 11, 28))
    before = await balances(bridge)
    rows = [{"serial": "900", "kind": "REFUND", "amount": 40600, "booked_on": day.isoformat()}]
    bank = [{"line_no": 1, "booked_on": day.isoformat(), "direction": "OUT", "amount": 40600, "reference": "900"}]
    await file(bridge, FileKind.TAX_STATEMENT, day, rows)
    await file(bridge, FileKind.BANK_STATEMENT, day, bank)
    figures = await compare(bridge, day)
    assert (figures["ours"], figures["matched"], await differences(bridge)) == (1, 1, [])
    assert await balances(bridge) == before
    await file(bridge, FileKind.TAX_STATEMENT, day, [])
    await compare(bridge, day)
    assert [(row.kind, row.takes_back, row.our_amount) for row in await differences(bridge)] == [("MISSING_THERE", True, -40600)]


async def test_what_is_to_be_recovered_is_no_difference(bridge: Bridge) -> None:
    """R-096: a payout that nobody ordered, money taken back in part: in all three books, once each; the bank's lines book the rest."""
    person, day = await paid(bridge, "1"), date(2023, 11, 1)
    await bridge.receive(payout_result("900", new_id(), on=day.isoformat()))
    await bridge.receive(reversal("901", "1", normal_bill(person), "6.00"))
    bridge.on(date(2023, 11, 28))
    rows = [
        {"serial": "900", "kind": "REFUND", "amount": 40600, "booked_on": day.isoformat()},
        {"serial": "901", "kind": "REVERSAL", "amount": 600, "booked_on": day.isoformat(), "bill_id": str(normal_bill(person))},
    ]
    bank = [
        {"line_no": number, "booked_on": day.isoformat(), "direction": "OUT", "amount": amount, "reference": reference}
        for number, (reference, amount) in enumerate([("900", 40600), ("901", 600)], 1)
    ]
    await file(bridge, FileKind.TAX_STATEMENT, day, rows)
    await file(bridge, FileKind.BANK_STATEMENT, day, bank)
    figures = await compare(bridge, day)
    assert (figures["ours"], figures["matched"], await differences(bridge)) == (2, 2, [])
    found = await balances(bridge)
    assert (found["BANK"], found["TO_RECOVER"], found["TAX_IN_TRANSIT"]) == (-41200, 41200, 40600), (
        "of what came nothing is at the bank yet"
    )
