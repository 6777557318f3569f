"""Participations of the own region as spells, one row for each version."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import msgspec

from dedup.domain.spell import Spell
from dedup.domain.suspend_requests import OwnParticipation
from dedup.tables import participation_spells
from enrolment_terms.scheme import Channel, ParticipationState
from row_sets import Driver, Statement, columns_of, insert_rows, names_of, reader


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


OWN_SPELL = ("scheme", "area", "benefit_year", "starts_on", "ends_on", "paid", "state", "student", "subsidised", "government_until")
_VERSION = names_of(SpellVersion, without=["spell"])
_SAVE = Statement(
    insert_rows(participation_spells, *_VERSION, *OWN_SPELL, "rests").on_conflict_do_nothing(index_elements=["participation_id", "version"])
)
_OWN = Statement(
    """
SELECT own.number, newest.participation_id, newest.person_id, area, benefit_year, channel,
    coalesce(registered_on, starts_on) AS registered_on
FROM (
    SELECT DISTINCT i.number, participation_id
    FROM identities AS i JOIN participation_spells AS s ON s.person_id = i.node WHERE i.number = ANY(:numbers)
) AS own CROSS JOIN LATERAL (
    SELECT * FROM participation_spells AS told WHERE told.participation_id = own.participation_id ORDER BY version DESC LIMIT 1
) AS newest JOIN identities AS holder ON holder.node = newest.person_id AND holder.number = own.number
WHERE scheme = 'RESIDENT' ORDER BY newest.participation_id
"""
)
_STATES = Statement(
    """
    SELECT DISTINCT ON (participation_id) participation_id, state FROM participation_spells
    WHERE participation_id = ANY(:participations) ORDER BY participation_id, version DESC
    """
)
_own = reader(OwnParticipation)
_encode = msgspec.json.Encoder().encode


async def save_versions(driver: Driver, versions: Sequence[SpellVersion]) -> None:
    """Add the versions that are new; a version never changes."""
    spells = [version.spell for version in versions]
    rests = [_encode(spell.rests).decode() if spell.rests else None for spell in spells]
    await _SAVE.run(driver, **columns_of(versions, _VERSION), **columns_of(spells, OWN_SPELL), rests=rests)


async def own_participations(driver: Driver, numbers: Collection[int]) -> list[tuple[int, OwnParticipation]]:
    """Participations in the resident scheme of whoever has one of these numbers, by the newest version of each."""
    return [(row["number"], _own(row)) for row in await _OWN.rows(driver, numbers=list(numbers))]


async def states_of(driver: Driver, participations: Collection[UUID]) -> dict[UUID, ParticipationState]:
    """In which state each of these is by its newest version."""
    rows = await _STATES.rows(driver, participations=list(participations))
    return {row["participation_id"]: ParticipationState(row["state"]) for row in rows}
