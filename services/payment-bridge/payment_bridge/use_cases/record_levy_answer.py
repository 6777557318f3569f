"""What the tax office answered to a batch: taken bills are SENT, refused ones FAILED_SYSTEM for wrong data."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

import msgspec

from enrolment_terms.identifiers import new_id
from enrolment_terms.scheme import FailureCause
from payment_bridge.domain.decisions import BillRecord
from payment_bridge.domain.facts import Failure, refusal_of
from payment_bridge.domain.levy_delivery import LevyRegion, Sending
from payment_bridge.domain.tax_cases import CaseKind, TaxCase, case_id_of
from payment_bridge.domain.tax_rows import Contradiction, LevyReceipt
from payment_bridge.repository import levies
from payment_bridge.repository.bill_facts import records_of_bills
from payment_bridge.repository.changes import add_failures
from payment_bridge.repository.sendings import sendings_of
from payment_bridge.use_cases.decide_bills import decide_bills
from payment_bridge.use_cases.open_tax_cases import open_tax_cases
from service_runtime import Transaction


async def record_levy_answer(tx: Transaction, batch_id: UUID, refused: Mapping[UUID, str]) -> None:
    """Once per batch; a second answer (another replica, a repetition) changes nothing. `refused`: the code of each refusal."""
    sent = await levies.answer_batch(tx.driver, batch_id, len(refused))
    if sent is None:
        return
    records = await records_of_bills(tx.driver, sorted(sent))
    refusals = []
    for bill_id, record in records.items():
        if bill_id in sent:
            record.record_sent(sent[bill_id])
            if bill_id in refused:
                refusals.append(Refusal(record, sent[bill_id].resend_no, sent[bill_id].sent_on, refused[bill_id]))
    await note_refusals(tx, refusals)
    await decide_bills(tx, records.values())


class Refusal(NamedTuple):
    """A sending that the tax office did not take, and why."""

    record: BillRecord
    resend_no: int
    on: date
    code: str


async def note_refusals(tx: Transaction, refused: Sequence[Refusal]) -> None:
    """Each sending once, whoever tells of it: a failure of its bill, which is to be decided anew, and a case.

    DATA_ERROR is the office's fault, not the person's (R-059); an operator corrects the data and has the bill sent again.
    """
    kind, failures, cases = CaseKind.LEVY_REFUSED, [], []
    for record, resend_no, on, code in refused:
        bill_id = record.charge.bill_id
        failure = Failure(refusal_of(bill_id, resend_no), resend_no, 0, FailureCause.DATA_ERROR, on, refused=True)
        record.facts = record.facts._replace(failures=(*record.facts.failures, failure))
        failures.append((bill_id, failure))
        cases.append(TaxCase(case_id_of(kind, bill_id, resend_no), kind, bill_id=bill_id, code=code))
    await add_failures(tx.driver, failures)
    await open_tax_cases(tx, cases)


async def take_receipts(tx: Transaction, told: Sequence[LevyReceipt], records: Mapping[UUID, BillRecord]) -> None:
    """D3: what became of sendings, as the tax office tells of each; the bills are to be decided anew. Raises Contradiction."""
    if not told:
        return
    sent, refusals = await sendings_of(tx.driver, sorted({one.bill_id for one in told})), []
    for one in told:
        how, record = sent.get((one.bill_id, one.resend_no)), records.get(one.bill_id)
        if how is None or record is None:
            raise Contradiction("resend_no", "this was not handed over")
        record.record_sent(how, in_round=one.round_no)
        if one.code is not None:
            refusals.append(Refusal(record, one.resend_no, how.sent_on, one.code))
    await note_refusals(tx, refusals)


async def refuse_bills(tx: Transaction, resends: Mapping[UUID, int], code: str) -> None:
    """Bills that cannot be sent at all: FAILED_SYSTEM for wrong data, until an operator has corrected them."""
    if not resends:
        return
    records = await records_of_bills(tx.driver, sorted(resends))
    today = tx.now.date()
    await note_refusals(tx, [Refusal(records[bill_id], resend_no, today, code) for bill_id, resend_no in resends.items()])
    await decide_bills(tx, records.values())


async def split_batch(tx: Transaction, batch_id: UUID, body: bytes, code: str) -> None:
    """A batch that was refused as a whole is taken apart until the faulty bill stands alone; nothing of it was stored there."""
    content = msgspec.json.decode(body)
    bills = content["bills"]
    if len(bills) == 1:
        await record_levy_answer(tx, batch_id, {UUID(bills[0]["bill_id"]): code})
        return
    taken = await levies.answer_batch(tx.driver, batch_id, len(bills))
    if taken is None:
        return
    sent_on = next(iter(taken.values())).sent_on
    for half in (bills[: len(bills) // 2], bills[len(bills) // 2 :]):
        half_id = new_id()
        sealed = tx.vault.seal(msgspec.json.encode(content | {"batch_id": str(half_id), "bills": half}).decode(), "levy", half_id)
        named = {UUID(bill["bill_id"]): int(bill["resend_no"]) for bill in half}
        sendings = {bill_id: Sending(resend_no, taken[bill_id].terms) for bill_id, resend_no in named.items()}
        there = LevyRegion(content["region"], content["benefit_year"])
        await levies.keep_batch(tx.driver, half_id, there, sent_on, sealed, sendings)
