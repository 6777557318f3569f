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
from event_bus import Handlers, Transaction
from payment_bridge.use_cases.keep_registrations import keep_registrations
from service_runtime import Runtime


def handlers(runtime: Runtime) -> Handlers:
    """Event type -> handler."""

    async def when_participations_are_registered_make_bills(tx: Transaction, events: Sequence[Event[ParticipationRegisteredV1]]) -> None:
        await keep_registrations(tx, events, runtime)

    async def when_participations_end_cancel_open_bills(tx: Transaction, events: Sequence[Event[ParticipationData]]) -> None:
        await keep_registrations(tx, events, runtime)

    return {
        ParticipationRegisteredV1: when_participations_are_registered_make_bills,
        ParticipationCancelledV1: when_participations_end_cancel_open_bills,
        ParticipationTerminatedV1: when_participations_end_cancel_open_bills,
        ParticipationStoppedV1: when_participations_end_cancel_open_bills,
        ParticipationSuspendedV1: when_participations_end_cancel_open_bills,
    }
