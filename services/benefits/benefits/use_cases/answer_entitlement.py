"""What is a person entitled to on a day, as it stands or as it was known at a moment?"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from benefits.domain.answers import Answer, answer_on
from benefits.domain.facts import PersonFacts
from benefits.domain.filings import FilingSpan, in_force
from benefits.domain.terms import terms_reader
from benefits.repository.answers import load_known
from policy_parameters import PolicyBook


class NotKnownHere(LookupError):
    """The person is not known in the caller's areas, or was not at that moment."""


class Entitled(NamedTuple):
    """The answer for a day, and the filing for care elsewhere that holds on it."""

    answer: Answer
    filing: FilingSpan | None


async def answer_entitlement(
    connection: AsyncConnection, person: UUID, on: date, known_at: datetime, areas: Sequence[str], policy: PolicyBook
) -> Entitled:
    """Raises NotKnownHere, PolicyNotKnown."""
    known = await load_known(connection, person, areas, known_at)
    if not is_known(known.facts):
        raise NotKnownHere
    return Entitled(answer_on(known.facts, on, terms_reader(policy)), in_force(known.filings, on))


def is_known(facts: PersonFacts) -> bool:
    """True once a registration named the person: other facts alone make nobody known here."""
    return bool(facts.participations)
