"""The outbox: events wait here, committed with the state they tell of, until the broker has confirmed them."""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa

from enrolment_events.envelope import Event, encode
from event_bus.tables import OUTBOX_COLUMNS, outbox
from event_bus.work import with_traces
from row_sets import Columns, Driver, NewRows, Statement, names_of, same_rows, typed, value


class OutboxRow(NamedTuple):
    """One waiting event, encoded as it will travel."""

    id: int
    event_id: UUID
    event_type: str
    event: str

    @property
    def key(self) -> tuple[int, UUID]:
        """What tells it from a row of the same id in a database that was restored to an earlier moment."""
        return self.id, self.event_id


_row = OutboxRow._make
_NEW = NewRows(outbox, *OUTBOX_COLUMNS)
_COLUMNS = [outbox.c[name] for name in names_of(OutboxRow)]
_AFTER = Statement(
    sa.select(*_COLUMNS).where(outbox.c.id > value("after", sa.BigInteger)).order_by(outbox.c.id).limit(value("most", sa.Integer))
)
_OTHERS_AFTER = Statement(
    sa.select(*_COLUMNS)
    .where(
        outbox.c.id > value("after", sa.BigInteger),
        outbox.c.id <= value("up_to", sa.BigInteger),
        outbox.c.event_type != sa.all_(value("held", sa.ARRAY(sa.Text))),
    )
    .order_by(outbox.c.id)
    .limit(value("most", sa.Integer))
)
_BETWEEN = Statement(
    """
    SELECT {columns} FROM {gap.rows}
    CROSS JOIN LATERAL (SELECT {columns} FROM outbox WHERE id BETWEEN gap.low AND gap.high ORDER BY id LIMIT :most) AS found
    ORDER BY id LIMIT :most
    """,
    columns=", ".join(names_of(OutboxRow)),
    gap=typed(outbox, alias="gap", low=outbox.c.id, high=outbox.c.id),
)
_HIGHEST = Statement("SELECT coalesce(pg_sequence_last_value(pg_get_serial_sequence('outbox', 'id')::regclass), 0)")
_DELETE = Statement(sa.delete(outbox).where(same_rows(outbox, "id"), same_rows(outbox, "event_id")))


def outbox_columns(events: Sequence[Event[Any]]) -> Columns:
    """The rows of these events, column by column; each carries on the trace of the work in hand."""
    return {
        "event_id": [event.id for event in events],
        "event_type": [event.type for event in events],
        "event": [encode(event).decode() for event in with_traces(events)],
    }


async def publish_events(driver: Driver, events: Sequence[Event[Any]]) -> None:
    """Adds events to the outbox within the open transaction."""
    await _NEW.add(driver, list(zip(*outbox_columns(events).values(), strict=True)))


async def rows_after(driver: Driver, after: int, most: int) -> list[OutboxRow]:
    """The next rows in order of their ids."""
    return [_row(row) for row in await _AFTER.rows(driver, after=after, most=most)]


async def other_rows_after(driver: Driver, after: int, up_to: int, held: Collection[str], most: int) -> list[OutboxRow]:
    """The same up to an id, without those of some types."""
    return [_row(row) for row in await _OTHERS_AFTER.rows(driver, after=after, up_to=up_to, held=list(held), most=most)]


async def rows_between(driver: Driver, gaps: Sequence[tuple[int, int]], most: int) -> list[OutboxRow]:
    """Rows with ids in one of these ranges, ends included."""
    low, high = [gap[0] for gap in gaps], [gap[1] for gap in gaps]
    return [_row(row) for row in await _BETWEEN.rows(driver, low=low, high=high, most=most)]


async def highest_id(driver: Driver) -> int:
    """The highest id that was ever given to an event, committed or not."""
    highest: int = await _HIGHEST.value(driver)
    return highest


async def delete(driver: Driver, keys: Collection[tuple[int, UUID]]) -> None:
    """Forgets events that every listener has."""
    await _DELETE.run(driver, id=[key[0] for key in keys], event_id=[key[1] for key in keys])
