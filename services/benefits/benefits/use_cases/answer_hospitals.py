"""Up to fifty people at once: an answer or an error for each, by id or identity token."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from benefits.domain.answers import answer_on
from benefits.domain.filings import in_force
from benefits.domain.terms import terms_reader
from benefits.errors import PersonNotKnownHere
from benefits.repository.answers import PersonRecord, load_records
from benefits.repository.people import people_by_token, people_in, roots_of
from benefits.use_cases.answer_entitlement import Entitled, is_known
from benefits.use_cases.find_scope import View
from policy_parameters import PolicyNotKnown
from service_runtime import ReadConnection


class Question(NamedTuple):
    """One person, by id or by the identity tokens of a document."""

    person_id: UUID | None
    tokens: Sequence[str] = ()


class Reply(NamedTuple):
    """The answer, or the code and Chinese text of why there is none. `person_id`: who was looked at."""

    person_id: UUID | None
    answer: Entitled | None
    error: tuple[str, str] | None


_NOT_KNOWN = Reply(None, None, (PersonNotKnownHere.code, PersonNotKnownHere.msg))


async def answer_hospitals(read: ReadConnection, questions: Sequence[Question], on: date, view: View) -> list[Reply]:
    """Five statements for any number of people; replies in the order of the questions."""
    people = await find_people(read, questions, view)
    known = await load_records(read.driver, sorted({person for person in people if person}))
    return [_reply(read, known.get(person), on, view) if person else _NOT_KNOWN for person in people]


async def find_people(read: ReadConnection, questions: Sequence[Question], view: View) -> list[UUID | None]:
    """Whom each question means, as the person that he or she turned out to be; None for who is not in the scope."""
    by_token = await people_by_token(read.driver, [token for one in questions for token in one.tokens], view.scope)
    visible = await people_in(read.driver, [one.person_id for one in questions if one.person_id], view.scope)
    roots = await roots_of(read.driver, list(visible))
    return [_meant(one, by_token, roots) for one in questions]


def _meant(one: Question, by_token: Mapping[str, UUID], roots: Mapping[UUID, UUID]) -> UUID | None:
    if one.tokens:
        return next((by_token[token] for token in one.tokens if token in by_token), None)
    return roots.get(one.person_id) if one.person_id else None


def _reply(read: ReadConnection, record: PersonRecord | None, on: date, view: View) -> Reply:
    if record is None or not is_known(record.facts) or not view.shows(record, on):
        return _NOT_KNOWN
    person = record.person_id
    try:
        return Reply(person, Entitled(answer_on(record.facts, on, terms_reader(read.policy)), in_force(record.filings, on), person), None)
    except PolicyNotKnown as unknown:
        return Reply(person, None, ("YEAR_NOT_OPEN", unknown.msg))
