"""Spells that other regions and the employee scheme report. Who reports and his reference: a digest as the key, sealed to be shown."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import msgspec
import sqlalchemy as sa

from dedup.domain.spell import Spell
from dedup.tables import reported_spells
from enrolment_terms.sealed import IdentityToken
from row_sets import Driver, Statement, columns_of, insert_rows, names_of, same_rows, value
from service_runtime import Safe


@dataclass(frozen=True, slots=True)
class ReportedSpell:
    """A spell, the token of whom it covers, and who reports it."""

    token: IdentityToken
    spell: Spell
    source: str


class Reference(NamedTuple):
    """Who reports a spell, and how he calls it."""

    source: str
    spell_ref: str


class _Named(NamedTuple):
    spell_key: str
    reference: str
    token: IdentityToken


_PURPOSE = "spell"
_SPELL, _NAMED = names_of(Spell, without=["spell_ref"]), names_of(_Named)
_reported = insert_rows(reported_spells, *_NAMED, *_SPELL, reported_at=value("now", reported_spells.c.reported_at))
_SAVE = Statement(
    _reported.on_conflict_do_update(
        index_elements=["spell_key"], set_={column.name: column for column in _reported.excluded if column.name != "spell_key"}
    )
)
_REFERENCES = Statement(sa.select(reported_spells.c.spell_key, reported_spells.c.reference).where(same_rows(reported_spells, "spell_key")))
_encode, _decode = msgspec.json.Encoder().encode, msgspec.json.Decoder(Reference).decode


async def save_reported(driver: Driver, safe: Safe, reported: Sequence[ReportedSpell], now: datetime) -> list[str]:
    """Insert or replace what the same source reported under the same reference; of two in one report the later counts. Their keys."""
    newest = {spell_key(safe, Reference(one.source, one.spell.spell_ref)): one for one in reported}
    keys = sorted(newest)
    rows = [newest[key] for key in keys]
    named = [_named(safe, key, one) for key, one in zip(keys, rows, strict=True)]
    await _SAVE.run(driver, **columns_of(named, _NAMED), **columns_of([one.spell for one in rows], _SPELL), now=now)
    return keys


async def references_of(driver: Driver, safe: Safe, keys: Iterable[str]) -> Mapping[str, Reference]:
    """Who reported these spells and under which reference, opened. Own participations have none."""
    rows = await _REFERENCES.rows(driver, spell_key=list(keys))
    return {row["spell_key"]: _decode(safe.open(row["reference"], _PURPOSE, row["spell_key"])) for row in rows}


def spell_key(safe: Safe, reference: Reference) -> str:
    """Equal for one reference of one source, and for nothing else."""
    return safe.digest("\0".join(reference), _PURPOSE)


def _named(safe: Safe, key: str, one: ReportedSpell) -> _Named:
    return _Named(key, safe.seal(_encode(Reference(one.source, one.spell.spell_ref)).decode(), _PURPOSE, key), one.token)
