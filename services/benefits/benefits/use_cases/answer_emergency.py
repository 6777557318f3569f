"""Is somebody who came in an emergency covered today? For any hospital: yes or no, and the days."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

from benefits.domain.answers import Answer, answer_on
from benefits.domain.terms import terms_reader
from benefits.errors import PersonNotKnownHere
from benefits.repository.answers import load_record
from benefits.repository.people import EVERYWHERE
from benefits.use_cases.answer_entitlement import is_known
from benefits.use_cases.answer_hospitals import Question, find_people
from benefits.use_cases.find_scope import View
from service_runtime import ReadConnection


class EmergencyAnswer(NamedTuple):
    """Of whom, and what is known of today."""

    person_id: UUID
    answer: Answer


async def answer_emergency(read: ReadConnection, question: Question, on: date) -> EmergencyAnswer:
    """Wherever the hospital lies and whatever is filed. Raises PersonNotKnownHere, PolicyNotKnown."""
    [person] = await find_people(read, [question], View(EVERYWHERE))
    record = await load_record(read.driver, person, EVERYWHERE, read.now) if person else None
    if record is None or not is_known(record.facts):
        raise PersonNotKnownHere
    return EmergencyAnswer(record.person_id, answer_on(record.facts, on, terms_reader(read.policy)))
