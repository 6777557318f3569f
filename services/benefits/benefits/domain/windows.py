"""When money counts as in time, and from when it opens cover (S2 annex 1, S2 五(六)3)."""

from datetime import date

from benefits.domain.case import Case
from benefits.domain.rule import Rule, Why
from benefits.domain.terms import Terms, month_first

IN_WINDOW = Rule(
    "R-032",
    "S2 附件1 注1",
    "集中缴费期内（即12月31日前）缴费成功的，从次年1月1日起享受",
    {
        "inside": "{arrival}缴费到账，在{year}年度集中参保期（{opens}至{closes}）内，自{year}年1月1日起算",
        "outside": "{arrival}缴费到账，不在{year}年度集中参保期（{opens}至{closes}）内",
    },
    ("windows.concentrated_from", "windows.concentrated_until"),
)
DEEMED = Rule(
    "R-059",
    "S2 五（七）",
    "非参保人个人原因……确保参保人按规定接续享受",
    {"deemed": "扣费失败非参保人个人原因，{arrival}补扣到账视同集中参保期内缴费，自{year}年1月1日起享受"},
    ("levy.resend_deemed_in_window",),
)
MIDYEAR = Rule(
    "R-034",
    "S2 五（六）3、附件1 注2",
    "从缴费成功的次月1日起",
    {
        "next_month": "中途参保，{arrival}缴费到账，按次月1日起享受，即{ordinary}",
        "year_over": "中途参保，{arrival}缴费到账，次月1日已过{year}年12月31日，当年没有可享受的待遇期",
    },
)


def is_in_window(case: Case, arrival: date, terms: Terms, why: Why = None) -> bool:
    """R-032, R-059: did the money arrive in the concentrated period, or does it count as if it had?"""
    if case.deemed_in_window:
        if why is not None:
            why.append(DEEMED.step("deemed", arrival=arrival, year=terms.year))
        return True
    inside = terms.opens <= arrival <= terms.closes
    if why is not None:
        outcome = "inside" if inside else "outside"
        why.append(IN_WINDOW.step(outcome, arrival=arrival, year=terms.year, opens=terms.opens, closes=terms.closes))
    return inside


def ordinary_start(in_window: bool, arrival: date, terms: Terms, why: Why = None) -> date:
    """R-032 and R-034: 1 January, or the first of the month after the money; the latter may lie beyond the year."""
    if in_window:
        return terms.first_day
    start = month_first(arrival, 1, terms)
    if start < terms.first_day:
        start = terms.first_day
    if why is not None:
        outcome = "year_over" if start > terms.last_day else "next_month"
        why.append(MIDYEAR.step(outcome, arrival=arrival, ordinary=start, year=terms.year))
    return start
