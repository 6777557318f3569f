"""In which years, and between which days, somebody was insured elsewhere: in another region, or in the employee scheme (F-30, R-102)."""

from collections.abc import Iterable
from datetime import date

from dedup.domain.relations import Relation
from dedup.domain.spell import Spell
from enrolment_events.duplicates import CoverElsewhere, CoverPeriod
from enrolment_terms.benefit_year import first_day, last_day
from enrolment_terms.scheme import ParticipationState, Scheme

_INSURED = {ParticipationState.ACTIVE, ParticipationState.STOPPED, ParticipationState.SUSPENDED, ParticipationState.TERMINATED}


def coverage_elsewhere(relations: Iterable[Relation], until_year: int) -> tuple[CoverElsewhere, ...]:
    """What others tell, by place, scheme and whether it was paid for; years up to this one. Our own participations are known already."""
    found: dict[tuple[str, Scheme, bool], list[Spell]] = {}
    for one in relations:
        spell = one.spell
        if spell.authority and spell.state in _INSURED and any(_years(spell, until_year)):
            found.setdefault((spell.region, spell.scheme, spell.paid or spell.subsidised), []).append(spell)
    return tuple(
        CoverElsewhere(
            area=area,
            scheme=scheme,
            years=tuple(sorted({year for spell in spells for year in _years(spell, until_year)})),
            paid=paid,
            periods=_periods(spells),
        )
        for (area, scheme, paid), spells in sorted(found.items())
    )


def _periods(spells: Iterable[Spell]) -> tuple[CoverPeriod, ...]:
    days = {(spell.starts_on, spell.ends_on) for spell in spells}
    ordered = sorted(days, key=lambda one: (one[0], one[1] or date.max))
    return tuple(CoverPeriod(first_on=first, last_on=last) for first, last in ordered)


def _years(spell: Spell, until_year: int) -> Iterable[int]:
    """The benefit year, or every year in which a day was covered."""
    if spell.benefit_year is not None:
        return (spell.benefit_year,)
    last = min(until_year, spell.ends_on.year if spell.ends_on else until_year)
    covered = (year for year in range(spell.starts_on.year, last + 1))
    return (
        year for year in covered if any(one <= last_day(year) and first_day(year) <= end for one, end in spell.stretches)
    )  # fmt: skip
