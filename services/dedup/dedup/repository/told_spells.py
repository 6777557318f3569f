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
from row_sets import Driver, Record, Statement, columns_of, names_of, reader, same_rows, typed
from service_runtime import Safe


class Reference(NamedTuple):
    """Who tells of a spell, and how he calls it."""

    source: str
    spell_ref: str


@dataclass(frozen=True, slots=True)
class Telling:
    """One version of a spell. `number`: whose it is; `holder`: whom the source means; `nodes`: of the tokens that it was told with."""

    spell_key: UUID
    version: int
    number: int
    holder: UUID
    nodes: tuple[UUID, ...]
    told_at: datetime
    spell: Spell


class Known(NamedTuple):
    """What was told under a reference: the newest version, and up to which one it was taken back. 0 and None: nothing of the kind."""

    newest: Telling | None = None
    gone_version: int = 0

    @property
    def standing(self) -> Telling | None:
        """The version that stands; None if it was taken back, or never told."""
        return self.newest if self.newest and self.newest.version > self.gone_version else None

    @property
    def version(self) -> int:
        """The highest that was told, of the spell or of its end."""
        return max(self.newest.version if self.newest else 0, self.gone_version)


_PURPOSE = "spell"
TOLD_SPELL = names_of(Spell, without=["spell_ref", "rests", "told_at"])
_VERSION = names_of(Telling, without=["spell", "nodes"])
_SAVE = Statement(
    """
    WITH given AS (SELECT * FROM {told.rows}), older AS (
        UPDATE told_spells AS t SET superseded_at = given.told_at FROM given WHERE t.spell_key = given.spell_key AND t.superseded_at IS NULL
    )
    INSERT INTO told_spells ({names}, nodes)
    SELECT {names}, CAST(string_to_array(joined_nodes, ' ') AS uuid[]) FROM given ORDER BY spell_key
    """,
    told=typed(told_spells, *_VERSION, *TOLD_SPELL, joined_nodes=sa.Text),
    names=", ".join((*_VERSION, *TOLD_SPELL)),
)
_KNOWN = Statement(
    """
    SELECT t.*, t.spell_key::text AS spell_ref, '' AS rests FROM {given.rows} CROSS JOIN LATERAL (
        SELECT * FROM told_spells AS t WHERE t.spell_key = given.spell_key ORDER BY version DESC LIMIT 1
    ) AS t
    """,
    given=typed(told_spells, "spell_key"),
)
_GONE = Statement(
    sa.select(told_references.c.spell_key, told_references.c.gone_version).where(
        same_rows(told_references, "spell_key"), told_references.c.gone_version.is_not(None)
    )
)
_NAME = Statement(
    """
    INSERT INTO told_references AS known ({told.names}) SELECT {told.names} FROM {told.rows} ORDER BY spell_key
    ON CONFLICT (spell_key) DO UPDATE SET gone_version = excluded.gone_version WHERE excluded.gone_version IS NOT NULL
    """,
    told=typed(told_references, "spell_key", "reference", "gone_version"),
)
_TAKE_BACK = Statement(
    sa.update(told_spells)
    .values(superseded_at=sa.bindparam("now", type_=told_spells.c.told_at.type))
    .where(same_rows(told_spells, "spell_key"), told_spells.c.superseded_at.is_(None))
)
_REFERENCES = Statement(sa.select(told_references.c.spell_key, told_references.c.reference).where(same_rows(told_references, "spell_key")))
_encode, _decode = msgspec.json.Encoder().encode, msgspec.json.Decoder(Reference).decode
_spell = reader(Spell, rests=lambda _: ())


def spell_key(safe: Safe, reference: Reference) -> UUID:
    """Equal for one reference of one source, and for nothing else."""
    return UUID(bytes=safe.digest_bytes("\0".join(reference).encode(), _PURPOSE)[:16])


def source_key(safe: Safe, source: str) -> UUID:
    """Equal for one source."""
    return UUID(bytes=safe.digest_bytes(source.encode(), "source")[:16])


def employer_code(safe: Safe, source: str, code: str) -> str:
    """As `Spell.employer` is: half for the source, half for what it calls him."""
    return source_key(safe, source).hex + safe.digest(f"{source}\0{code}", "employer")[:32]


async def known_tellings(driver: Driver, keys: Collection[UUID]) -> dict[UUID, Known]:
    """What was told under each of these keys."""
    newest = {row["spell_key"]: _telling(row) for row in await _KNOWN.rows(driver, spell_key=list(keys))}
    gone = {row["spell_key"]: row["gone_version"] for row in await _GONE.rows(driver, spell_key=list(keys))}
    return {key: Known(newest.get(key), gone.get(key, 0)) for key in keys}


async def save_tellings(driver: Driver, told: Sequence[Telling]) -> None:
    """Versions that are newer than all that was told, at most one of a spell."""
    rows = sorted(told, key=lambda one: one.spell_key)
    nodes = [" ".join(map(str, one.nodes)) for one in rows]
    spells = columns_of([one.spell for one in rows], TOLD_SPELL)
    await _SAVE.run(driver, **columns_of(rows, _VERSION), **spells, joined_nodes=nodes)


async def take_back(driver: Driver, keys: Collection[UUID], now: datetime) -> None:
    """What stood under these keys never was."""
    await _TAKE_BACK.run(driver, spell_key=list(keys), now=now)


async def name_references(driver: Driver, safe: Safe, named: Mapping[UUID, Reference], gone: Mapping[UUID, int]) -> None:
    """How the sources call these, sealed; `gone`: up to which version a spell is taken back."""
    keys = sorted(named)
    sealed = [safe.seal(_encode(named[key]).decode(), _PURPOSE, str(key)) for key in keys]
    await _NAME.run(driver, spell_key=keys, reference=sealed, gone_version=[gone.get(key) for key in keys])


async def references_of(driver: Driver, safe: Safe, keys: Iterable[str]) -> Mapping[str, Reference]:
    """Who told of these spells and under which reference, opened. Own participations have none."""
    rows = await _REFERENCES.rows(driver, spell_key=[UUID(key) for key in keys])
    return {str(row["spell_key"]): _decode(safe.open(row["reference"], _PURPOSE, str(row["spell_key"]))) for row in rows}


def _telling(row: Record) -> Telling:
    return Telling(**{name: row[name] for name in _VERSION}, nodes=tuple(row["nodes"]), spell=_spell(row))
