"""From which day a relation gives cover, and since when its person has been in a scheme without a break."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from dedup.domain.case_facts import CaseFacts
from dedup.domain.relations import Relation
from dedup.domain.spell import Spell
from enrolment_terms.benefit_year import add_months, last_day
from enrolment_terms.scheme import ParticipationState, Scheme

DAY = timedelta(days=1)
_OVER = {ParticipationState.STOPPED, ParticipationState.SUSPENDED, ParticipationState.TERMINATED}


def cover_from(spell: Spell, facts: CaseFacts) -> date:
    """First day with benefits: as told, else from the first payment. R-130: a soldier has no wait. R-042: a mark needs no payment."""
    if facts.soldier:
        return spell.starts_on
    if spell.benefits_from is not None or spell.subsidised:
        return spell.usable_from
    return max(spell.starts_on, spell.first_paid_on or spell.starts_on)


def cover_stretches(spell: Spell, facts: CaseFacts) -> list[tuple[date, date]]:
    """First and last days with benefits, without those on which it rested; `date.max` is open-ended."""
    begin = cover_from(spell, facts)
    return [(max(first, begin), last) for first, last in spell.stretches if last >= begin]


def covers(spell: Spell, day: date, facts: CaseFacts) -> bool:
    """True if it gives benefits on that day."""
    return any(first <= day <= last for first, last in cover_stretches(spell, facts))


def is_in_force(spell: Spell, day: date) -> bool:
    """True if the day is one of its days, with benefits or still in its wait."""
    return any(first <= day <= last for first, last in spell.stretches)


def first_double_day(relations: Iterable[Relation], day: date) -> date | None:
    """The first day from `day` on that lies in two of them; None if there is none."""
    stretches = sorted(stretch for one in relations for stretch in one.spell.stretches)
    open_until: date | None = None
    for first, last in ((max(first, day), last) for first, last in stretches if last >= day):
        if open_until is not None and open_until >= first:
            return first
        open_until = last
    return None


def as_judged(relation: Relation, facts: CaseFacts, today: date) -> Relation:
    """What this case has cleaned as it was before; what ended on a day that is known as it was while it lasted; all else as it is.

    What ended matters only to what rests because of it.
    """
    spell = relation.spell
    if spell.counts or not facts.cleaned:
        return relation
    if relation.name in facts.cleaned:
        ends_on = last_day(spell.benefit_year) if spell.benefit_year is not None else spell.ends_on
        return replace(relation, spell=replace(spell, state=ParticipationState.ACTIVE, ends_on=ends_on))
    if spell.state in _OVER and spell.ends_on is not None and spell.ends_on < today:
        return replace(relation, spell=replace(spell, state=ParticipationState.ACTIVE))
    return relation


def months_in_employee_scheme(relation: Relation, told: Iterable[Relation], day: date) -> int:
    """R-126: whole months without a break up to the day, or to the end before it. The source's count is believed where there is one."""
    if relation.spell.months_paid is not None:
        return relation.spell.months_paid
    paid = [one for one in told if one.spell.scheme is Scheme.EMPLOYEE and one.spell.paid]
    end = min(day, relation.spell.ends_on or day)
    return _whole_months(_start_of_chain(relation, paid), end + DAY)


def in_place_since(relation: Relation, told: Iterable[Relation]) -> date:
    """First day of the years in a row, in the same scheme and region."""
    spell = relation.spell
    return _start_of_chain(relation, [one for one in told if (one.spell.scheme, one.spell.region) == (spell.scheme, spell.region)])


def _start_of_chain(relation: Relation, told: Iterable[Relation]) -> date:
    """Backwards over everything that meets or touches what came after it."""
    start = relation.spell.starts_on
    for one in sorted(told, key=lambda one: one.spell.starts_on, reverse=True):
        if one.spell.starts_on < start and one.spell.lasts_to(start - DAY):
            start = one.spell.starts_on
    return start


def _whole_months(start: date, end: date) -> int:
    """How many whole months lie between two days; the second is the day after the last one counted."""
    months = (end.year - start.year) * 12 + end.month - start.month
    while months > 0 and add_months(start, months) > end:
        months -= 1
    return max(months, 0)
