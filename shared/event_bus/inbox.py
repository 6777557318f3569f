"""The inbox: an event whose id is here has had its effect."""

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from enrolment_events.envelope import Event
from event_bus.tables import inbox
from row_sets import MANY, Driver, NewRows, Statement, given_rows

_by_bytes = attrgetter("int")
# Sorted, so that two replicas with the same events wait for each other instead of blocking each other for ever.
_given = given_rows(inbox, ["event_id"])
_CLAIM = Statement(
    insert(inbox)
    .from_select(["event_id"], sa.select(_given).order_by(_given.c.event_id))
    .on_conflict_do_nothing()
    .returning(inbox.c.event_id)
)
_ALL_NEW = NewRows(inbox, "event_id")
"""What most batches are: one known event among many, and the batch is claimed by `_CLAIM`."""


async def claim_new(driver: Driver, events: Sequence[Event[Any]]) -> list[Event[Any]]:
    """The events never seen before, each once, in order of arrival; from now on they count as seen if the transaction commits."""
    given = [event.id for event in events]
    if len(given) >= MANY and await _ALL_NEW.add_if_new(driver, [(one,) for one in sorted(given, key=_by_bytes)]):
        return list(events)
    ids = await _CLAIM.values(driver, event_id=given)
    if len(ids) == len(events):
        return list(events)
    claimed, unique = set(ids), {event.id: event for event in reversed(events)}
    return [event for event in events if event.id in claimed and unique[event.id] is event]
