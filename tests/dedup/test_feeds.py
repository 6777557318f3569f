"""What is unknown is never clear: no check is answered while a source from which word is expected is silent (V-71)."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from pydantic import SecretStr

from dedup.repository.checks import people_waiting, places_waiting
from dedup.settings import Settings
from dedup.use_cases.follow_feeds import answer_waiting, expect, hear, list_feeds
from enrolment_events.registration import DecidedState
from enrolment_terms.identifiers import new_id
from policy_parameters import load_policy_book
from service_runtime import Runtime, generate_storage_keys
from tests.conftest import FreshDatabase
from tests.dedup.builders import HUNAN, MORNING, decided, participation, reported, submitted, token
from tests.dedup.conftest import DedupFacts, dedup_database
from tests.dedup.running import running_dedup
from tests.dedup.test_service import CLERK, FEED

GUANGXI, SOURCE = "450100", "GX-450100"
A_DAY, A_MINUTE = timedelta(days=1), timedelta(minutes=1)


@pytest.fixture
async def fed(fresh_database: FreshDatabase) -> AsyncIterator[DedupFacts]:
    """A database of its own: whoever is expected holds up everybody."""
    async with dedup_database(fresh_database, "dedup_fed") as facts:
        yield facts


async def expected(facts: DedupFacts, *areas: str, source: str = SOURCE, yes: bool = True) -> None:
    async with facts.database.transaction() as tx:
        await expect(tx, source, areas, expected=yes)


async def told_until(facts: DedupFacts, until: datetime, *areas: str, source: str = SOURCE) -> None:
    async with facts.database.transaction() as tx:
        await hear(tx, source, areas, until)


async def looked(facts: DedupFacts) -> int:
    """One round of the background work; the answers that it gave."""
    settings = Settings(database_url="postgresql://", storage_keys=SecretStr(generate_storage_keys()), jwks_file=Path("none"))
    done = await answer_waiting(Runtime("dedup", settings, facts.database, facts.clock, load_policy_book()))
    await facts.hear()
    return done


async def handed_in(facts: DedupFacts, word: str, **changed: Any) -> UUID:
    application = new_id()
    await facts.hear(submitted(application, new_id(), token(word), benefit_year=2023, **changed))
    return application


def rules(facts: DedupFacts, application: UUID) -> list[list[str]]:
    return [[hit.rule for hit in event.data.hits] for event in facts.published if event.data.application_id == application]


async def unanswered(facts: DedupFacts, application: UUID) -> list[Any]:
    return [tuple(row) for row in await facts.rows("SELECT unanswered, clear FROM checks WHERE application_id = :id", id=application)]


async def test_a_silent_source_leaves_a_check_without_an_answer(fed: DedupFacts) -> None:
    """V-71: CHECK_PENDING, not approved; neither clear nor refused. The answer comes as soon as the source has told."""
    await expected(fed, GUANGXI)
    await fed.report(reported("silent", token("silent"), area=HUNAN, year=2023))
    application = await handed_in(fed, "silent")
    assert (rules(fed, application), await unanswered(fed, application)) == ([], [([GUANGXI], None)])
    assert await looked(fed) == 0
    await told_until(fed, MORNING, GUANGXI)
    assert await looked(fed) == 1
    assert (rules(fed, application), await unanswered(fed, application)) == ([["R-087"]], [(None, False)])
    assert await looked(fed) == 0


async def test_what_the_source_tells_before_it_says_that_it_is_complete_is_in_the_answer(fed: DedupFacts) -> None:
    await expected(fed, GUANGXI)
    application = await handed_in(fed, "complete")
    await fed.report(reported("complete", token("complete"), area=GUANGXI, year=2023, source=SOURCE))
    assert rules(fed, application) == []
    await told_until(fed, MORNING, GUANGXI)
    await looked(fed)
    assert rules(fed, application) == [["R-087"]]


@pytest.mark.parametrize(("age", "waits"), [(A_DAY - A_MINUTE, False), (A_DAY, False), (A_DAY + A_MINUTE, True)])
async def test_word_is_good_for_as_long_as_the_policy_book_says(fed: DedupFacts, age: timedelta, waits: bool) -> None:
    await expected(fed, GUANGXI)
    await told_until(fed, MORNING - age, GUANGXI)
    assert (rules(fed, await handed_in(fed, f"age-{age}")) == []) is waits


async def test_each_area_of_a_source_is_waited_for(fed: DedupFacts) -> None:
    """Also by those who wait for the other one already."""
    await expected(fed, GUANGXI, HUNAN)
    await told_until(fed, MORNING, HUNAN)
    application = await handed_in(fed, "each-area")
    assert await unanswered(fed, application) == [([GUANGXI], None)]
    fed.clock.move_to(MORNING + A_DAY + A_MINUTE)
    await looked(fed)
    assert await unanswered(fed, application) == [([HUNAN, GUANGXI], None)]
    await told_until(fed, fed.clock.now(), HUNAN, GUANGXI)
    assert await looked(fed) == 1


async def test_a_source_from_which_nothing_is_expected_holds_nobody_up(fed: DedupFacts) -> None:
    await told_until(fed, MORNING - 9 * A_DAY, GUANGXI)
    assert rules(fed, await handed_in(fed, "not-expected")) == [[]]
    await expected(fed, GUANGXI)
    application = await handed_in(fed, "expected-now")
    assert rules(fed, application) == []
    await expected(fed, GUANGXI, yes=False)
    assert await looked(fed) == 1
    assert rules(fed, application) == [[]]


async def test_an_answer_that_was_given_is_not_taken_back_when_a_source_falls_silent(fed: DedupFacts) -> None:
    """But a new finding still changes it."""
    application = await handed_in(fed, "falls-silent")
    await expected(fed, GUANGXI)
    await fed.report(reported("falls-silent", token("falls-silent"), area=HUNAN, year=2023))
    assert rules(fed, application) == [[], ["R-087"]]


async def test_a_check_that_was_decided_while_it_waited_is_asked_no_more(fed: DedupFacts) -> None:
    """He has taken his application back; another one waits on."""
    await expected(fed, GUANGXI)
    application, person = new_id(), new_id()
    withdrawn = decided(application, person, state=DecidedState.WITHDRAWN)
    await fed.hear(submitted(application, person, token("decided-while"), benefit_year=2023), withdrawn)
    waits_on = await handed_in(fed, "waits-on")
    await told_until(fed, MORNING, GUANGXI)
    async with fed.database.read() as read:
        places = await places_waiting(read.driver)
        people = await people_waiting(read.driver, dict.fromkeys(places, ()), 10)
    rows = await fed.rows("SELECT person_id FROM checks WHERE application_id = :id", id=waits_on)
    assert people == [row["person_id"] for row in rows]
    assert await looked(fed) == 1


async def test_nobody_tells_of_the_future_and_freshness_never_goes_back(fed: DedupFacts) -> None:
    await expected(fed, GUANGXI)
    for until in (MORNING - A_DAY, MORNING + 9 * A_DAY, MORNING - A_MINUTE):
        await told_until(fed, until, GUANGXI)
    async with fed.database.read() as read:
        [(feed, silent)] = await list_feeds(read)
    assert (feed.source, feed.complete_until, feed.expected, silent) == (SOURCE, MORNING, True, False)
    fed.clock.move_to(MORNING + A_DAY + A_MINUTE)
    async with fed.database.read() as read:
        assert [silent for _, silent in await list_feeds(read)] == [True]


async def test_who_tells_is_not_kept_in_clear(fed: DedupFacts) -> None:
    await expected(fed, GUANGXI)
    await told_until(fed, MORNING, GUANGXI)
    assert await fed.rows("SELECT FROM feeds AS f WHERE f::text LIKE :source", source=f"%{SOURCE}%") == []


async def test_while_everybody_is_silent_nothing_is_written(fed: DedupFacts) -> None:
    """The work comes by every few seconds, for as long as a source may be away."""
    await expected(fed, GUANGXI)
    await handed_in(fed, "nothing-written")
    [[before]] = await fed.rows("SELECT max(id) FROM number_changes")
    await looked(fed)
    [[after]] = await fed.rows("SELECT max(id) FROM number_changes")
    assert before == after


async def test_a_year_that_the_policy_book_does_not_know_keeps_no_other_from_its_answer(fed: DedupFacts) -> None:
    await expected(fed, GUANGXI)
    application = await handed_in(fed, "known-year")
    await fed.hear(submitted(new_id(), new_id(), token("unknown-year"), benefit_year=2099))
    await told_until(fed, MORNING, GUANGXI)
    assert await looked(fed) == 1
    assert rules(fed, application) == [[]]


async def test_a_question_on_the_spot_says_what_is_not_known(fresh_database: FreshDatabase, tmp_path: Path) -> None:
    """V-71: not clear, and which areas have not told; over REST, where an operator says who is expected."""
    question = {"tokens": [token("spot")], "area": "440783", "benefit_year": 2024, "applied_on": "2023-10-11"}
    async with running_dedup(fresh_database, tmp_path) as dedup:
        assert (await dedup.call("POST", "/checks", json=question, **CLERK)).json()["clear"] is True
        assert (await dedup.call("PUT", f"/feeds/{SOURCE}", json={"areas": [GUANGXI]}, **FEED)).status_code == 200
        answer = (await dedup.call("POST", "/checks", json=question, **CLERK)).json()
        assert (answer["clear"], answer["hits"], answer["unanswered"]) == (False, [], [GUANGXI])
        application, person = new_id(), new_id()
        await dedup.publish(
            submitted(application, person, token("spot")), participation(new_id(), person, token("spot"), benefit_year=2021)
        )
        told = {"areas": [GUANGXI], "complete_until": MORNING.isoformat()}
        assert (await dedup.call("POST", f"/feeds/{SOURCE}/freshness", json=told, **FEED)).json()["items"][0]["silent"] is False
        assert (await dedup.answer_to(application)).data.clear is True
        assert (await dedup.call("POST", "/checks", json=question, **CLERK)).json()["unanswered"] == []
