"""Background work: due bills go to the tax office in batches; a batch is stored before it is sent and sent until it is answered."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

import msgspec

from enrolment_terms.identifiers import new_id
from enrolment_terms.money import yuan
from enrolment_terms.scheme import BillState
from event_bus.supervision import all_settled
from payment_bridge.domain.household import Household, place_in
from payment_bridge.domain.levy_delivery import FreeRegion, LevyData, LevyRegion, Sending, WaitingBatch, first_batch_may_go
from payment_bridge.domain.tax_cases import CaseKind, TaxCase, case_id_of
from payment_bridge.domain.tax_endpoints import MOST_REFUSED, MOST_SINGLE, TaxEndpoint
from payment_bridge.gateways.tax_office import TaxOffice, TaxOfficeAway, TaxOfficeRefused
from payment_bridge.repository import levies
from payment_bridge.repository.households import households_of
from payment_bridge.repository.participations import levy_data
from payment_bridge.use_cases.ask_tax_office import ask, is_waiting, refused_too_often
from payment_bridge.use_cases.kept_texts import AGREEMENT, text_of
from payment_bridge.use_cases.open_tax_cases import open_tax_cases
from payment_bridge.use_cases.record_levy_answer import record_levy_answer, refuse_bills, split_batch
from service_runtime import CannotOpen, ReadConnection, Runtime, Transaction, get_logger

_AT_ONCE = 2
"""Batches that are on their way to the tax office at the same time."""
_MOST_RECALLS = 2000
_LONGEST_PAUSE = 30.0
_MARGIN = 5.0
_READY = {BillState.CREATED, BillState.HELD, BillState.RESEND_QUEUED}
_log = get_logger("payment-bridge.levies")
Levy = tuple[LevyData, Household | None]
"""A bill, and the household with which it is deducted."""


async def send_one_step(runtime: Runtime, office: TaxOffice) -> bool:
    """Send one batch or one recall; True if there may be more to do at once.

    Raises TaxOfficeAway as long as a batch waits for its next try, whichever replica tried: what is not answered is no success.
    """
    if not await is_waiting(runtime, TaxEndpoint.LEVIES) and await _send_levies(runtime, office):
        return True
    if not await is_waiting(runtime, TaxEndpoint.RECALLS) and await _send_recalls(runtime, office):
        return True
    async with runtime.database.read() as read:
        if error := await levies.error_of_waiting_batch(read.driver):
            raise TaxOfficeAway(error)
    return False


async def _send_levies(runtime: Runtime, office: TaxOffice) -> bool:
    """Sends what was made before, and makes beside it what is sent next."""
    batches = await _claim_batches(runtime)
    if not batches:
        return await _make_batch(runtime)
    await all_settled([*(_send(runtime, office, batch) for batch in batches), _make_batches(runtime)])
    return True


async def _claim_batches(runtime: Runtime) -> list[WaitingBatch]:
    claimed: list[WaitingBatch] = []
    async with runtime.database.transaction() as tx:
        while len(claimed) < _AT_ONCE and (batch := await levies.claim_batch(tx.driver, runtime.settings.tax_timeout_seconds + _MARGIN)):
            claimed.append(batch)
    return claimed


async def _make_batches(runtime: Runtime) -> None:
    for _ in range(_AT_ONCE):
        if not await _make_batch(runtime):
            return


class _SentBill(msgspec.Struct, frozen=True):
    bill_id: UUID


class _SentBatch(msgspec.Struct, frozen=True):
    bills: list[_SentBill]


async def _send(runtime: Runtime, office: TaxOffice, batch: WaitingBatch) -> None:
    body = runtime.vault.open(batch.body_sealed, "levy", batch.batch_id).encode()
    bill_ids = {bill.bill_id for bill in msgspec.json.decode(body, type=_SentBatch).bills}
    try:
        answer = await ask(runtime, TaxEndpoint.LEVIES, lambda: office.send_batch(batch.batch_id, bill_ids, body))
    except TaxOfficeAway as error:
        await _free(runtime, batch, str(error))
        raise
    except TaxOfficeRefused as error:
        _log.error("levy.refused", batch_id=str(batch.batch_id), status=error.status)
        if await refused_too_often(runtime, TaxEndpoint.LEVIES, MOST_SINGLE if len(bill_ids) == 1 else MOST_REFUSED):
            await _free(runtime, batch, str(error))
            raise TaxOfficeAway(str(error)) from None
        async with runtime.database.transaction() as tx:
            await split_batch(tx, batch.batch_id, body, f"HTTP_{error.status}")
        return
    async with runtime.database.transaction() as tx:
        await record_levy_answer(tx, batch.batch_id, answer.codes)


async def _free(runtime: Runtime, batch: WaitingBatch, error: str) -> None:
    pause = min(0.25 * 2 ** min(batch.attempts, 10), _LONGEST_PAUSE)
    async with runtime.database.transaction() as tx:
        await levies.free_batch(tx.driver, batch.batch_id, pause, error)
    _log.warning("levy.not_answered", batch_id=str(batch.batch_id), attempts=batch.attempts, error=error)


async def _make_batch(runtime: Runtime) -> bool:
    """Take what is due (R-055) and store the batch. False if nothing is due, or another replica is at it."""
    async with runtime.database.transaction() as tx:
        if not await levies.is_only_sender(tx.driver):
            return False
        due = await levies.due_bills(tx.driver, await free_regions(tx), tx.now.date(), runtime.settings.levy_batch_size)
        if due is None:
            return False
        there, bill_ids = due
        data = await levy_data(tx.driver, bill_ids)
        homes = await households_of(tx.driver, [bill.person_id for bill in data])
        resends = await levies.take_from_queue(tx.driver, bill_ids)
        ready = [(bill, homes.get(bill.person_id)) for bill in data if bill.state in _READY and bill.bill_id in resends]
        if ready:
            ready.sort(key=lambda one: place_in(one[1], one[0].person_id))
            await _keep(tx, there, ready, resends)
        return True


async def free_regions(read: ReadConnection) -> list[FreeRegion]:
    """Region and year of the ordinary bills whose first batch may go (R-055)."""
    passed = await levies.days_of_checks(read.driver)
    there = await levies.regions_with_bills(read.driver)

    def may_go(one: LevyRegion, own_day: bool) -> bool:
        return first_batch_may_go(read.now.date(), passed.get(one), one.region, one.benefit_year, read.policy, own_day)

    return [FreeRegion(*one, own_day=not may_go(one, False)) for one in there if may_go(one, True)]


async def _keep(tx: Transaction, there: LevyRegion, ready: Sequence[Levy], resends: dict[UUID, int]) -> None:
    bills, unreadable = _opened(ready, resends, tx)
    await refuse_bills(tx, {bill_id: resends[bill_id] for bill_id in unreadable}, "UNREADABLE_HERE")
    if not bills:
        return
    batch_id = new_id()
    head = {"batch_id": str(batch_id), "benefit_year": there.benefit_year, "region": there.region, "sent_at": tx.now.isoformat()}
    content = tx.vault.seal(msgspec.json.encode(head | {"bills": list(bills.values())}).decode(), "levy", batch_id)
    sendings = {bill.bill_id: Sending(resends[bill.bill_id], bill.version) for bill, _ in ready if bill.bill_id in bills}
    await levies.keep_batch(tx.driver, batch_id, there, tx.now.date(), content, sendings)


def _opened(ready: Sequence[Levy], resends: dict[UUID, int], tx: Transaction) -> tuple[dict[UUID, dict[str, Any]], list[UUID]]:
    """The records to send; and the bills whose sealed data cannot be opened: they must not hold up the others."""
    bills, unreadable = {}, []
    for bill, household in ready:
        try:
            bills[bill.bill_id] = _record(bill, resends[bill.bill_id], tx) | _of_household(household, tx)
        except CannotOpen:
            unreadable.append(bill.bill_id)
            _log.error("levy.unreadable", bill_id=str(bill.bill_id))
    return bills, unreadable


def _record(bill: LevyData, resend_no: int, tx: Transaction) -> dict[str, Any]:
    """One record per bill (R-056). Names and numbers are opened here and nowhere else, for the message only.

    The tax office levies by household (levy.household_billing), so it is told the household number in clear.
    """

    def opened(sealed: str | None, purpose: str) -> str | None:
        return tx.vault.open(sealed, purpose, bill.person_id) if sealed else None

    def read(text: str | None, purpose: str) -> str | None:
        return tx.vault.open_text(text, purpose, bill.person_id) if text else None

    kept = bill.agreement_sealed
    agreement = text_of(tx, kept, AGREEMENT, bill.participation_id) if kept else None
    return {
        "bill_id": str(bill.bill_id),
        "resend_no": resend_no,
        "person_id": str(bill.person_id),
        "doc_type": bill.document_kind,
        "doc_number": opened(bill.document_sealed, "document"),
        "name": opened(bill.name_sealed, "name"),
        "area": bill.area,
        "benefit_year": bill.benefit_year,
        "kind": bill.kind,
        "amount": yuan(bill.amount),
        "payer": bill.payer,
        "bank": read(bill.bank, "bank"),
        "account": opened(bill.account_sealed, "account"),
        "account_holder": opened(bill.holder_sealed, "holder"),
        "agreement": agreement,
        "household_no": read(bill.household_no, "household"),
    }


def _of_household(household: Household | None, tx: Transaction) -> dict[str, Any]:
    """R-053, R-054: whoever belongs to a household is deducted with it, from its account once it has one."""
    if household is None:
        return {}

    def opened(sealed: str | None, purpose: str) -> str | None:
        return tx.vault.open(sealed, purpose, household.household_id) if sealed else None

    number = {"household_no": opened(household.household_no, "household")}
    if not household.has_account:
        return number
    account = {
        "bank": opened(household.bank_sealed, "bank"),
        "account": opened(household.account_sealed, "account"),
        "account_holder": opened(household.holder_sealed, "holder"),
    }
    return number | account


async def _send_recalls(runtime: Runtime, office: TaxOffice) -> bool:
    async with runtime.database.read() as read:
        waiting = await levies.waiting_recalls(read.driver, _MOST_RECALLS)
    if waiting is None:
        return False
    reason, bill_ids = waiting
    await _recall(runtime, office, bill_ids, reason)
    return True


async def _recall(runtime: Runtime, office: TaxOffice, bill_ids: Sequence[UUID], reason: str) -> None:
    """In halves, until one that the office refuses stands alone: it becomes a case, the others are recalled."""
    try:
        await ask(runtime, TaxEndpoint.RECALLS, lambda: office.recall(bill_ids, reason))
    except TaxOfficeRefused as error:
        _log.error("recall.refused", bills=len(bill_ids), status=error.status)
        if await refused_too_often(runtime, TaxEndpoint.RECALLS, MOST_SINGLE if len(bill_ids) == 1 else MOST_REFUSED):
            raise TaxOfficeAway(str(error)) from None
        if len(bill_ids) > 1:
            await _recall(runtime, office, bill_ids[: len(bill_ids) // 2], reason)
            await _recall(runtime, office, bill_ids[len(bill_ids) // 2 :], reason)
            return
        await _recalls_done(runtime, bill_ids, f"HTTP_{error.status}")
        return
    await _recalls_done(runtime, bill_ids, None)


async def _recalls_done(runtime: Runtime, bill_ids: Collection[UUID], refused: str | None) -> None:
    async with runtime.database.transaction() as tx:
        await levies.recalls_sent(tx.driver, list(bill_ids))
        if refused is not None:
            kind = CaseKind.RECALL_REFUSED
            await open_tax_cases(tx, [TaxCase(case_id_of(kind, bill_id), kind, bill_id=bill_id, code=refused) for bill_id in bill_ids])
