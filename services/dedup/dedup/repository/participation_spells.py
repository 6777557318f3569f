"""Participations of the own region as spells, one row for each version."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from dedup.domain.spell import Spell


@dataclass(frozen=True, slots=True)
class SpellVersion:
    """One version of a participation: the spell it is, and when that was recorded."""

    participation_id: UUID
    version: int
    person_id: UUID
    application_id: UUID | None
    spell: Spell
    recorded_at: datetime


_SAVE = text("""
INSERT INTO participation_spells
    (participation_id, version, person_id, application_id, scheme, area, benefit_year, starts_on, ends_on, paid, state, recorded_at)
SELECT * FROM unnest(
    CAST(:participations AS uuid[]), CAST(:versions AS int[]), CAST(:persons AS uuid[]), CAST(:applications AS uuid[]),
    CAST(:schemes AS text[]), CAST(:areas AS text[]), CAST(:years AS smallint[]), CAST(:starts AS date[]), CAST(:ends AS date[]),
    CAST(:paid AS boolean[]), CAST(:states AS text[]), CAST(:instants AS timestamptz[]))
ON CONFLICT (participation_id, version) DO NOTHING
""")


async def save_versions(connection: AsyncConnection, versions: Sequence[SpellVersion]) -> None:
    """Add the versions that are new; a version never changes."""
    spells = [version.spell for version in versions]
    await connection.execute(
        _SAVE,
        {
            "participations": [version.participation_id for version in versions],
            "versions": [version.version for version in versions],
            "persons": [version.person_id for version in versions],
            "applications": [version.application_id for version in versions],
            "schemes": [spell.scheme for spell in spells],
            "areas": [spell.area for spell in spells],
            "years": [spell.benefit_year for spell in spells],
            "starts": [spell.starts_on for spell in spells],
            "ends": [spell.ends_on for spell in spells],
            "paid": [spell.paid for spell in spells],
            "states": [spell.state for spell in spells],
            "instants": [version.recorded_at for version in versions],
        },
    )
