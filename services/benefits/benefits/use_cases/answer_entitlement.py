"""What is a person entitled to on a day, as it stands or as it was known at a moment?"""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from benefits.domain.answers import Answer, answer_on
from benefits.domain.facts import PersonFacts
from benefits.domain.terms import terms_reader
from benefits.repository.facts import load_person
from benefits.repository.people import person_in
from policy_parameters import PolicyBook


class NotKnownHere(LookupError):
    """The person is not known in the caller's areas, or was not at that moment."""


async def answer_entitlement(
    connection: AsyncConnection, person: UUID, on: date, known_at: datetime, areas: Sequence[str], policy: PolicyBook
) -> Answer:
    """Raises NotKnownHere, PolicyNotKnown."""
    root = await person_in(connection, person, areas)
    if root is None:
        raise NotKnownHere
    facts = await load_person(connection, root, known_at)
    if not is_known(facts):
        raise NotKnownHere
    return answer_on(facts, on, terms_reader(policy))


def is_known(facts: PersonFacts) -> bool:
    """True once a registration named the person: other facts alone make nobody known here."""
    return bool(facts.participations)
