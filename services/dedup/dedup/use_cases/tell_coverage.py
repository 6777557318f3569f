"""Tell in which years people of ours were insured elsewhere, whenever that has changed (F-30)."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from dedup.domain.coverage_elsewhere import coverage_elsewhere
from dedup.domain.individuals import Individual
from dedup.repository.told_coverage import ToldCoverage, coverage_after, coverage_told, places_of, save_coverage
from enrolment_events.duplicates import CoverageElsewhereChangedV1
from enrolment_events.envelope import Event, new_event
from enrolment_terms.regions import pooling_region_of
from service_runtime import Transaction
from service_runtime.retelling import Wanted


async def tell_coverage(tx: Transaction, individuals: Sequence[Individual], causes: Mapping[UUID, Event[Any]]) -> None:
    """Each person of ours hears of all that is known of the individual that he is."""
    people = [person_id for one in individuals for person_id in one.persons]
    known = await coverage_told(tx.driver, people)
    found = {person_id: coverage_elsewhere(one.relations, tx.now.year) for one in individuals for person_id in one.persons}
    another = [person_id for person_id, spells in found.items() if spells != (known[person_id].spells if person_id in known else ())]
    places = await places_of(tx.driver, another)
    told = [
        ToldCoverage(person_id, known[person_id].version + 1 if person_id in known else 1, found[person_id], places[person_id], tx.now)
        for person_id in another
        if person_id in places
    ]
    if told:
        await save_coverage(tx.driver, told)
        tx.publish(*(changed(one, causes.get(one.person_id)) for one in told))


def changed(told: ToldCoverage, cause: Event[Any] | None = None) -> Event[CoverageElsewhereChangedV1]:
    """As an event."""
    return new_event(
        CoverageElsewhereChangedV1(spells=told.spells),
        aggregate_id=told.person_id,
        aggregate_version=told.version,
        person_id=told.person_id,
        region=pooling_region_of(told.area),
        occurred_at=told.recorded_at,
        recorded_at=told.recorded_at,
        because_of=cause,
    )


async def tell_coverage_anew(tx: Transaction, wanted: Wanted) -> Sequence[UUID]:
    """As it was told last."""
    told = await coverage_after(tx.driver, wanted)
    tx.publish(*map(changed, told))
    return [one.person_id for one in told]
