"""Spells that other regions and the employee scheme report, by their own reference."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dedup.domain.spell import Spell
from dedup.tables import reported_spells
from enrolment_terms.sealed import IdentityToken
from row_sets import Driver, Statement, columns_of, insert_rows, names_of, value


@dataclass(frozen=True, slots=True)
class ReportedSpell:
    """A spell, the token of whom it covers, and who reports it."""

    token: IdentityToken
    spell: Spell
    source: str


_SPELL = names_of(Spell)
_reported = insert_rows(reported_spells, "token", "source", *_SPELL, reported_at=value("now", reported_spells.c.reported_at))
_SAVE = Statement(
    _reported.on_conflict_do_update(
        index_elements=["spell_ref"], set_={column.name: column for column in _reported.excluded if column.name != "spell_ref"}
    )
)


async def save_reported(driver: Driver, reported: Sequence[ReportedSpell], now: datetime) -> None:
    """Insert or replace by reference; of two with one reference in a report the later counts."""
    newest = {one.spell.spell_ref: one for one in reported}
    rows = [newest[ref] for ref in sorted(newest)]
    await _SAVE.run(driver, **columns_of(rows, ("token", "source")), **columns_of([one.spell for one in rows], _SPELL), now=now)
