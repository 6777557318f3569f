"""Background work: due bills go to the tax office in batches; a batch is stored before it is sent and sent until it is answered."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from enrolment_terms.identifiers import new_id
from enrolment_terms.money import yuan
from enrolment_terms.scheme import BillState
from payment_bridge.domain.sending import first_batch_may_go
from payment_bridge.gateways.tax_office import TaxOffice, TaxOfficeAway, TaxOfficeRefused
from payment_bridge.repository import levies
from payment_bridge.repository.levies import WaitingBatch
from payment_bridge.repository.participations import levy_data
from payment_bridge.use_cases.note_levy_answer import note_levy_answer, refuse_bills, split_batch
from service_runtime import CannotOpen, Runtime, UnitOfWork, Vault, get_logger

_MOST_RECALLS = 2000
_LONGEST_PAUSE = 30.0
_MARGIN = 5.0
_READY = {BillState.CREATED, BillState.HELD, BillState.RESEND_QUEUED}
_log = get_logger("payment-bridge.levies")


async def send_one_step(runtime: Runtime, office: TaxOffice) -> bool:
    """Send one batch or one recall; True if there may be more to do at once.

    Raises TaxOfficeAway as long as a batch waits for its next try, whichever replica tried: what is not answered is no success.
    """
    async with runtime.database.transaction() as tx:
        batch = await levies.claim_batch(tx.connection, runtime.settings.tax_timeout_seconds + _MARGIN)
    if batch is not None:
        return await _send(runtime, office, batch)
    if await _make_batch(runtime):
        return True
    if await _send_recalls(runtime, office):
        return True
    async with runtime.database.reading() as connection:
        if error := await levies.error_of_waiting_batch(connection):
            raise TaxOfficeAway(error)
    return False


async def _send(runtime: Runtime, office: TaxOffice, batch: WaitingBatch) -> bool:
    body = runtime.vault.open(batch.body_sealed, "levy").encode()
    try:
        answer = await office.send_batch(batch.batch_id, body)
    except TaxOfficeAway as error:
        pause = min(0.25 * 2 ** min(batch.attempts, 10), _LONGEST_PAUSE)
        async with runtime.database.transaction() as tx:
            await levies.free_batch(tx.connection, batch.batch_id, pause, str(error))
        _log.warning("levy.not_answered", batch_id=str(batch.batch_id), attempts=batch.attempts, error=str(error))
        raise
    except TaxOfficeRefused as error:
        _log.error("levy.refused", batch_id=str(batch.batch_id), status=error.status)
        await split_batch(runtime, batch.batch_id, body)
        return True
    refused = {refusal.bill_id for refusal in answer.refused}
    async with runtime.database.transaction() as tx:
        await note_levy_answer(tx, batch.batch_id, refused, runtime)
    return True


async def _make_batch(runtime: Runtime) -> bool:
    """Take what is due (R-055) and store the batch. False if nothing is due, or another replica is at it."""
    async with runtime.database.transaction() as tx:
        if not await levies.is_only_sender(tx.connection):
            return False
        due = await levies.due_bills(tx.connection, await free_regions(tx.connection, runtime), runtime.settings.levy_batch_size)
        if due is None:
            return False
        region, year, bill_ids = due
        rows = await levy_data(tx.connection, bill_ids)
        resends = await levies.take_from_queue(tx.connection, bill_ids)
        ready = [(row, resends[row.bill_id]) for row in rows if row.state in _READY and row.bill_id in resends]
        if ready:
            await _keep(tx, region, year, ready, runtime)
        return True


async def free_regions(connection: AsyncConnection, runtime: Runtime) -> list[tuple[str, int]]:
    """Region and year of the ordinary bills whose first batch may go (R-055)."""
    passed = {(row.region, row.benefit_year): row.passed_on for row in await levies.levy_checks(connection)}
    return [
        (region, year)
        for region, year in await levies.regions_with_bills(connection)
        if first_batch_may_go(runtime.clock.today(), passed.get((region, year)), region, year, runtime.policy)
    ]


async def _keep(tx: UnitOfWork, region: str, year: int, ready: Sequence[tuple[Any, int]], runtime: Runtime) -> None:
    bills, unreadable = _opened(ready, runtime.vault)
    await refuse_bills(tx, unreadable, runtime)
    if not bills:
        return
    batch_id = new_id()
    body = msgspec.json.encode(
        {
            "batch_id": str(batch_id),
            "benefit_year": year,
            "region": region,
            "sent_at": runtime.clock.now().isoformat(),
            "bills": bills,
        }
    )
    content = runtime.vault.seal(body.decode(), "levy")
    await levies.keep_batch(tx.connection, batch_id, region, year, runtime.clock.today(), content, _resends(bills))


def _resends(bills: Sequence[dict[str, Any]]) -> list[tuple[UUID, int]]:
    return [(UUID(bill["bill_id"]), bill["resend_no"]) for bill in bills]


def _opened(ready: Sequence[tuple[Any, int]], vault: Vault) -> tuple[list[dict[str, Any]], dict[UUID, int]]:
    """The records to send; and the bills, with resend numbers, whose sealed data cannot be opened: they must not hold up the others."""
    bills, unreadable = [], {}
    for row, resend_no in ready:
        try:
            bills.append(_levy(row, resend_no, vault))
        except CannotOpen:
            unreadable[row.bill_id] = resend_no
            _log.error("levy.unreadable", bill_id=str(row.bill_id))
    return bills, unreadable


def _levy(row: Any, resend_no: int, vault: Vault) -> dict[str, Any]:
    """One record per bill (R-056). Names and numbers are opened here and nowhere else, for the message only."""
    return {
        "bill_id": str(row.bill_id),
        "resend_no": resend_no,
        "person_id": str(row.person_id),
        "doc_type": row.document_kind,
        "doc_number": vault.open(row.document_sealed, "document"),
        "name": vault.open(row.name_sealed, "name"),
        "area": row.area,
        "benefit_year": row.benefit_year,
        "kind": row.kind,
        "amount": yuan(row.amount),
        "payer": row.payer,
        "bank": row.bank,
        "account": vault.open(row.account_sealed, "account") if row.account_sealed else None,
        "account_holder": vault.open(row.holder_sealed, "holder") if row.holder_sealed else None,
        "agreement": row.agreement,
        "household_no": row.household_no,
    }


async def _send_recalls(runtime: Runtime, office: TaxOffice) -> bool:
    async with runtime.database.reading() as connection:
        waiting = await levies.waiting_recalls(connection, _MOST_RECALLS)
    if waiting is None:
        return False
    reason, bill_ids = waiting
    await office.recall(bill_ids, reason)
    async with runtime.database.transaction() as tx:
        await levies.recalls_sent(tx.connection, bill_ids)
    return True
