"""Who waits for nothing (特殊群体, S3 Art. 19(1), 23; F-05). The region's list decides which groups count."""

from datetime import date

from benefits.domain.case import NO_RARE_FACTS, Case
from benefits.domain.facts import Circumstance, CircumstanceKind
from benefits.domain.rule import Rule, Why
from benefits.domain.subsidised import is_marked_on
from benefits.domain.terms import Terms
from benefits.domain.years import one
from enrolment_terms.benefit_year import add_months
from enrolment_terms.scheme import Category

EXEMPT = Rule(
    "R-104",
    "S3 第十九条（一）、第二十三条（一）（三）；S2 五（六）",
    "属于新生儿等特殊群体的，不设置待遇等待期",
    {"exempt": "属于不设待遇等待期的人员（{label}），等待期为0"},
    ("waiting.exempt",),
)
LABELS = {
    "NEWBORN": "新生儿",
    "SUBSIDISED": "困难居民",
    "VETERAN": "退役军人",
    "VETERAN_SPOUSE": "随军未就业军人配偶",
    "SCHEME_SWITCH_LE_3M": "职工医保中断三个月以内转入",
    "NON_PERSONAL_FAILURE": "扣费失败非个人原因",
}
_GROUP_OF_CATEGORY = {Category.MY3: "VETERAN", Category.MY8: "SUBSIDISED"}


def exempt_group(case: Case, arrival: date, terms: Terms, why: Why = None) -> str | None:
    """R-104: the group that spares this person the wait, None if none does."""
    group = _group(case, arrival, terms)
    if group is not None and why is not None:
        why.append(EXEMPT.step("exempt", group=group, label=LABELS.get(group, group)))
    return group


def _group(case: Case, arrival: date, terms: Terms) -> str | None:
    if case.deemed_in_window:
        return "NON_PERSONAL_FAILURE"  # not the person's failure, so not the person's wait
    listed = terms.exempt
    if case.category is not Category.GENERAL and case.category is not Category.NEWBORN:
        group = _GROUP_OF_CATEGORY.get(case.category) or case.category.value
        if group in listed:
            return group
    if case.born is not None and case.born.year >= terms.year - 2 and "NEWBORN" in listed and is_young_newborn(case.born, arrival, terms):
        return "NEWBORN"
    if "SUBSIDISED" in listed and (case.by_finance or (case.rare.marks and is_marked_on(case.rare.marks, arrival, terms))):
        return "SUBSIDISED"
    return None if case.rare is NO_RARE_FACTS else _documented(case, arrival, listed, terms)


def is_young_newborn(born: date, arrival: date, terms: Terms) -> bool:
    """R-025: a child under the age limit on the day of arrival; money before birth (pre-enrolment) included."""
    return arrival < add_months(born, terms.newborn_late_months)


def _documented(case: Case, arrival: date, listed: frozenset[str], terms: Terms) -> str | None:
    for circumstance in case.rare.circumstances:
        if circumstance.kind in listed and _holds(circumstance, arrival, terms):
            return circumstance.kind
    return "SCHEME_SWITCH_LE_3M" if "SCHEME_SWITCH_LE_3M" in listed and switched_in_time(case, arrival, terms) else None


def _holds(circumstance: Circumstance, arrival: date, terms: Terms) -> bool:
    """A discharge counts for its own benefit year and the next one (MY3 当年退伍); a spouse while the army vouches for them."""
    if circumstance.withdrawn or circumstance.from_on > arrival:
        return False
    if circumstance.kind == CircumstanceKind.VETERAN:
        return circumstance.from_on.year >= terms.year - 1
    return circumstance.until_on is None or arrival <= circumstance.until_on


def switched_in_time(case: Case, arrival: date, terms: Terms) -> bool:
    """SCHEME_SWITCH_LE_3M: insured two years without a break, and at most three months since employee benefits ended."""
    whole_years = terms.switch_insured_months // 12
    if not all(case.insured & one(terms.year - back) for back in range(1, whole_years + 1)):
        return False
    ends = [spell.benefits_until for spell in case.rare.spells if spell.first_paid_on and spell.benefits_until]
    ends += [last for first, last in case.rare.jobs_elsewhere if first <= arrival]  # as dedup tells of other regions (F-30)
    return any(end < arrival <= add_months(end, terms.switch_break_months) or end >= arrival for end in ends)
