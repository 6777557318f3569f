"""Sending: checks, the queue, batches, recalls."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

_ONE_SENDER = 0x6C657679  # "levy"
_LOCK = text("SELECT pg_try_advisory_xact_lock(:key)")
_CHECKS = text("SELECT region, benefit_year, passed_on, note, checked_by, recorded_at FROM levy_checks ORDER BY region, benefit_year")
_ADD_CHECK = text("""
    INSERT INTO levy_checks (region, benefit_year, passed_on, note, checked_by) VALUES (:region, :year, :passed_on, :note, :checked_by)
    ON CONFLICT (region, benefit_year) DO NOTHING
""")
_CHECK = text(
    "SELECT region, benefit_year, passed_on, note, checked_by, recorded_at FROM levy_checks WHERE region = :region AND benefit_year = :year"
)
_REGIONS = text("SELECT DISTINCT region, benefit_year FROM bill_counts")
_DUE = """
    (SELECT region, benefit_year, bill_id FROM levy_queue WHERE kind <> 'NORMAL' OR resend_no > 0 LIMIT :most)
    UNION ALL
    (SELECT q.region, q.benefit_year, q.bill_id
     FROM unnest(CAST(:regions AS text[]), CAST(:years AS smallint[])) AS free(region, benefit_year)
     JOIN levy_queue q USING (region, benefit_year)
     WHERE q.kind = 'NORMAL' AND q.resend_no = 0 LIMIT :most)
"""
"""Never looks at the hundreds of thousands that are held."""
_FIRST_DUE = text(f"SELECT region, benefit_year FROM ({_DUE}) AS due LIMIT 1")  # noqa: S608
_DUE_THERE = text(f"SELECT bill_id FROM ({_DUE}) AS due WHERE region = :region AND benefit_year = :year LIMIT :most")  # noqa: S608
_COUNT_DUE = text(f"SELECT count(*) FROM ({_DUE}) AS due")  # noqa: S608
_TAKE = text("DELETE FROM levy_queue WHERE bill_id = ANY(CAST(:ids AS uuid[])) RETURNING bill_id, resend_no")
_KEEP_BATCH = text("""
    INSERT INTO levy_batches (batch_id, region, benefit_year, bills, sent_on, body_sealed)
    VALUES (:batch_id, :region, :year, :bills, :sent_on, :body)
""")
_KEEP_BATCH_BILLS = text("""
    INSERT INTO levy_batch_bills (batch_id, bill_id, resend_no)
    SELECT CAST(:batch_id AS uuid), * FROM unnest(CAST(:bill_ids AS uuid[]), CAST(:resends AS smallint[]))
""")
_CLAIM = text("""
    UPDATE levy_batches SET claimed_until = clock_timestamp() + make_interval(secs => :seconds), attempts = attempts + 1
    WHERE batch_id = (
        SELECT batch_id FROM levy_batches
        WHERE answered_at IS NULL AND (claimed_until IS NULL OR claimed_until < clock_timestamp())
        ORDER BY created_at LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING batch_id, sent_on, body_sealed, attempts
""")
_FREE = text("""
    UPDATE levy_batches SET claimed_until = clock_timestamp() + make_interval(secs => :seconds), last_error = :error
    WHERE batch_id = :batch_id AND answered_at IS NULL
""")
_ANSWERED = text("""
    UPDATE levy_batches SET answered_at = clock_timestamp(), body_sealed = NULL, refused = :refused, last_error = NULL
    WHERE batch_id = :batch_id AND answered_at IS NULL RETURNING sent_on
""")
_BATCH_BILLS = text("SELECT bill_id, resend_no FROM levy_batch_bills WHERE batch_id = :batch_id")
_SENDINGS = text("""
    SELECT l.bill_id, l.resend_no, b.sent_on FROM levy_batch_bills l JOIN levy_batches b USING (batch_id)
    WHERE l.batch_id = ANY(CAST(:batch_ids AS uuid[]))
""")
_WAITING_ERROR = text(
    "SELECT last_error FROM levy_batches WHERE answered_at IS NULL AND last_error IS NOT NULL ORDER BY created_at LIMIT 1"
)
_RECALLS = text("SELECT bill_id, reason FROM recalls WHERE recalled_at IS NULL ORDER BY reason LIMIT :most")
_RECALLED = text("UPDATE recalls SET recalled_at = clock_timestamp() WHERE bill_id = ANY(CAST(:ids AS uuid[]))")


@dataclass(frozen=True, slots=True)
class WaitingBatch:
    """A stored batch that has no answer yet."""

    batch_id: UUID
    sent_on: date
    body_sealed: str
    attempts: int


async def is_only_sender(connection: AsyncConnection) -> bool:
    """True if no other replica takes bills from the queue in this moment; holds until the transaction ends."""
    return bool((await connection.execute(_LOCK, {"key": _ONE_SENDER})).scalar_one())


async def levy_checks(connection: AsyncConnection) -> Sequence[Any]:
    """All unified checks that were passed."""
    return (await connection.execute(_CHECKS)).all()


async def add_levy_check(connection: AsyncConnection, region: str, year: int, passed_on: date, note: str, checked_by: str) -> Any:
    """The check of this region and year: the first one stands."""
    new = {"region": region, "year": year, "passed_on": passed_on, "note": note, "checked_by": checked_by}
    await connection.execute(_ADD_CHECK, new)
    return (await connection.execute(_CHECK, {"region": region, "year": year})).one()


async def regions_with_bills(connection: AsyncConnection) -> list[tuple[str, int]]:
    """Pooling region and benefit year of all bills there are."""
    return [(row.region, row.benefit_year) for row in await connection.execute(_REGIONS)]


async def due_bills(connection: AsyncConnection, free: Sequence[tuple[str, int]], most: int) -> tuple[str, int, list[UUID]] | None:
    """Bills of one region and year that may go now; `free` are those whose first batch may go. None if there are none."""
    of_these: dict[str, Any] = {"regions": [region for region, _ in free], "years": [year for _, year in free]}
    first = (await connection.execute(_FIRST_DUE, of_these | {"most": most})).one_or_none()
    if first is None:
        return None
    due = await connection.execute(_DUE_THERE, of_these | {"region": first[0], "year": first[1], "most": most})
    return first[0], first[1], list(due.scalars())


async def count_due(connection: AsyncConnection, free: Sequence[tuple[str, int]], most: int) -> int:
    """How many may go now, counted up to `most` of each kind."""
    of_these: dict[str, Any] = {"regions": [region for region, _ in free], "years": [year for _, year in free], "most": most}
    return int((await connection.execute(_COUNT_DUE, of_these)).scalar_one())


async def take_from_queue(connection: AsyncConnection, bill_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Take bills off the queue: their resend numbers."""
    return {row.bill_id: row.resend_no for row in await connection.execute(_TAKE, {"ids": list(bill_ids)})}


async def keep_batch(
    connection: AsyncConnection,
    batch_id: UUID,
    region: str,
    year: int,
    sent_on: date,
    body_sealed: str,
    resends: Sequence[tuple[UUID, int]],
) -> None:
    """Store a batch, before anything is sent."""
    row = {"batch_id": batch_id, "region": region, "year": year, "bills": len(resends), "sent_on": sent_on, "body": body_sealed}
    await connection.execute(_KEEP_BATCH, row)
    bills = {"batch_id": batch_id, "bill_ids": [bill_id for bill_id, _ in resends], "resends": [resend_no for _, resend_no in resends]}
    await connection.execute(_KEEP_BATCH_BILLS, bills)


async def claim_batch(connection: AsyncConnection, seconds: float) -> WaitingBatch | None:
    """The oldest unanswered batch that no other replica is sending."""
    row = (await connection.execute(_CLAIM, {"seconds": seconds})).one_or_none()
    return None if row is None else WaitingBatch(*row)


async def free_batch(connection: AsyncConnection, batch_id: UUID, seconds: float, error: str) -> None:
    """The sending failed: again after so many seconds, the same batch."""
    await connection.execute(_FREE, {"batch_id": batch_id, "seconds": seconds, "error": error})


async def answer_batch(connection: AsyncConnection, batch_id: UUID, refused: int) -> dict[UUID, tuple[int, date]] | None:
    """Note the answer: resend number and sending day of each bill, None if another replica noted it before."""
    answered = (await connection.execute(_ANSWERED, {"batch_id": batch_id, "refused": refused})).one_or_none()
    if answered is None:
        return None
    return {row.bill_id: (row.resend_no, answered.sent_on) for row in await connection.execute(_BATCH_BILLS, {"batch_id": batch_id})}


async def sendings_of(connection: AsyncConnection, batch_ids: Sequence[UUID]) -> dict[UUID, tuple[int, date]]:
    """Resend number and sending day of all bills of these batches; the newest where a bill is in several."""
    found: dict[UUID, tuple[int, date]] = {}
    for row in await connection.execute(_SENDINGS, {"batch_ids": list(batch_ids)}):
        if row.bill_id not in found or found[row.bill_id][0] < row.resend_no:
            found[row.bill_id] = (row.resend_no, row.sent_on)
    return found


async def error_of_waiting_batch(connection: AsyncConnection) -> str | None:
    """Why the oldest batch that was tried in vain has no answer; None if there is no such batch."""
    error: str | None = (await connection.execute(_WAITING_ERROR)).scalar_one_or_none()
    return error


async def waiting_recalls(connection: AsyncConnection, most: int) -> tuple[str, list[UUID]] | None:
    """Bills to be recalled for one reason; None if there are none."""
    rows = (await connection.execute(_RECALLS, {"most": most})).all()
    if not rows:
        return None
    return rows[0].reason, [row.bill_id for row in rows if row.reason == rows[0].reason]


async def recalls_sent(connection: AsyncConnection, bill_ids: Sequence[UUID]) -> None:
    """The tax office took the recall."""
    await connection.execute(_RECALLED, {"ids": list(bill_ids)})
