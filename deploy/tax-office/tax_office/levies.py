"""Taking levies in and giving them back (B16, R-056, R-059, R-065). A batch is one transaction, and one answer for ever."""

import hashlib
from collections.abc import Sequence
from typing import Any

import msgspec

from enrolment_terms.money import fen_of
from tax_office import problems
from tax_office.behaviour import digest
from tax_office.callbacks import announce_levy
from tax_office.database import Connection, writing
from tax_office.messages import LevyBatch, LevyBatchAnswer, LevyBill, LevyRefusal, Recall
from tax_office.office import Office

_REFUSALS = {
    "AMOUNT_INVALID": "应征金额必须大于零",
    "DUPLICATE_IN_BATCH": "同一批次内应征数据重复",
    "RECALLED": "该应征数据已撤回",
}

_STORE = """
INSERT INTO bills AS b (bill_id, resend_no, kind, payer, amount, chance_key, document_key, account_key, state, fate)
SELECT n.bill_id, n.resend_no, n.kind, n.payer, n.amount, n.chance_key, n.document_key, n.account_key, 'OUTSTANDING',
       (SELECT p.fate FROM pinned_fates p
        WHERE p.key IN ('bill:' || n.bill_id, 'document:' || n.document_key, 'account:' || n.account_key) ORDER BY p.key DESC LIMIT 1)
FROM unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::bigint[], $6::text[], $7::text[], $8::text[])
     AS n (bill_id, resend_no, kind, payer, amount, chance_key, document_key, account_key)
ON CONFLICT (bill_id) DO UPDATE
SET resend_no = excluded.resend_no, amount = excluded.amount, payer = excluded.payer,
    document_key = excluded.document_key, account_key = excluded.account_key, fate = coalesce(excluded.fate, b.fate),
    state = CASE WHEN excluded.resend_no > b.resend_no THEN 'OUTSTANDING' ELSE b.state END
WHERE b.state IN ('OUTSTANDING', 'WAITING_RESEND') AND excluded.resend_no >= b.resend_no
"""


async def accept_batch(office: Office, batch: LevyBatch) -> tuple[bytes, bool]:
    """The stored answer, and whether the batch is new. Raises Refusal 409 if this batch_id came with other content before."""
    content = hashlib.sha256(msgspec.json.encode(batch)).digest()
    async with writing(office.pool) as connection:
        before = await connection.fetchrow("SELECT content, answer FROM batches WHERE batch_id = $1", batch.batch_id)
        if before is not None and before["content"] != content:
            raise problems.batch_content_differs()
        if before is not None:
            return before["answer"].encode(), False
        answer = await _take_in(connection, batch, office)
        await connection.execute(
            "INSERT INTO batches (batch_id, content, answer) VALUES ($1, $2, $3)", batch.batch_id, content, answer.decode()
        )
    office.callbacks_bell.set()
    return answer, True


async def _take_in(connection: Connection, batch: LevyBatch, office: Office) -> bytes:
    rows = await connection.fetch("SELECT bill_id FROM recalls WHERE bill_id = ANY($1)", [bill.bill_id for bill in batch.bills])
    accepted, refused = sort_out(batch.bills, {row["bill_id"] for row in rows})
    if accepted:
        await connection.execute(_STORE, *_columns(accepted))
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


def _columns(bills: Sequence[LevyBill]) -> tuple[list[Any], ...]:
    records = [
        (
            bill.bill_id,
            bill.resend_no,
            bill.kind.value,
            bill.payer.value,
            fen_of(bill.amount),
            digest(bill.doc_number, bill.benefit_year, bill.kind.value, bill.repair_year),
            digest(bill.doc_number),
            digest(bill.account) if bill.account else None,
        )
        for bill in bills
    ]
    return tuple(map(list, zip(*records, strict=True)))


async def recall_bills(office: Office, recall: Recall) -> dict[str, Any]:
    """Takes unpaid bills back for good, known or not. Names those already paid."""
    async with writing(office.pool) as connection:
        await connection.execute("INSERT INTO recalls SELECT DISTINCT unnest($1::text[]) ON CONFLICT DO NOTHING", recall.bill_ids)
        await connection.execute("UPDATE bills SET state = 'RECALLED' WHERE bill_id = ANY($1) AND state <> 'PAID'", recall.bill_ids)
        rows = await connection.fetch(
            "SELECT bill_id FROM bills WHERE bill_id = ANY($1) AND state = 'PAID' ORDER BY ordinal", recall.bill_ids
        )
    paid = [row["bill_id"] for row in rows]
    return {"recalled": len(set(recall.bill_ids)) - len(paid), "already_paid": paid}
