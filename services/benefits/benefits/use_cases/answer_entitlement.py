"""What is a person entitled to on a day, as it stands or as it was known at a moment?"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from benefits.domain.answers import Answer, answer_on
from benefits.domain.facts import PersonFacts
from benefits.domain.filings import FilingSpan, in_force
from benefits.domain.terms import terms_reader
from benefits.errors import PersonNotKnownHere
from benefits.repository.answers import PersonRecord, load_record, load_records
from benefits.use_cases.find_scope import View
from service_runtime import ReadConnection


class Entitled(NamedTuple):
    """The answer for a day, the filing for care elsewhere that holds on it, and whose it is."""

    answer: Answer
    filing: FilingSpan | None
    person_id: UUID


async def answer_entitlement(read: ReadConnection, person: UUID, on: date, known_at: datetime, view: View) -> Entitled:
    """Raises PersonNotKnownHere (as well for who was not known at that moment), PolicyNotKnown."""
    record = await load_record(read.driver, person, view.scope, known_at)
    if not is_known(record.facts) or not view.shows(record, on):
        raise PersonNotKnownHere
    return Entitled(answer_on(record.facts, on, terms_reader(read.policy)), in_force(record.filings, on), record.person_id)


async def answer_own(read: ReadConnection, people: Sequence[UUID], on: date) -> list[Entitled]:
    """Of each of these people, also of those whom no registration has named yet. Raises PolicyNotKnown."""
    records, terms_for = await load_records(read.driver, people), terms_reader(read.policy)
    known = [records.get(person) or PersonRecord(person, PersonFacts(), []) for person in people]
    return [Entitled(answer_on(one.facts, on, terms_for), in_force(one.filings, on), one.person_id) for one in known]


def is_known(facts: PersonFacts) -> bool:
    """True once a registration named the person: other facts alone make nobody known here."""
    return bool(facts.participations)
