"""In which years somebody was insured elsewhere: in another pooling region, or in the employee scheme (F-30, R-102)."""

from collections.abc import Iterable

from dedup.domain.relations import Relation
from dedup.domain.spell import Spell
from enrolment_events.duplicates import CoverElsewhere
from enrolment_terms.benefit_year import first_day, last_day
from enrolment_terms.scheme import ParticipationState, Scheme

_INSURED = {ParticipationState.ACTIVE, ParticipationState.STOPPED, ParticipationState.SUSPENDED, ParticipationState.TERMINATED}


def coverage_elsewhere(relations: Iterable[Relation], until_year: int) -> tuple[CoverElsewhere, ...]:
    """What others tell, by place, scheme and whether it was paid for; years up to this one. Our own participations are known already."""
    years: dict[tuple[str, Scheme, bool], set[int]] = {}
    for one in relations:
        spell = one.spell
        if spell.authority and spell.state in _INSURED:
            key = spell.region, spell.scheme, spell.paid or spell.subsidised
            years.setdefault(key, set()).update(year for year in _years(spell, until_year))
    return tuple(
        CoverElsewhere(area=area, scheme=scheme, years=tuple(sorted(found)), paid=paid)
        for (area, scheme, paid), found in sorted(years.items())
        if found
    )


def _years(spell: Spell, until_year: int) -> Iterable[int]:
    """The benefit year, or every year in which a day was covered."""
    if spell.benefit_year is not None:
        return (spell.benefit_year,)
    last = min(until_year, spell.ends_on.year if spell.ends_on else until_year)
    covered = (year for year in range(spell.starts_on.year, last + 1))
    return (
        year for year in covered if any(one <= last_day(year) and first_day(year) <= end for one, end in spell.stretches)
    )  # fmt: skip
