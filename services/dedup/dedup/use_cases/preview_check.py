"""Answer a question on the spot, from what is known now; nothing is kept."""

from typing import NamedTuple
from uuid import UUID

from dedup.domain.conflicts import Question, judge
from dedup.repository.identities import persons_of
from dedup.repository.spell_index import SpellQuery, find_spells
from enrolment_events.dedup import Hit
from enrolment_terms.sealed import IdentityToken
from service_runtime import ReadConnection


class Preview(NamedTuple):
    """Whom the question was about, as far as they are known here, and what was found of them."""

    persons: list[UUID]
    hits: tuple[Hit, ...]


async def preview_check(read: ReadConnection, question: Question, tokens: tuple[IdentityToken, ...]) -> Preview:
    """All hits of a person known by these tokens."""
    [spells] = await find_spells(read.driver, [SpellQuery(tokens=tokens)])
    return Preview(await persons_of(read.driver, tokens), judge(question, spells))
