"""The spell that a participation of the own region is."""

from datetime import date

from dedup.domain.spell import Spell
from enrolment_events.registration import ParticipationData
from enrolment_terms.benefit_year import first_day, last_day
from enrolment_terms.scheme import Category, ParticipationState, Payer

_ENDED = {ParticipationState.SUSPENDED, ParticipationState.TERMINATED, ParticipationState.LAPSED, ParticipationState.CANCELLED}


def spell_of(participation: ParticipationData) -> Spell:
    """The benefit year's days from registration on, of a newborn from birth on (R-022); what was ended or suspended lasts to that day."""
    starts_on = _start(participation)
    return Spell(
        spell_ref=str(participation.participation_id),
        scheme=participation.scheme,
        area=participation.area,
        benefit_year=participation.benefit_year,
        starts_on=starts_on,
        ends_on=_end(participation, starts_on),
        paid=participation.paid_on is not None,
        state=participation.state,
        student=participation.category is Category.STUDENT,
        subsidised=participation.payer is Payer.FINANCE,
        government_until=participation.government_until,
        rests=tuple(_rests(participation)),
    )


def _start(participation: ParticipationData) -> date:
    """A child may be registered when its birth year is over: no two years of its own meet."""
    born = participation.person.birth_date if participation.category is Category.NEWBORN else None
    since = max(first_day(participation.benefit_year), born or participation.registered_on)
    return min(since, last_day(participation.benefit_year))


def _end(participation: ParticipationData, starts_on: date) -> date:
    year_end = last_day(participation.benefit_year)
    if participation.state not in _ENDED:
        return year_end
    return max(starts_on, min(year_end, participation.effective_on))


def _rests(participation: ParticipationData) -> list[tuple[date, date]]:
    """Those that are over: a suspension that still lasts is the end of the spell."""
    over = [(one.from_on, one.until_on) for one in participation.suspensions or () if one.until_on is not None]
    return [(first, last) for first, last in over if first <= last]
