"""What a new relation in the employee scheme meets (Art. 7; R-080 ... R-082): inside the province, or as far as the region looks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from dedup.domain.relations import Relation, relations_of
from dedup.domain.spell import Spell
from enrolment_events.dedup import Hit
from enrolment_terms.reasons import ReasonCode
from enrolment_terms.regions import pooling_region_of, same_province
from enrolment_terms.scheme import Scheme
from policy_parameters import PolicyBook

PROVINCE, NATION = "PROVINCE", "NATION"
"""How far is looked (conflict.employee_check_scope, F-21)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EmployeeQuestion:
    """May this person be registered in the employee scheme in `area` from `starts_on` on?"""

    area: str
    starts_on: date
    scope: str = PROVINCE


def employee_question(policy: PolicyBook, area: str, starts_on: date) -> EmployeeQuestion:
    """As far as the region looks. Raises PolicyNotKnown."""
    scope: str = policy.value("conflict.employee_check_scope", region=area, year=starts_on.year).value
    return EmployeeQuestion(area=area, starts_on=starts_on, scope=scope)


def judge_employee(question: EmployeeQuestion, spells: Iterable[Spell]) -> tuple[Hit, ...]:
    """All hits at once, one for each relation that lasts to the first day of the new one; in a fixed order."""
    relations = sorted(relations_of(spells), key=lambda one: (one.spell.starts_on, one.spell.area, one.name))
    return tuple(_hit(question, one) for one in relations if _concerns(question, one.spell))


def _concerns(question: EmployeeQuestion, spell: Spell) -> bool:
    near = question.scope == NATION or same_province(question.area, spell.area)
    return near and spell.counts and spell.lasts_to(question.starts_on)


def _hit(question: EmployeeQuestion, relation: Relation) -> Hit:
    spell = relation.spell
    near = same_province(question.area, spell.area)
    rule, code = _verdict(spell.scheme, near=near)
    return Hit(
        area=spell.area,
        same_region=spell.region == pooling_region_of(question.area),
        in_province=near,
        scheme=spell.scheme,
        identity=spell.identity,
        benefit_year=spell.benefit_year,
        paid=spell.paid,
        starts_on=spell.starts_on,
        ends_on=spell.ends_on,
        rule=rule,
        code=code,
        relation=relation.name,
        fresh_at=spell.told_at,
    )


def _verdict(scheme: Scheme, *, near: bool) -> tuple[str, ReasonCode | None]:
    """R-080: stop the other job first. R-081: the resident relation rests once the new one is paid. R-082: no hindrance, but a case."""
    if scheme is Scheme.EMPLOYEE:
        return "R-080", ReasonCode.STOP_EMPLOYEE_FIRST
    return ("R-081", None) if near else ("R-082", None)
