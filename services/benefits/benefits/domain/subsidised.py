"""困难居民: cover from the day of registration and mark, the level that comes with the mark, and its end (S2 五(一), S3 23(1), 27)."""

from datetime import date

from benefits.domain.case import Case, Interval, Opening
from benefits.domain.facts import Mark
from benefits.domain.rule import Rule, Why
from benefits.domain.terms import Terms
from benefits.domain.windows import opened_by
from enrolment_terms.benefit_year import add_months

REGISTERED_AND_MARKED = Rule(
    "R-042",
    "S2 五（一）",
    "完成参保登记、做好身份标识的即日起可享受",
    {
        "start": "{registered}完成参保登记、{marked}做好困难居民身份标识，自{start}起享受，不设等待期",
        "level": "困难居民待遇自{first}至{last}",
    },
    ("subsidy.same_day_categories",),
)
LEVEL_ENDS = Rule(
    "R-043",
    "S2 五（一）",
    "国家医疗保障信息平台接收到困难居民身份信息变更的次月起停止享受相应标准的待遇",
    {"ends": "平台于{received}接收到身份变更，困难居民待遇至{last}止，基本待遇不受影响"},
    ("subsidy.extra_level_ends",),
)
NO_MONEY_BACK = Rule(
    "R-044",
    "S2 五（一）",
    "年度内不再退费或追缴",
    {"kept": "身份在年度内变更，已缴费用不退、未缴费用不追，基本待遇至{last}"},
)
SWITCH = Rule(
    "R-047",
    "S3 第二十三条（一）",
    "不设待遇等待期，在参保缴费后，即可享受",
    {"paid": "具有困难居民身份，{arrival}缴费到账，自{start}起享受"},
    ("subsidy.paid_start",),
)


def mark_interval(mark: Mark, terms: Terms) -> Interval:
    """R-043: a mark holds to the end of the month in which its loss was received (or, by a switch, in which it was lost)."""
    heard = mark.removal_received_on if terms.level_ends_by_receipt else mark.removed_on or mark.removal_received_on
    if heard is None:
        return mark.marked_on, date.max
    return mark.marked_on, max(add_months(heard.replace(day=1), 1) - _DAY, mark.marked_on)


_DAY = date(2, 1, 2) - date(2, 1, 1)


def is_marked_on(marks: tuple[Mark, ...], day: date, terms: Terms) -> bool:
    """R-040: subsidised while at least one category holds."""
    return any(first <= day <= last for first, last in (mark_interval(mark, terms) for mark in marks))


def opens_when_marked(case: Case, terms: Terms, why: Why = None) -> Opening | None:
    """R-042 (finance pays) and R-047 (paid by the person): the first day on which everything needed is there, in this year."""
    ready = case.registered_on
    if not case.by_finance:
        if case.arrival is None:
            return None
        ready = max(ready, opened_by(terms.paid_start, case.arrival, terms))
    marked = _first_marked_day(case.rare.marks, max(ready, terms.first_day, case.born or ready), terms)
    if marked is None or marked > terms.last_day:
        return None
    if why is not None:
        if case.by_finance:
            first_mark = min(mark.marked_on for mark in case.rare.marks)
            why.append(REGISTERED_AND_MARKED.step("start", registered=case.registered_on, marked=first_mark, start=marked))
        else:
            why.append(SWITCH.step("paid", arrival=case.arrival, start=marked))
    return Opening(marked, marked, rule=(REGISTERED_AND_MARKED if case.by_finance else SWITCH).id)


def _first_marked_day(marks: tuple[Mark, ...], from_day: date, terms: Terms) -> date | None:
    """The first day not before `from_day` on which a mark of a same-day category holds."""
    days = (max(from_day, first) for first, last in _same_day_intervals(marks, terms) if last >= from_day)
    return min(days, default=None)


def _same_day_intervals(marks: tuple[Mark, ...], terms: Terms) -> list[Interval]:
    return [mark_interval(mark, terms) for mark in marks if mark.category in terms.same_day_categories]


def subsidised_level(marks: tuple[Mark, ...], starts_on: date, ends_on: date, terms: Terms, why: Why = None) -> tuple[Interval, ...]:
    """R-042, R-043: the intervals inside the cover in which the subsidised level holds, joined where they touch."""
    inside = sorted(
        (max(first, starts_on), min(last, ends_on))
        for first, last in (mark_interval(mark, terms) for mark in marks)
        if first <= ends_on and last >= starts_on
    )
    joined: list[Interval] = []
    for first, last in inside:
        if joined and first.toordinal() <= joined[-1][1].toordinal() + 1:
            joined[-1] = joined[-1][0], max(joined[-1][1], last)
        else:
            joined.append((first, last))
    if why is not None:
        _explain_level(marks, joined, ends_on, why)
    return tuple(joined)


def _explain_level(marks: tuple[Mark, ...], intervals: list[Interval], ends_on: date, why: list) -> None:  # type: ignore[type-arg]
    for first, last in intervals:
        why.append(REGISTERED_AND_MARKED.step("level", first=first, last=last))
        heard = [mark.removal_received_on for mark in marks if mark.removal_received_on]
        if last < ends_on and heard:
            why.append(LEVEL_ENDS.step("ends", received=max(heard), last=last))
            why.append(NO_MONEY_BACK.step("kept", last=ends_on))
