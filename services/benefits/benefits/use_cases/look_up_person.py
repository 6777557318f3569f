"""A person's facts and the answer for a day, for the kiosk (B28) and the national adapter (1101)."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

from benefits.domain.answers import Answer, answer_on
from benefits.domain.facts import PersonFacts
from benefits.domain.person import PersonOutcomes, decide_person
from benefits.domain.terms import terms_reader
from benefits.errors import PersonNotKnownHere
from benefits.repository.answers import load_record
from benefits.use_cases.answer_entitlement import is_known
from benefits.use_cases.answer_hospitals import Question, find_people
from benefits.use_cases.find_scope import View
from service_runtime import ReadConnection


class FoundPerson(NamedTuple):
    """Everything known of a person, decided."""

    person_id: UUID
    facts: PersonFacts
    decided: PersonOutcomes
    answer: Answer


async def look_up_person(read: ReadConnection, question: Question, on: date, view: View) -> FoundPerson:
    """By id or by identity token. Raises PersonNotKnownHere, PolicyNotKnown."""
    [person] = await find_people(read, [question], view)
    if person is None:
        raise PersonNotKnownHere
    record = await load_record(read.driver, person, view.scope, read.now)
    if not is_known(record.facts) or not view.shows(record, on):
        raise PersonNotKnownHere
    terms_for = terms_reader(read.policy)
    return FoundPerson(person, record.facts, decide_person(record.facts, terms_for), answer_on(record.facts, on, terms_for))
