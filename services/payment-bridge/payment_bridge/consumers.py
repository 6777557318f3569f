"""What payment-bridge hears, and what it does then."""

from collections.abc import Sequence

from enrolment_events.envelope import Event
from enrolment_events.registration import (
    ParticipationCancelledV1,
    ParticipationData,
    ParticipationRegisteredV1,
    ParticipationStoppedV1,
    ParticipationSuspendedV1,
    ParticipationTerminatedV1,
)
from event_bus import Handlers
from payment_bridge.use_cases.record_registrations import record_registrations
from service_runtime import Transaction


async def when_participations_are_registered_make_bills(tx: Transaction, events: Sequence[Event[ParticipationData]]) -> None:
    """Bills that are missing are made."""
    await record_registrations(tx, events)


async def when_participations_end_cancel_open_bills(tx: Transaction, events: Sequence[Event[ParticipationData]]) -> None:
    """What was paid stays."""
    await record_registrations(tx, events)


HANDLERS: Handlers = {
    ParticipationRegisteredV1: when_participations_are_registered_make_bills,
    ParticipationCancelledV1: when_participations_end_cancel_open_bills,
    ParticipationTerminatedV1: when_participations_end_cancel_open_bills,
    ParticipationStoppedV1: when_participations_end_cancel_open_bills,
    ParticipationSuspendedV1: when_participations_end_cancel_open_bills,
}
"""Event type -> handler."""
