"""The outbox: events wait here, committed with the state they tell of, until the broker has confirmed them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from enrolment_events.envelope import Event, encode
from event_bus.tables import OUTBOX_COLUMNS, outbox
from event_bus.work import with_traces
from row_sets import Columns, Driver, Statement, insert_rows, names_of, reader, same_rows, value


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """One waiting event, encoded as it will travel."""

    id: int
    event_id: UUID
    event_type: str
    event: str


_row = reader(OutboxRow)
_WRITE = Statement(insert_rows(outbox, *OUTBOX_COLUMNS))
# From the start, not "after the last seen": ids are taken before the commit and so become visible out of order.
_PENDING = Statement(
    sa.select(*(outbox.c[name] for name in names_of(OutboxRow)))
    .where(outbox.c.id != sa.all_(value("excluding", sa.ARRAY(sa.BigInteger))))
    .order_by(outbox.c.id)
    .limit(value("most", sa.Integer))
)
_DELETE = Statement(sa.delete(outbox).where(same_rows(outbox, "id")))
_AGE = sa.func.extract("epoch", sa.func.clock_timestamp() - sa.func.min(outbox.c.created_at))
_FIGURES = Statement(sa.select(sa.func.count(), sa.cast(sa.func.coalesce(_AGE, 0), sa.Double)).select_from(outbox))


def outbox_columns(events: Sequence[Event[Any]]) -> Columns:
    """The rows of these events, column by column; each carries on the trace of the work in hand."""
    return {
        "event_id": [event.id for event in events],
        "event_type": [event.type for event in events],
        "event": [encode(event).decode() for event in with_traces(events)],
    }


async def publish_events(driver: Driver, events: Sequence[Event[Any]]) -> None:
    """Adds events to the outbox within the open transaction."""
    await _WRITE.run(driver, **outbox_columns(events))


async def pending(driver: Driver, excluding: Sequence[int], limit: int) -> list[OutboxRow]:
    """The oldest waiting events without those in flight."""
    return [_row(row) for row in await _PENDING.rows(driver, excluding=excluding, most=limit)]


async def delete(driver: Driver, ids: Sequence[int]) -> None:
    """Forgets events the broker has confirmed."""
    await _DELETE.run(driver, id=ids)


async def outbox_figures(driver: Driver) -> tuple[int, float]:
    """How many events wait, and for how many seconds the oldest has."""
    row = await _FIGURES.row(driver)
    assert row is not None
    return row[0], row[1]
