"""Background work: stored callbacks are processed in order, many in a transaction; one that cannot be processed stands alone."""

from collections.abc import Sequence
from functools import partial

from event_bus import fault_of
from payment_bridge.domain.callback_states import StoredCallback
from payment_bridge.domain.differences import TaxSource
from payment_bridge.domain.tax_rows import TaxReport
from payment_bridge.gateways.tax_messages import read_callback
from payment_bridge.repository.bill_facts import records_of_bills
from payment_bridge.repository.callbacks import callback_failed, callbacks_done, take_callbacks
from payment_bridge.repository.sweeps import bills_whose_money_was_there_first, mark_matched
from payment_bridge.use_cases.callback_counters import FAILED, PROCESSED
from payment_bridge.use_cases.decide_bills import decide_bills
from payment_bridge.use_cases.store_callback import body_of
from payment_bridge.use_cases.take_report import take_report
from payment_bridge.use_cases.take_rows import UNPROCESSABLE, take_rows
from service_runtime import Runtime, Transaction, get_logger

AT_ONCE = 16
ROWS_AT_ONCE = 2500
"""Callbacks, and about how many rows, in one transaction: more would keep requests of this process waiting."""
_SWEPT = 2000
_log = get_logger("payment-bridge.callbacks")


async def process_callbacks(runtime: Runtime) -> int:
    """One step: how many callbacks were processed or set aside."""
    try:
        async with runtime.database.transaction() as tx:
            callbacks = await take_callbacks(tx.driver, AT_ONCE)
            return await _process(tx, callbacks) if callbacks else 0
    except UNPROCESSABLE:
        return await _process_singly(runtime)


async def _process_singly(runtime: Runtime) -> int:
    async with runtime.database.transaction() as tx:
        ids = [callback.webhook_id for callback in await take_callbacks(tx.driver, AT_ONCE)]
    for _ in ids:
        await _process_one(runtime)
    return len(ids)


async def _process_one(runtime: Runtime) -> None:
    """The oldest pending callback, alone; its rows one by one if need be. What is no callback is set aside with the name of its fault."""
    oldest: list[StoredCallback] = []
    try:
        async with runtime.database.transaction() as tx:
            oldest = await take_callbacks(tx.driver, 1)
            if oldest:
                await _process(tx, oldest)
    except UNPROCESSABLE:
        await _take_what_can_be_taken(runtime, oldest[0])


async def _take_what_can_be_taken(runtime: Runtime, callback: StoredCallback) -> None:
    try:
        async with runtime.database.read() as read:
            report = read_callback(body_of(read, callback))
        await take_rows(runtime, list(report.single()), TaxSource.CALLBACK)
    except UNPROCESSABLE as error:
        fault = fault_of(error)
        async with runtime.database.transaction() as tx:
            await callback_failed(tx.driver, callback.webhook_id, fault)
            tx.after_commit(FAILED.inc)
        _log.error("callback.failed", webhook_id=callback.webhook_id, error=fault.error, field=fault.field, rule=fault.rule)
        return
    async with runtime.database.transaction() as tx:
        await callbacks_done(tx.driver, [callback.webhook_id])
        tx.after_commit(PROCESSED.inc)


async def _process(tx: Transaction, callbacks: Sequence[StoredCallback]) -> int:
    report, taken = TaxReport(), []
    for callback in callbacks:
        report.add(read_callback(body_of(tx, callback)))
        taken.append(callback.webhook_id)
        if report.rows >= ROWS_AT_ONCE:
            break
    await take_report(tx, report, TaxSource.CALLBACK)
    await callbacks_done(tx.driver, taken)
    tx.after_commit(partial(PROCESSED.inc, len(taken)))
    return len(taken)


async def match_waiting_money(runtime: Runtime) -> int:
    """R-061: money noted as having no bill, whose bill was made in the same moment. How many bills were decided anew."""
    async with runtime.database.transaction() as tx:
        found = await bills_whose_money_was_there_first(tx.driver, _SWEPT)
        if found:
            records = await records_of_bills(tx.driver, found)
            await mark_matched(tx.driver, found)
            await decide_bills(tx, records.values())
        return len(found)
