"""Who may act for whom, as registration told it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from dedup.tables import remote_mandates
from enrolment_events.envelope import Event
from enrolment_events.registration import MandateChangedV1, MandateKind
from row_sets import Driver
from service_runtime import Principal, ReadConnection
from service_runtime.bindings import RemoteMandates

_MANDATES = RemoteMandates(remote_mandates)


async def mandated_by(read: ReadConnection, caller: Principal, kind: MandateKind) -> Collection[UUID]:
    """The persons of whom a personal login has such a mandate today."""
    return await _MANDATES.persons_of(read, caller, [kind])


async def keep_mandates(driver: Driver, events: Sequence[Event[MandateChangedV1]], now: datetime) -> None:
    """The newest state of each mandate."""
    await _MANDATES.keep(driver, events, now)
