"""Taking levies in and giving them back (B16, R-056, R-059, R-065). A batch is one transaction, and one answer for ever."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from enrolment_terms.money import fen_of
from row_sets import Statement, columns_of, insert_rows, names_of, row, same_rows, typed, value
from tax_office import problems
from tax_office.behaviour import digest
from tax_office.callbacks import announce_levy, announce_receipts
from tax_office.database import Connection, writing
from tax_office.messages import LevyBatch, LevyBatchAnswer, LevyBill, LevyRefusal, Recall
from tax_office.office import Office
from tax_office.tables import batches, bills, recalls

_REFUSALS = {
    "AMOUNT_INVALID": "应征金额必须大于零",
    "DUPLICATE_IN_BATCH": "同一批次内应征数据重复",
    "RECALLED": "该应征数据已撤回",
}


@dataclass(frozen=True, slots=True)
class NewBill:
    """A bill as it is kept. Amount in fen; numbers as digests."""

    bill_id: str
    resend_no: int
    kind: str
    payer: str
    amount: int
    chance_key: str
    document_key: str
    account_key: str | None
    batch_id: str | None
    """In which it came; None from a file."""


_BILL = names_of(NewBill)
_STORE = Statement(
    """
INSERT INTO bills AS b ({bill.names}, state, fate)
SELECT {bill.names}, 'OUTSTANDING',
       (SELECT p.fate FROM pinned_fates p
        WHERE p.key IN ('bill:' || n.bill_id, 'document:' || n.document_key, 'account:' || n.account_key) ORDER BY p.key DESC LIMIT 1)
FROM {bill.rows}
ON CONFLICT (bill_id) DO UPDATE
SET resend_no = excluded.resend_no, amount = excluded.amount, payer = excluded.payer,
    document_key = excluded.document_key, account_key = excluded.account_key, batch_id = excluded.batch_id,
    fate = coalesce(excluded.fate, b.fate),
    state = CASE WHEN excluded.resend_no > b.resend_no THEN 'OUTSTANDING' ELSE b.state END
WHERE b.state IN ('OUTSTANDING', 'WAITING_RESEND') AND excluded.resend_no >= b.resend_no
""",
    bill=typed(bills, *_BILL, alias="n"),
)
_BATCH = Statement(sa.select(batches.c.content, batches.c.answer).where(batches.c.batch_id == value("batch_id", batches.c.batch_id)))
_KEEP_BATCH = Statement(insert(batches).values(row(batches, "batch_id", "content", "answer")))
_RECALLED = Statement(sa.select(recalls.c.bill_id).where(same_rows(recalls, "bill_id")))
_RECALL = Statement(insert_rows(recalls, "bill_id").on_conflict_do_nothing())
_TAKE_BACK = Statement(sa.update(bills).values(state="RECALLED").where(same_rows(bills, "bill_id"), bills.c.state != "PAID"))
_PAID = Statement(sa.select(bills.c.bill_id).where(same_rows(bills, "bill_id"), bills.c.state == "PAID").order_by(bills.c.ordinal))


async def accept_batch(office: Office, batch: LevyBatch) -> tuple[bytes, bool]:
    """The stored answer, and whether the batch is new. Raises Refusal 409 if this batch_id came with other content before."""
    content = hashlib.sha256(msgspec.json.encode(batch)).digest()
    async with writing(office.pool) as connection:
        before = await _BATCH.row(connection, batch_id=batch.batch_id)
        if before is not None and before["content"] != content:
            raise problems.batch_content_differs()
        if before is not None:
            return before["answer"].encode(), False
        answer = await _take_in(connection, batch, office)
        await _KEEP_BATCH.run(connection, batch_id=batch.batch_id, content=content, answer=answer.decode())
    office.callbacks_bell.set()
    return answer, True


async def _take_in(connection: Connection, batch: LevyBatch, office: Office) -> bytes:
    recalled = await _RECALLED.values(connection, bill_id=[bill.bill_id for bill in batch.bills])
    accepted, refused = sort_out(batch.bills, set(recalled))
    if accepted:
        await _STORE.run(connection, **columns_of([_new_bill(bill, batch.batch_id) for bill in accepted], _BILL))
        await announce_levy(connection, batch.batch_id, [bill.bill_id for bill in accepted], office.behaviour, office.now())
    return msgspec.json.encode(LevyBatchAnswer(batch.batch_id, len(accepted), refused))


def sort_out(bills: Sequence[LevyBill], recalled: set[str]) -> tuple[list[LevyBill], list[LevyRefusal]]:
    """Bills to be taken, and bills refused with the reason of each."""
    accepted: dict[str, LevyBill] = {}
    refused = []
    for bill in bills:
        code = "RECALLED" if bill.bill_id in recalled else "AMOUNT_INVALID" if fen_of(bill.amount) <= 0 else None
        code = code or ("DUPLICATE_IN_BATCH" if bill.bill_id in accepted else None)
        if code is None:
            accepted[bill.bill_id] = bill
        else:
            refused.append(msgspec.convert({"bill_id": bill.bill_id, "code": code, "msg": _REFUSALS[code]}, LevyRefusal))
    return list(accepted.values()), refused


async def accept_file(office: Office, bills: Sequence[LevyBill]) -> dict[str, int]:
    """How many bills of a file are taken, and how many are not; a callback tells of each."""
    numbers = {bill.bill_id: bill.resend_no for bill in bills}
    async with writing(office.pool) as connection:
        accepted, refused = sort_out(bills, set(await _RECALLED.values(connection, bill_id=[bill.bill_id for bill in bills])))
        if accepted:
            await _STORE.run(connection, **columns_of([_new_bill(bill, None) for bill in accepted], _BILL))
        taken = [(bill.bill_id, bill.resend_no) for bill in accepted]
        others = [(one.bill_id, numbers[one.bill_id], one.code) for one in refused if one.code != "DUPLICATE_IN_BATCH"]
        await announce_receipts(connection, taken, others, office.behaviour, office.now())
    office.callbacks_bell.set()
    return {"accepted": len(accepted), "refused": len(refused)}


def _new_bill(bill: LevyBill, batch_id: str | None) -> NewBill:
    return NewBill(
        bill_id=bill.bill_id,
        resend_no=bill.resend_no,
        kind=bill.kind,
        payer=bill.payer,
        amount=fen_of(bill.amount),
        chance_key=digest(bill.doc_number, bill.benefit_year, bill.kind.value, bill.repair_year),
        document_key=digest(bill.doc_number),
        account_key=digest(bill.account) if bill.account else None,
        batch_id=batch_id,
    )


async def recall_bills(office: Office, recall: Recall) -> dict[str, Any]:
    """Takes unpaid bills back for good, known or not. Names those already paid."""
    async with writing(office.pool) as connection:
        await _RECALL.run(connection, bill_id=recall.bill_ids)
        await _TAKE_BACK.run(connection, bill_id=recall.bill_ids)
        paid = await _PAID.values(connection, bill_id=recall.bill_ids)
    return {"recalled": len(set(recall.bill_ids)) - len(paid), "already_paid": paid}
