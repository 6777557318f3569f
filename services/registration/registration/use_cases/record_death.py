"""A death ends all participations of the person (R-091); one recorded by mistake is taken back."""

from datetime import date
from uuid import UUID

from enrolment_events.envelope import new_event
from enrolment_events.registration import DeathRecordedV1
from registration.domain.death import DeathSource, death_faults
from registration.domain.scope import Scope
from registration.errors import ActHasFaults, FilerDecides
from registration.repository.deaths import Death, deaths_of, keep_death
from registration.repository.participation_rows import participations_of_person
from registration.repository.person_ends import lock_open_applications_of
from registration.repository.person_facts_lock import PERSON_FACTS
from registration.repository.person_indexes import read_keys
from registration.repository.person_rows import read_person
from registration.repository.person_writes import lock_person
from registration.use_cases.follow_end import follow_end
from registration.use_cases.follow_person_facts import follow_person_facts
from registration.use_cases.keep_rights import keep_end_of_life
from registration.use_cases.looks import LOOKS
from service_runtime import NotFound, Transaction


async def record_death(tx: Transaction, person_id: UUID, died_on: date | None, source: DeathSource, scope: Scope) -> None:
    """Every participation ends on that day, however late it is known. Raises NotFound, FilerDecides, ActHasFaults."""
    if await read_person(tx.driver, person_id, scope) is None:
        LOOKS.miss(tx, scope.filed_by, "person")
        raise NotFound()
    waiting = await lock_open_applications_of(tx.driver, person_id)
    await PERSON_FACTS.hold_alone(tx)
    person = await lock_person(tx.driver, person_id)
    if not {key["token"] for key in await read_keys(tx.driver, [person_id])}.isdisjoint(scope.shown):
        raise FilerDecides()
    known = (await deaths_of(tx.driver, [person_id])).get(person_id)
    faults = death_faults(died_on, person.birth_date, known, tx.now.date())
    if faults:
        raise ActHasFaults(reasons=faults.reasons, missing=faults.missing)
    death = Death(person_id=person_id, died_on=died_on, source=source, recorded_by=scope.filed_by, recorded_at=tx.now)
    version = await keep_death(tx.driver, death)
    await keep_end_of_life(tx, person_id, died_on, version)
    [newest, *_] = await participations_of_person(tx.driver, person_id)
    tx.publish(
        new_event(
            DeathRecordedV1(died_on=died_on, source=source),
            aggregate_id=person_id,
            aggregate_version=version,
            person_id=person_id,
            region=newest["region"],
            occurred_at=tx.now,
            recorded_at=tx.now,
        )
    )
    await follow_person_facts(tx, [person_id], scope.filed_by)
    await follow_end(tx, person_id, waiting, scope.filed_by)
    tx.audit("person.death_recorded", subject=str(person_id), actor=scope.filed_by, detail={"source": source})
