"""Answer a question on the spot, from what is known now; nothing is kept."""

from dedup.domain.conflicts import Question, judge
from dedup.repository.spell_index import SpellQuery, find_spells
from enrolment_events.dedup import Hit
from enrolment_terms.sealed import IdentityToken
from service_runtime import ReadConnection


async def preview_check(read: ReadConnection, question: Question, tokens: tuple[IdentityToken, ...]) -> tuple[Hit, ...]:
    """All hits of a person known by these tokens."""
    [spells] = await find_spells(read.driver, [SpellQuery(tokens=tokens)])
    return judge(question, spells)
