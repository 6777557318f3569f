"""The waiting period (待遇等待期): whether, how long, from when (国办发〔2024〕38号; S3 Art. 17, 19, 20)."""

from datetime import date, timedelta
from functools import lru_cache

from benefits.domain.case import NO_WAIT, Case, Wait
from benefits.domain.cover_elsewhere import insured_steps
from benefits.domain.exemptions import exempt_group
from benefits.domain.rule import Rule, Why
from benefits.domain.terms import Terms, month_first
from benefits.domain.years import NO_YEARS, YearSet, after_last_of, listed, one
from enrolment_terms.benefit_year import add_months, first_of_next_month

WAITS = Rule(
    "R-100",
    "国办发〔2024〕38号；S3 第十七条、第十九条",
    "未在集中参保期参保或未连续参保，设置3个月固定待遇等待期",
    {
        "too_early": "{year}年度尚未实行待遇等待期",
        "none": "在集中参保期内缴费且未断保，不设待遇等待期",
        "outside": "未在集中参保期内缴费，固定待遇等待期{fixed}个月",
        "gap": "断保后参保，固定待遇等待期{fixed}个月",
        "both": "未在集中参保期内缴费且断保，固定待遇等待期只计一次，{fixed}个月",
    },
    ("waiting.first_benefit_year", "waiting.fixed_months"),
)
VARIABLE = Rule(
    "R-101",
    "国办发〔2024〕38号；S3 第十九条",
    "每多断保1年增加变动待遇等待期1个月",
    {"months": "断保{missed}年，变动待遇等待期{variable}个月"},
    ("waiting.variable_mode", "waiting.months_per_missed_year"),
)
MISSED = Rule(
    "R-102",
    "S3 第十九条",
    "未连续参保",
    {
        "never": "此前从未参保，不视为断保",
        "continuous": "此前各年度连续参保，断保0年",
        "gap": "上次参保后断保{missed}年：{gap}",
    },
    ("waiting.gap_count_from_year", "waiting.never_insured_is_gap", "waiting.excused_absences"),
)
FLOOR = Rule(
    "R-106",
    "国办发〔2024〕38号；S3 第二十条",
    "断缴4年以上的，总待遇等待期原则上不少于6个月",
    {"floor": "断保{missed}年，总待遇等待期不少于{floor}个月，可有效修复{useful}年"},
    ("waiting.floor_missed_years", "waiting.floor_months"),
)
START = Rule(
    "R-103",
    "国办发〔2024〕38号；S3 第十九条",
    "设置参保后固定待遇等待期",
    {
        "start": "待遇等待期共{total}个月，自{start}起享受",
        "empty": "待遇等待期共{total}个月，等待期满为{start}，已过当年12月31日，当年没有可享受的待遇期",
    },
    ("waiting.anchor",),
)


def gap_before(insured: YearSet, excused: YearSet, born: date | None, terms: Terms) -> YearSet:
    """R-102: whole benefit years without any cover between the last insured year and this one."""
    earlier = insured & terms.earlier_years
    if earlier:
        return YearSet(after_last_of(YearSet(earlier), terms.countable_gap) & ~excused)
    if terms.never_insured_is_gap:
        alive = terms.countable_gap if born is None else after_last_of(one(born.year), terms.countable_gap)
        return YearSet(alive & ~excused)
    return NO_YEARS


def missed_years(insured: YearSet, excused: YearSet, born: date | None, terms: Terms, why: Why = None) -> int:
    """R-102: how many such years there are."""
    earlier, gap = insured & terms.earlier_years, gap_before(insured, excused, born, terms)
    if why is not None:
        outcome = "gap" if gap else "continuous" if earlier else "never"
        why.append(MISSED.step(outcome, missed=gap.bit_count(), gap=listed(gap)))
    return gap.bit_count()


def evaluate_wait(case: Case, arrival: date, in_window: bool, terms: Terms, why: Why = None) -> Wait:
    """R-100, R-101, R-104: exempt? in the window? continuous? One failure is enough, and the fixed part counts once."""
    if not terms.waits:
        if why is not None:
            why.append(WAITS.step("too_early", year=terms.year))
        return NO_WAIT
    exempt = exempt_group(case, arrival, terms, why)
    if exempt is not None:
        return Wait(0, 0, 0, 0, exempt)
    if why is not None:
        why += insured_steps(case.elsewhere, terms.year)
    missed = missed_years(case.insured, case.excused, case.born, terms, why)
    if in_window and not missed:
        if why is not None:
            why.append(WAITS.step("none"))
        return NO_WAIT
    if why is not None:
        why.append(WAITS.step("gap" if in_window else "both" if missed else "outside", fixed=terms.fixed))
    return months_for(missed, terms, why)


def months_for(missed: int, terms: Terms, why: Why = None) -> Wait:
    """R-101 and R-106: the fixed months, the variable months for `missed` years, the floor, and what repair could take off."""
    wait = _months(missed, terms)
    if why is not None and missed:
        variable = _counted(missed, terms) * terms.per_missed_year
        why.append(VARIABLE.step("months", missed=missed, variable=variable))
        if missed >= terms.floor_from:
            why.append(FLOOR.step("floor", missed=missed, floor=terms.floor, useful=wait.useful_repairs))
    return wait


@lru_cache(maxsize=4096)
def _months(missed: int, terms: Terms) -> Wait:
    total = terms.fixed + _counted(missed, terms) * terms.per_missed_year
    least = terms.fixed
    if missed >= terms.floor_from:
        least = max(terms.floor, terms.fixed)
        total = max(total, least)
    useful = -((least - total) // terms.repair_months) if terms.repair_months else 0
    return Wait(terms.fixed, total - terms.fixed, total, missed, None, useful)


def _counted(missed: int, terms: Terms) -> int:
    """F-01: every missed year, or every further one."""
    return missed if terms.first_missed_counts else max(0, missed - 1)


def start_after_wait(ordinary: date, arrival: date, months: int, terms: Terms, why: Why = None) -> date:
    """R-103, F-02: the anchor plus `months`; it may lie beyond the year, then cover is empty."""
    if not months:
        return ordinary
    if terms.anchor == "ORDINARY_START":
        start = month_first(ordinary, months, terms)  # an ordinary start with a wait is always a 1st
    elif terms.anchor == "ARRIVAL_DATE":
        start = max(ordinary, add_months(arrival, months))
    else:
        start = max(ordinary, first_of_next_month(add_months(arrival, months) - timedelta(days=1)))
    if why is not None:
        why.append(START.step("empty" if start > terms.last_day else "start", total=months, start=start))
    return start
