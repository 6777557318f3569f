"""Levy batches: due bills go to the tax office in batches, each a message that is stored before it is sent."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec

from enrolment_terms.identifiers import new_id
from enrolment_terms.money import yuan
from enrolment_terms.scheme import BillState
from payment_bridge.domain.household import Household, place_in
from payment_bridge.domain.levy_delivery import FreeRegion, LevyData, LevyRegion, Sending, first_batch_may_go
from payment_bridge.domain.tax_endpoints import TaxEndpoint
from payment_bridge.gateways.levy_answers import LevyAnswer, answer_to_batch
from payment_bridge.repository import levies
from payment_bridge.repository.households import households_of
from payment_bridge.repository.participations import levy_data
from payment_bridge.use_cases.kept_texts import AGREEMENT, text_of
from payment_bridge.use_cases.record_levy_answer import record_levy_answer, refuse_bills, split_batch
from payment_bridge.use_cases.send_messages import MessageKind, Told
from service_runtime import CannotOpen, ReadConnection, Runtime, Transaction, get_logger

_AT_ONCE = 2
"""Batches that are on their way to the tax office at the same time."""
_READY = {BillState.CREATED, BillState.HELD, BillState.RESEND_QUEUED}
_log = get_logger("payment-bridge.levies")
Levy = tuple[LevyData, Household | None]
"""A bill, and the household with which it is deducted."""


class _SentBill(msgspec.Struct, frozen=True):
    bill_id: UUID


class _SentBatch(msgspec.Struct, frozen=True):
    bills: list[_SentBill]


async def _body(read: ReadConnection, message_id: UUID) -> bytes | None:
    """A batch lies with its bills; None if the release before has had it answered."""
    sealed = await levies.body_of_batch(read.driver, message_id)
    return None if sealed is None else read.vault.open(sealed, "levy", message_id).encode()


def _read(answer: bytes, message_id: UUID, body: bytes) -> LevyAnswer:
    bills = msgspec.json.decode(body, type=_SentBatch).bills
    return answer_to_batch(answer, message_id, {bill.bill_id for bill in bills})


async def _take(tx: Transaction, message: Told, answer: LevyAnswer) -> None:
    await record_levy_answer(tx, message.message_id, answer.codes)


async def _refuse(tx: Transaction, message: Told, code: str) -> None:
    await split_batch(tx, message.message_id, message.body, code)


async def _make_batch(runtime: Runtime) -> bool:
    """Take what is due (R-055) and store the batch. False if nothing is due, another replica is at it, or levies go as files."""
    if runtime.settings.levies_by_file:
        return False
    async with runtime.database.transaction() as tx:
        if not await levies.is_only_sender(tx.driver):
            return False
        if await levies.adopt_batches(tx.driver):
            return True
        due = await levies.due_bills(tx.driver, await free_regions(tx), tx.now.date(), runtime.settings.levy_batch_size)
        if due is None:
            return False
        there, bill_ids = due
        ready, resends = await take_due(tx, bill_ids)
        if ready:
            await _keep(tx, there, ready, resends)
        return True


async def take_due(tx: Transaction, bill_ids: Sequence[UUID]) -> tuple[list[Levy], dict[UUID, int]]:
    """Takes bills off the queue: those that may be sent, households in their order (F-10), and the number of each sending."""
    data = await levy_data(tx.driver, bill_ids)
    homes = await households_of(tx.driver, [bill.person_id for bill in data])
    resends = await levies.take_from_queue(tx.driver, bill_ids)
    ready = [(bill, homes.get(bill.person_id)) for bill in data if bill.state in _READY and bill.bill_id in resends]
    return sorted(ready, key=lambda one: place_in(one[1], one[0].person_id)), resends


async def free_regions(read: ReadConnection) -> list[FreeRegion]:
    """Region and year of the ordinary bills whose first batch may go (R-055)."""
    passed = await levies.days_of_checks(read.driver)
    there = await levies.regions_with_bills(read.driver)

    def may_go(one: LevyRegion, own_day: bool) -> bool:
        return first_batch_may_go(read.now.date(), passed.get(one), one.region, one.benefit_year, read.policy, own_day)

    return [FreeRegion(*one, own_day=not may_go(one, False)) for one in there if may_go(one, True)]


async def _keep(tx: Transaction, there: LevyRegion, ready: Sequence[Levy], resends: dict[UUID, int]) -> None:
    bills, unreadable = opened_levies(ready, resends, tx)
    await refuse_bills(tx, {bill_id: resends[bill_id] for bill_id in unreadable}, "UNREADABLE_HERE")
    if not bills:
        return
    batch_id = new_id()
    head = {"batch_id": str(batch_id), "benefit_year": there.benefit_year, "region": there.region, "sent_at": tx.now.isoformat()}
    content = tx.vault.seal(msgspec.json.encode(head | {"bills": list(bills.values())}).decode(), "levy", batch_id)
    sendings = {bill.bill_id: Sending(resends[bill.bill_id], bill.version) for bill, _ in ready if bill.bill_id in bills}
    await levies.keep_batch(tx.driver, batch_id, there, tx.now.date(), content, sendings)


def opened_levies(ready: Sequence[Levy], resends: dict[UUID, int], tx: Transaction) -> tuple[dict[UUID, dict[str, Any]], list[UUID]]:
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

    The tax office levies by household (R-054), so it is told the household number in clear.
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


LEVIES = MessageKind(
    endpoint=TaxEndpoint.LEVIES,
    path="/tax-office/v1/levy-batches",
    prefix="levy",
    read=_read,
    take=_take,
    refuse=_refuse,
    at_once=_AT_ONCE,
    make=_make_batch,
    body=_body,
)
"""Bills to be collected (B16)."""
