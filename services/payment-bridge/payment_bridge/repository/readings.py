"""What people ask: bills, payments, one person's way, progress. Scope by area is in the SQL."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

_COLUMNS = """
    bill_id, participation_id, person_id, kind, benefit_year, area, region, amount, payer, last_day, state, cause, round_no, resend_no,
    effective_on, settled_serial, deemed_in_window, group_complete, version
"""
_BILLS = text(f"""
    SELECT {_COLUMNS} FROM bills
    WHERE (bill_id = CAST(:bill_id AS uuid) OR participation_id = CAST(:participation_id AS uuid) OR person_id = CAST(:person_id AS uuid))
      AND (CAST(:areas AS text[]) IS NULL OR area LIKE ANY(CAST(:areas AS text[])))
    ORDER BY benefit_year, kind DESC
""")  # noqa: S608
_PAYMENTS = text("""
    SELECT p.payment_id, p.tax_serial, p.bill_id, p.amount, p.channel, p.arrival_date, p.state, p.received_at, b.participation_id, b.area
    FROM payments p LEFT JOIN bills b USING (bill_id)
    WHERE p.state = :state AND (b.area IS NULL OR b.area LIKE ANY(CAST(:areas AS text[])))
    ORDER BY p.received_at DESC LIMIT :most
""")
_PAYMENTS_OF_BILLS = text("""
    SELECT payment_id, tax_serial, bill_id, amount, channel, arrival_date, state, received_at FROM payments
    WHERE bill_id = ANY(CAST(:ids AS uuid[])) ORDER BY arrival_date, tax_serial
""")
_COUNTS = text("SELECT state, cause, sum(bills)::bigint AS bills FROM bill_counts GROUP BY state, cause HAVING sum(bills) <> 0")
_CALLBACKS = text("""
    SELECT count(*) AS received, count(*) FILTER (WHERE state = 'PROCESSED') AS processed,
           count(*) FILTER (WHERE state = 'PENDING') AS pending, count(*) FILTER (WHERE state = 'FAILED') AS failed,
           max(received_at) AS last_at, count(*) FILTER (WHERE received_at > clock_timestamp() - interval '1 minute') AS per_minute
    FROM tax_callbacks
""")
_LEDGER = text("""
    SELECT extract(epoch FROM now - read_at)::float8 AS lag,
           extract(epoch FROM now - least(
               read_at + make_interval(secs => :longest),
               greatest(read_at, last_callback) + make_interval(secs => :pause)))::float8 AS overdue
    FROM (SELECT clock_timestamp() AS now, coalesce(read_at, CAST(:since AS timestamptz)) AS read_at,
                 (SELECT max(received_at) FROM tax_callbacks) AS last_callback
          FROM ledger_cursor) AS reading
""")
_FACTS_OF_BILLS = text("""
    SELECT f.bill_id, f.failed_on AS at, f.received_at AS recorded_at, 'FAILED' AS code, f.cause, NULL AS channel, NULL::bigint AS amount,
           f.round_no, f.resend_no, NULL AS state
    FROM failures f WHERE f.bill_id = ANY(CAST(:ids AS uuid[]))
    UNION ALL
    SELECT p.bill_id, p.arrival_date, p.received_at, 'MONEY', NULL, p.channel, p.amount, p.round_no, 0, p.state
    FROM payments p WHERE p.bill_id = ANY(CAST(:ids AS uuid[]))
    UNION ALL
    SELECT l.bill_id, b.sent_on, b.answered_at, 'SENT', NULL, NULL, NULL, 0, l.resend_no, NULL
    FROM levy_batch_bills l JOIN levy_batches b USING (batch_id)
    WHERE l.bill_id = ANY(CAST(:ids AS uuid[])) AND b.answered_at IS NOT NULL
""")
_BILLS_OF_PERSON = text(f"""
    SELECT {_COLUMNS}, created_on, created_at, changed_at FROM bills WHERE person_id = :person_id AND area LIKE ANY(CAST(:areas AS text[]))
""")  # noqa: S608


async def bills(
    connection: AsyncConnection,
    *,
    bill_id: UUID | None = None,
    participation_id: UUID | None = None,
    person_id: UUID | None = None,
    areas: Sequence[str] | None,
) -> Sequence[Any]:
    """The bills with one of these ids, inside the areas (LIKE patterns; None: everywhere)."""
    asked = {"bill_id": bill_id, "participation_id": participation_id, "person_id": person_id}
    return (await connection.execute(_BILLS, {**asked, "areas": None if areas is None else list(areas)})).all()


async def payments_in_state(connection: AsyncConnection, state: str, areas: Sequence[str], most: int) -> Sequence[Any]:
    """Money in one state, newest first; money without a bill has no area and is seen by all who may ask."""
    return (await connection.execute(_PAYMENTS, {"state": state, "areas": list(areas), "most": most})).all()


async def payments_of_bills(connection: AsyncConnection, bill_ids: Sequence[UUID]) -> Sequence[Any]:
    """All money on these bills, by arrival date."""
    return (await connection.execute(_PAYMENTS_OF_BILLS, {"ids": list(bill_ids)})).all()


async def bill_counts(connection: AsyncConnection) -> Sequence[Any]:
    """How many bills are in which state, for which cause."""
    return (await connection.execute(_COUNTS)).all()


async def callback_figures(connection: AsyncConnection) -> Any:
    """How many callbacks came and what became of them."""
    return (await connection.execute(_CALLBACKS)).one()


async def ledger_figures(connection: AsyncConnection, since: datetime, pause: float, longest: float) -> Any:
    """Seconds since the ledger was read to its end (`lag`), and since it should have been read again (`overdue`, negative before).

    It is to be read when no callback came for `pause` seconds, after `longest` seconds in any case. One never read counts from `since`.
    """
    return (await connection.execute(_LEDGER, {"since": since, "pause": pause, "longest": longest})).one()


async def bills_of_person(connection: AsyncConnection, person_id: UUID, areas: Sequence[str]) -> Sequence[Any]:
    """All bills of a person inside the areas."""
    return (await connection.execute(_BILLS_OF_PERSON, {"person_id": person_id, "areas": list(areas)})).all()


async def facts_of_bills(connection: AsyncConnection, bill_ids: Sequence[UUID]) -> Sequence[Any]:
    """Sendings, failures and money of these bills."""
    return (await connection.execute(_FACTS_OF_BILLS, {"ids": list(bill_ids)})).all()
