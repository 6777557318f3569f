"""Background work: the tax office's ledger is the truth; what no callback told is taken from it."""

from payment_bridge.domain.differences import TaxSource
from payment_bridge.domain.tax_rows import TaxReport, compare
from payment_bridge.gateways.tax_messages import LedgerEntry, callback_of, read_ledger_page, report_of
from payment_bridge.gateways.tax_office import TaxOffice
from payment_bridge.repository.callbacks import ledger_read_up_to, ledger_was_read, move_cursor
from payment_bridge.repository.figures import tax_office
from payment_bridge.repository.serials import told_under
from payment_bridge.use_cases.process_callbacks import UNPROCESSABLE
from payment_bridge.use_cases.store_callback import store_callback
from payment_bridge.use_cases.take_report import take_report
from service_runtime import Runtime, Transaction, get_logger

PAGE = 1000
LONG_AGO = 60
"""Readings skipped at most because callbacks kept coming."""
_log = get_logger("payment-bridge.ledger")


async def read_ledger(runtime: Runtime, office: TaxOffice) -> bool:
    """One step: a page, if it is time for one. A call without an answer is made again at once, so that we hear when the office is back."""
    return (office.error is not None or await _is_time(runtime)) and await read_one_page(runtime, office)


async def _is_time(runtime: Runtime) -> bool:
    """While callbacks come in they do the work; the ledger is read when they pause, and now and then in any case."""
    pause: float = runtime.settings.tax_reconcile_seconds
    async with runtime.database.read() as read:
        heard = await tax_office(read.driver)
    long_ago = heard.ledger_lag is None or heard.ledger_lag > pause * LONG_AGO
    return long_ago or heard.callback_age is None or heard.callback_age > pause


async def read_one_page(runtime: Runtime, office: TaxOffice) -> bool:
    """True if there is more to read. Raises TaxOfficeAway; UnreadableMessage if the office breaks the contract."""
    async with runtime.database.read() as read:
        after = await ledger_read_up_to(read.driver)
    entries, more = read_ledger_page(await office.ledger(after, PAGE))
    if entries:
        await _take(entries, runtime)
    if more is None:
        async with runtime.database.transaction() as tx:
            await ledger_was_read(tx.driver)
    return more is not None


async def _take(entries: list[LedgerEntry], runtime: Runtime) -> None:
    try:
        async with runtime.database.transaction() as tx:
            await _take_new(tx, entries)
            await move_cursor(tx.driver, entries[-1].serial)
    except UNPROCESSABLE:
        await _take_singly(entries, runtime)


async def _take_new(tx: Transaction, entries: list[LedgerEntry]) -> None:
    """What is known with the same content costs nothing more; what is known with another goes on, to be told of as a difference."""
    report = report_of(entries)
    fresh, differing = compare(report.told, await told_under(tx.driver, report.serials))
    if fresh or differing:
        _log.info("ledger.healed", entries=len(fresh), differing=len(differing))
        await take_report(tx, TaxReport([*fresh, *(one.other for one in differing)]), TaxSource.LEDGER)


async def _take_singly(entries: list[LedgerEntry], runtime: Runtime) -> None:
    """An entry that cannot be processed is set aside as a callback of its own, for an operator; the others go on."""
    for entry in entries:
        try:
            async with runtime.database.transaction() as tx:
                await _take_new(tx, [entry])
                await move_cursor(tx.driver, entry.serial)
        except UNPROCESSABLE:
            async with runtime.database.transaction() as tx:
                await store_callback(tx, f"ledger-{entry.serial}", callback_of(entry))
                await move_cursor(tx.driver, entry.serial)
