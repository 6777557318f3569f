"""When money counts as in time, and from when it opens cover (S2 annex 1, S2 五(六)3)."""

from datetime import date, timedelta

from benefits.domain.case import Case
from benefits.domain.rule import Rule, Why
from benefits.domain.terms import Terms, month_first
from enrolment_terms.benefit_year import add_months
from enrolment_terms.scheme import Category
from policy_parameters.periods import Start

_PERIOD = ("windows.concentrated_from", "windows.concentrated_until")
IN_WINDOW = Rule(
    "R-032",
    "S2 附件1 注1",
    "集中缴费期内（即12月31日前）缴费成功的，从次年1月1日起享受",
    {
        "inside": "{arrival}缴费到账，在{year}年度集中参保期（{periods}）内，自{ordinary}起算",
        "early": "{arrival}缴费到账，早于{year}年度集中参保期（{periods}），视同期内缴费，自{ordinary}起算",
        "outside": "{arrival}缴费到账，不在{year}年度集中参保期（{periods}）内",
    },
    (*_PERIOD, "windows.in_year_start", "windows.further_periods"),
)
DEEMED = Rule(
    "R-059",
    "S2 五（七）",
    "非参保人个人原因……确保参保人按规定接续享受",
    {"deemed": "扣费失败非参保人个人原因，{arrival}补扣到账视同集中参保期内缴费，自{ordinary}起算"},
    ("levy.resend_deemed_in_window",),
)
MIDYEAR = Rule(
    "R-034",
    "S2 五（六）3、附件1 注2",
    "从缴费成功的次月1日起",
    {
        "late": "中途参保，{arrival}缴费到账，自{how}（{ordinary}）起算",
        "year_over": "中途参保，{arrival}缴费到账，{how}已过{year}年12月31日，当年没有可享受的待遇期",
    },
    ("midyear.start",),
)
FRESHMEN = Rule(
    "R-030",
    "PROPOSED H3",
    "",
    {"september": "新入学的学生，{arrival}缴费到账，自入学当年{ordinary}起算"},
    ("midyear.freshman_start",),
)
FRESHMAN = "FRESHMAN"
"""The circumstance of who is new at a school, from the day on which he is."""
_DAY = timedelta(days=1)
_HOW = {
    "FIRST_OF_YEAR": "当年1月1日",
    "SAME_DAY": "到账当日",
    "NEXT_DAY": "到账次日",
    "NEXT_MONTH": "到账次月1日",
    "PAYMENT_MONTH": "到账当月1日",
}


OrdinaryStart = tuple[date, bool]
"""From when money opens cover where nobody waits, and whether it came in time."""


def ordinary_start(case: Case, arrival: date, terms: Terms, why: Why = None) -> OrdinaryStart:
    """R-032, R-034, R-059: money in a concentrated period, and money after it; the day may lie beyond the year."""
    if case.deemed_in_window:
        if why is not None:
            why.append(DEEMED.step("deemed", arrival=arrival, ordinary=terms.first_day))
        return terms.first_day, True
    start = _start_in_period(case, arrival, terms)
    if start is None:
        return _late(case, arrival, terms, why), False
    if terms.freshmen_from_september and (september := _enrolled_on(case, terms.year - 1)) is not None:
        return _of_freshman(arrival, september, why), True
    day = opened_by(start, arrival, terms)
    if why is not None:
        outcome = "early" if arrival < terms.opens and start == "FIRST_OF_YEAR" and not _in_further(case, arrival, terms) else "inside"
        step = IN_WINDOW.step(outcome, arrival=arrival, year=terms.year, periods=_periods_of(case, terms), ordinary=day)
        why.append(step if arrival >= terms.first_day else step.resting_on(*_PERIOD))
    return day, True


def opened_by(start: Start, arrival: date, terms: Terms) -> date:
    """The day that money of this day opens, not before the year begins."""
    if start == "NEXT_MONTH":
        day = month_first(arrival, 1, terms)
    elif start == "FIRST_OF_YEAR":
        return terms.first_day
    elif start == "PAYMENT_MONTH":
        day = arrival.replace(day=1)
    else:
        day = arrival if start == "SAME_DAY" else arrival + _DAY
    return day if day > terms.first_day else terms.first_day


def _start_in_period(case: Case, arrival: date, terms: Terms) -> Start | None:
    """What money in one of the periods opens, None for late money. Before the first period it is early, which costs nobody anything."""
    if arrival <= terms.closes:
        return "FIRST_OF_YEAR" if arrival < terms.first_day else terms.in_year_start
    for period in terms.further_periods:
        if period.first <= arrival <= period.last and period.is_for(case.category):
            return "FIRST_OF_YEAR" if arrival < terms.first_day else period.start
    return None


def _in_further(case: Case, arrival: date, terms: Terms) -> bool:
    return any(period.first <= arrival <= period.last and period.is_for(case.category) for period in terms.further_periods)


def is_young_newborn(born: date, arrival: date, terms: Terms) -> bool:
    """R-025: a child under the age limit on the day of arrival; money before birth (pre-enrolment) included."""
    return arrival < add_months(born, terms.newborn.late_max_age_months)


def _late(case: Case, arrival: date, terms: Terms, why: Why) -> date:
    """R-034, and R-025 for a young child."""
    is_young = case.born is not None and case.born.year >= terms.year - 1 and is_young_newborn(case.born, arrival, terms)
    start = terms.newborn.late_start if is_young else terms.late_start
    day = opened_by(start, arrival, terms)
    if why is not None:
        why.append(IN_WINDOW.step("outside", arrival=arrival, year=terms.year, periods=_periods_of(case, terms)).resting_on(*_PERIOD))
    september = _enrolled_on(case, terms.year) if terms.freshmen_from_september and arrival <= terms.last_day else None
    if september is not None and september < day:
        return _of_freshman(arrival, september, why)
    if why is not None:
        outcome = "year_over" if day > terms.last_day else "late"
        why.append(MIDYEAR.step(outcome, arrival=arrival, ordinary=day, year=terms.year, how=_HOW[start]))
    return day


def _of_freshman(arrival: date, september: date, why: Why) -> date:
    if why is not None:
        why.append(FRESHMEN.step("september", arrival=arrival, ordinary=september))
    return september


def _enrolled_on(case: Case, year: int) -> date | None:
    """1 September of the year in which somebody is new at a school: by a paper that says so, or as one who enrols for that very year."""
    told = any(one.kind == FRESHMAN and one.from_on.year == year and not one.withdrawn for one in case.rare.circumstances)
    is_of_the_year = case.category is Category.MY6 and case.registered_on.year == year
    return date(year, 9, 1) if told or is_of_the_year else None


def _periods_of(case: Case, terms: Terms) -> list[str]:
    """The periods in which this person's money is in time, for readers."""
    found = [(terms.opens, terms.closes), *((one.first, one.last) for one in terms.further_periods if one.is_for(case.category))]
    return [f"{first}至{last}" for first, last in found]
