"""What waits for somebody, as health, metrics and progress tell it: from partial indexes, never from the bills or callbacks themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from payment_bridge.tables import bill_counts
from row_sets import Driver, Record, Statement, reader, value


class Waiting(NamedTuple):
    """How many, and the age of the oldest in seconds."""

    number: int = 0
    oldest: float = 0.0


@dataclass(frozen=True, slots=True)
class TaxOfficeFigures:
    """What was heard of the tax office, and how many seconds ago; None for what never was."""

    ledger_lag: float | None
    """Since its ledger was read to the end."""
    callback_age: float | None
    last_callback: datetime | None
    last_success: float | None
    """Unix seconds of its last answer, to a batch or for the ledger."""


def _waiting(table: str, since: str, still: str) -> Statement:
    age = f"coalesce(extract(epoch FROM clock_timestamp() - min({since})), 0)::float8"
    return Statement("SELECT count(*) AS number, {age} AS oldest FROM {table} WHERE {still}", age=age, table=table, still=still)


_PENDING = "state <> 'PROCESSED' AND state = 'PENDING'"
_BATCHES = _waiting("levy_batches", "created_at", "answered_at IS NULL")
_RECALLS = _waiting("recalls", "recorded_at", "recalled_at IS NULL")
_CALLBACKS = Statement(
    """
    SELECT count(*) AS number, coalesce(extract(epoch FROM clock_timestamp() - (
        SELECT received_at FROM tax_callbacks WHERE {pending} ORDER BY position LIMIT 1
    )), 0)::float8 AS oldest
    FROM tax_callbacks WHERE {pending}
    """,
    pending=_PENDING,
)
_ASIDE = Statement("""
    SELECT state, count(*) AS number FROM tax_callbacks WHERE state <> 'PROCESSED' AND state IN ('FAILED', 'CONFLICT') GROUP BY state
""")
_DIFFERENCES = _waiting("differences", "opened_at", "state = 'OPEN'")
_CASES = Statement("""
    SELECT kind, count(*) AS number, greatest(extract(epoch FROM clock_timestamp() - min(opened_at)), 0)::float8 AS oldest
    FROM tax_cases WHERE state = 'OPEN' GROUP BY kind
""")
_PAYMENTS = Statement("""
    SELECT state, count(*) AS number, coalesce(extract(epoch FROM clock_timestamp() - min(received_at)), 0)::float8 AS oldest
    FROM payments WHERE state <> 'SETTLED' GROUP BY state
""")
_PAYMENTS_THERE = Statement("""
    SELECT payments.state, count(*) AS number, 0::float8 AS oldest
    FROM payments JOIN bills USING (bill_id)
    WHERE payments.state <> 'SETTLED' AND bills.region = ANY(:regions) GROUP BY payments.state
""")
_UNANSWERED_THERE = Statement("""
    SELECT (SELECT count(*) FROM levy_batches WHERE answered_at IS NULL AND region = ANY(:regions))
         + (SELECT count(*) FROM recalls JOIN bills USING (bill_id) WHERE recalled_at IS NULL AND region = ANY(:regions))
""")
# Batch ids grow with time: the newest answer is among the newest batches.
_TAX_OFFICE = Statement("""
    SELECT extract(epoch FROM now - read_at)::float8 AS ledger_lag, extract(epoch FROM now - last_callback)::float8 AS callback_age,
           last_callback, extract(epoch FROM greatest(read_at, last_answer))::float8 AS last_success
    FROM (SELECT clock_timestamp() AS now, read_at, (SELECT max(received_at) FROM tax_callbacks) AS last_callback,
                 (SELECT max(answered_at)
                  FROM (SELECT answered_at FROM levy_batches ORDER BY batch_id DESC LIMIT 50) AS newest) AS last_answer
          FROM ledger_cursor) AS heard
""")
_counts, _regions = bill_counts.c, value("regions", ARRAY(sa.Text))
_number = sa.cast(sa.func.sum(_counts.bills), sa.BigInteger)
_BILLS = Statement(
    sa.select(_counts.state, _counts.cause, _number.label("bills"))
    .where(_regions.is_(None) | (_counts.region == sa.any_(_regions)))
    .group_by(_counts.state, _counts.cause)
    .having(_number != 0)
)
_ALL_CALLBACKS = Statement("""
    SELECT count(*) AS received, count(*) FILTER (WHERE state = 'PROCESSED') AS processed,
           count(*) FILTER (WHERE state = 'PENDING') AS pending, count(*) FILTER (WHERE state = 'FAILED') AS failed,
           max(received_at) AS last_at, count(*) FILTER (WHERE received_at > clock_timestamp() - interval '1 minute') AS per_minute
    FROM tax_callbacks
""")
_read_waiting, _read_office = reader(Waiting), reader(TaxOfficeFigures)


async def unanswered(driver: Driver) -> dict[str, Waiting]:
    """Batches and recalls that the tax office has not answered."""
    return {"batch": _read_waiting(await _one(_BATCHES, driver)), "recall": _read_waiting(await _one(_RECALLS, driver))}


async def unanswered_there(driver: Driver, regions: Sequence[str]) -> int:
    """How many of them are of these regions."""
    return int(await _UNANSWERED_THERE.value(driver, regions=regions))


async def waiting_callbacks(driver: Driver) -> tuple[Waiting, dict[str, int]]:
    """Callbacks that wait to be processed, and by state how many wait for an operator."""
    aside = {row["state"]: row["number"] for row in await _ASIDE.rows(driver)}
    return _read_waiting(await _one(_CALLBACKS, driver)), aside


async def open_differences(driver: Driver) -> Waiting:
    """Differences that nobody has closed."""
    return _read_waiting(await _one(_DIFFERENCES, driver))


async def open_cases(driver: Driver) -> dict[str, Waiting]:
    """Cases of the tax office that nobody has closed, by the kinds that occur."""
    return {row["kind"]: _read_waiting(row) for row in await _CASES.rows(driver)}


async def odd_payments(driver: Driver, regions: Sequence[str] | None = None) -> dict[str, Waiting]:
    """Money that somebody must look at, by the states that occur; of these regions the numbers only."""
    rows = await (_PAYMENTS.rows(driver) if regions is None else _PAYMENTS_THERE.rows(driver, regions=regions))
    return {row["state"]: _read_waiting(row) for row in rows}


async def tax_office(driver: Driver) -> TaxOfficeFigures:
    """What was heard of it last."""
    return _read_office(await _one(_TAX_OFFICE, driver))


async def bills_by_state(driver: Driver, regions: Sequence[str] | None = None) -> list[Record]:
    """How many bills of these regions (None: all) are in which state, for which cause."""
    return await _BILLS.rows(driver, regions=regions)


async def callbacks_by_state(driver: Driver) -> Record:
    """How many callbacks came, what became of them, when the last came, and how many in the last minute."""
    return await _one(_ALL_CALLBACKS, driver)


async def _one(statement: Statement, driver: Driver) -> Record:
    row = await statement.row(driver)
    assert row is not None
    return row
