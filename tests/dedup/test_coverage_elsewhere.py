"""In which years people of ours were insured elsewhere is told once for each change, and to nobody else (F-30)."""

from datetime import date, datetime
from uuid import UUID

from dedup.use_cases.tell_anew import AGGREGATES
from dedup.use_cases.tell_new_year import NEW_YEARS
from enrolment_events.duplicates import CoverageElsewhereChangedV1
from enrolment_events.envelope import Event
from enrolment_terms.benefit_year import SHANGHAI
from enrolment_terms.identifiers import new_id
from enrolment_terms.scheme import ParticipationState
from service_runtime import Run
from service_runtime.retelling import Wanted
from tests.dedup.builders import MORNING, employed, gone, hours_later, identity_updated, merged, participation, reported, submitted, token
from tests.dedup.conftest import DedupFacts

MAOMING, SHENZHEN = "440900", "440300"
NEW_YEAR = datetime(2024, 1, 1, 0, 10, tzinfo=SHANGHAI)
Told = list[tuple[str, str, tuple[int, ...], bool]]


async def events(facts: DedupFacts, person: UUID) -> list[Event[CoverageElsewhereChangedV1]]:
    return [event for event in await facts.told(CoverageElsewhereChangedV1) if event.personid == person]


async def tellings(facts: DedupFacts, person: UUID) -> list[Told]:
    """What was told of the person, one after the other."""
    told = await events(facts, person)
    assert [event.aggregateversion for event in told] == list(range(1, len(told) + 1))
    return [[(one.area, one.scheme.value, one.years, one.paid) for one in event.data.spells] for event in told]


async def insured_here(facts: DedupFacts, word: str) -> UUID:
    person = new_id()
    await facts.hear(participation(new_id(), person, token(word), benefit_year=2023))
    return person


async def test_a_year_in_maoming_is_told_once(facts: DedupFacts) -> None:
    """F-30, dedup.coverage_elsewhere.changed: told again, or by the platform too, nothing is news."""
    person = await insured_here(facts, "maoming")
    spell = reported("maoming", token("maoming"), area=MAOMING, year=2022)
    await facts.report(spell)
    await facts.report(spell, reported("platform", token("maoming"), area=MAOMING, year=2022, source="platform"))
    assert await tellings(facts, person) == [[(MAOMING, "RESIDENT", (2022,), True)]]
    [event] = await events(facts, person)
    assert event.region == "440700"


async def test_each_change_is_told_and_the_end_of_it(facts: DedupFacts) -> None:
    person = await insured_here(facts, "changes-elsewhere")
    document = token("changes-elsewhere")
    await facts.report(reported("1", document, area=MAOMING, year=2022, paid=False))
    await facts.report(reported("1", document, area=MAOMING, year=2022), reported("2", document, area=MAOMING, year=2021))
    await facts.report(reported("2", document, area=MAOMING, year=2021, state=ParticipationState.CANCELLED))
    await facts.report(gone("1"))
    assert await tellings(facts, person) == [
        [(MAOMING, "RESIDENT", (2022,), False)],
        [(MAOMING, "RESIDENT", (2021, 2022), True)],
        [(MAOMING, "RESIDENT", (2022,), True)],
        [],
    ]


async def test_whoever_comes_later_hears_of_what_was_before(facts: DedupFacts) -> None:
    """Of somebody who only applied nobody is told: he is insured nowhere here, so nobody asks."""
    person, document = new_id(), token("comes-later")
    await facts.report(reported("comes-later", document, area=MAOMING, year=2022))
    await facts.hear(submitted(new_id(), person, document))
    assert await tellings(facts, person) == []
    await facts.hear(participation(new_id(), person, document, state=ParticipationState.REGISTERED))
    assert await tellings(facts, person) == [[(MAOMING, "RESIDENT", (2022,), True)]]


async def test_our_own_participations_are_not_elsewhere(facts: DedupFacts) -> None:
    """Not even one in another region that we register for, nor what the platform tells back of it."""
    person = await insured_here(facts, "own-elsewhere")
    await facts.hear(participation(new_id(), person, token("own-elsewhere"), area=MAOMING, benefit_year=2022))
    await facts.report(reported("back", token("own-elsewhere"), area=MAOMING, year=2022, source="platform"))
    assert await tellings(facts, person) == []


async def test_a_job_tells_its_years(facts: DedupFacts) -> None:
    """R-102: of this region, too; up to this year."""
    person = await insured_here(facts, "job-years")
    await facts.report(
        employed("job-years", token("job-years"), starts_on=date(2021, 12, 31)),
        employed("here", token("job-years"), area="440700", starts_on=date(2020, 5, 1), ends_on=date(2020, 6, 1)),
    )
    assert await tellings(facts, person) == [[(SHENZHEN, "EMPLOYEE", (2021, 2022, 2023), True), ("440700", "EMPLOYEE", (2020,), True)]]


async def test_persons_who_turn_out_to_be_one_hear_of_both(facts: DedupFacts) -> None:
    kept, other = await insured_here(facts, "both-1"), await insured_here(facts, "both-2")
    await facts.report(reported("1", token("both-1"), area=MAOMING, year=2022), reported("2", token("both-2"), area=MAOMING, year=2021))
    await facts.hear(merged(kept, other))
    for person, year in ((kept, 2022), (other, 2021)):
        assert await tellings(facts, person) == [[(MAOMING, "RESIDENT", (year,), True)], [(MAOMING, "RESIDENT", (2021, 2022), True)]]


async def test_a_document_that_was_anothers_takes_its_years_along(facts: DedupFacts) -> None:
    person = await insured_here(facts, "years-wrong")
    await facts.report(reported("years-wrong", token("years-wrong"), area=MAOMING, year=2022))
    await facts.hear(identity_updated(person, token("years-right"), at=hours_later(1)))
    assert await tellings(facts, person) == [[(MAOMING, "RESIDENT", (2022,), True)], []]


async def new_year(facts: DedupFacts) -> None:
    """The job of 1 January, portion by portion."""
    job, cursor = NEW_YEARS, None
    while True:
        async with facts.database.transaction() as tx:
            portion = await job.step(tx, Run(run_id=1, job=job.name, area="44", day=NEW_YEAR.date(), cursor=cursor, done=0))
        if not portion.more:
            return
        cursor = portion.cursor


async def test_whoever_works_on_is_insured_for_one_more_year(facts: DedupFacts) -> None:
    """F-30, R-102: told on 1 January, once; a job that ended with the year brings nothing."""
    on, ended = await insured_here(facts, "works-on"), await insured_here(facts, "works-no-more")
    await facts.report(
        employed("works-on", token("works-on"), starts_on=date(2023, 2, 1)),
        employed("works-no-more", token("works-no-more"), starts_on=date(2023, 2, 1), ends_on=date(2023, 12, 31)),
    )
    facts.clock.move_to(NEW_YEAR)
    await new_year(facts)
    await new_year(facts)
    facts.clock.move_to(MORNING)
    assert await tellings(facts, on) == [[(SHENZHEN, "EMPLOYEE", (2023,), True)], [(SHENZHEN, "EMPLOYEE", (2023, 2024), True)]]
    assert await tellings(facts, ended) == [[(SHENZHEN, "EMPLOYEE", (2023,), True)]]
    policy = facts.database.surroundings.policy
    assert policy is not None
    job, days = NEW_YEARS, (date(2023, 12, 31), date(2024, 1, 1), date(2024, 1, 2))
    assert [job.is_due(policy, "44", day) for day in days] == [False, True, False]


async def test_it_is_told_anew_as_it_was_told_last(facts: DedupFacts) -> None:
    person = await insured_here(facts, "told-anew")
    await facts.report(reported("told-anew", token("told-anew"), area=MAOMING, year=2022))
    [first] = await events(facts, person)
    async with facts.database.transaction() as tx:
        wanted = Wanted(after=UUID(int=person.int - 1), area="440783%", since=datetime(2000, 1, 1, tzinfo=SHANGHAI), most=1)
        assert list(await AGGREGATES.told["coverage_elsewhere"](tx, wanted)) == [person]
    again = (await events(facts, person))[1]
    assert (again.data, again.aggregateversion) == (first.data, first.aggregateversion)
    assert again.id != first.id
