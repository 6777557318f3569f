"""Which filing holds on a day, and what a day makes of one (R-154, D7)."""

from datetime import date

import pytest

from benefits.domain.filing_states import TRANSITIONS, by_the_calendar
from benefits.domain.filings import FilingSpan, hospital_may_see, in_force
from enrolment_events.benefits import FilingState
from enrolment_terms.state_table import TransitionRefused, next_state

OLD = FilingSpan("a", "RETIRED", "440100", date(2024, 1, 1), date(2024, 2, 29))
NEW = FilingSpan("b", "REFERRAL", "440300", date(2024, 3, 1), date(2024, 5, 31))
DAYS = {
    "2023-12-31": None,
    "2024-01-01": OLD,
    "2024-02-29": OLD,
    "2024-03-01": NEW,
    "2024-05-31": NEW,
    "2024-06-01": None,
}


@pytest.mark.parametrize(("day", "holds"), DAYS.items())
def test_the_newest_that_has_begun_holds_until_its_end(day: str, holds: FilingSpan | None) -> None:
    for filings in ([OLD, NEW], [NEW, OLD]):
        assert in_force(filings, date.fromisoformat(day)) == holds


def test_of_two_that_begin_on_one_day_the_later_made_holds() -> None:
    twin = FilingSpan("c", "STATIONED", "440400", NEW.starts_on, None)
    assert in_force([twin, NEW], NEW.starts_on) == twin
    assert in_force([], NEW.starts_on) is None


@pytest.mark.parametrize("state", FilingState)
@pytest.mark.parametrize("event", sorted({event for _, event in TRANSITIONS} | {"reopen"}))
def test_only_what_the_table_lists_may_happen(state: FilingState, event: str) -> None:
    if (state, event) in TRANSITIONS:
        assert next_state(TRANSITIONS, state, event) is TRANSITIONS[state, event]
        return
    with pytest.raises(TransitionRefused) as refused:
        next_state(TRANSITIONS, state, event)
    assert (refused.value.state, refused.value.event) == (state, event)


@pytest.mark.parametrize(
    ("state", "day", "becomes"),
    [
        ("SCHEDULED", "2024-02-29", "SCHEDULED"),
        ("SCHEDULED", "2024-03-01", "EFFECTIVE"),
        ("EFFECTIVE", "2024-05-31", "EFFECTIVE"),
        ("EFFECTIVE", "2024-06-01", "EXPIRED"),
        ("SCHEDULED", "2024-06-01", "EXPIRED"),
        ("ENDED", "2024-06-01", "ENDED"),
        ("UNDER_REVIEW", "2024-06-01", "UNDER_REVIEW"),
    ],
)
def test_days_pass(state: str, day: str, becomes: str) -> None:
    """D7 SCHEDULED→EFFECTIVE, D7 EFFECTIVE→EXPIRED."""
    assert by_the_calendar(FilingState(state), NEW.starts_on, NEW.ends_on, date.fromisoformat(day)) == becomes


def test_a_filing_without_end_does_not_expire() -> None:
    assert by_the_calendar(FilingState.EFFECTIVE, OLD.starts_on, None, date(2034, 1, 1)) is FilingState.EFFECTIVE


REFERRED = FilingSpan("d", "REFERRAL", "431000", date(2024, 3, 1), None)
SIGHTS = [
    (["4407"], ["440783115"], None, False, "OWN_REGION"),
    (["440783"], ["440983", "440783115"], REFERRED, True, "OWN_REGION"),
    (["440781"], ["440783115"], None, False, None),
    (["4310"], ["440783115"], REFERRED, False, "FILING"),
    (["431002"], ["440783115"], REFERRED, True, "FILING"),
    (["4311"], ["440783115"], REFERRED, False, None),
    (["43"], ["440783115"], REFERRED, False, None),
    (["4311"], ["440783115"], REFERRED, True, "EMERGENCY"),
    (["4311", "431003"], ["440783115"], REFERRED, False, "FILING"),
    (["4310"], ["440783115"], None, False, None),
    ([], ["440783115"], REFERRED, False, None),
    (["4407"], [], None, False, None),
]


@pytest.mark.parametrize(("hospital", "insured_at", "filing", "emergency", "sight"), SIGHTS)
def test_a_hospital_sees_by_region_filing_or_emergency(
    hospital: list[str], insured_at: list[str], filing: FilingSpan | None, emergency: bool, sight: str | None
) -> None:
    """R-154, R-156: its own region's insured always; else those whose filing in force leads to it; else in a declared emergency."""
    assert hospital_may_see(hospital, insured_at, filing, emergency) == sight
