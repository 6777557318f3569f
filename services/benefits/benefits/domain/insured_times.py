"""When a person takes part in basic medical insurance, in either scheme: what a filing stands on (R-153, R-154)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from benefits.domain.facts import PersonFacts
from benefits.domain.person import Outcome
from enrolment_terms.regions import pooling_region_of

_DAY = timedelta(days=1)


class InsuredTime(NamedTuple):
    """First and last day, `date.max` without end. `area` None: by the employee scheme, which is told without a place."""

    area: str | None
    first: date
    last: date

    def counts_in(self, area: str) -> bool:
        """True if the time counts in the pooling region of the area."""
        return self.area is None or pooling_region_of(self.area) == pooling_region_of(area)


def insured_times(facts: PersonFacts, outcomes: Iterable[Outcome]) -> list[InsuredTime]:
    """All of them, sorted by the first day; none goes on after death."""
    died_on = facts.died_on or date.max
    spells = (
        InsuredTime(None, spell.first_paid_on, spell.benefits_until or date.max)
        for spell in facts.spells
        if spell.first_paid_on is not None
    )
    told = [*_as_resident(outcomes), *spells]
    lived = (time._replace(last=min(time.last, died_on)) for time in told)
    return sorted((time for time in lived if time.first <= time.last), key=lambda time: time.first)


def _as_resident(outcomes: Iterable[Outcome]) -> Iterator[InsuredTime]:
    """From registration, once it is paid for, to the end of the cover; a year that the wait uses up is a year of participation, too."""
    for participation, _, decision, _ in outcomes:
        if decision.revoked or decision.ordinary is None:
            continue
        last = date(decision.year, 12, 31) if decision.empty else decision.ends_on
        if last is not None:
            first = min(participation.registered_on, decision.starts_on or participation.registered_on)
            yield InsuredTime(participation.area, first, last)


def first_day_without(times: Sequence[InsuredTime], area: str, day: date) -> date:
    """The first day from `day` on that none of the times counting in the area holds; `date.max` if one goes on for ever."""
    for time in times:
        if time.counts_in(area) and time.first <= day <= time.last:
            if time.last == date.max:
                return date.max
            day = time.last + _DAY
    return day


def place_on(times: Iterable[InsuredTime], day: date) -> list[str]:
    """Where the person takes part as a resident on a day, the newest first."""
    held = [(time.first, time.area) for time in times if time.area is not None and time.first <= day <= time.last]
    return [area for _, area in sorted(held, reverse=True)]
