"""Benefits tell from which day a participation gives cover: the old relation ends the day before (H R-087, R-128: no gap)."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from dedup.repository.locks import lock_people
from dedup.repository.notices import applications_of
from dedup.repository.remote_covers import RemoteCover, keep_covers
from dedup.repository.sweeps import with_cases
from dedup.use_cases.look_at_people import look_at
from dedup.use_cases.open_notices import open_notices
from enrolment_events.benefits import EntitlementChangedV1, EntitlementState
from enrolment_events.envelope import Event
from service_runtime import Transaction

_NO_COVER = {EntitlementState.NONE, EntitlementState.REVOKED, EntitlementState.EMPTY}


async def record_covers(tx: Transaction, changed: Sequence[Event[EntitlementChangedV1]]) -> None:
    """Keep the first day of each; derive again the notices of its application, and all that follows for whoever has a case."""
    causes: dict[UUID, Event[Any]] = {event.personid: event for event in changed}
    numbers = await lock_people(tx.driver, causes.keys())
    await keep_covers(tx.driver, [_cover(event) for event in changed])
    await look_at(tx, await with_cases(tx.driver, set(numbers.values())), causes)
    await open_notices(tx, await applications_of(tx.driver, {event.data.participation_id for event in changed}))


def _cover(event: Event[EntitlementChangedV1]) -> RemoteCover:
    starts_on = None if event.data.state in _NO_COVER else event.data.starts_on
    return RemoteCover(event.data.participation_id, event.aggregateversion, starts_on)
