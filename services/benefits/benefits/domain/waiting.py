"""The waiting period (待遇等待期): whether, how long, from when (国办发〔2024〕38号; S3 Art. 17, 19, 20)."""

from datetime import date, timedelta
from functools import lru_cache

from benefits.domain.case import NO_RARE_FACTS, NO_WAIT, Case, Wait
from benefits.domain.cover_elsewhere import insured_steps
from benefits.domain.exemptions import employee_ends, exempt_group
from benefits.domain.rule import Rule, Step, Why
from benefits.domain.terms import Terms, month_first
from benefits.domain.years import FIRST, NO_YEARS, YearSet, after_last_of, listed, one
from enrolment_terms.benefit_year import add_months, first_of_next_month
from policy_parameters.rule_parameters import Anchor

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
        "period": "未在集中参保期内缴费，{year}年度计入断保，共{missed}年",
    },
    ("waiting.gap_count_from_year", "waiting.never_insured_is_gap", "waiting.excused_absences", "waiting.missed_period_is_gap"),
)
FLOOR = Rule(
    "R-106",
    "国办发〔2024〕38号；S3 第二十条",
    "断缴4年以上的，总待遇等待期原则上不少于6个月",
    {"floor": "断保{missed}年，总待遇等待期不少于{floor}个月"},
    ("waiting.floor_missed_years", "waiting.floor_months"),
)
START = Rule(
    "R-103",
    "国办发〔2024〕38号；S3 第十九条",
    "设置参保后固定待遇等待期",
    {
        "start": "待遇等待期共{total}个月，自{start}起享受",
        "empty": "待遇等待期共{total}个月，等待期满为{start}，已过当年12月31日，当年没有可享受的待遇期",
        "carried": "上一年度的待遇等待期尚未届满，延续至本年度，自{start}起享受",
    },
    ("waiting.anchor_in_period", "waiting.anchor_late", "waiting.unfinished"),
)
LONG_BREAK = Rule(
    "R-104",
    "PROPOSED H3",
    "",
    {"months": "职工医保待遇于{ended}结束，中断超过{limit}个月后转入，固定待遇等待期{fixed}个月"},
    ("waiting.switch_max_break_months", "waiting.switch_late_months"),
)
_DAY = timedelta(days=1)


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


def evaluate_wait(case: Case, arrival: date, in_time: bool, terms: Terms, why: Why = None) -> Wait:
    """R-100, R-101, R-104: exempt? in time? continuous? One failure is enough, and the fixed part counts once."""
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
    if in_time and not missed:
        if why is not None:
            why.append(WAITS.step("none"))
        return NO_WAIT
    fixed = terms.fixed
    if case.rare is not NO_RARE_FACTS and terms.switch_late_months != fixed:
        fixed = _fixed_months(case, arrival, terms, why)
    if why is not None:
        why.append(WAITS.step("gap" if in_time else "both" if missed else "outside", fixed=fixed))
    if terms.missed_period_is_gap and not in_time and case.insured & terms.earlier_years:
        missed += 1
        if why is not None:
            why.append(MISSED.step("period", year=terms.year, missed=missed))
    return months_for(missed, fixed, terms, why)


def _fixed_months(case: Case, arrival: date, terms: Terms, why: Why) -> int:
    """The fixed part; of somebody whose last cover was a job that ended longer ago than a switch may take, the region's own (H3)."""
    ended = max(employee_ends(case, arrival), default=None)
    last_insured = (case.insured & terms.earlier_years).bit_length() + FIRST - 1
    if ended is None or arrival <= add_months(ended, terms.switch_break_months) or ended.year < last_insured:
        return terms.fixed
    if why is not None:
        why.append(LONG_BREAK.step("months", ended=ended, limit=terms.switch_break_months, fixed=terms.switch_late_months))
    return terms.switch_late_months


def months_for(missed: int, fixed: int, terms: Terms, why: Why = None) -> Wait:
    """R-101 and R-106: the fixed months, the variable months for `missed` years, the floor, and what repair could take off."""
    wait = _months(missed, fixed, terms)
    if why is not None and missed:
        why.append(VARIABLE.step("months", missed=missed, variable=_counted(missed, terms) * terms.per_missed_year))
        if missed >= terms.floor_from:
            why.append(FLOOR.step("floor", missed=missed, floor=terms.floor))
    return wait


@lru_cache(maxsize=4096)
def _months(missed: int, fixed: int, terms: Terms) -> Wait:
    total = fixed + _counted(missed, terms) * terms.per_missed_year
    least = fixed
    if missed >= terms.floor_from:
        least = max(terms.floor, fixed)
        total = max(total, least)
    useful = -((least - total) // terms.repair_months) if terms.repair_months else 0
    return Wait(fixed, total - fixed, total, missed, None, useful)


def _counted(missed: int, terms: Terms) -> int:
    """F-01: every missed year, or every further one."""
    return missed if terms.first_missed_counts else max(0, missed - 1)


def start_after_wait(ordinary: date, arrival: date, months: int, in_time: bool, terms: Terms, why: Why = None) -> date:
    """R-103, F-02: the anchor plus `months`, never before the ordinary start; it may lie beyond the year, then cover is empty."""
    if not months:
        return ordinary
    start = _anchored(terms.anchor_in_period if in_time else terms.anchor_late, ordinary, arrival, months, terms)
    if start < ordinary:
        start = ordinary
    if why is not None:
        why.append(start_step(months, start, in_time, terms))
    return start


def start_step(months: int, start: date, in_time: bool, terms: Terms) -> Step:
    """R-103: when a wait of so many months ends, in words."""
    step = START.step("empty" if start > terms.last_day else "start", total=months, start=start)
    return step.resting_on("waiting.anchor_in_period" if in_time else "waiting.anchor_late")


def _anchored(anchor: Anchor, ordinary: date, arrival: date, months: int, terms: Terms) -> date:
    if anchor == "ORDINARY_START":
        return month_first(ordinary, months, terms) if ordinary.day == 1 else add_months(ordinary, months)
    if anchor == "FIRST_OF_YEAR":
        return add_months(terms.first_day, months)
    if anchor == "ARRIVAL_DATE":
        return add_months(arrival, months)
    if anchor == "ARRIVAL_DAY_AFTER":
        return add_months(arrival, months) + _DAY
    if anchor == "PAYMENT_MONTH":
        return month_first(arrival, months, terms)
    if anchor == "NEXT_MONTH":
        return month_first(arrival, months + 1, terms)
    return first_of_next_month(add_months(arrival, months) - _DAY)
