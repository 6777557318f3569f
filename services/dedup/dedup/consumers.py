"""Facts that other services publish, and what the dedup service does with them."""

from collections.abc import Sequence

from dedup.repository.bindings import MANDATES
from dedup.use_cases.check_applications import check_applications, close_checks
from dedup.use_cases.record_consents import record_consents
from dedup.use_cases.record_covers import record_covers
from dedup.use_cases.record_participations import record_participations
from dedup.use_cases.record_people import record_merges, record_people
from enrolment_events.benefits import EntitlementChangedV1
from enrolment_events.envelope import Event
from enrolment_events.registration import (
    ApplicationDecidedV1,
    ApplicationSubmittedV1,
    ConsentSignedV1,
    MandateChangedV1,
    ParticipationActivatedV1,
    ParticipationCancelledV1,
    ParticipationChangedV1,
    ParticipationData,
    ParticipationLapsedV1,
    ParticipationRegisteredV1,
    ParticipationResumedV1,
    ParticipationStoppedV1,
    ParticipationSuspendedV1,
    ParticipationTerminatedV1,
    PersonCreatedV1,
    PersonIdentityUpdatedV1,
    PersonMergedV1,
)
from event_bus import Handlers
from service_runtime import Transaction


async def when_applications_are_submitted(tx: Transaction, events: Sequence[Event[ApplicationSubmittedV1]]) -> None:
    """Check them."""
    await check_applications(tx, events)


async def when_applications_are_decided(tx: Transaction, events: Sequence[Event[ApplicationDecidedV1]]) -> None:
    """Their checks are over."""
    await close_checks(tx, events)


async def when_people_are_told(tx: Transaction, events: Sequence[Event[PersonCreatedV1] | Event[PersonIdentityUpdatedV1]]) -> None:
    """Keep their documents."""
    await record_people(tx, events)


async def when_people_are_merged(tx: Transaction, events: Sequence[Event[PersonMergedV1]]) -> None:
    """Two of our persons are one."""
    await record_merges(tx, events)


async def when_consents_are_signed(tx: Transaction, events: Sequence[Event[ConsentSignedV1]]) -> None:
    """Keep by what right other regions are asked to suspend."""
    await record_consents(tx, events)


async def when_mandates_change(tx: Transaction, events: Sequence[Event[MandateChangedV1]]) -> None:
    """Keep who may act for whom."""
    await MANDATES.keep(tx.driver, events, tx.now)


async def when_participations_change(tx: Transaction, events: Sequence[Event[ParticipationData]]) -> None:
    """Put them into the index."""
    await record_participations(tx, events)


async def when_entitlements_change(tx: Transaction, events: Sequence[Event[EntitlementChangedV1]]) -> None:
    """An old relation rests from the day on which the new one gives cover."""
    await record_covers(tx, events)


HANDLERS: Handlers = {
    EntitlementChangedV1: when_entitlements_change,
    ApplicationSubmittedV1: when_applications_are_submitted,
    ApplicationDecidedV1: when_applications_are_decided,
    PersonCreatedV1: when_people_are_told,
    PersonIdentityUpdatedV1: when_people_are_told,
    PersonMergedV1: when_people_are_merged,
    ConsentSignedV1: when_consents_are_signed,
    MandateChangedV1: when_mandates_change,
    ParticipationRegisteredV1: when_participations_change,
    ParticipationActivatedV1: when_participations_change,
    ParticipationLapsedV1: when_participations_change,
    ParticipationCancelledV1: when_participations_change,
    ParticipationStoppedV1: when_participations_change,
    ParticipationSuspendedV1: when_participations_change,
    ParticipationChangedV1: when_participations_change,
    ParticipationResumedV1: when_participations_change,
    ParticipationTerminatedV1: when_participations_change,
}
