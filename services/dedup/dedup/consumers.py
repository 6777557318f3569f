"""Facts that other services publish, and what the dedup service does with them."""

from collections.abc import Sequence

from dedup.use_cases.check_applications import check_applications
from dedup.use_cases.record_participations import record_participations
from enrolment_events.envelope import Event
from enrolment_events.registration import (
    ApplicationSubmittedV1,
    ParticipationActivatedV1,
    ParticipationCancelledV1,
    ParticipationData,
    ParticipationLapsedV1,
    ParticipationRegisteredV1,
    ParticipationResumedV1,
    ParticipationStoppedV1,
    ParticipationSuspendedV1,
    ParticipationTerminatedV1,
)
from event_bus import Handlers, Transaction
from service_runtime import Runtime


def handlers(runtime: Runtime) -> Handlers:
    """Event type -> handler."""

    async def when_applications_are_submitted_check_them(tx: Transaction, events: Sequence[Event[ApplicationSubmittedV1]]) -> None:
        await check_applications(tx, events, runtime.policy, runtime.clock.now())

    async def when_participations_change_index_them(tx: Transaction, events: Sequence[Event[ParticipationData]]) -> None:
        await record_participations(tx, events, runtime.policy, runtime.clock.now())

    return {
        ApplicationSubmittedV1: when_applications_are_submitted_check_them,
        ParticipationRegisteredV1: when_participations_change_index_them,
        ParticipationActivatedV1: when_participations_change_index_them,
        ParticipationLapsedV1: when_participations_change_index_them,
        ParticipationCancelledV1: when_participations_change_index_them,
        ParticipationStoppedV1: when_participations_change_index_them,
        ParticipationSuspendedV1: when_participations_change_index_them,
        ParticipationResumedV1: when_participations_change_index_them,
        ParticipationTerminatedV1: when_participations_change_index_them,
    }
