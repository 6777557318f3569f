"""Answer questions on the spot, from what is known now; nothing is kept."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from dedup.domain.conflicts import Question, judge
from dedup.domain.employee_conflicts import EmployeeQuestion, judge_employee
from dedup.domain.nodes import node_of
from dedup.domain.spell import Spell
from dedup.repository.identities import numbers_of, persons_of
from dedup.repository.spell_index import SpellQuery, find_spells
from enrolment_events.dedup import Hit
from enrolment_terms.sealed import IdentityToken
from service_runtime import ReadConnection


class Preview(NamedTuple):
    """Whom the question was about, as far as they are known here, and what was found of them."""

    persons: list[UUID]
    hits: tuple[Hit, ...]


Asked = Question | EmployeeQuestion


async def preview_checks(read: ReadConnection, asked: Sequence[tuple[Asked, tuple[IdentityToken, ...]]]) -> list[Preview]:
    """For each question all hits of whoever is known by one of its tokens."""
    nodes = [[node_of(token) for token in tokens] for _, tokens in asked]
    known = await numbers_of(read.driver, {node for one in nodes for node in one})
    numbers = [sorted({known[node] for node in one if node in known}) for one in nodes]
    wanted = sorted({number for one in numbers for number in one})
    found = dict(zip(wanted, await find_spells(read.driver, [SpellQuery(number=number) for number in wanted]), strict=True))
    persons: dict[int, list[UUID]] = {number: [] for number in wanted}
    for number, person_id in await persons_of(read.driver, wanted):
        persons[number].append(person_id)
    return [
        Preview([one for number in of for one in persons[number]], _hits(question, [spell for number in of for spell in found[number]]))
        for (question, _), of in zip(asked, numbers, strict=True)
    ]


def _hits(question: Asked, spells: Sequence[Spell]) -> tuple[Hit, ...]:
    return judge(question, spells) if isinstance(question, Question) else judge_employee(question, spells)
