"""What is a person entitled to on a day, as it stands or as it was known at a moment?"""

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from benefits.domain.answers import Answer, answer_on
from benefits.domain.facts import PersonFacts
from benefits.domain.filings import FilingSpan, in_force
from benefits.domain.terms import terms_reader
from benefits.errors import PersonNotKnownHere
from benefits.repository.answers import load_record
from benefits.repository.people import Scope
from service_runtime import ReadConnection


class Entitled(NamedTuple):
    """The answer for a day, the filing for care elsewhere that holds on it, and whose it is."""

    answer: Answer
    filing: FilingSpan | None
    person_id: UUID


async def answer_entitlement(read: ReadConnection, person: UUID, on: date, known_at: datetime, scope: Scope) -> Entitled:
    """Raises PersonNotKnownHere (as well for who was not known at that moment), PolicyNotKnown."""
    record = await load_record(read.driver, person, scope, known_at)
    if not is_known(record.facts):
        raise PersonNotKnownHere
    return Entitled(answer_on(record.facts, on, terms_reader(read.policy)), in_force(record.filings, on), record.person_id)


def is_known(facts: PersonFacts) -> bool:
    """True once a registration named the person: other facts alone make nobody known here."""
    return bool(facts.participations)
