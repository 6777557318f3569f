"""In which years somebody was insured elsewhere (F-30, R-102)."""

from datetime import date

import pytest

from dedup.domain.coverage_elsewhere import coverage_elsewhere
from dedup.domain.relations import relations_of
from dedup.domain.spell import Spell
from enrolment_events.duplicates import CoverElsewhere, CoverPeriod
from enrolment_terms.scheme import ParticipationState, Scheme
from tests.dedup.domain.builders import HUNAN, KAIPING, SHENZHEN, employee, resident

MAOMING = "440900"
TOLD = {"authority": 1}


def elsewhere(*spells: Spell, until: int = 2024) -> list[tuple[str, Scheme, tuple[int, ...], bool]]:
    found = coverage_elsewhere(relations_of(spells), until)
    return [(one.area, one.scheme, one.years, one.paid) for one in found]


def test_years_are_told_by_place_and_scheme() -> None:
    """F-30: a year in Maoming is not a missed year in Kaiping."""
    told = [resident(MAOMING, year, **TOLD) for year in (2023, 2021)] + [
        resident(HUNAN, 2022, **TOLD),
        employee(MAOMING, date(2020, 5, 1), ends_on=date(2020, 7, 1), **TOLD),
    ]
    assert elsewhere(*told) == [
        (HUNAN, Scheme.RESIDENT, (2022,), True),
        (MAOMING, Scheme.EMPLOYEE, (2020,), True),
        (MAOMING, Scheme.RESIDENT, (2021, 2023), True),
    ]
    assert elsewhere(*reversed(told)) == elsewhere(*told)


def test_our_own_participations_are_never_told_back() -> None:
    """Nor what the platform tells of them."""
    assert elsewhere(resident(KAIPING), resident(KAIPING, **TOLD, spell_ref="told back")) == []


def test_what_others_know_of_this_region_is_told() -> None:
    """The employee scheme of Jiangmen itself is another scheme; a year before our own records is news."""
    assert elsewhere(employee("440700", date(2023, 2, 1), **TOLD)) == [("440700", Scheme.EMPLOYEE, (2023, 2024), True)]


def test_a_job_counts_in_every_year_that_it_touches_up_to_this_one() -> None:
    """R-102."""
    assert elsewhere(employee(SHENZHEN, date(2022, 12, 31), **TOLD)) == [(SHENZHEN, Scheme.EMPLOYEE, (2022, 2023, 2024), True)]
    assert elsewhere(employee(SHENZHEN, date(2022, 12, 31), ends_on=date(2023, 1, 1), **TOLD))[0][2] == (2022, 2023)
    assert elsewhere(employee(SHENZHEN, date(2025, 1, 1), **TOLD)) == []


def test_a_year_of_rest_is_none() -> None:
    rested = employee(SHENZHEN, date(2022, 6, 1), rests=((date(2022, 12, 1), date(2024, 1, 31)),), **TOLD)
    assert elsewhere(rested)[0][2] == (2022, 2024)


@pytest.mark.parametrize(
    ("state", "insured"),
    [
        ("REGISTERED", False),
        ("ACTIVE", True),
        ("STOPPED", True),
        ("SUSPENDED", True),
        ("TERMINATED", True),
        ("LAPSED", False),
        ("CANCELLED", False),
    ],
)
def test_only_what_was_ever_in_force_counts(state: str, insured: bool) -> None:
    assert bool(elsewhere(resident(MAOMING, state=ParticipationState(state), **TOLD))) is insured


def test_what_was_not_paid_for_is_told_as_such() -> None:
    """By a mark it is (R-042)."""
    told = [resident(MAOMING, 2022, paid=False, **TOLD), resident(MAOMING, 2023, paid=False, subsidised=True, **TOLD)]
    assert coverage_elsewhere(relations_of(told), 2024) == (
        CoverElsewhere(area=MAOMING, scheme=Scheme.RESIDENT, years=(2022,), paid=False, **days(2022)),
        CoverElsewhere(area=MAOMING, scheme=Scheme.RESIDENT, years=(2023,), paid=True, **days(2023)),
    )


def days(year: int) -> dict[str, tuple[CoverPeriod, ...]]:
    return {"periods": (CoverPeriod(first_on=date(year, 1, 1), last_on=date(year, 12, 31)),)}


def test_between_which_days_is_told() -> None:
    """R-104: each job in one place by itself; without a last day while it goes on; those alone that are in a year that is told."""
    first = employee(SHENZHEN, date(2021, 3, 1), ends_on=date(2022, 2, 28), **TOLD)
    second = employee(SHENZHEN, date(2023, 5, 1), ends_on=date(2024, 3, 31), **TOLD)
    goes_on, later = employee(SHENZHEN, date(2023, 5, 1), **TOLD), employee(SHENZHEN, date(2025, 1, 1), **TOLD)
    begun = CoverPeriod(first_on=date(2021, 3, 1), last_on=date(2022, 2, 28))
    for other, last in ((second, date(2024, 3, 31)), (goes_on, None)):
        [both] = coverage_elsewhere(relations_of([other, first]), 2024)
        assert both.periods == (begun, CoverPeriod(first_on=date(2023, 5, 1), last_on=last))
    [known] = coverage_elsewhere(relations_of([first, later]), 2024)
    assert known.periods == (begun,)
