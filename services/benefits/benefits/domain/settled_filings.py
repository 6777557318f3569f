"""What all approved filings of a person are together on a day (R-154, D7): a function of facts, never of the order in which they came.

Facts are when each begins, when it ends by itself, when it was withdrawn, and when the person is insured. A later one replaces those before
it from the day on which it begins; one that never began replaces nobody. What was cut gets its own end back when the cut goes away.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from benefits.domain.filing_states import Filing, FilingEndReason, by_the_calendar
from benefits.domain.insured_times import InsuredTime, first_day_without
from enrolment_events.benefits import FilingState
from enrolment_terms.benefit_year import SHANGHAI

_DAY = timedelta(days=1)


class _End(NamedTuple):
    """The last day of a filing, before its first if it never began, and what ended it; None: it was its own last day."""

    last: date
    reason: FilingEndReason | None


def settled(filings: Sequence[Filing], insured: Sequence[InsuredTime], now: datetime, replaces: Callable[[Filing], bool]) -> list[Filing]:
    """These approved filings of one person as they stand now, in the same order; one that changes nothing is the same object."""
    today, found, next_start = now.astimezone(SHANGHAI).date(), {}, date.max
    for one in sorted(filings, key=lambda one: (one.starts_on, one.filing_id), reverse=True):
        end = _by_itself(one, insured, today)
        cut = next_start - _DAY
        found[one.filing_id] = _as_of(one, _End(cut, FilingEndReason.REPLACED) if cut < end.last and next_start < date.max else end, now)
        if end.last >= one.starts_on and replaces(one):
            next_start = one.starts_on
    return [found[one.filing_id] for one in filings]


def _by_itself(one: Filing, insured: Sequence[InsuredTime], today: date) -> _End:
    """The earliest of: withdrawn, run out, and the day before the first on which the person is not insured, once that day has come."""
    ends = [_End(one.own_last, None)]
    if one.withdrawn_on is not None:
        ends.insert(0, _End(one.withdrawn_on, FilingEndReason.OWN_REQUEST))
    uninsured = first_day_without(insured, one.area, one.starts_on)
    if uninsured <= max(today, one.starts_on):
        ends.append(_End(uninsured - _DAY, FilingEndReason.NOT_INSURED))
    return min(ends, key=lambda end: end.last)


def _as_of(one: Filing, end: _End, now: datetime) -> Filing:
    today, last = now.astimezone(SHANGHAI).date(), None if end.last == date.max else max(end.last, one.starts_on)
    state = by_the_calendar(FilingState.SCHEDULED, one.starts_on, last, today)
    if end.reason in (FilingEndReason.OWN_REQUEST, FilingEndReason.NOT_INSURED) or (end.reason and today > end.last):
        state, last = FilingState.ENDED, last if end.last >= one.starts_on else None
    if (state, last, end.reason) == (one.state, one.ends_on, one.end_reason):
        return one
    moved = one.in_state(state, "system", now) if state is not one.state else one._replace(version=one.version + 1, changed_at=now)
    return moved._replace(ends_on=last, end_reason=end.reason, own_last=one.own_last)
