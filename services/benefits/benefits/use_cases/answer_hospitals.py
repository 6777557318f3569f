"""Up to fifty people at once: an answer or an error for each, by id or identity token."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from benefits.domain.answers import Answer, answer_on
from benefits.domain.terms import terms_reader
from benefits.errors import PersonNotKnownHere
from benefits.repository.facts import load_people
from benefits.repository.people import Scope, people_by_token, people_in, roots_of
from benefits.use_cases.answer_entitlement import is_known
from policy_parameters import PolicyNotKnown
from service_runtime import ReadConnection


class Question(NamedTuple):
    """One person, by id or by identity token of a document."""

    person_id: UUID | None
    token: str | None


class Reply(NamedTuple):
    """The answer, or the code and Chinese text of why there is none."""

    person_id: UUID | None
    answer: Answer | None
    error: tuple[str, str] | None


_NOT_KNOWN = Reply(None, None, (PersonNotKnownHere.code, PersonNotKnownHere.msg))


async def answer_hospitals(read: ReadConnection, questions: Sequence[Question], on: date, scope: Scope) -> list[Reply]:
    """Four statements for any number of people; replies in the order of the questions."""
    by_token = await people_by_token(read.driver, [one.token for one in questions if one.token], scope)
    given = [one.person_id for one in questions if one.person_id]
    visible = await people_in(read.driver, given, scope)
    roots = await roots_of(read.driver, [*visible, *by_token.values()])
    known = await load_people(read.driver, sorted(set(roots.values())))
    found: list[Reply] = []
    for one in questions:
        person = by_token.get(one.token) if one.token else one.person_id if one.person_id in visible else None
        root = roots.get(person) if person else None
        facts = known.get(root) if root else None
        if root is None or facts is None or not is_known(facts):
            found.append(_NOT_KNOWN)
            continue
        try:
            found.append(Reply(root, answer_on(facts, on, terms_reader(read.policy)), None))
        except PolicyNotKnown as unknown:
            found.append(Reply(root, None, ("YEAR_NOT_OPEN", unknown.msg)))
    return found
