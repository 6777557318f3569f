"""Spells that others tell of, every version kept. Who tells and his reference: a digest as the key, sealed to be shown."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec
import sqlalchemy as sa

from dedup.domain.spell import Spell
from dedup.tables import told_references, told_spells
from row_sets import Driver, Record, Statement, columns_of, insert_rows, names_of, reader, same_rows, typed
from service_runtime import Safe


class Reference(NamedTuple):
    """Who tells of a spell, and how he calls it."""

    source: str
    spell_ref: str


@dataclass(frozen=True, slots=True)
class ToldSpell:
    """One version of a spell. `number`: whose it is; `holder`: whom the source means; `nodes`: of the tokens that it was told with."""

    spell_key: UUID
    version: int
    number: int
    holder: UUID
    nodes: tuple[UUID, ...]
    deleted: bool
    told_at: datetime
    spell: Spell


_PURPOSE = "spell"
TOLD_SPELL = names_of(Spell, without=["spell_ref", "rests", "told_at"])
_VERSION = names_of(ToldSpell, without=["spell", "nodes"])
_told = typed(told_spells, *_VERSION, *TOLD_SPELL, joined_nodes=sa.Text)
# Of what comes in any order the newest version stands; an older one that comes late was superseded before it was told.
_SAVE = Statement(
    """
    WITH given AS (SELECT * FROM {told.rows}), older AS (
        UPDATE told_spells AS t SET superseded_at = :now FROM given
        WHERE t.spell_key = given.spell_key AND t.version < given.version AND t.superseded_at IS NULL
    )
    INSERT INTO told_spells ({names}, nodes, superseded_at)
    SELECT {names}, CAST(string_to_array(joined_nodes, ' ') AS uuid[]), CASE WHEN EXISTS (
        SELECT FROM told_spells AS newer WHERE newer.spell_key = given.spell_key AND newer.version > given.version
    ) THEN told_at END FROM given ORDER BY spell_key
    """,
    told=_told,
    names=", ".join((*_VERSION, *TOLD_SPELL)),
)
_NEWEST = Statement(
    """
    SELECT t.*, t.spell_key::text AS spell_ref, '' AS rests FROM unnest(CAST(:keys AS uuid[])) AS given (spell_key) CROSS JOIN LATERAL (
        SELECT * FROM told_spells AS t WHERE t.spell_key = given.spell_key ORDER BY version DESC LIMIT 1
    ) AS t
    """
)
_NAME = Statement(insert_rows(told_references, "spell_key", "reference").on_conflict_do_nothing(index_elements=["spell_key"]))
_REFERENCES = Statement(sa.select(told_references.c.spell_key, told_references.c.reference).where(same_rows(told_references, "spell_key")))
_encode, _decode = msgspec.json.Encoder().encode, msgspec.json.Decoder(Reference).decode
_spell = reader(Spell, rests=lambda _: ())


def spell_key(safe: Safe, reference: Reference) -> UUID:
    """Equal for one reference of one source, and for nothing else."""
    return UUID(bytes=safe.digest_bytes("\0".join(reference).encode(), _PURPOSE)[:16])


def source_key(safe: Safe, source: str) -> UUID:
    """Equal for one source."""
    return UUID(bytes=safe.digest_bytes(source.encode(), "source")[:16])


def _version(row: Record) -> ToldSpell:
    return ToldSpell(**{name: row[name] for name in _VERSION}, nodes=tuple(row["nodes"]), spell=_spell(row))


async def newest_tellings(driver: Driver, keys: Collection[UUID]) -> dict[UUID, ToldSpell]:
    """What is known of these spells now, told errors too."""
    rows = await _NEWEST.rows(driver, keys=list(keys))
    return {row["spell_key"]: _version(row) for row in rows}


async def save_tellings(driver: Driver, safe: Safe, told: Sequence[ToldSpell], references: Mapping[UUID, Reference], now: datetime) -> None:
    """Versions that are new, at most one of a spell."""
    rows = sorted(told, key=lambda one: one.spell_key)
    nodes = [" ".join(map(str, one.nodes)) for one in rows]
    spells = columns_of([one.spell for one in rows], TOLD_SPELL)
    await _SAVE.run(driver, **columns_of(rows, _VERSION), **spells, joined_nodes=nodes, now=now)
    keys = sorted(references)
    sealed = [safe.seal(_encode(references[key]).decode(), _PURPOSE, str(key)) for key in keys]
    await _NAME.run(driver, spell_key=keys, reference=sealed)


async def references_of(driver: Driver, safe: Safe, keys: Iterable[str]) -> Mapping[str, Reference]:
    """Who told of these spells and under which reference, opened. Own participations have none."""
    rows = await _REFERENCES.rows(driver, spell_key=[UUID(key) for key in keys])
    return {str(row["spell_key"]): _decode(safe.open(row["reference"], _PURPOSE, str(row["spell_key"]))) for row in rows}
