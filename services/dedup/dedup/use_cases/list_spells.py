"""All spells known of a person, those of other regions too, each with the reference it was told under."""

from collections.abc import Sequence
from operator import attrgetter
from typing import NamedTuple
from uuid import UUID

from dedup.domain.spell import Spell
from dedup.errors import PersonNotKnown
from dedup.repository.identities import numbers_of
from dedup.repository.people import is_person_in
from dedup.repository.spell_index import SpellQuery, find_spells
from dedup.repository.told_spells import Reference, references_of
from service_runtime import ReadConnection


class KnownSpell(NamedTuple):
    """A spell, and who tells of it; None for a participation of the own region."""

    spell: Spell
    told: Reference | None


async def list_spells(read: ReadConnection, person_id: UUID, areas: Sequence[str]) -> list[KnownSpell]:
    """Of a person inside the areas (LIKE patterns), the earliest first. Raises PersonNotKnown."""
    if not await is_person_in(read.driver, person_id, areas):
        raise PersonNotKnown()
    numbers = await numbers_of(read.driver, [person_id])
    [spells] = await find_spells(read.driver, [SpellQuery(number=numbers[person_id])]) if numbers else [[]]
    told = await references_of(read.driver, read.safe, (spell.spell_ref for spell in spells))
    return [KnownSpell(spell, told.get(spell.spell_ref)) for spell in sorted(spells, key=attrgetter("starts_on", "spell_ref"))]
