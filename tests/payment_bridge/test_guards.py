"""What only shows when things come twice, late or at once: version guards, ties, locks and first ones that stand."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace as replace_struct

from enrolment_events.registration import ParticipationChangedV1
from enrolment_terms.identifiers import new_id
from enrolment_terms.scheme import BillKind, Category, FailureCause, ParticipationState
from enrolment_terms.sealed import Sealed
from event_bus import Fault
from payment_bridge.domain.callback_states import Kept
from payment_bridge.domain.decisions import Changes, DueLevy, Recall
from payment_bridge.domain.differences import TaxSource
from payment_bridge.domain.facts import Failure, Payment, bill_id_of
from payment_bridge.domain.levy_delivery import LevyRegion, Sending, Sent
from payment_bridge.domain.scope import Scope
from payment_bridge.domain.settlement import settling_money
from payment_bridge.gateways.tax_messages import read_callback
from payment_bridge.repository import callbacks, levies, sweeps
from payment_bridge.repository.bill_facts import records_of_bills, records_of_participations
from payment_bridge.repository.changes import add_failures, save
from payment_bridge.repository.participations import levy_data
from payment_bridge.repository.queries import payments_in_state, payments_of_bills
from payment_bridge.repository.serials import told_under
from payment_bridge.use_cases.record_registrations import record_registrations
from payment_bridge.use_cases.take_report import take_report
from row_sets import Driver
from tests.payment_bridge.bridge import Bridge
from tests.payment_bridge.builders import (
    OCTOBER,
    POLICY,
    REGION,
    bill_facts,
    deductions,
    failure,
    failure_row,
    normal_bill,
    participation_event,
    receipt,
    sale_row,
    sales,
    success_row,
)

R, C = ParticipationState.REGISTERED, ParticipationState.CANCELLED
Heard = tuple[ParticipationState, int]


@pytest.mark.parametrize(
    ("heard", "version", "state", "household"),
    [
        ([(R, 1), (C, 2)], 2, C, "of 2"),
        ([(C, 2), (R, 1)], 2, C, "of 2"),
        ([(R, 1), (C, 2), (R, 1)], 2, C, "of 2"),
        ([(R, 3), (R, 1)], 3, R, "of 3"),
        ([(C, 4), (R, 1), (R, 3)], 4, C, "of 4"),
        ([(C, 4), (R, 3), (R, 1)], 4, C, "of 4"),
        ([(R, 3), (C, 2)], 3, R, "of 3"),
        ([(C, 4), (R, 1), (C, 2)], 4, C, "of 4"),
        ([(C, 4), (C, 2)], 4, C, "of 4"),
    ],
)
async def test_the_newest_status_and_terms_stay(bridge: Bridge, heard: list[Heard], version: int, state: str, household: str) -> None:
    person = new_id()
    for what, number in heard:
        await bridge.hear(participation_event(person, what, number, household_no=f"of {number}"))
    (row,) = await bridge.rows("SELECT version, state, household_no, effective_on FROM participations")
    assert (row.version, row.state, row.household_no) == (version, state, household)
    assert row.effective_on == date(2023, 10, 9 + version)


async def test_what_is_not_newer_is_not_written(bridge: Bridge) -> None:
    person = new_id()
    await bridge.hear(participation_event(person), participation_event(person, C, 3))
    written = "SELECT xmin::text, ctid::text FROM participations"
    before = await bridge.rows(written)
    await bridge.hear(participation_event(person), participation_event(person, C, 3), participation_event(person, C, 2))
    assert await bridge.rows(written) == before


async def test_of_several_in_one_call_the_newest_is_kept(bridge: Bridge) -> None:
    person = new_id()
    await bridge.hear(*(participation_event(person, R, number, household_no=f"of {number}") for number in (2, 3, 1)))
    assert await bridge.rows("SELECT version, household_no FROM participations") == [(3, "of 3")]


async def test_a_status_alone_makes_no_bill(bridge: Bridge) -> None:
    known, unknown = new_id(), new_id()
    async with bridge.runtime.database.transaction() as tx:
        await record_registrations(tx, [participation_event(known), participation_event(unknown, C, 2)])
    assert await bridge.rows("SELECT bill_id FROM bills") == [(normal_bill(known),)]


def test_of_two_payments_on_one_day_the_smaller_serial_settles() -> None:
    """Longer serials are larger: the tax office counts up."""
    nine, ten = receipt(OCTOBER, serial="9"), receipt(OCTOBER, serial="10")
    for money in ((nine, ten), (ten, nine)):
        assert settling_money(bill_facts(money=money), POLICY) == (nine,)


@pytest.mark.parametrize("serials", [("12", "11"), ("11", "12")])
async def test_two_payments_of_one_day_are_told_in_the_order_of_their_serials(bridge: Bridge, serials: tuple[str, str]) -> None:
    person = new_id()
    await bridge.hear(participation_event(person))
    for serial in serials:
        await bridge.receive(sales(sale_row(serial, normal_bill(person), date(2023, 10, 12))))
    await bridge.receive(sales(sale_row("13", normal_bill(person), date(2023, 10, 11))))
    async with bridge.runtime.database.read() as read:
        told = await payments_of_bills(read.driver, [normal_bill(person)])
    assert [(row["tax_serial"], row["state"]) for row in told] == [("13", "SETTLED"), ("11", "DUPLICATE"), ("12", "DUPLICATE")]


_AGAIN: list[dict[str, Any]] = [{}, {"kind": ParticipationChangedV1, "changed": ("person",)}]


@pytest.mark.parametrize("again", _AGAIN)
async def test_of_two_that_tell_of_one_new_participation_at_once_neither_is_lost(bridge: Bridge, again: dict[str, Any]) -> None:
    """R-026, R-056: two replicas, and two records of one person: the newest word stands, and it is billed once."""
    waiting = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    participation_id = new_id()
    first = participation_event(participation_id, person_id=new_id())
    second = participation_event(participation_id, version=2, person_id=new_id(), **again)
    async with bridge.runtime.database.transaction() as tx:
        await record_registrations(tx, [first])
        other = asyncio.create_task(bridge.hear(second))
        while not other.done() and not await bridge.rows(waiting):
            pass
    await other
    [kept] = await bridge.rows("SELECT * FROM participations WHERE participation_id = :one", one=participation_id)
    assert (kept.version, kept.registered_version, kept.person_id) == (2, 1 if again else 2, second.personid)
    assert len(await bridge.rows("SELECT bill_id FROM bills")) == 1


async def saved(bridge: Bridge, *several: Changes) -> None:
    """Each in a transaction of its own."""
    for changes in several:
        async with bridge.runtime.database.transaction() as tx:
            await save(tx.driver, changes, tx.now)


@pytest.mark.parametrize("order", [(0, 2, 1), (2, 1, 0), (1, 2)])
async def test_the_queue_keeps_the_newest_sending(bridge: Bridge, order: tuple[int, ...]) -> None:
    bill = new_id()
    await saved(bridge, *(Changes(to_send={bill: DueLevy(bill, REGION, 2024, BillKind.NORMAL, number)}) for number in order))
    assert await bridge.rows("SELECT bill_id, resend_no FROM levy_queue") == [(bill, 2)]


async def test_the_first_reason_of_a_recall_stays(bridge: Bridge) -> None:
    bill, other = new_id(), new_id()
    await saved(bridge, Changes(to_recall=[Recall(bill, "first")]), Changes(to_recall=[Recall(bill, "second"), Recall(other, "second")]))
    assert set(await bridge.rows("SELECT bill_id, reason FROM recalls")) == {(bill, "first"), (other, "second")}


async def test_a_failure_is_kept_once_and_as_it_was_told_first(bridge: Bridge) -> None:
    first, bill = failure(OCTOBER), new_id()
    again = replace(first, cause=FailureCause.DATA_ERROR)
    for told in ([(bill, first)], [(bill, again), (bill, replace(first, serial="12"))]):
        async with bridge.runtime.database.transaction() as tx:
            await add_failures(tx.driver, told)
    found = await bridge.rows("SELECT serial, cause FROM failures ORDER BY serial")
    assert found == [("11", "INSUFFICIENT_BALANCE"), ("12", "INSUFFICIENT_BALANCE")]


async def test_the_first_check_and_the_first_end_of_a_period_stand(bridge: Bridge) -> None:
    await bridge.pass_check()
    bridge.on(date(2024, 1, 1))
    await bridge.end_period()
    bridge.on(date(2024, 1, 2))
    await bridge.pass_check()
    await bridge.end_period()
    assert await bridge.rows("SELECT passed_on FROM levy_checks") == [(OCTOBER,)]
    assert await bridge.rows("SELECT ended_on FROM period_ends") == [(date(2024, 1, 1),)]


async def until_it_waits(bridge: Bridge, task: "asyncio.Task[Any]") -> None:
    """Until the database says that somebody waits for a lock; fails if the task is done without having waited."""
    waiting = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    while not await bridge.rows(waiting):
        assert not task.done(), "nothing was locked"


def two_in_opposite_orders() -> tuple[UUID, UUID]:
    """Two participations in the order of their ids, whose bills are in the opposite order."""
    while True:
        first, second = new_id(), new_id()
        if normal_bill(first) > normal_bill(second):
            return first, second


LockBills = Callable[[Driver, UUID, UUID], Awaitable[object]]


@pytest.mark.parametrize(
    "lock",
    [
        lambda driver, one, other: records_of_participations(driver, [one, other]),
        lambda driver, one, other: records_of_bills(driver, [normal_bill(one), normal_bill(other)]),
        lambda driver, one, other: levy_data(driver, [normal_bill(one), normal_bill(other)]),
    ],
    ids=["records_of_participations", "records_of_bills", "levy_data"],
)
async def test_bills_are_locked_in_the_order_of_their_ids(bridge: Bridge, lock: LockBills) -> None:
    """Two that lock the same bills wait for one another instead of blocking one another for ever."""
    first, second = two_in_opposite_orders()
    for person in (first, second):
        await bridge.hear(participation_event(person))
    one_bill = "SELECT bill_id FROM bills WHERE bill_id = $1 FOR UPDATE NOWAIT"

    async def lock_both() -> None:
        async with bridge.runtime.database.transaction() as tx:
            await lock(tx.driver, first, second)

    async with bridge.runtime.database.transaction() as holder:
        assert await holder.driver.fetchval(one_bill, normal_bill(second))
        task = asyncio.create_task(lock_both())
        await until_it_waits(bridge, task)
        async with bridge.runtime.database.transaction() as other:
            assert await other.driver.fetchval(one_bill, normal_bill(first)), "the greater bill is not locked before the lesser"
    await task


async def test_a_bill_that_is_decided_about_is_locked_with_its_group(bridge: Bridge) -> None:
    """R-024: what is paid on one bill of a group changes the other; such groups were made before each year was a registration."""
    person, born = new_id(), dict[str, Any](category=Category.NEWBORN, birth_date=date(2023, 11, 20), registered_on=date(2024, 2, 1))
    bridge.on(date(2024, 2, 1))
    await bridge.hear(*(participation_event(new_id(), person_id=person, benefit_year=year, **born) for year in (2023, 2024)))
    await bridge.rows("UPDATE bills SET participation_id = (SELECT participation_id FROM bills LIMIT 1) RETURNING 1")
    asked, other = [row.bill_id for row in await bridge.rows("SELECT bill_id FROM bills ORDER BY kind")]
    async with bridge.runtime.database.transaction() as tx:
        assert (await records_of_bills(tx.driver, [asked])).keys() == {asked, other}
        assert await bridge.rows("SELECT bill_id FROM bills FOR UPDATE SKIP LOCKED") == []


async def test_two_at_once_take_different_callbacks_and_nobody_waits(bridge: Bridge) -> None:
    for number in range(3):
        await bridge.callback(sales(sale_row(str(number + 1), new_id(), OCTOBER)), f"msg-{number}")
    async with bridge.runtime.database.transaction() as one, bridge.runtime.database.transaction() as other:
        first = await callbacks.take_callbacks(one.driver, 2)
        async with asyncio.timeout(5):
            second = await callbacks.take_callbacks(other.driver, 2)
    assert [[taken.webhook_id for taken in some] for some in (first, second)] == [["msg-0", "msg-1"], ["msg-2"]]


async def test_a_callback_is_stored_once_and_set_aside_only_while_it_waits(bridge: Bridge) -> None:
    body = sales(sale_row("1", new_id(), OCTOBER))
    assert [await bridge.callback(body, "msg"), await bridge.callback(body, "msg")] == [Kept.NEW, Kept.REPEATED]
    await bridge.process()
    async with bridge.runtime.database.transaction() as tx:
        await callbacks.callback_failed(tx.driver, "msg", Fault("Late"))
    assert await bridge.rows("SELECT state, error FROM tax_callbacks") == [("PROCESSED", None)]


async def test_money_for_no_bill_that_two_tell_at_once_is_kept_once(bridge: Bridge) -> None:
    """By a callback and by the ledger: neither sees the other's row before it commits."""
    told = read_callback(sales(sale_row("1", new_id(), OCTOBER)))

    async def take() -> None:
        async with bridge.runtime.database.transaction() as tx:
            await take_report(tx, told, TaxSource.LEDGER)

    async with bridge.runtime.database.transaction() as tx:
        await take_report(tx, told, TaxSource.CALLBACK)
        task = asyncio.create_task(take())
        await until_it_waits(bridge, task)
    await task
    assert await bridge.rows("SELECT tax_serial, state FROM payments") == [("1", "UNMATCHED")]


BATCH = UUID(int=0xB)
THERE = LevyRegion(REGION, 2024)


async def with_batch(bridge: Bridge, *batches: UUID) -> None:
    """Batches that wait to be sent, the first one oldest."""
    for number, batch_id in enumerate(batches):
        async with bridge.runtime.database.transaction() as tx:
            await levies.keep_batch(tx.driver, batch_id, THERE, OCTOBER, "sealed", {UUID(int=1): Sending(number, 0)})


async def test_of_several_sendings_of_a_bill_the_newest_counts(bridge: Bridge) -> None:
    older, newer = new_id(), new_id()
    await with_batch(bridge, older, newer)
    async with bridge.runtime.database.transaction() as tx:
        for asked in ([older, newer], [newer, older]):
            assert await levies.sent_in(tx.driver, asked) == {UUID(int=1): Sent(1, OCTOBER)}


async def test_only_one_replica_takes_from_the_queue(bridge: Bridge) -> None:
    async with bridge.runtime.database.transaction() as one, bridge.runtime.database.transaction() as other:
        assert [await levies.is_only_sender(tx.driver) for tx in (one, other)] == [True, False]


async def test_money_whose_bill_is_known_is_not_looked_for_again(bridge: Bridge) -> None:
    known, unknown = new_id(), new_id()
    await bridge.hear(participation_event(known))
    rows = (success_row(serial, normal_bill(person), date(2023, 10, 20)) for serial, person in (("1", known), ("2", unknown)))
    await bridge.receive(deductions(*rows))
    async with bridge.runtime.database.transaction() as tx:
        assert await sweeps.bills_whose_money_was_there_first(tx.driver, 10) == []


async def test_a_serial_is_kept_whether_it_was_money_or_a_failure(bridge: Bridge) -> None:
    bill = normal_bill(new_id())
    await bridge.receive(deductions(success_row("1", bill, date(2023, 10, 20)), failure_row("2", bill, date(2023, 10, 20))))
    async with bridge.runtime.database.transaction() as tx:
        told = await told_under(tx.driver, ["1", "2", "3"])
    assert {serial: [type(row.fact) for row in rows] for serial, rows in told.items()} == {"1": [Payment], "2": [Failure]}


async def test_money_that_was_there_first_and_does_not_count_is_not_looked_for_again(bridge: Bridge) -> None:
    """R-061: its bill is known from now on, whatever becomes of the money."""
    person = new_id()
    await bridge.receive(sales(sale_row("1", normal_bill(person), date(2024, 3, 1))))
    await bridge.hear(participation_event(person))
    assert await bridge.rows("SELECT state, matched FROM payments") == [("UNMATCHED", True)]
    async with bridge.runtime.database.transaction() as tx:
        assert await sweeps.bills_whose_money_was_there_first(tx.driver, 10) == []


async def test_all_money_that_matches_nothing_is_told(bridge: Bridge) -> None:
    await bridge.receive(sales(*(sale_row(serial, new_id(), OCTOBER) for serial in ("1", "2", "3"))))
    assert await bridge.outbox() == ["payment.unmatched.v1"] * 3


async def test_the_end_of_a_period_takes_its_own_bills_only(bridge: Bridge) -> None:
    """R-058: those of its benefit year, and no mid-year bills."""
    next_year, mid_year = new_id(), new_id()
    bridge.on(date(2024, 10, 10))
    await bridge.hear(participation_event(next_year, benefit_year=2025, registered_on=date(2024, 10, 10)))
    await bridge.hear(participation_event(mid_year, category=Category.MY1, registered_on=date(2024, 3, 12)))
    failed = (failure_row(serial, bill, date(2024, 10, 20)) for serial, bill in (
        ("1", normal_bill(next_year)), ("2", bill_id_of(mid_year, BillKind.MIDYEAR, 0))
    ))  # fmt: skip
    await bridge.receive(deductions(*failed))
    assert await bridge.rows("SELECT DISTINCT state FROM bills") == [("FAILED_PERSONAL",)]
    await bridge.rows("UPDATE bills SET last_day = NULL WHERE kind = 'MIDYEAR' RETURNING bill_id")  # as one made before days were told
    bridge.on(date(2025, 1, 1))
    assert await bridge.end_period(year=2024) == (0, 0)
    assert await bridge.end_period(year=2025) == (1, 0)


async def test_money_is_listed_by_area_and_state(bridge: Bridge) -> None:
    """Money without a bill has no area: it is for offices of the whole installation. No areas, nothing."""
    person, nobody = new_id(), new_id()
    await bridge.hear(participation_event(person))
    await bridge.receive(sales(*(sale_row(serial, normal_bill(person), OCTOBER) for serial in ("1", "2")), sale_row("3", nobody, OCTOBER)))
    async with bridge.runtime.database.read() as read:

        async def listed(state: str, *areas: str, everywhere: bool = False) -> list[str]:
            scope = Scope([f"{area}%" for area in areas], everywhere=everywhere)
            return [row["tax_serial"] for row in await payments_in_state(read.driver, state, scope, 10)]

        assert [await listed("DUPLICATE", area) for area in ("440783", "440781")] == [["2"], []]
        assert [await listed("UNMATCHED", area) for area in ("440783", "440781")] == [[], []]
        assert [await listed(state) for state in ("DUPLICATE", "UNMATCHED")] == [[], []]
        assert await listed("UNMATCHED", "44", everywhere=True) == ["3"]


@pytest.mark.parametrize("state", [C, ParticipationState.TERMINATED, ParticipationState.STOPPED, ParticipationState.SUSPENDED])
async def test_whatever_ends_a_participation_cancels_its_open_bill(bridge: Bridge, state: ParticipationState) -> None:
    person = new_id()
    await bridge.hear(participation_event(person), participation_event(person, state, 2))
    assert (await bridge.bill(normal_bill(person))).state == "CANCELLED"


async def test_a_change_of_account_reaches_the_levy_whichever_is_heard_first(bridge: Bridge) -> None:
    """R-065: the newest terms are sent, by whatever event they were told; a change alone makes no bill."""
    for changed_first in (True, False):
        person = new_id()
        registered = participation_event(person)
        assert registered.data.account is not None
        account = replace_struct(registered.data.account, holder=Sealed("v1:1:bmV3"))
        changed = participation_event(person, version=2, kind=ParticipationChangedV1, changed=("account",), account=account)
        told = (changed, registered) if changed_first else (registered, changed)
        await bridge.hear(told[0])
        assert len(await bridge.rows("SELECT FROM bills WHERE participation_id = :person", person=person)) == (0 if changed_first else 1)
        await bridge.hear(told[1])
        [kept] = await bridge.rows("SELECT holder_sealed FROM participations WHERE participation_id = :person", person=person)
        assert kept[0] == "v1:1:bmV3"
        assert (await bridge.bill(normal_bill(person))).state == "HELD"
