"""The days that a participation of the own region covers."""

from datetime import date

import pytest

from dedup.domain.participation_spell import spell_of
from enrolment_terms.identifiers import new_id
from enrolment_terms.scheme import ParticipationState
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
