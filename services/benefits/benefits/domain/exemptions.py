"""Who waits for nothing (特殊群体, S3 Art. 19(1), 23; F-05). The region's list decides which groups count, and for how long."""

from datetime import date

from benefits.domain.case import NO_RARE_FACTS, Case
from benefits.domain.facts import Circumstance
from benefits.domain.rule import Rule, Why
from benefits.domain.subsidised import is_marked_on
from benefits.domain.terms import Terms
from benefits.domain.windows import is_young_newborn
from benefits.domain.years import one
from enrolment_terms.benefit_year import add_months
from enrolment_terms.labels import label_of
from enrolment_terms.scheme import Category
from policy_parameters.rule_parameters import ExemptGroup

EXEMPT = Rule(
    "R-104",
    "S3 第十九条（一）、第二十三条（一）（三）；S2 五（六）",
    "属于新生儿等特殊群体的，不设置待遇等待期",
    {"exempt": "属于不设待遇等待期的人员（{label}），等待期为0"},
    ("waiting.exempt", "waiting.exempt_groups"),
)
NON_PERSONAL_FAILURE, SWITCH = "NON_PERSONAL_FAILURE", "SCHEME_SWITCH_LE_3M"
_GROUP_OF_CATEGORY = {Category.MY3: "VETERAN", Category.MY8: "SUBSIDISED"}


def exempt_group(case: Case, arrival: date, terms: Terms, why: Why = None) -> str | None:
    """R-104: the group that spares this person the wait, None if none does."""
    group = _group(case, arrival, terms)
    if group is not None and why is not None:
        why.append(EXEMPT.step("exempt", group=group, label=group_label(group, terms)))
    return group


def group_label(group: str, terms: Terms) -> str:
    """The group in Chinese."""
    if group == NON_PERSONAL_FAILURE:
        return "扣费失败非个人原因"
    known = terms.exempt_groups.get(group)
    if known is not None:
        return known.label
    return (label_of(Category(group)) if group in Category.__members__ else None) or group


def _group(case: Case, arrival: date, terms: Terms) -> str | None:
    if case.deemed_in_window:
        return NON_PERSONAL_FAILURE  # not the person's failure, so not the person's wait
    listed = terms.exempt
    if case.category is not Category.GENERAL and case.category is not Category.NEWBORN:
        group = _GROUP_OF_CATEGORY.get(case.category) or case.category.value
        if group in listed and _is_category_enough(case, arrival, group, terms):
            return group
    if case.born is not None and case.born.year >= terms.year - 2 and "NEWBORN" in listed and is_young_newborn(case.born, arrival, terms):
        return "NEWBORN"
    if "SUBSIDISED" in listed and (case.by_finance or (case.rare.marks and is_marked_on(case.rare.marks, arrival, terms))):
        return "SUBSIDISED"
    return None if case.rare is NO_RARE_FACTS else _documented(case, arrival, listed, terms)


def _is_category_enough(case: Case, arrival: date, group: str, terms: Terms) -> bool:
    """Whose day of the event is known is judged by that day."""
    events = [one.from_on for one in case.rare.circumstances if one.kind == group and not one.withdrawn]
    return not events or any(_is_in_limit(event, arrival, terms.exempt_groups.get(group), terms) for event in events)


def _documented(case: Case, arrival: date, listed: frozenset[str], terms: Terms) -> str | None:
    for circumstance in case.rare.circumstances:
        if circumstance.kind in listed and _holds(circumstance, arrival, terms):
            return circumstance.kind
    return SWITCH if SWITCH in listed and switched_on(case, arrival, terms) is not None else None


def _holds(circumstance: Circumstance, arrival: date, terms: Terms) -> bool:
    """While it lasts, and within the time limit of its group."""
    if circumstance.withdrawn or circumstance.from_on > arrival:
        return False
    if circumstance.until_on is not None and arrival > circumstance.until_on:
        return False
    return _is_in_limit(circumstance.from_on, arrival, terms.exempt_groups.get(circumstance.kind), terms)


def _is_in_limit(event: date, arrival: date, limit: ExemptGroup | None, terms: Terms) -> bool:
    if limit is None:
        return True
    if limit.years is not None and event.year < terms.year - limit.years:
        return False
    if limit.months is not None and arrival > add_months(event, limit.months):
        return False
    return limit.days is None or (arrival - event).days <= limit.days


def switched_on(case: Case, arrival: date, terms: Terms) -> date | None:
    """SCHEME_SWITCH_LE_3M: the last day of employee benefits of somebody who changes in time; None for others.

    Insured long enough without a break, by a job that began before the money came (H2 R-104), at most so many months after it ended.
    While the job goes on there is no break at all; its end, told later, changes nothing of that.
    """
    whole_years = terms.switch_insured_months // 12
    if not all(case.insured & one(terms.year - back) for back in range(1, whole_years + 1)):
        return None
    ends = (last for last in employee_ends(case, arrival) if arrival <= add_months(last, terms.switch_break_months))
    return max(ends, default=None)


def employee_ends(case: Case, arrival: date) -> list[date]:
    """The last days of the jobs that began before the money came; the day of the money for one that goes on."""
    jobs = [(spell.benefits_from or spell.first_paid_on, spell.benefits_until) for spell in case.rare.spells if spell.first_paid_on]
    jobs += case.rare.jobs_elsewhere
    return [last or arrival for first, last in jobs if first is not None and first <= arrival]
