"""Spells that other regions and the employee scheme report, by their own reference."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from dedup.domain.spell import Spell
from enrolment_terms.sealed import IdentityToken


@dataclass(frozen=True, slots=True)
class ReportedSpell:
    """A spell, the token of whom it covers, and who reports it."""

    token: IdentityToken
    spell: Spell
    source: str


_COLUMNS = "token, scheme, identity, area, benefit_year, starts_on, ends_on, paid, state, source"
_SAVE = text(f"""
INSERT INTO reported_spells AS known (spell_ref, {_COLUMNS}, reported_at)
SELECT *, CAST(:now AS timestamptz) FROM unnest(
    CAST(:refs AS text[]), CAST(:tokens AS text[]), CAST(:schemes AS text[]), CAST(:identities AS text[]), CAST(:areas AS text[]),
    CAST(:years AS smallint[]), CAST(:starts AS date[]), CAST(:ends AS date[]), CAST(:paid AS boolean[]), CAST(:states AS text[]),
    CAST(:sources AS text[])) AS reported(spell_ref, {_COLUMNS})
ORDER BY spell_ref
ON CONFLICT (spell_ref) DO UPDATE SET ({_COLUMNS}, reported_at) = (
    excluded.token, excluded.scheme, excluded.identity, excluded.area, excluded.benefit_year, excluded.starts_on, excluded.ends_on,
    excluded.paid, excluded.state, excluded.source, excluded.reported_at)
""")  # noqa: S608 -- the names of columns, no input


async def save_reported(connection: AsyncConnection, reported: Sequence[ReportedSpell], now: datetime) -> None:
    """Insert or replace by reference; of two with one reference in a report the later counts."""
    newest = list({one.spell.ref: one for one in reported}.values())
    spells = [one.spell for one in newest]
    await connection.execute(
        _SAVE,
        {
            "now": now,
            "refs": [spell.ref for spell in spells],
            "tokens": [one.token for one in newest],
            "schemes": [spell.scheme for spell in spells],
            "identities": [spell.identity for spell in spells],
            "areas": [spell.area for spell in spells],
            "years": [spell.benefit_year for spell in spells],
            "starts": [spell.starts_on for spell in spells],
            "ends": [spell.ends_on for spell in spells],
            "paid": [spell.paid for spell in spells],
            "states": [spell.state for spell in spells],
            "sources": [one.source for one in newest],
        },
    )
