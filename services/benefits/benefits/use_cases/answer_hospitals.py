"""Up to fifty people at once: an answer or an error for each, by id or identity token."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from benefits.domain.answers import Answer, answer_on
from benefits.domain.terms import terms_reader
from benefits.repository.facts import load_people
from benefits.repository.people import people_by_token, people_in, roots_of
from benefits.use_cases.answer_entitlement import is_known
from policy_parameters import PolicyBook, PolicyNotKnown


class Asked(NamedTuple):
    """One person, by id or by identity token of a document."""

    person_id: UUID | None
    token: str | None


class Answered(NamedTuple):
    """The answer, or the code and Chinese text of why there is none."""

    person_id: UUID | None
    answer: Answer | None
    error: tuple[str, str] | None


NOT_KNOWN = ("PERSON_NOT_KNOWN_HERE", "本系统没有该人员的信息，不能据此判断其是否参保")


async def answer_hospitals(
    connection: AsyncConnection, asked: Sequence[Asked], on: date, areas: Sequence[str], policy: PolicyBook
) -> list[Answered]:
    """Four statements for any number of people; answers in the order of the questions."""
    by_token = await people_by_token(connection, [one.token for one in asked if one.token], areas)
    given = [one.person_id for one in asked if one.person_id]
    visible = await people_in(connection, given, areas)
    roots = await roots_of(connection, [*visible, *by_token.values()])
    known = await load_people(connection, sorted(set(roots.values())))
    found: list[Answered] = []
    for one in asked:
        person = by_token.get(one.token) if one.token else one.person_id if one.person_id in visible else None
        root = roots.get(person) if person else None
        facts = known.get(root) if root else None
        if root is None or facts is None or not is_known(facts):
            found.append(Answered(None, None, NOT_KNOWN))
            continue
        try:
            found.append(Answered(root, answer_on(facts, on, terms_reader(policy)), None))
        except PolicyNotKnown as unknown:
            found.append(Answered(root, None, ("YEAR_NOT_OPEN", unknown.msg)))
    return found
