"""What the tax office answered to a batch: taken bills are SENT, refused ones FAILED_SYSTEM for wrong data."""

from collections.abc import Mapping, Set
from dataclasses import replace
from datetime import date
from uuid import UUID

import msgspec

from enrolment_terms.identifiers import new_id
from enrolment_terms.scheme import FailureCause
from payment_bridge.domain.decisions import BillRecord
from payment_bridge.domain.facts import Failure
from payment_bridge.repository import levies
from payment_bridge.repository.changes import add_failures
from payment_bridge.repository.dossiers import records_of_bills
from payment_bridge.use_cases.decide_bills import decide_bills
from payment_bridge.use_cases.take_reports import note_sending
from service_runtime import Runtime, UnitOfWork


async def note_levy_answer(tx: UnitOfWork, batch_id: UUID, refused: Set[UUID], runtime: Runtime) -> None:
    """Once per batch; a second answer (another replica, a repetition) changes nothing."""
    sendings = await levies.answer_batch(tx.connection, batch_id, len(refused))
    if sendings is None:
        return
    records = await records_of_bills(tx.connection, sorted(sendings))
    failures = []
    for bill_id, (resend_no, sent_on) in sendings.items():
        if bill_id in records:
            note_sending(records[bill_id], resend_no, sent_on, accepted=False)
            if bill_id in refused:
                failures.append((bill_id, _refuse(records[bill_id], resend_no, sent_on)))
    await add_failures(tx.connection, failures)
    await decide_bills(tx, records.values(), runtime.policy, runtime.clock.now())


def _refuse(record: BillRecord, resend_no: int, on: date) -> Failure:
    """DATA_ERROR is the office's fault, not the person's (R-059); an operator corrects the data and has the bill sent again."""
    failure = Failure(f"REFUSED-{record.charge.bill_id}-{resend_no}", resend_no, 0, FailureCause.DATA_ERROR, on, refused=True)
    record.dossier = replace(record.dossier, failures=(*record.dossier.failures, failure))
    return failure


async def refuse_bills(tx: UnitOfWork, resends: Mapping[UUID, int], runtime: Runtime) -> None:
    """Bills that cannot be sent at all: FAILED_SYSTEM for wrong data, until an operator has corrected them."""
    if not resends:
        return
    records = await records_of_bills(tx.connection, sorted(resends))
    today = runtime.clock.today()
    await add_failures(tx.connection, [(bill_id, _refuse(records[bill_id], resend_no, today)) for bill_id, resend_no in resends.items()])
    await decide_bills(tx, records.values(), runtime.policy, runtime.clock.now())


async def split_batch(runtime: Runtime, batch_id: UUID, body: bytes) -> None:
    """A batch that was refused as a whole is taken apart until the faulty bill stands alone; nothing of it was stored there."""
    content = msgspec.json.decode(body)
    bills = content["bills"]
    async with runtime.database.transaction() as tx:
        if len(bills) == 1:
            await note_levy_answer(tx, batch_id, {UUID(bills[0]["bill_id"])}, runtime)
            return
        taken = await levies.answer_batch(tx.connection, batch_id, len(bills))
        if taken is None:
            return
        sent_on = next(iter(taken.values()))[1]
        for half in (bills[: len(bills) // 2], bills[len(bills) // 2 :]):
            half_id = new_id()
            sealed = runtime.vault.seal(msgspec.json.encode(content | {"batch_id": str(half_id), "bills": half}).decode(), "levy")
            resends = [(UUID(bill["bill_id"]), int(bill["resend_no"])) for bill in half]
            await levies.keep_batch(tx.connection, half_id, content["region"], content["benefit_year"], sent_on, sealed, resends)
