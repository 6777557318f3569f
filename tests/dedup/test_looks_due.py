"""A fault in what follows from a fact never costs the fact: it is kept, and its people are looked at again."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from pydantic import SecretStr

from dedup.repository.looks_due import count_looks_due
from dedup.settings import Settings
from dedup.use_cases.answer_checks import CHECKS
from dedup.use_cases.check_looks import check_looks
from dedup.use_cases.follow_feeds import answer_waiting
from dedup.use_cases.look_at_people import look_again
from enrolment_events.duplicates import CaseChangedV1
from enrolment_terms.identifiers import new_id
from enrolment_terms.scheme import EmployeeIdentity, ParticipationState
from policy_parameters import load_policy_book
from service_runtime import Runtime, generate_storage_keys
from tests.conftest import FreshDatabase
from tests.dedup.builders import GUANGZHOU, HUNAN, MORNING, decided, employed, hours_later, participation, reported, submitted, token
from tests.dedup.conftest import DedupFacts, dedup_database

REFUSES = "RAISE EXCEPTION 'planted'"
HANGS_UP = "PERFORM pg_terminate_backend(pg_backend_pid())"


@pytest.fixture
async def alone(fresh_database: FreshDatabase) -> AsyncIterator[DedupFacts]:
    """A database of its own, in which faults are planted."""
    async with dedup_database(fresh_database, "dedup_faulty") as facts:
        yield facts


@asynccontextmanager
async def planted(facts: DedupFacts, table: str, what: str = REFUSES) -> AsyncIterator[None]:
    """Whoever writes to the table fails."""
    async with facts.database.transaction() as tx:
        await tx.driver.execute(
            f"CREATE FUNCTION planted() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN {what.replace(chr(39), chr(39) * 2)}; END'"
        )
        await tx.driver.execute(f"CREATE TRIGGER planted BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION planted()")
    yield
    async with facts.database.transaction() as tx:
        await tx.driver.execute(f"DROP TRIGGER planted ON {table}")
        await tx.driver.execute("DROP FUNCTION planted()")


def runtime(facts: DedupFacts) -> Runtime:
    """As the work of the background has it."""
    settings = Settings(database_url="postgresql://", storage_keys=SecretStr(generate_storage_keys()), jwks_file=Path("none"))
    return Runtime("dedup", settings, facts.database, facts.clock, load_policy_book())


async def looked_again(facts: DedupFacts) -> None:
    """As often as there is somebody: who was tried before comes last."""
    for _ in range(await due(facts)):
        await look_again(runtime(facts))
    await facts.hear()


async def due(facts: DedupFacts) -> int:
    async with facts.database.read() as read:
        return (await count_looks_due(read.driver))[0]


async def test_a_year_that_the_policy_book_does_not_know_holds_up_nothing(alone: DedupFacts) -> None:
    """R-120, V-71: such a check has no answer, or keeps the one that it had; what else follows for the person follows."""
    person, unknown, known, document = new_id(), new_id(), new_id(), token("far")
    await alone.hear(submitted(unknown, person, document, benefit_year=2045), submitted(known, person, document))
    await alone.rows("UPDATE checks SET benefit_year = 2045 WHERE application_id = :id RETURNING 1", id=known)
    await alone.hear(*(decided(one, person, at=hours_later(1)) for one in (unknown, known)))
    await alone.hear(participation(new_id(), person, document, at=hours_later(2), benefit_year=2045))
    job = {"starts_on": date(2045, 3, 1), "ends_on": date(2045, 6, 30), "state": ParticipationState.TERMINATED}
    await alone.report(reported("there", document, student=True), reported("far-year", document, year=2045))
    await alone.report(employed("far-job", document, EmployeeIdentity.WORKER, **job))
    await alone.hear(participation(new_id(), person, document, at=hours_later(2)))
    assert await due(alone) == 0
    hits = {row["application_id"]: row["hits"] for row in await alone.rows("SELECT application_id, hits::text AS hits FROM checks")}
    assert hits == {unknown: None, known: "[]"}
    assert (await alone.told(CaseChangedV1))[-1].data.principle == "R-123"
    rows = await alone.rows("SELECT action FROM suspend_requests WHERE reason = 'EMPLOYEE_SCHEME'")
    assert [row["action"] for row in rows] == ["SUSPEND"]


def answers(facts: DedupFacts, application: UUID) -> list[list[str]]:
    return [[hit.rule for hit in event.data.hits] for event in facts.published if event.data.application_id == application]


async def cases(facts: DedupFacts) -> int:
    return len(await facts.rows("SELECT FROM cases"))


async def test_a_fault_in_a_case_costs_no_spell_and_no_neighbour(alone: DedupFacts) -> None:
    """R-120: two spells of one person and one of another in one feed; an application of each waits for its answer."""
    twice, once = token("twice"), token("once")
    applications = {word: new_id() for word in ("twice", "once")}
    async with planted(alone, "cases"):
        await alone.report(reported("1", twice), reported("2", twice, area=HUNAN), reported("3", once))
        await alone.hear(*(submitted(one, new_id(), token(word)) for word, one in applications.items()))
        assert [row["area"] for row in await alone.rows("SELECT area FROM told_spells ORDER BY area")] == [HUNAN, GUANGZHOU, GUANGZHOU]
        assert (await due(alone), await cases(alone)) == (2, 0)
        await looked_again(alone)
        assert await due(alone) == 1, "of the other all is done"
        assert [answers(alone, one) for one in applications.values()] == [[["R-089", "R-089"]], [["R-089"]]], (
            "nor does a case cost an answer"
        )
        await looked_again(alone)
        assert await due(alone) == 1
    await looked_again(alone)
    assert (await due(alone), await cases(alone)) == (0, 1)
    assert [len(answers(alone, one)) for one in applications.values()] == [1, 1]
    assert len({event.data.case_id for event in await alone.told(CaseChangedV1)}) == 1


async def test_a_fault_in_a_notice_costs_no_participation(alone: DedupFacts) -> None:
    """R-087."""
    application, person, document, one = new_id(), new_id(), token("noticed"), new_id()
    await alone.report(reported("noticed", document, area=HUNAN, year=2023))
    await alone.hear(submitted(application, person, document, benefit_year=2023, consent_signed_on=MORNING.date()))
    registered = participation(one, person, document, application_id=application, benefit_year=2023, at=hours_later(1))
    async with planted(alone, "notices"):
        await alone.hear(registered)
        assert len(await alone.rows("SELECT FROM participation_spells WHERE participation_id = :id", id=one)) == 1
        assert await due(alone) == 1
    await alone.hear(registered)
    assert [row["rule"] for row in await alone.rows("SELECT rule FROM notices")] == ["R-087"]
    await looked_again(alone)
    assert await due(alone) == 0


async def test_a_notice_that_could_not_be_opened_is_opened_by_the_work_that_looks_again(alone: DedupFacts) -> None:
    """Although the answer to the check is the same as before."""
    application, person, document = new_id(), new_id(), token("opened-again")
    await alone.report(reported("opened-again", document, area=HUNAN, year=2023))
    await alone.hear(submitted(application, person, document, benefit_year=2023, consent_signed_on=MORNING.date()))
    async with planted(alone, "notices"):
        await alone.hear(participation(new_id(), person, document, application_id=application, benefit_year=2023, at=hours_later(1)))
    await looked_again(alone)
    assert [row["rule"] for row in await alone.rows("SELECT rule FROM notices")] == ["R-087"]


async def test_who_fails_again_lets_the_others_go_first_and_is_seen_in_health(alone: DedupFacts) -> None:
    """Since the first failure, however often he is tried."""
    documents = [token(f"goes-first-{number}") for number in range(3)]
    async with planted(alone, "cases"):
        for number, document in enumerate(documents):
            alone.clock.move_to(hours_later(number))
            await alone.report(reported(f"{number}", document), reported(f"{number}-too", document, area=HUNAN))
        alone.clock.move_to(hours_later(9))
        tried = []
        for _ in range(6):
            await look_again(runtime(alone))
            tried.append([row["tries"] for row in await alone.rows("SELECT tries FROM looks_due ORDER BY since")])
        assert tried == [[2, 1, 1], [2, 2, 1], [2, 2, 2], [3, 2, 2], [3, 3, 2], [3, 3, 3]]
        [figure] = await check_looks(runtime(alone))
        assert (figure.status, figure.value, figure.output) == ("warn", 3, "since 2023-10-11T01:00+00:00")
    await looked_again(alone)
    [figure] = await check_looks(runtime(alone))
    assert (figure.status, figure.value) == ("pass", 0)


async def test_what_has_failed_has_left_nothing_behind(alone: DedupFacts) -> None:
    """No event of the answer that went before the fault, and none counted."""
    application, document = new_id(), token("nothing-behind")
    clear = CHECKS.labels("conflict")._value.get()
    async with planted(alone, "cases"):
        await alone.report(reported("1", document), reported("2", document, area=HUNAN))
        await alone.hear(submitted(application, new_id(), document))
        assert (answers(alone, application), CHECKS.labels("conflict")._value.get()) == ([], clear)
    await looked_again(alone)
    assert (len(answers(alone, application)), CHECKS.labels("conflict")._value.get()) == (1, clear + 1)


async def test_a_check_of_a_year_that_the_book_learns_is_answered(alone: DedupFacts) -> None:
    """V-71: it waits, as nobody's fault, and is answered once the year is known; his two relations are a case before."""
    person, document, known, unknown = new_id(), token("no-policy"), new_id(), new_id()
    await alone.report(reported("1", document), reported("2", document, area=HUNAN))
    await alone.hear(submitted(unknown, person, document, benefit_year=2099))
    assert (await due(alone), await cases(alone), await answer_waiting(runtime(alone))) == (0, 1, 0)
    await alone.hear(submitted(known, new_id(), token("policy")))
    assert (answers(alone, known), answers(alone, unknown)) == ([[]], [])
    await alone.rows("UPDATE checks SET benefit_year = 2024 WHERE application_id = :id RETURNING 1", id=unknown)
    assert await answer_waiting(runtime(alone)) == 1


async def test_a_connection_that_is_lost_is_nobodys_fault(alone: DedupFacts, capsys: pytest.CaptureFixture[str]) -> None:
    """The fact comes again: nothing of it is kept, and nobody is noted, nor is it said of anybody that he could not be looked at."""
    document = token("hangs-up")
    async with planted(alone, "cases", HANGS_UP):
        with pytest.raises(Exception, match=r"terminat|closed|connection"):
            await alone.report(reported("1", document), reported("2", document, area=HUNAN))
        assert (await due(alone), await alone.rows("SELECT FROM told_spells")) == (0, [])
    assert "people.not_looked_at" not in capsys.readouterr().out
    await alone.report(reported("1", document), reported("2", document, area=HUNAN))
    assert await cases(alone) == 1
