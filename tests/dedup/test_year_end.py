"""The sweep at the end of a year: the old relation is suspended once its year is over, and not before (R-086, V-66)."""

from datetime import date, datetime, timedelta
from uuid import UUID

from dedup.use_cases.sweep_year_end import YEAR_END
from enrolment_terms.benefit_year import SHANGHAI
from enrolment_terms.identifiers import new_id
from enrolment_terms.scheme import ParticipationState
from service_runtime import Run
from tests.dedup.builders import GUANGZHOU, MORNING, decided, hours_later, participation, reported, submitted, token
from tests.dedup.conftest import DedupFacts

NEW_YEAR = datetime(2024, 1, 1, 0, 5, tzinfo=SHANGHAI)


async def moved(facts: DedupFacts, word: str) -> UUID:
    """Somebody insured in Guangzhou for 2023 who registers in Kaiping for 2024; the application."""
    application, person, document = new_id(), new_id(), token(word)
    await facts.report(reported(word, document, year=2023))
    await facts.hear(submitted(application, person, document), decided(application, person, at=hours_later(1)))
    await facts.hear(participation(new_id(), person, document, application_id=application, at=hours_later(1)))
    return application


async def sweep(facts: DedupFacts) -> None:
    job, cursor = YEAR_END, None
    while True:
        async with facts.database.transaction() as tx:
            portion = await job.step(tx, Run(run_id=1, job=job.name, area="44", day=tx.now.date(), cursor=cursor, done=0))
        if not portion.more:
            return
        cursor = portion.cursor


async def notices(facts: DedupFacts, application: UUID) -> list[tuple[object, ...]]:
    rows = await facts.rows("SELECT rule, kind, state, effective_on FROM notices WHERE application_id = :id", id=application)
    return [tuple(row) for row in rows]


async def test_the_old_relation_is_kept_for_its_year_and_swept_then(facts: DedupFacts) -> None:
    """R-086, V-66, dedup.external_notice.changed: current year kept; the platform suspends it after its year has ended."""
    application = await moved(facts, "swept-at-the-end")
    assert await notices(facts, application) == []
    facts.clock.move_to(NEW_YEAR)
    await sweep(facts)
    expected = [("R-086", "SUSPEND_AT_YEAR_END", "OPEN", date(2024, 1, 1))]
    assert await notices(facts, application) == expected
    await sweep(facts)
    assert await notices(facts, application) == expected, "twice is once"
    facts.clock.move_to(MORNING)


async def test_what_was_suspended_by_then_is_told_to_nobody(facts: DedupFacts) -> None:
    """R-086: its region has done it already."""
    application = await moved(facts, "done-already")
    await facts.report(reported("done-already", token("done-already"), year=2023, state=ParticipationState.SUSPENDED))
    facts.clock.move_to(NEW_YEAR)
    await sweep(facts)
    assert await notices(facts, application) == []
    facts.clock.move_to(MORNING)


async def test_what_the_region_has_done_is_not_taken_back(facts: DedupFacts) -> None:
    """R-086, R-132: it tells of the suspended relation; to withdraw the notice then would have it give the relation back."""
    application = await moved(facts, "done-as-asked")
    by_itself = await moved(facts, "done-by-itself")
    await facts.report(reported("done-by-itself", token("done-by-itself"), year=2023, state=ParticipationState.SUSPENDED))
    facts.clock.move_to(NEW_YEAR)
    await sweep(facts)
    async with facts.database.transaction() as tx:
        await tx.driver.execute(f"UPDATE notices SET state = 'ACKNOWLEDGED', told_version = 1 WHERE application_id = '{application}'")
    await facts.report(reported("done-as-asked", token("done-as-asked"), year=2023, state=ParticipationState.SUSPENDED))
    await sweep(facts)
    assert await notices(facts, application) == [("R-086", "SUSPEND_AT_YEAR_END", "ACKNOWLEDGED", date(2024, 1, 1))]
    assert await notices(facts, by_itself) == []
    facts.clock.move_to(MORNING)


async def test_a_day_before_the_new_year_nothing_is_due(facts: DedupFacts) -> None:
    """R-086 「在原参保关系当年度待遇享受期结束后」."""
    application = await moved(facts, "a-day-before")
    facts.clock.move_to(NEW_YEAR - timedelta(days=1))
    await sweep(facts)
    assert await notices(facts, application) == []
    job, policy = YEAR_END, facts.database.surroundings.policy
    assert policy is not None
    assert [job.is_due(policy, "44", day) for day in (date(2023, 12, 31), date(2024, 1, 1), date(2024, 1, 2))] == [False, True, False]
    facts.clock.move_to(MORNING)


async def test_who_gave_up_the_new_year_is_swept_nowhere(facts: DedupFacts) -> None:
    """R-086: the registration came to nothing, so the old relation stays."""
    application, person, document, one = new_id(), new_id(), token("gave-up"), new_id()
    await facts.report(reported("gave-up", document, area=GUANGZHOU, year=2023))
    await facts.hear(submitted(application, person, document), decided(application, person, at=hours_later(1)))
    await facts.hear(participation(one, person, document, application_id=application, state=ParticipationState.CANCELLED))
    facts.clock.move_to(NEW_YEAR)
    await sweep(facts)
    assert await notices(facts, application) == []
    facts.clock.move_to(MORNING)
