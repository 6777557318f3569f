"""Individuals by number."""

from collections.abc import Collection
from uuid import UUID

from dedup.domain.individuals import Individual
from dedup.domain.relations import relations_of
from dedup.repository.identities import persons_of
from dedup.repository.spell_index import SpellQuery, find_spells
from row_sets import Driver


async def individuals_of(driver: Driver, numbers: Collection[int]) -> list[Individual]:
    """Whoever has these numbers, in their order, as known now."""
    wanted = sorted(numbers)
    found = await find_spells(driver, [SpellQuery(number=number) for number in wanted])
    persons: dict[int, list[UUID]] = {number: [] for number in wanted}
    for number, person_id in await persons_of(driver, wanted):
        persons[number].append(person_id)
    return [
        Individual(number, tuple(persons[number]), tuple(spells), relations_of(spells))
        for number, spells in zip(wanted, found, strict=True)
    ]
