"""The present state of what this service owns, told anew: each event as it was told last, with a new id.

Versions and moments of recording are those of the state, so that whoever has heard it takes it as nothing new, and whoever has not learns
it. Acts of the past are not told: `participation` and `application` carry what follows from them.
"""

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

import msgspec

from enrolment_events.envelope import Event, new_event
from enrolment_events.registration import ParticipationData, ParticipationRegisteredV1
from registration.domain.participation import Participation
from registration.domain.participation_acts import ActFact
from registration.repository.application_rows import lock_applications_for_facts
from registration.repository.household_rows import read_households
from registration.repository.participation_facts import acts_of
from registration.repository.participation_rows import load_participations
from registration.repository.told_anew import (
    VERSIONS,
    ToldParticipation,
    applications_after,
    consents_after,
    corrected_people_after,
    households_after,
    mandates_after,
    participations_after,
)
from registration.use_cases.ask_conflict_check import ask_again
from registration.use_cases.correct_identity import identity_event
from registration.use_cases.publish_households import publish_households
from registration.use_cases.publish_mandates import publish_mandates
from registration.use_cases.publish_participations import events_of
from registration.use_cases.sign_consent import publish_consent
from registration.use_cases.tell_person_facts import (
    tell_circumstances,
    tell_deaths,
    tell_histories,
    tell_marks,
    tell_merges,
    tell_permits,
)
from service_runtime import Transaction, Vault
from service_runtime.retelling import Aggregates, Wanted


async def tell_participations(tx: Transaction, wanted: Wanted) -> Sequence[UUID]:
    """As the registration, which alone makes bills, with the state of today; and as the change to that state."""
    told = await participations_after(tx.driver, wanted)
    ids = [one.id for one in told]
    acts, found = (
        await acts_of(tx.driver, ids, tx.now.date()),
        {one.participation_id: one for one in await load_participations(tx.driver, ids)},
    )
    tx.publish(*(event for one in told for event in _tellings(found[one.id], acts, one, tx.vault)))
    return [one.id for one in told]


def _tellings(
    participation: Participation, acts: Mapping[UUID, tuple[ActFact, ...]], told: ToldParticipation, vault: Vault
) -> Iterator[Event[ParticipationData]]:
    [event] = events_of([participation], acts, told.recorded_at, vault=vault)
    if told.began_registered and not isinstance(event.data, ParticipationRegisteredV1):
        registered = ParticipationRegisteredV1(**msgspec.structs.asdict(event.data))
        yield new_event(
            registered,
            aggregate_id=participation.participation_id,
            aggregate_version=participation.version,
            person_id=event.personid,
            region=event.region,
            occurred_at=event.time,
            recorded_at=event.recordedtime,
        )
    yield event


async def tell_people(tx: Transaction, wanted: Wanted) -> Sequence[UUID]:
    """Whose identity was corrected; of the others the participations tell all."""
    told = await corrected_people_after(tx.driver, wanted)
    found = {one.participation_id: one for one in await load_participations(tx.driver, [one.participation_id for one in told])}
    tx.publish(*(identity_event(found[one.participation_id], tx.vault, one.version, one.recorded_at) for one in told))
    return [one.id for one in told]


async def tell_mandates(tx: Transaction, wanted: Wanted) -> Sequence[UUID]:
    """Those that were told."""
    told = await mandates_after(tx.driver, wanted)
    for mandate, told_at in told:
        publish_mandates(tx, [mandate], told_at)
    return [mandate.mandate_id for mandate, _ in told]


async def tell_applications(tx: Transaction, wanted: Wanted) -> Sequence[UUID]:
    """The question of the newest submit, as of its moment; dedup answers what it has not answered."""
    told = await applications_after(tx.driver, wanted)
    found = await lock_applications_for_facts(tx.driver, told)
    await ask_again(tx, [found[one] for one in told], as_submitted=True)
    return told


async def tell_households(tx: Transaction, wanted: Wanted) -> Sequence[UUID]:
    """As each stands."""
    told = await households_after(tx.driver, wanted)
    await publish_households(tx, await read_households(tx.driver, told))
    return told


async def tell_consents(tx: Transaction, wanted: Wanted) -> Sequence[UUID]:
    """As each stands, also those that were withdrawn."""
    told = await consents_after(tx.driver, wanted)
    found = await lock_applications_for_facts(tx.driver, [one.application_id for one, _ in told])
    for one, told_at in told:
        publish_consent(tx, found[one.application_id], one, told_at)
    return [one.consent_id for one, _ in told]


AGGREGATES = Aggregates(
    told={
        "merge": tell_merges,
        "household": tell_households,
        "participation": tell_participations,
        "person": tell_people,
        "mandate": tell_mandates,
        "application": tell_applications,
        "consent": tell_consents,
        "death": tell_deaths,
        "permit": tell_permits,
        "circumstance": tell_circumstances,
        "subsidy": tell_marks,
        "history": tell_histories,
    },
    versions=VERSIONS,
)
