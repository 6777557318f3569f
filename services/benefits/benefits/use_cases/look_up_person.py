"""A person's facts and the answer for a day, for the kiosk (B28) and the national adapter (1101)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from benefits.domain.answers import Answer, answer_on
from benefits.domain.facts import PersonFacts
from benefits.domain.person import Life, decide_person
from benefits.domain.terms import terms_reader
from benefits.repository.facts import load_person
from benefits.repository.people import people_by_token, person_in
from benefits.use_cases.answer_entitlement import NotKnownHere, is_known
from policy_parameters import PolicyBook


class FoundPerson(NamedTuple):
    """Everything known of a person, decided."""

    person_id: UUID
    facts: PersonFacts
    life: Life
    answer: Answer


async def look_up_person(
    connection: AsyncConnection, person: UUID | None, token: str | None, on: date, areas: Sequence[str], policy: PolicyBook, now: datetime
) -> FoundPerson:
    """By id or by identity token. Raises NotKnownHere, PolicyNotKnown."""
    if token is not None:
        person = (await people_by_token(connection, [token], areas)).get(token)
    root = await person_in(connection, person, areas) if person else None
    if root is None:
        raise NotKnownHere
    facts = await load_person(connection, root, now)
    if not is_known(facts):
        raise NotKnownHere
    life = decide_person(facts, terms_reader(policy))
    return FoundPerson(root, facts, life, answer_on(facts, on, terms_reader(policy)))
