"""All spells known of a person, those of other regions too, each with the reference it was reported under."""

from collections.abc import Sequence
from operator import attrgetter
from typing import NamedTuple
from uuid import UUID

from dedup.domain.spell import Spell
from dedup.errors import PersonNotKnown
from dedup.repository.people import is_person_in
from dedup.repository.reported_spells import Reference, references_of
from dedup.repository.spell_index import SpellQuery, find_spells
from service_runtime import ReadConnection


class KnownSpell(NamedTuple):
    """A spell, and who reported it; None for a participation of the own region."""

    spell: Spell
    reported: Reference | None


async def list_spells(read: ReadConnection, person_id: UUID, areas: Sequence[str]) -> list[KnownSpell]:
    """Of a person inside the areas (LIKE patterns), the earliest first. Raises PersonNotKnown."""
    if not await is_person_in(read.driver, person_id, areas):
        raise PersonNotKnown()
    [spells] = await find_spells(read.driver, [SpellQuery(tokens=(), person_id=person_id)])
    reported = await references_of(read.driver, read.safe, (spell.spell_ref for spell in spells))
    return [KnownSpell(spell, reported.get(spell.spell_ref)) for spell in sorted(spells, key=attrgetter("starts_on", "spell_ref"))]
