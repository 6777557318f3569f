"""Background work: the tax office's ledger is the truth; what no callback told, or told otherwise, is taken from it.

Its newest part is read again and again: what was booked late, into a part that had been read, is found there, and what callbacks
told and the ledger does not have is seen. No clock decides what is read; the cursor never goes back.
"""

from collections.abc import Sequence
from datetime import timedelta

from payment_bridge.domain.differences import TaxSource
from payment_bridge.domain.tax_cases import CaseKind, TaxCase, case_id_of
from payment_bridge.domain.tax_endpoints import TaxEndpoint
from payment_bridge.domain.tax_rows import TaxReport, compare
from payment_bridge.gateways.tax_messages import LedgerPage
from payment_bridge.gateways.tax_office import TaxOffice
from payment_bridge.repository.figures import tax_office
from payment_bridge.repository.ledger import (
    begin_rereading,
    end_rereading,
    ledger_cursors,
    ledger_state,
    ledger_was_read,
    mark_end,
    move_cursor,
    move_rereading,
    reread_from_the_beginning,
)
from payment_bridge.repository.serials import told_under
from payment_bridge.repository.tax_cases import missing_in_ledger, open_again, settle_rows, told_after_all
from payment_bridge.use_cases.ask_tax_office import ask
from payment_bridge.use_cases.open_tax_cases import open_tax_cases
from payment_bridge.use_cases.take_report import take_report
from payment_bridge.use_cases.take_rows import UNPROCESSABLE, take_rows
from row_sets import Record
from service_runtime import Runtime, Transaction, get_logger

PAGE = 1000
LONG_AGO = 60
"""Readings skipped at most because callbacks kept coming."""
MARKS = 48
"""Rereadings, an hour apart: so far back the ledger is read once more."""
_log = get_logger("payment-bridge.ledger")


async def read_ledger(runtime: Runtime, office: TaxOffice) -> bool:
    """One step: a page, if it is time for one. A call without an answer is made again at once, so that we hear when the office is back."""
    if (office.error is not None or await _is_time(runtime)) and await read_one_page(runtime, office):
        return True
    return await reread_one_page(runtime, office)


async def _is_time(runtime: Runtime) -> bool:
    """While callbacks come in they do the work; the ledger is read when they pause, and now and then in any case.

    Also when the clock has gone back: what was heard in its future was heard some time ago.
    """
    pause: float = runtime.settings.tax_reconcile_seconds
    async with runtime.database.read() as read:
        heard = await tax_office(read.driver)
    if heard.ledger_lag is None or not 0 <= heard.ledger_lag <= pause * LONG_AGO:
        return True
    return heard.callback_age is None or not 0 <= heard.callback_age <= pause


async def read_one_page(runtime: Runtime, office: TaxOffice) -> bool:
    """True if there is more to read. Raises TaxOfficeAway, also if what comes is no ledger or leads nowhere."""
    async with runtime.database.read() as read:
        after = (await ledger_cursors(read.driver, _every(runtime)))["after"]
    page = await _page(runtime, office, after)
    await _take(page, runtime)
    async with runtime.database.transaction() as tx:
        if (position := page.goes_on_to(after)) is not None:
            await move_cursor(tx.driver, position)
        if page.following is None:
            await ledger_was_read(tx.driver)
    return page.following is not None


async def reread_one_page(runtime: Runtime, office: TaxOffice) -> bool:
    """One page of the newest part, if it is time to read it once more; True if there is more of it."""
    async with runtime.database.transaction() as tx:
        cursors = await ledger_cursors(tx.driver, _every(runtime))
        if cursors["reread_after"] is None and cursors["reread_due"]:
            await begin_rereading(tx.driver)
            cursors = await ledger_cursors(tx.driver, _every(runtime))
            if cursors["reread_after"] is None:
                await end_rereading(tx.driver, None)
                await mark_end(tx.driver, cursors["after"] or "", MARKS)
    after: str | None = cursors["reread_after"]
    if after is None:
        return False
    page = await _page(runtime, office, after or None)
    await _take(page, runtime)
    position = page.goes_on_to(after or None)
    async with runtime.database.transaction() as tx:
        grace = timedelta(seconds=runtime.settings.ledger_grace_seconds)
        await _look_for_missing(tx, after, position if page.following is not None else None, page.serials, grace)
        if position is not None:
            await move_cursor(tx.driver, position)
        if page.following is not None and position is not None:
            await move_rereading(tx.driver, position, after)
            return True
        await end_rereading(tx.driver, after)
        if cursors["reread_due"]:
            await mark_end(tx.driver, (await ledger_cursors(tx.driver, _every(runtime)))["after"] or "", MARKS)
    return False


async def reread_ledger(tx: Transaction, by: str) -> Record:
    """All of it, from its beginning, by the steps of the background; how far it is."""
    await reread_from_the_beginning(tx.driver)
    tx.audit("tax_ledger.reread", subject="tax-ledger", actor=by)
    return await ledger_state(tx.driver)


def _every(runtime: Runtime) -> timedelta:
    return timedelta(seconds=runtime.settings.ledger_reread_seconds)


async def _page(runtime: Runtime, office: TaxOffice, after: str | None) -> LedgerPage:
    return await ask(runtime, TaxEndpoint.LEDGER, lambda: office.ledger(after, PAGE))


async def _take(page: LedgerPage, runtime: Runtime) -> None:
    try:
        async with runtime.database.transaction() as tx:
            await _take_new(tx, page)
    except UNPROCESSABLE:
        await take_rows(runtime, list(page.report.single()), TaxSource.LEDGER)


async def _take_new(tx: Transaction, page: LedgerPage) -> None:
    """What is known with the same content costs nothing more; what is known with another goes on, to be told of as a difference."""
    if page.serials:
        await told_after_all(tx.driver, page.serials)
        await settle_rows(tx.driver, page.serials)
    report = page.report
    fresh, differing = compare(report.told, await told_under(tx.driver, report.serials))
    rest = TaxReport([*fresh, *(one.other for one in differing)], reversals=report.reversals, aside=report.aside)
    new = {row.serial for row in fresh}
    rest.with_more = [row for row in report.with_more if row.serial in new]
    if rest.told or rest.reversals or rest.aside:
        _log.info("ledger.healed", entries=len(fresh), differing=len(differing), reversals=len(rest.reversals), aside=len(rest.aside))
        await take_report(tx, rest, TaxSource.LEDGER)


async def _look_for_missing(tx: Transaction, after: str, upto: str | None, told: Sequence[str], grace: timedelta) -> None:
    """Money of a day that is over, which a callback told and this part of the ledger does not."""
    rows = await missing_in_ledger(tx.driver, after, upto, told, tx.now.date(), grace)
    cases = [
        TaxCase(
            case_id_of("not-in-ledger", row["tax_serial"]),
            CaseKind.NOT_IN_LEDGER,
            TaxSource.CALLBACK,
            row["bill_id"],
            row["tax_serial"],
            amount=row["amount"],
            told_on=row["arrival_date"],
        )
        for row in rows
    ]
    if cases:
        await open_tax_cases(tx, cases)
        await open_again(tx.driver, [one.case_id for one in cases])
