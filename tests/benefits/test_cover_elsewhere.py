"""Years insured in other regions (F-30): as good as documented ones for what is missed, never more than what was paid."""

from datetime import date
from typing import Any
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from benefits.domain.facts import History, Participation, Payment, PersonFacts, YearsElsewhere
from benefits.domain.incentives import Ledger, ledger_for
from benefits.domain.person import decide_person
from benefits.domain.years import years
from enrolment_events.benefits import WaitEvaluatedV1
from enrolment_events.duplicates import CoverageElsewhereChangedV1, CoverElsewhere, CoverPeriod
from enrolment_events.envelope import Event
from enrolment_events.registration import HistoryRecordedV1
from enrolment_terms.identifiers import new_id
from enrolment_terms.scheme import Scheme
from tests.benefits.builders import KAIPING, MORNING, at, event, participation, settled
from tests.benefits.conftest import BenefitsFacts
from tests.benefits.test_any_order import terms_for
from tests.benefits.test_merging import merged

MAOMING = "440900"
some_years = st.sets(st.integers(2018, 2027), max_size=6)


def paying(year: int, **known: Any) -> PersonFacts:
    """Somebody who pays for one year in time."""
    day = at(f"{year - 1}-10-10").date()
    mine = Participation(id="p", benefit_year=year, area=KAIPING, registered_on=day, effective_on=day)
    return PersonFacts(
        participations=(mine,), payments=(Payment(id="m", participation_id="p", benefit_year=year, arrival=day),), **known
    )  # fmt: skip


def decided(facts: PersonFacts) -> Any:
    [outcome] = decide_person(facts, terms_for).outcomes
    return outcome.decision


def cover(told: set[int], scheme: Scheme = Scheme.RESIDENT, paid: bool = True) -> YearsElsewhere:
    return YearsElsewhere(area=MAOMING, scheme=scheme, years=years(told), paid=paid)


@settings(max_examples=300, deadline=None)
@given(documented=some_years, elsewhere=some_years, scheme=st.sampled_from(Scheme), year=st.integers(2025, 2028))
def test_a_year_elsewhere_is_missed_as_little_as_a_documented_one(
    documented: set[int], elsewhere: set[int], scheme: Scheme, year: int
) -> None:
    """F-30, R-102: "any region, any scheme"; what documents tell stays."""
    history = History(resident=years(documented))
    told = decided(paying(year, history=history, elsewhere=(cover(elsewhere, scheme),)))
    assert told == decided(paying(year, history=History(resident=years(documented | elsewhere))))


@settings(max_examples=100, deadline=None)
@given(documented=some_years, elsewhere=some_years, year=st.integers(2025, 2028))
def test_a_year_that_was_not_paid_counts_for_nothing(documented: set[int], elsewhere: set[int], year: int) -> None:
    """R-102: at least one paid participation."""
    known = paying(year, history=History(resident=years(documented)))
    told = paying(year, history=known.history, elsewhere=(cover(elsewhere, paid=False),))
    assert decide_person(told, terms_for) == decide_person(known, terms_for)


def ledger(year: int, documented: set[int], *elsewhere: YearsElsewhere) -> Ledger:
    """Of somebody who has no participation of the year here."""
    life = decide_person(PersonFacts(history=History(resident=years(documented)), elsewhere=elsewhere), terms_for)
    return ledger_for(year, life.years, (), lambda each: terms_for(KAIPING, each), MORNING.date())


@settings(max_examples=200, deadline=None)
@given(here=some_years, elsewhere=some_years, scheme=st.sampled_from(Scheme), year=st.integers(2026, 2028))
def test_the_year_now_running_elsewhere_is_no_year_insured_here(here: set[int], elsewhere: set[int], scheme: Scheme, year: int) -> None:
    """R-143, R-144: it earns no step and breaks no row: everything stands as it stood at the end of the year before."""
    documented, earlier = ({one for one in told if one < year} for told in (here, elsewhere))
    running = ledger(year, documented, cover(earlier), cover({year}, scheme))
    stood = ledger(year - 1, documented | earlier)
    assert (running.continuous_years, running.continuous) == (stood.continuous_years, stood.continuous)


def elsewhere_told(person: UUID, version: int, *spells: CoverElsewhere) -> Event[CoverageElsewhereChangedV1]:
    return event(CoverageElsewhereChangedV1(spells=spells), person, version, person, MORNING)


def in_maoming(*told: int, paid: bool = True) -> CoverElsewhere:
    return CoverElsewhere(area=MAOMING, scheme=Scheme.RESIDENT, years=told, paid=paid)


async def start_of_2026(facts: BenefitsFacts, person: UUID) -> str:
    [row] = await facts.rows(
        "SELECT starts_on::text AS day FROM entitlements WHERE person_id = :p AND benefit_year = 2026 AND state <> 'NONE'", p=person
    )
    return str(row["day"])


async def insured_2024_pays_2026(facts: BenefitsFacts) -> UUID:
    person, paid_for = new_id(), new_id()
    await facts.record(
        participation(new_id(), person, "ACTIVE", benefit_year=2024, paid_on=at("2023-10-10").date()),
        participation(paid_for, person, benefit_year=2026),
        settled(paid_for, person, "2025-10-10", year=2026),
    )
    return person


async def test_the_newest_telling_holds_and_the_wait_is_told_anew(facts: BenefitsFacts) -> None:
    """F-30, R-109: what dedup knows by now replaces what it knew, whichever comes first."""
    person = await insured_2024_pays_2026(facts)
    assert await start_of_2026(facts, person) == "2026-04-01"
    published = await facts.record(elsewhere_told(person, 5, in_maoming(2025)))
    assert [one.data.total_months for one in published if isinstance(one.data, WaitEvaluatedV1)] == [0]
    assert await start_of_2026(facts, person) == "2026-01-01"
    assert await facts.record(elsewhere_told(person, 4), elsewhere_told(person, 5, in_maoming(2025))) == []
    await facts.record(elsewhere_told(person, 6, in_maoming(2025, paid=False)))
    assert await start_of_2026(facts, person) == "2026-04-01"


async def test_whoever_has_left_a_job_elsewhere_does_not_wait(facts: BenefitsFacts) -> None:
    """R-104, R-103: a job in Shenzhen that goes on is no break, nor is one that ended in time; one that ended earlier is.

    Of two jobs in Shenzhen each counts by itself: what begins after the payment neither mends an earlier break nor hides an end in time.
    """
    person, paid_for = new_id(), new_id()
    await facts.record(participation(paid_for, person, benefit_year=2026), settled(paid_for, person, "2026-03-10", year=2026))
    assert await start_of_2026(facts, person) == "2026-07-01"
    since = date(2024, 1, 1)
    goes_on, in_time, too_early = ((since, last) for last in (None, date(2025, 12, 31), date(2025, 11, 30)))
    told: list[tuple[list[tuple[date, date | None]], str]] = [
        ([goes_on], "2026-04-01"),
        ([in_time], "2026-04-01"),
        ([in_time, (date(2026, 5, 1), None)], "2026-04-01"),
        ([too_early], "2026-07-01"),
        ([too_early, (date(2026, 5, 1), date(2026, 8, 31))], "2026-07-01"),
    ]
    for version, (jobs, starts_on) in enumerate(told, 1):
        periods = tuple(CoverPeriod(first_on=first, last_on=last) for first, last in jobs)
        job = CoverElsewhere(area="440300", scheme=Scheme.EMPLOYEE, years=(2024, 2025), paid=True, periods=periods)
        await facts.record(elsewhere_told(person, version, job))
        assert await start_of_2026(facts, person) == starts_on


async def test_a_documented_year_stays_whatever_the_index_knows(facts: BenefitsFacts) -> None:
    """R-090, F-30: both sources together; neither weakens the other."""
    person = await insured_2024_pays_2026(facts)
    await facts.record(event(HistoryRecordedV1(resident_years=(2025,), source="转移接续"), person, 1, person, MORNING))
    await facts.record(elsewhere_told(person, 1, in_maoming(2023)))
    assert await start_of_2026(facts, person) == "2026-01-01"
    await facts.record(elsewhere_told(person, 2))
    assert await start_of_2026(facts, person) == "2026-01-01"


async def test_what_was_told_of_both_records_counts_for_the_person(facts: BenefitsFacts) -> None:
    """R-026: told of the record that turned out to be another."""
    kept, gone = await insured_2024_pays_2026(facts), new_id()
    await facts.record(elsewhere_told(gone, 1, in_maoming(2025)), elsewhere_told(kept, 1, in_maoming(2023)))
    assert await start_of_2026(facts, kept) == "2026-04-01"
    await facts.record(merged(kept, gone))
    assert await start_of_2026(facts, kept) == "2026-01-01"
    await facts.record(elsewhere_told(gone, 2))
    assert await start_of_2026(facts, kept) == "2026-04-01"


async def test_a_place_that_is_no_code_is_not_kept(facts: BenefitsFacts) -> None:
    """The year counts; the text of another service stays out."""
    person = await insured_2024_pays_2026(facts)
    strange = CoverElsewhere(area="张三 茂名", scheme=Scheme.RESIDENT, years=(2025,), paid=True)
    await facts.record(elsewhere_told(person, 1, strange))
    assert await start_of_2026(facts, person) == "2026-01-01"
    [row] = await facts.rows("SELECT body::text AS body FROM facts WHERE person_id = :p AND kind = 'ELSEWHERE'", p=person)
    assert "张三" not in row["body"]
    told = await facts.answer(person, "2026-02-01")
    assert "外地" in [step["facts"]["place"] for step in told.explanation if "place" in step["facts"]]
