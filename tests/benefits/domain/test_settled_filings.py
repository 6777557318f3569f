"""All approved filings of a person together: later ones replace, called-off ones give back, cover that ends and comes back (R-154, D7)."""

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benefits.domain.filing_states import Filing, FilingEndReason
from benefits.domain.insured_times import InsuredTime, first_day_without, place_on
from benefits.domain.settled_filings import settled
from enrolment_events.benefits import FilingState
from enrolment_terms.identifiers import new_id
from tests.benefits.builders import KAIPING, at

YEAR = [InsuredTime(KAIPING, date(2023, 10, 11), date(2024, 12, 31))]
PERSON = new_id()
IDS = sorted(new_id() for _ in range(6))


def filing(number: int, starts_on: str, own_last: str | None = None, withdrawn_on: str | None = None, **changed: Any) -> Filing:
    """An approved one; of a higher number it was filed later."""
    last = date.fromisoformat(own_last) if own_last else None
    same: dict[str, Any] = {
        "filing_id": IDS[number], "person_id": PERSON, "version": 3, "area": KAIPING, "type": "LONG_RESIDENT", "channel": "KIOSK",
        "state": FilingState.SCHEDULED, "destination": "440100", "starts_on": date.fromisoformat(starts_on), "ends_on": last,
        "own_last": last or date.max, "withdrawn_on": date.fromisoformat(withdrawn_on) if withdrawn_on else None, "promise_only": False,
        "form": {}, "end_reason": None, "filed_by": "5a" * 32, "filed_at": at("2023-11-01"), "changed_at": at("2023-11-01"), "history": (),
    }  # fmt: skip
    return Filing(**(same | changed))


def on(day: str, *filings: Filing, insured: list[InsuredTime] = YEAR, replaces: bool = True) -> list[tuple[str, str | None, str | None]]:
    """State, last day and reason of each on a day."""
    return [
        (one.state.value, str(one.ends_on) if one.ends_on else None, one.end_reason)
        for one in settled(filings, insured, at(day), lambda _: replaces)
    ]


OPEN, LATER = filing(0, "2024-02-01"), filing(1, "2024-03-01", "2024-03-10")


@pytest.mark.parametrize("turned", [False, True])
def test_the_later_starting_replaces_the_earlier_whatever_the_order(turned: bool) -> None:
    """R-154, D7 EFFECTIVE→ENDED."""
    given_ = (LATER, OPEN) if turned else (OPEN, LATER)

    def seen(day: str) -> list[tuple[str, str | None, str | None]]:
        found = on(day, *given_)
        return found[::-1] if turned else found

    assert seen("2024-02-10") == [("EFFECTIVE", "2024-02-29", "REPLACED"), ("SCHEDULED", "2024-03-10", None)]
    assert seen("2024-03-01") == [("ENDED", "2024-02-29", "REPLACED"), ("EFFECTIVE", "2024-03-10", None)]
    assert seen("2024-04-01") == [("ENDED", "2024-02-29", "REPLACED"), ("EXPIRED", "2024-03-10", None)]


def test_a_city_may_let_them_stand_side_by_side() -> None:
    """R-154: filings.replaces_active is false."""
    assert on("2024-03-01", OPEN, LATER, replaces=False) == [("EFFECTIVE", None, None), ("EFFECTIVE", "2024-03-10", None)]


def test_of_two_that_begin_on_one_day_the_later_filed_holds() -> None:
    first, second = filing(0, "2024-03-01"), filing(1, "2024-03-01")
    assert on("2024-02-01", first, second) == [("SCHEDULED", "2024-03-01", "REPLACED"), ("SCHEDULED", None, None)]
    assert on("2024-03-01", first, second) == [("ENDED", None, "REPLACED"), ("EFFECTIVE", None, None)]


def test_one_called_off_before_it_begins_gives_back_what_it_cut() -> None:
    """R-154: it never began, and replaces nobody."""
    off = filing(1, "2024-03-01", withdrawn_on="2024-02-20")
    cut = settled((OPEN, LATER), YEAR, at("2024-02-10"), lambda _: True)[0]
    assert cut.end_reason is FilingEndReason.REPLACED
    assert on("2024-02-20", cut, off) == [("EFFECTIVE", None, None), ("ENDED", None, "OWN_REQUEST")]
    assert on("2024-04-01", cut, off) == [("EFFECTIVE", None, None), ("ENDED", None, "OWN_REQUEST")]


def test_one_ended_on_its_first_day_has_begun() -> None:
    off = filing(1, "2024-03-01", withdrawn_on="2024-03-01")
    assert on("2024-03-01", OPEN, off) == [("ENDED", "2024-02-29", "REPLACED"), ("ENDED", "2024-03-01", "OWN_REQUEST")]


def test_between_two_the_nearest_cuts_and_its_end_gives_back_up_to_the_next() -> None:
    third = filing(2, "2024-05-01")
    assert [end for _, end, _ in on("2024-02-10", OPEN, LATER, third)] == ["2024-02-29", "2024-03-10", None]
    off = filing(1, "2024-03-01", withdrawn_on="2024-02-20")
    assert [end for _, end, _ in on("2024-02-20", OPEN, off, third)] == ["2024-04-30", None, None]


ENDS, RESUMED = InsuredTime(KAIPING, date(2023, 10, 11), date(2024, 4, 30)), InsuredTime(KAIPING, date(2024, 5, 1), date(2024, 12, 31))


@pytest.mark.parametrize(
    ("day", "insured", "state", "last"),
    [
        ("2024-04-30", [ENDS], "EFFECTIVE", None),
        ("2024-05-01", [ENDS], "ENDED", "2024-04-30"),
        ("2024-07-01", [ENDS], "ENDED", "2024-04-30"),
        ("2024-07-01", [ENDS, RESUMED], "EFFECTIVE", None),
        ("2024-07-01", [ENDS, RESUMED._replace(first=date(2024, 5, 2))], "ENDED", "2024-04-30"),
        ("2024-07-01", [ENDS, RESUMED._replace(area="440100")], "ENDED", "2024-04-30"),
        ("2024-07-01", [ENDS, RESUMED._replace(area="440781")], "EFFECTIVE", None),
        ("2024-07-01", [ENDS, RESUMED._replace(area=None, last=date.max)], "EFFECTIVE", None),
        ("2024-01-10", [], "ENDED", None),
        ("2024-01-10", [InsuredTime(KAIPING, date(2023, 1, 1), date(2024, 1, 31))], "ENDED", None),
        ("2024-01-10", [InsuredTime(KAIPING, date(2023, 1, 1), date(2024, 2, 1))], "SCHEDULED", None),
    ],
)
def test_it_ends_with_the_participation_and_comes_back_with_it(day: str, insured: list[InsuredTime], state: str, last: str | None) -> None:
    """R-154: whatever is told when; a new cover the day after is no break, a day between is one; another city's is not this one's."""
    reason = "NOT_INSURED" if state == "ENDED" else None
    assert on(day, OPEN, insured=insured) == [(state, last, reason)]
    ended_before = settled([OPEN], [], at(day), lambda _: True)
    assert on(day, *ended_before, insured=insured) == [(state, last, reason)], "as if nobody had looked before"


def test_what_changes_nothing_stays_the_same_object() -> None:
    one = settled([OPEN], YEAR, at("2024-02-01"), lambda _: True)
    assert settled(one, YEAR, at("2024-02-02"), lambda _: True)[0] is one[0]
    assert (one[0].version, one[0].history[-1].actor) == (4, "system")


def test_where_somebody_takes_part() -> None:
    times = [ENDS, RESUMED._replace(area="440900")]
    assert place_on(times, date(2024, 4, 30)) == [KAIPING]
    assert place_on([*times, InsuredTime(None, date(2024, 1, 1), date.max)], date(2024, 5, 1)) == ["440900"]
    assert first_day_without([InsuredTime(None, date(2024, 1, 1), date.max)], KAIPING, date(2024, 1, 1)) == date.max


days = st.dates(date(2024, 1, 1), date(2024, 12, 31))


@st.composite
def lives(draw: st.DrawFn) -> tuple[list[Filing], list[InsuredTime]]:
    """Some filings and some cover, as they are known at the end."""
    filings = []
    for number in range(draw(st.integers(1, 4))):
        start = draw(days)
        last = draw(st.none() | st.dates(start, date(2024, 12, 31)))
        withdrawn = draw(st.none() | days)
        filings.append(filing(number, str(start), str(last) if last else None, str(withdrawn) if withdrawn else None))
    spans = draw(st.lists(st.tuples(days, days, st.sampled_from([KAIPING, "440900", None])), max_size=3))
    times = [InsuredTime(area, min(one, other), max(one, other)) for one, other, area in spans]
    return filings, sorted(times, key=lambda time: time.first)


def content(filings: list[Filing]) -> dict[Any, Any]:
    return {one.filing_id: (one.state, one.ends_on, one.end_reason) for one in filings}


@settings(max_examples=400, deadline=None)
@given(life=lives(), data=st.data())
def test_any_order_of_the_same_facts_ends_in_the_same_state(life: tuple[list[Filing], list[InsuredTime]], data: st.DataObject) -> None:
    """R-154, D7: approved, withdrawn, covered and looked at in any order on any days before."""
    filings, times = life
    last_day = at("2024-12-31")
    at_once = content(settled(filings, times, last_day, lambda _: True))
    known: list[Filing] = []
    for step in data.draw(st.permutations(filings)):
        looked = datetime.combine(data.draw(days), last_day.timetz())
        seen = data.draw(st.lists(st.sampled_from(times), unique=True)) if times else []
        known = settled([*known, step._replace(withdrawn_on=None)], sorted(seen, key=lambda time: time.first), looked, lambda _: True)
    withdrawn = {one.filing_id: one.withdrawn_on for one in filings}
    known = [one._replace(withdrawn_on=withdrawn[one.filing_id]) for one in known]
    assert content(settled(known, times, last_day, lambda _: True)) == at_once


@settings(max_examples=400, deadline=None)
@given(life=lives(), day=days)
def test_what_holds_for_every_set(life: tuple[list[Filing], list[InsuredTime]], day: date) -> None:
    """R-155: no end before the start; R-154: never two at once, and none in force for who is not insured."""
    filings, times = life
    found = settled(filings, times, datetime.combine(day, at("2024-01-01").timetz()), lambda _: True)
    assert all(one.ends_on is None or one.ends_on >= one.starts_on for one in found)
    holding = [one for one in found if one.state is FilingState.EFFECTIVE]
    assert len(holding) <= 1
    for one in holding:
        assert one.starts_on <= day <= (one.ends_on or day)
        assert first_day_without(times, KAIPING, one.starts_on) > day
    assert settled(found, times, datetime.combine(day, at("2024-01-01").timetz()), lambda _: True) == found, "nothing more to change"
