"""Answer a question on the spot, from what is known now; nothing is kept."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from dedup.domain.conflicts import Question, judge
from dedup.repository.spell_index import Look, find_spells
from enrolment_events.dedup import Hit
from enrolment_terms.sealed import IdentityToken


async def preview_check(
    connection: AsyncConnection, question: Question, tokens: tuple[IdentityToken, ...], now: datetime
) -> tuple[Hit, ...]:
    """All hits of a person known by these tokens."""
    [spells] = await find_spells(connection, [Look(tokens=tokens, known_at=now)])
    return judge(question, spells)
