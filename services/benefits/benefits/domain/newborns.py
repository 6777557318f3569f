"""Newborns (新生儿): from birth, from 1 January, or from the month after the money (S2 五(六)1-2, S0 二(一)2, S3 9(1))."""

from datetime import date

from benefits.domain.case import Case, Opening
from benefits.domain.rule import Rule, Why
from benefits.domain.terms import Terms
from policy_parameters.newborns import NewbornDocument

PRE_ENROLLED = Rule(
    "R-021",
    "S2 五（六）1",
    "宝宝自出生起便可即时联网报销",
    {
        "from_birth": "预参保已于{arrival}缴费，自{born}出生之日起享受",
        "expected": "预产期{expected}，尚未登记出生，自出生之日起才有待遇",
        "born_later": "{year}年度的预参保缴费早于出生年度（{born}出生），未覆盖任何一日，可转为出生年度或退费",
    },
)
GENERAL_WINDOW = Rule(
    "R-022",
    "S2 五（六）2、附件1 注",
    "从出生次月1日起，6个月内……缴费成功的，从其出生之日起享受待遇",
    {"inside": "{born}出生，{arrival}缴费到账，在期限{window_end}内，自出生之日起享受"},
    ("newborn.windows",),
)
FOREIGN_WINDOW = Rule(
    "R-023",
    "S0 二（一）2",
    "于新生儿出生180天内",
    {"inside": "{born}出生，{arrival}缴费到账，在出生{days}天内（至{window_end}），自出生之日起享受"},
    ("newborn.foreigner_window_days",),
)
TWO_YEARS = Rule(
    "R-024",
    "S2 五（六）2",
    "新生儿享受跨年待遇的，应同时缴纳两年的居民医保费",
    {"second_year": "跨年新生儿，{year}年度费用于期限内到账，自{start}起享受；出生当年须另缴出生年度费用"},
    ("newborn.only_next_year_paid_covers_next_year",),
)
BIRTH_YEAR = Rule(
    "R-027",
    "S3 第九条（一）",
    "缴纳出生当年居民医保费后，符合规定的医疗费用均纳入医保报销范围",
    {"paid": "已缴纳出生年度（{year}）的居民医保费"},
)
LATE = Rule(
    "R-025",
    "S2 五（六）2",
    "6个月后参加居民医保的，从参保缴费成功次月1日起享受待遇",
    {"late": "{born}出生，{arrival}缴费到账，已过新生儿期限{window_end}，不再自出生之日起享受"},
    ("newborn.windows", "newborn.late_max_age_months", "newborn.late_start"),
)


def window_end(born: date, foreign: bool, document: NewbornDocument, terms: Terms) -> date:
    """R-022, R-023: the last day on which money covers from birth, by the rules of the birth year."""
    rules = terms.newborn if born.year == terms.year else terms.newborn_before
    return rules.window_end(born, foreign, document)


def opens_for_newborn(case: Case, born: date, arrival: date, terms: Terms, why: Why = None) -> Opening | None:
    """R-021 … R-024: what money inside the window opens, the birth year from birth, the year after from 1 January.

    None where the ordinary rules decide: late money (R-025: the month after, and no wait for a young child by R-104), a renewal.
    """
    last_day = window_end(born, case.foreign, case.document, terms)
    if arrival > last_day:
        if why is not None and arrival >= terms.first_day:
            why.append(LATE.step("late", born=born, arrival=arrival, window_end=last_day))
        return None
    if born.year == terms.year:
        _explain_from_birth(case, born, arrival, last_day, terms, why)
        return Opening(born, born, rule=BIRTH_YEAR.id)
    if not terms.newborn.only_next_year_paid_covers_next_year:
        return None
    if why is not None:
        why.append(TWO_YEARS.step("second_year", year=terms.year, start=terms.first_day))
    return Opening(terms.first_day, terms.first_day, rule=TWO_YEARS.id)


def was_billed_before_birth(case: Case, terms: Terms, why: Why = None) -> bool:
    """R-021, F-27: a pre-enrolment bill of a year before the birth year never covers a day."""
    too_early = case.born is not None and case.born.year > terms.year
    if too_early and why is not None:
        why.append(PRE_ENROLLED.step("born_later", year=terms.year, born=case.born))
    return too_early


def explain_expected(expected: date, why: Why = None) -> None:
    """R-021: a child that is not born yet has no cover, whatever is paid."""
    if why is not None:
        why.append(PRE_ENROLLED.step("expected", expected=expected))


def _explain_from_birth(case: Case, born: date, arrival: date, last_day: date, terms: Terms, why: Why) -> None:
    if why is None:
        return
    if arrival < born:
        why.append(PRE_ENROLLED.step("from_birth", arrival=arrival, born=born))
    elif case.foreign:
        why.append(FOREIGN_WINDOW.step("inside", born=born, arrival=arrival, window_end=last_day, days=(last_day - born).days))
    else:
        why.append(GENERAL_WINDOW.step("inside", born=born, arrival=arrival, window_end=last_day))
    why.append(BIRTH_YEAR.step("paid", year=terms.year))
