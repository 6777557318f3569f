"""The index of coverage spells of all regions and both schemes: what is known of an individual, whatever he is known by."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import msgspec
import sqlalchemy as sa

from dedup.domain.spell import Rests, Spell
from dedup.repository.participation_spells import OWN_SPELL
from dedup.repository.told_spells import TOLD_SPELL
from dedup.tables import checks, identities, told_spells
from row_sets import Driver, Statement, columns_of, names_of, reader, typed

EVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpellQuery:
    """Whom to look up, and as known when. The participation that came of the application itself is no finding."""

    number: int
    application_id: UUID | None = None
    known_at: datetime = EVER


_QUERY = names_of(SpellQuery)
_ONLY_TOLD = tuple(name for name in TOLD_SPELL if name not in OWN_SPELL)
_OF_OTHERS = {
    "benefits_from": "(SELECT c.starts_on FROM remote_covers AS c WHERE c.participation_id = newest.participation_id) AS benefits_from"
}
"""What of our own participations another service tells: from which day they give cover (R-128: no gap)."""
_FIND = Statement(
    """
WITH asked AS (SELECT * FROM {asked.rows_planned_once})
SELECT asked.place, newest.participation_id::text AS spell_ref, {own}, coalesce(rests::text, '[]') AS rests, {nulls},
    0 AS authority, NULL AS told_at
FROM asked CROSS JOIN LATERAL (
    SELECT DISTINCT s.participation_id FROM (SELECT node FROM identities WHERE number = asked.number OFFSET 0) AS i
    CROSS JOIN LATERAL (SELECT participation_id FROM participation_spells WHERE person_id = i.node OFFSET 0) AS s
) AS own CROSS JOIN LATERAL (
    SELECT * FROM participation_spells AS told
    WHERE told.participation_id = own.participation_id AND recorded_at <= asked.known_at ORDER BY version DESC LIMIT 1
) AS newest
WHERE (asked.application_id IS NULL OR newest.application_id IS DISTINCT FROM asked.application_id)
    AND EXISTS (SELECT FROM identities AS holder WHERE holder.node = newest.person_id AND holder.number = asked.number)
UNION ALL
SELECT asked.place, spell_key::text, {told_own}, '[]', {told}, authority, told_at
FROM asked CROSS JOIN LATERAL (
    SELECT * FROM told_spells WHERE number = asked.number AND told_at <= asked.known_at
        AND (superseded_at IS NULL OR superseded_at > asked.known_at) OFFSET 0
) AS told
""",
    asked=typed(checks, "application_id", "known_at", alias="asked", number=identities.c.number, place=sa.Integer),
    own=", ".join(f"coalesce({name}, false) AS {name}" if name in ("student", "subsidised") else name for name in OWN_SPELL),
    told_own=", ".join(OWN_SPELL),
    nulls=", ".join(
        _OF_OTHERS.get(name, f"CAST(NULL AS {told_spells.c[name].type}) AS {name}") for name in _ONLY_TOLD if name != "authority"
    ),
    told=", ".join(name for name in _ONLY_TOLD if name != "authority"),
)
"""OFFSET 0 keeps the planner at looking each person up by index, whatever the statistics say."""
_COUNT = Statement(
    """
SELECT relname, CASE
    WHEN reltuples >= {counted_up_to} THEN CAST(reltuples AS bigint)
    WHEN relname = 'told_spells' THEN (SELECT count(*) FROM told_spells)
    ELSE (SELECT count(*) FROM participation_spells)
END FROM pg_class WHERE oid IN (CAST('participation_spells' AS regclass), CAST('told_spells' AS regclass)) ORDER BY relname
""",
    counted_up_to=1_000_000,
)
_spell = reader(Spell, rests=msgspec.json.Decoder(Rests).decode)


async def find_spells(driver: Driver, queries: Sequence[SpellQuery]) -> list[list[Spell]]:
    """For each query all spells of the individual (R-010, R-026); one statement."""
    found: list[list[Spell]] = [[] for _ in queries]
    for row in await _FIND.rows(driver, place=range(len(queries)), **columns_of(queries, _QUERY)):
        found[row["place"]].append(_spell(row))
    return found


async def count_spells(driver: Driver) -> tuple[int, int]:
    """Versions of participations of the own region, and of spells told by others. From a million on as the server estimates them: to
    count a hundred million takes longer than who asks for figures waits."""
    (_, own), (_, told) = await _COUNT.rows(driver)
    return own, told
