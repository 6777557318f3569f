"""Participations of the own region as spells, one row for each version."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from dedup.domain.spell import Spell
from dedup.tables import participation_spells
from enrolment_terms.scheme import Channel
from row_sets import Driver, Statement, columns_of, insert_rows, names_of


@dataclass(frozen=True, slots=True)
class SpellVersion:
    """One version of a participation: the spell it is, how and when it came to be, and when that was recorded."""

    participation_id: UUID
    version: int
    person_id: UUID
    application_id: UUID | None
    spell: Spell
    channel: Channel
    registered_on: date
    recorded_at: datetime


_VERSION, _SPELL = names_of(SpellVersion, without=["spell"]), names_of(Spell, without=["spell_ref", "identity", "first_paid_on"])
_SAVE = Statement(
    insert_rows(participation_spells, *_VERSION, *_SPELL).on_conflict_do_nothing(index_elements=["participation_id", "version"])
)


async def save_versions(driver: Driver, versions: Sequence[SpellVersion]) -> None:
    """Add the versions that are new; a version never changes."""
    spells = [version.spell for version in versions]
    await _SAVE.run(driver, **columns_of(versions, _VERSION), **columns_of(spells, _SPELL))
