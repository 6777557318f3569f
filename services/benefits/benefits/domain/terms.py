"""The policy of one place and benefit year, resolved once from the policy book: every rule reads its numbers here."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache

import msgspec

from benefits.domain.years import YearSet, before, span
from enrolment_terms.benefit_year import add_months, first_day, last_day
from policy_parameters import PolicyBook, PolicyNotKnown
from policy_parameters.newborns import NewbornRules
from policy_parameters.periods import Period, Start, Windows
from policy_parameters.rule_parameters import (
    Anchor,
    ExemptGroup,
    IncentiveRules,
    incentive_rules,
    midyear_rules,
    newborn_rules,
    subsidy_rules,
    waiting_rules,
    windows,
)


class Terms(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """Values of the policy book for one area and benefit year. Money in fen. One record for each; known by identity."""

    book: PolicyBook
    area: str
    year: int
    first_day: date
    last_day: date
    earlier_years: YearSet
    countable_gap: YearSet
    """Years that can be missed: from `waiting.gap_count_from_year` to the year before this one."""

    month_firsts: tuple[date, ...]
    """The 1st of every month from January of the year before to December of the second year after."""
    opens: date
    closes: date
    in_year_start: Start
    further_periods: tuple[Period, ...]
    late_start: Start
    freshmen_from_september: bool
    rate: int | None

    newborn: NewbornRules
    newborn_before: NewbornRules
    """Of the year before, where children born in it are decided by (R-022)."""

    waits: bool
    fixed: int
    per_missed_year: int
    first_missed_counts: bool
    never_insured_is_gap: bool
    floor_from: int
    floor: int
    missed_period_is_gap: bool
    anchor_in_period: Anchor
    anchor_late: Anchor
    carries_over: bool
    empty_counts: bool
    repair_months: int
    repair_not_before_arrival: bool
    exempt: frozenset[str]
    exempt_groups: Mapping[str, ExemptGroup]
    switch_break_months: int
    switch_insured_months: int
    switch_covers_gap: bool
    switch_late_months: int
    excused: frozenset[str]

    same_day_categories: frozenset[str]
    paid_start: Start
    level_ends_by_receipt: bool
    resume_break_months: int
    ends_before_employee_benefits: bool

    incentive: IncentiveRules


def month_first(day: date, later: int, terms: Terms) -> date:
    """The 1st of the month that is `later` months after the day's own: what `add_months` answers, by a look-up."""
    index = (day.year - terms.year + 1) * 12 + day.month - 1 + later
    return terms.month_firsts[index] if 0 <= index < 48 else add_months(day.replace(day=1), later)


def terms_of(book: PolicyBook, area: str, year: int) -> Terms:
    """The terms of an area (town or county) and benefit year, computed once per page of the book. Raises PolicyNotKnown."""
    return book.read(_resolve, area, year)


TermsFor = Callable[[str, int], Terms]
"""The terms of an area and benefit year; raises PolicyNotKnown."""


@lru_cache(maxsize=16)
def terms_reader(book: PolicyBook) -> TermsFor:
    """Reads terms with one dictionary look-up, for decisions on many people."""
    known: dict[tuple[str, int], Terms] = {}

    def read(area: str, year: int) -> Terms:
        terms = known.get((area, year))
        if terms is None:
            terms = known[area, year] = terms_of(book, area, year)
        return terms

    return read


def _resolve(book: PolicyBook, area: str, year: int) -> Terms:
    campaign = _campaign(book, area, year)
    waiting, newborn = waiting_rules(book, area, year), newborn_rules(book, area, year)
    subsidy, midyear = subsidy_rules(book, area, year), midyear_rules(book, area, year)
    return Terms(
        book=book,
        area=area,
        year=year,
        first_day=first_day(year),
        last_day=last_day(year),
        earlier_years=before(year),
        countable_gap=span(waiting.gap_count_from_year, year - 1) if waiting.applies else YearSet(0),
        month_firsts=tuple(date(year - 1 + month // 12, month % 12 + 1, 1) for month in range(48)),
        opens=campaign.concentrated_from,
        closes=campaign.concentrated_until,
        in_year_start=campaign.in_year_start,
        further_periods=campaign.further_periods,
        late_start=midyear.start,
        freshmen_from_september=midyear.freshman_start == "FIRST_OF_SEPTEMBER",
        rate=_rate(book, area, year),
        newborn=newborn,
        newborn_before=_newborns_of(book, area, year - 1) or newborn,
        waits=waiting.applies,
        fixed=waiting.fixed_months,
        per_missed_year=waiting.months_per_missed_year,
        first_missed_counts=waiting.variable_mode == "EVERY",
        never_insured_is_gap=waiting.never_insured_is_gap,
        floor_from=waiting.floor_missed_years,
        floor=waiting.floor_months,
        missed_period_is_gap=waiting.missed_period_is_gap,
        anchor_in_period=waiting.anchor_in_period,
        anchor_late=waiting.anchor_late,
        carries_over=waiting.unfinished == "CARRY_OVER",
        empty_counts=waiting.empty_cover != "WARN_AND_NOT_COUNT",
        repair_months=waiting.repair_months_per_year,
        repair_not_before_arrival=waiting.repair_effect == "NOT_BEFORE_ARRIVAL",
        exempt=waiting.exempt,
        exempt_groups=waiting.exempt_groups,
        switch_break_months=waiting.switch_max_break_months,
        switch_insured_months=waiting.switch_min_insured_months,
        switch_covers_gap=waiting.switch_start == "DAY_AFTER_EMPLOYEE_BENEFITS",
        switch_late_months=waiting.switch_late_months,
        excused=waiting.excused_absences,
        same_day_categories=subsidy.same_day_categories,
        paid_start=subsidy.paid_start,
        level_ends_by_receipt=subsidy.extra_level_ends == "NEXT_MONTH_OF_RECEIPT",
        resume_break_months=book.value("resident.resume_max_break_months", region=area, year=year).value,
        ends_before_employee_benefits=_ends_with(book, area, year) == "DAY_BEFORE_EMPLOYEE_BENEFITS",
        incentive=incentive_rules(book, area, year),
    )


def _newborns_of(book: PolicyBook, area: str, year: int) -> NewbornRules | None:
    try:
        return newborn_rules(book, area, year)
    except PolicyNotKnown:
        return None


def _campaign(book: PolicyBook, area: str, year: int) -> Windows:
    """Raises PolicyNotKnown with the reason: a year without a concentrated period is not known at all."""
    book.value("windows.concentrated_from", region=area, year=year)
    return windows(book, area, year)


def _rate(book: PolicyBook, area: str, year: int) -> int | None:
    """The personal rate, None in a year for which none is published yet: dates can be told, prices cannot."""
    try:
        rate: int = book.value("levy.personal_rate", region=area, year=year).value
    except PolicyNotKnown:
        return None
    return rate


def _ends_with(book: PolicyBook, area: str, year: int) -> str:
    choice: str = book.value("resident.ends_with_employee_scheme", region=area, year=year).value
    return choice
