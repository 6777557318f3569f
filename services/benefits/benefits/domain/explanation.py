"""From steps to an explanation: Chinese sentences for people, the same as data for programs, every parameter with its source."""

from datetime import date
from functools import lru_cache
from typing import Any

from benefits.domain.rule import Step
from benefits.domain.terms import Terms
from policy_parameters import ParameterValue, PolicyBook, PolicyNotKnown, Status

_PROPOSED = "（拟定口径）"
"""After a sentence that rests on a value that no source gives."""


def explain(steps: list[Step], terms: Terms | None) -> list[dict[str, Any]]:
    """The steps in order, rendered with the terms under which they were taken; without terms no parameters are shown."""
    return [_rendered(step, terms) for step in steps]


def sentence(step: Step) -> str:
    """The step in one Chinese sentence."""
    return step.rule.says[step.outcome].format(**{name: _shown(fact) for name, fact in step.facts.items()})


def _rendered(step: Step, terms: Terms | None) -> dict[str, Any]:
    values = [value for name in step.parameters if (value := _parameter(terms.book, name, terms.area, terms.year))] if terms else []
    return {
        "rule": step.rule.id,
        "clause": step.rule.clause,
        "quote": step.rule.quote,
        "text": sentence(step) + (_PROPOSED if any(value.status is Status.PROPOSED for value in values) else ""),
        "facts": {name: _plain(fact) for name, fact in step.facts.items()},
        "parameters": [value.as_dict() for value in values],
    }


@lru_cache(maxsize=10_000)
def _parameter(book: PolicyBook, name: str, area: str, year: int) -> ParameterValue | None:
    try:
        return book.value(name, region=area, year=year)
    except PolicyNotKnown:
        return None


def _shown(fact: object) -> str:
    if isinstance(fact, list):
        return "、".join(_shown(each) for each in fact) or "无"
    return "（无）" if fact is None else str(fact)


def _plain(fact: object) -> object:
    if isinstance(fact, date):
        return fact.isoformat()
    return [_plain(each) for each in fact] if isinstance(fact, list) else fact
