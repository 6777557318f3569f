"""Where money lies: topped up, taken back, crossed with a cancellation; the double-entry ledger beside it (D4)."""

import asyncio
from datetime import date
from itertools import permutations
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from enrolment_terms.documents import Document, DocumentType
from enrolment_terms.identifiers import new_id
from enrolment_terms.scheme import ParticipationState
from payment_bridge.domain.differences import TaxSource
from payment_bridge.domain.refunds import Ground
from payment_bridge.domain.tax_rows import TaxReport
from payment_bridge.gateways.tax_messages import read_callback
from payment_bridge.use_cases.match_documents import match_money_by_document, renew_tokens_of_money
from payment_bridge.use_cases.take_report import take_report
from service_runtime import Database, MovableClock, Vault
from tests.payment_bridge.bridge import Bridge
from tests.payment_bridge.builders import MORNING, POLICY, VAULT_KEYS, failure_row, normal_bill, participation_event, sale_row, sales
from tests.payment_bridge.builders import deductions as round_of
from tests.payment_bridge.going_back import asked, balances, paid, reversal
from tests.service_runtime.keys import with_a_new_key, without_old_keys

PAID_IN_FULL = {"CONTRIBUTIONS": -40600, "TAX_IN_TRANSIT": 40600}
OWED = {"CONTRIBUTIONS": -40600, "PERSON": 40600}


def part(serial: str, person: UUID, amount: str, on: date = date(2023, 10, 20)) -> bytes:
    """Money that is not the amount of the bill."""
    return sales(sale_row(serial, normal_bill(person), on) | {"amount": amount})


async def test_too_little_is_topped_up_and_the_last_of_it_decides(bridge: Bridge) -> None:
    """R-057, R-066 足额, V-59: 400 of 406 cover nobody; D4 MISMATCH has an exit."""
    person = await paid(bridge)
    await bridge.receive(part("21", person, "400.00"))
    assert ((await bridge.bill(normal_bill(person))).state, (await bridge.payment("21")).state) == ("HELD", "MISMATCH")
    assert await balances(bridge) == OWED | {"MISMATCH": -40000, "TAX_IN_TRANSIT": 40000}
    await bridge.receive(part("22", person, "5.00"))
    assert (await bridge.bill(normal_bill(person))).state == "HELD"
    await bridge.receive(part("23", person, "1.00", date(2023, 11, 2)))
    bill = await bridge.bill(normal_bill(person))
    assert (bill.state, bill.effective_on, bill.settled_serial) == ("PAID", date(2023, 11, 2), "23")
    assert {(await bridge.payment(serial)).state for serial in ("21", "22", "23")} == {"SETTLED"}
    assert await balances(bridge) == PAID_IN_FULL
    await bridge.receive(reversal("800", "22", normal_bill(person), "5.00"))
    assert [(await bridge.payment(serial)).state for serial in ("21", "22", "23")] == ["MISMATCH", "REVERSED", "MISMATCH"]
    assert (await bridge.bill(normal_bill(person))).state == "HELD"


async def test_a_reversal_takes_the_bill_back_to_what_it_was(bridge: Bridge) -> None:
    """D4 SETTLED→REVERSED, D3 PAID→SENT, H1; payment.reversed, payment.unsettled."""
    person = new_id()
    await bridge.hear(participation_event(person))
    await bridge.pass_check()
    await bridge.send()
    await bridge.receive(sales(sale_row("21", normal_bill(person), date(2023, 10, 20))))
    await bridge.receive(reversal("800", "21", normal_bill(person)))
    assert ((await bridge.bill(normal_bill(person))).state, (await bridge.payment("21")).state) == ("SENT", "REVERSED")
    assert await balances(bridge) == OWED
    assert [one for one in await bridge.outbox() if one.startswith("payment.") and "bill" not in one] == [
        "payment.settled.v1", "payment.reversed.v1", "payment.unsettled.v1",
    ]  # fmt: skip


async def test_a_reversal_after_the_period_abandons_the_bill(bridge: Bridge) -> None:
    """D3 PAID→ABANDONED, H1: nothing else stands for it."""
    person = await paid(bridge)
    await bridge.receive(round_of(failure_row("20", normal_bill(person), date(2023, 10, 20))))
    await bridge.receive(sales(sale_row("21", normal_bill(person), date(2023, 11, 20))))
    bridge.on(date(2024, 1, 20))
    await bridge.end_period()
    await bridge.receive(reversal("800", "21", normal_bill(person)))
    assert (await bridge.bill(normal_bill(person))).state == "ABANDONED"
    assert await balances(bridge) == {}


async def test_a_second_payment_takes_the_place_of_one_that_was_taken_back(bridge: Bridge) -> None:
    person = await paid(bridge, "21", "22")
    await bridge.receive(reversal("800", "21", normal_bill(person)))
    bill = await bridge.bill(normal_bill(person))
    assert (bill.state, bill.settled_serial, (await bridge.payment("22")).state) == ("PAID", "22", "SETTLED")
    assert await balances(bridge) == PAID_IN_FULL


async def test_registration_money_and_reversal_in_any_order(bridge: Bridge) -> None:
    """A reversal may come before its payment: the money counts for nothing, whichever is heard first."""
    person = new_id()
    bill = normal_bill(person)
    facts: list[Any] = [participation_event(person), sales(sale_row("21", bill, date(2023, 10, 20))), reversal("800", "21", bill)]
    seen = []
    for order in permutations(facts):
        await bridge.forget()
        for fact in order:
            await (bridge.receive(fact) if isinstance(fact, bytes) else bridge.hear(fact))
        cases = [case.kind for case in await bridge.cases()]
        seen.append(((await bridge.bill(bill)).state, (await bridge.payment("21")).state, await balances(bridge), cases))
    assert seen == [("HELD", "REVERSED", OWED, [])] * 6


async def test_a_payment_and_a_cancellation_that_cross_leave_money_that_counts_for_nothing(bridge: Bridge) -> None:
    """R-063-paid-while-cancelled: payment.unsettled tells the others, which had heard that it was settled."""
    person = await paid(bridge, "21")
    await bridge.hear(participation_event(person, ParticipationState.CANCELLED, 2, effective_on=date(2023, 10, 20)))
    assert ((await bridge.bill(normal_bill(person))).state, (await bridge.payment("21")).state) == ("CANCELLED", "UNMATCHED")
    assert await balances(bridge) == {"UNMATCHED": -40600, "TAX_IN_TRANSIT": 40600}
    assert [one for one in await bridge.outbox() if "settled" in one] == ["payment.settled.v1", "payment.unsettled.v1"]


async def test_the_ledger_is_never_changed(bridge: Bridge) -> None:
    """Append-only: corrections are postings the other way round; both sides of one row are always the same."""
    await paid(bridge, "21")
    for sql in ("UPDATE ledger_postings SET amount = 1", "DELETE FROM ledger_postings", "UPDATE reversals SET amount = 1"):
        if "reversals" in sql:
            await bridge.receive(reversal("800", "21", new_id()))
        with pytest.raises(asyncpg.RaiseError, match="append-only"):
            await bridge.rows(sql + " RETURNING 1")
    for debit, credit, amount in (("PERSON", "PERSON", 1), ("PERSON", "BANK", 0), ("PERSON", "POCKET", 1)):
        with pytest.raises(asyncpg.CheckViolationError):
            await bridge.rows(
                "INSERT INTO ledger_postings (cause_id, cause_version, line, debit, credit, amount, booked_on)"
                " VALUES (gen_random_uuid(), 1, 0, :debit, :credit, :amount, '2023-10-20') RETURNING 1",
                debit=debit, credit=credit, amount=amount,
            )  # fmt: skip


async def test_many_at_once_book_without_waiting_for_one_another(bridge: Bridge) -> None:
    """Callbacks of many people at once, each told twice and in another order: nothing is booked twice, nothing set aside by a deadlock."""
    bridge.on(date(2023, 10, 20))
    people = [new_id() for _ in range(12)]
    await bridge.hear(*(participation_event(person) for person in people))
    rows = [sale_row(str(100 + number), normal_bill(person), date(2023, 10, 20)) for number, person in enumerate(people)]
    callbacks = [sales(*(rows[start::step])) for step in (1, 2, 3, 4) for start in range(step)]
    reports = [read_callback(callback) for callback in (*callbacks, *(sales(*reversed(rows)) for _ in range(4)))]

    async def take(report: TaxReport) -> None:
        async with bridge.runtime.database.transaction() as tx:
            await take_report(tx, report, TaxSource.CALLBACK)

    await asyncio.gather(*map(take, reports))
    assert await balances(bridge) == {account: 12 * fen for account, fen in PAID_IN_FULL.items()}
    assert await bridge.cases() == []


async def test_what_stood_before_the_ledger_is_booked_when_it_begins(bridge: Bridge) -> None:
    from payment_bridge.migrations import __name__ as package

    module = __import__(f"{package}.2026_11_29_1801_opening_of_the_ledger", fromlist=["_BILLS"])
    await paid(bridge, "21", "22")
    await paid(bridge)
    await bridge.receive(sales(sale_row("31", new_id(), date(2023, 10, 20))))
    booked = await balances(bridge)
    async with bridge.runtime.database.transaction() as tx:
        await tx.driver.execute("SET LOCAL session_replication_role = replica")
        await tx.driver.execute("TRUNCATE ledger_postings")
    for sql in (module._BILLS, module._MONEY):
        await bridge.rows(f"{sql} RETURNING 1")
    assert await balances(bridge) == booked


def of_person(serial: str, number: str, on: str = "2023-10-20", year: int = 2024) -> bytes:
    """Money that names a person and a year."""
    row = {"serial": serial, "doc_type": "RESIDENT_ID", "doc_number": number, "benefit_year": year, "amount": "406.00"}
    return sales(row | {"arrival_date": on, "channel": "YUE_SHUITONG"})


@pytest.mark.parametrize("registered_first", [True, False])
async def test_money_of_a_person_finds_the_bill_of_the_year(bridge: Bridge, registered_first: bool) -> None:
    """R-061: paid on 3 November, approved on the 5th: matched by document, the arrival stays."""
    number, person = "44079919790712003X", new_id()
    token = bridge.runtime.vault.identity_token(Document.read(DocumentType.RESIDENT_ID, number))
    facts: list[Any] = [participation_event(person, token=token), of_person("61", number, "2023-11-03")]
    for fact in facts if registered_first else reversed(facts):
        await (bridge.receive(fact) if isinstance(fact, bytes) else bridge.hear(fact))
    if not registered_first:
        assert (await bridge.payment("61")).state == "UNMATCHED"
    await match_money_by_document(bridge.runtime)
    bill = await bridge.bill(normal_bill(person))
    assert (bill.state, bill.effective_on, (await bridge.payment("61")).state) == ("PAID", date(2023, 11, 3), "SETTLED")
    await bridge.receive(of_person("61", number, "2023-11-03"))
    assert await bridge.rows("SELECT 1 FROM differences") == [], "told again it is the same"
    assert await balances(bridge) == PAID_IN_FULL
    await bridge.receive(sales(sale_row("62", normal_bill(person), date(2023, 11, 3))))
    with pytest.raises(asyncpg.RaiseError, match="append-only"):
        await bridge.rows("UPDATE payments SET bill_id = gen_random_uuid() WHERE tax_serial = '62' RETURNING 1")


async def test_money_that_waits_is_found_after_a_change_of_keys(bridge: Bridge) -> None:
    """R-061: its tokens are made anew of the sealed document; a second run finds nothing."""
    number, person = "44079919790712003X", new_id()
    await bridge.receive(of_person("61", number))
    keys, url = with_a_new_key(VAULT_KEYS), bridge.runtime.database.url
    safe, token = bridge.runtime.database.surroundings.safe, Vault.from_json(without_old_keys(keys)).identity_token
    both = Database(url, MovableClock(MORNING), policy=POLICY, vault=Vault.from_json(keys), safe=safe)
    try:
        assert [await renew_tokens_of_money(both), await renew_tokens_of_money(both)] == [1, 0]
    finally:
        await both.close()
    await bridge.hear(participation_event(person, token=token(Document.read(DocumentType.RESIDENT_ID, number))))
    await match_money_by_document(bridge.runtime)
    assert (await bridge.bill(normal_bill(person))).state == "PAID"


async def test_money_that_names_neither_bill_nor_person_stands_aside(bridge: Bridge) -> None:
    person = await paid(bridge)
    row = sale_row("63", normal_bill(person), date(2023, 10, 20))
    await bridge.receive(sales({name: told for name, told in row.items() if name != "bill_id"}))
    assert [(case.kind, case.field) for case in await bridge.cases()] == [("ROW_NOT_READ", "bill_id")]


async def test_money_of_a_person_that_goes_back_is_not_matched_any_more(bridge: Bridge) -> None:
    """R-061: returned on request; a bill that comes meanwhile does not take it."""
    number, person = "44079919790712003X", new_id()
    await bridge.receive(of_person("64", number))
    (money,) = await bridge.rows("SELECT bill_id, payment_id FROM payments")
    await asked(bridge, person, Ground.DUPLICATE_PAYMENT, bill_id=money.bill_id, payment_id=money.payment_id)
    token = bridge.runtime.vault.identity_token(Document.read(DocumentType.RESIDENT_ID, number))
    await bridge.hear(participation_event(person, token=token))
    assert await match_money_by_document(bridge.runtime) == 0
    assert ((await bridge.bill(normal_bill(person))).state, (await bridge.payment("64")).state) == ("HELD", "UNMATCHED")


@pytest.mark.parametrize("money_first", [True, False])
async def test_a_part_that_is_taken_back_leaves_the_money_standing(bridge: Bridge, money_first: bool) -> None:
    """D4: what is taken back in part waits for a person, in either order, and whatever is decided on the bill afterwards."""
    person = await paid(bridge)
    bill_id, day = normal_bill(person), date(2023, 10, 20)
    told = [sales(sale_row("31", bill_id, day)), reversal("32", "31", bill_id, "100.00")]
    for callback in told if money_first else reversed(told):
        await bridge.receive(callback)
    await bridge.receive(sales(sale_row("33", bill_id, day)))
    assert [(await bridge.payment(serial)).state for serial in ("31", "33")] == ["SETTLED", "DUPLICATE"]
