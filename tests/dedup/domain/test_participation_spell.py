"""The days that a participation of the own region covers."""

from datetime import date

import pytest
from msgspec import structs

from dedup.domain.participation_spell import spell_of
from enrolment_terms.identifiers import new_id
from enrolment_terms.scheme import Category, ParticipationState
from tests.dedup.builders import participation, token

MAY = date(2024, 5, 20)


@pytest.mark.parametrize(
    ("state", "ends_on"),
    [
        ("REGISTERED", date(2024, 12, 31)),
        ("ACTIVE", date(2024, 12, 31)),
        ("STOPPED", date(2024, 12, 31)),
        ("SUSPENDED", MAY),
        ("TERMINATED", MAY),
        ("LAPSED", MAY),
        ("CANCELLED", MAY),
    ],
)
def test_what_was_ended_lasts_to_the_day_of_that(state: str, ends_on: date) -> None:
    """A stop keeps what was paid for."""
    told = participation(new_id(), new_id(), token("spell"), state=ParticipationState(state), effective_on=MAY)
    spell = spell_of(told.data)
    assert (spell.starts_on, spell.ends_on) == (date(2024, 1, 1), ends_on)


def test_it_ends_no_earlier_than_it_begins() -> None:
    told = participation(new_id(), new_id(), token("spell"), state=ParticipationState.CANCELLED, effective_on=date(2023, 10, 12))
    assert spell_of(told.data).ends_on == date(2024, 1, 1)


@pytest.mark.parametrize(
    ("year", "registered_on", "category", "days"),
    [
        (2023, date(2024, 2, 1), Category.NEWBORN, (date(2023, 11, 20), date(2023, 12, 31))),
        (2024, date(2024, 2, 1), Category.NEWBORN, (date(2024, 1, 1), date(2024, 12, 31))),
        (2023, date(2024, 2, 1), Category.GENERAL, (date(2023, 12, 31), date(2023, 12, 31))),
        (2024, date(2024, 2, 1), Category.GENERAL, (date(2024, 2, 1), date(2024, 12, 31))),
    ],
)
def test_a_newborn_is_covered_from_birth(year: int, registered_on: date, category: Category, days: tuple[date, date]) -> None:
    """R-022, R-024, R-120: both years of a child of November are registered in February; they touch, and are no duplicate."""
    told = participation(new_id(), new_id(), token("child"), benefit_year=year, registered_on=registered_on, category=category).data
    spell = spell_of(structs.replace(told, person=structs.replace(told.person, birth_date=date(2023, 11, 20))))
    assert (spell.starts_on, spell.ends_on) == days
