"""`canbao events`, `jobs` and `deadletters`, as operators give them to a suite that runs."""

import asyncio
import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import aio_pika
import asyncpg
import pytest

from canbao_suite.cannot_run import CannotRun
from canbao_suite.listening import free_port
from canbao_suite.processes import Suite
from tests.servers import on_test_settings, require_installed_rabbitmq, scratch_folder
from tests.suite.terminal import canbao, given

pytestmark = pytest.mark.timeout(240)
LETTER = """
    INSERT INTO dead_letters (event_id, event_type, event, origin, publisher, error)
    VALUES (gen_random_uuid(), 'registration.mandate.changed.v1', '{}', '/canbao/registration', 'registration', 'ValueError')
    RETURNING id
"""


@pytest.fixture(scope="module")
def suite() -> Iterator[Suite]:
    """A started suite with a front."""
    with scratch_folder() as folder:
        suite = on_test_settings(Suite(folder / "suite"))
        suite.start()
        try:
            yield suite
        finally:
            suite.stop()
            suite.forget()


@pytest.fixture
def state(suite: Suite) -> Path:
    """Its state folder."""
    return suite.folder.parent


def by_operator(state: Path, *words: str, ends: int = 0) -> str:
    """What a command says that ends like this."""
    return given(*words, "--state", str(state), ends=ends)


@pytest.mark.parametrize("name", ["registers", "other-regions", "tax-office", "wechat"])
def test_a_peer_that_ends_by_itself_is_missed(suite: Suite, name: str) -> None:
    """`canbao serve` looks like this again and again, and ends when it is told."""
    suite.check()
    suite.processes[name].kill()
    with pytest.raises(CannotRun, match=f"^{name} ended by itself"):
        suite.check()
    suite.processes[name].start()
    suite.wait_ready(name)


def test_jobs_are_listed_and_run(state: Path) -> None:
    jobs = {
        job["name"]: job
        for job in json.loads(by_operator(state, "jobs", "list", "--service", "payment-bridge", "--json"))["payment-bridge"]
    }
    assert {"send_levies", "read_tax_ledger", "republish", "purge"} <= jobs.keys()
    assert jobs["read_tax_ledger"]["may_be_run"]
    assert by_operator(state, "jobs", "run", "payment-bridge", "read_tax_ledger") == "payment-bridge: read_tax_ledger is asked to run."
    assert "409 NOT_AT_ONCE" in by_operator(state, "jobs", "run", "payment-bridge", "purge", ends=1)


def test_a_day_of_the_calendar_is_done_once_more(state: Path) -> None:
    [job] = [job for job in json.loads(by_operator(state, "jobs", "list", "--json"))["registration"] if job["name"] == "reject_overdue"]
    day = (date.fromisoformat(job["next_day"]) - timedelta(1)).isoformat()
    assert by_operator(state, "jobs", "day", "registration", "reject_overdue", day, "--area", "440700").endswith(": 1 runs asked for.")
    runs = json.loads(by_operator(state, "jobs", "runs", "registration", "--job", "reject_overdue", "--json"))
    assert [(run["day"], run["asked_by"]) for run in runs if run["area"] == "440700"] == [(day, "operator")]
    assert "reject_overdue" in by_operator(state, "jobs", "runs", "registration", "--most", "1000")
    assert "422 NOT_DUE" in by_operator(state, "jobs", "day", "registration", "reject_overdue", job["next_day"], ends=1)


def test_a_republication_takes_two_operators_and_is_followed(state: Path) -> None:
    asked = by_operator(state, "events", "republish", "dedup", ends=3)
    assert "asked by operator; nothing was done yet" in asked
    assert "A second operator must confirm" in asked
    assert by_operator(state, "events", "republish", "dedup", "--as", "second").startswith(
        "dedup 1: RUNNING, 0 of 6 kinds (check, suspend_request, coverage_elsewhere, case, notice, received_notice)"
    )
    while "DONE" not in (said := by_operator(state, "events", "progress", "dedup")):
        assert "RUNNING" in said
    by_operator(state, "events", "compare")
    assert "KIND_UNKNOWN" in by_operator(state, "events", "republish", "dedup", "--aggregate", "bill", ends=1)


async def test_dead_letters_are_listed_shown_replayed_and_given_up(suite: Suite, state: Path) -> None:
    connection = await asyncpg.connect(suite.database_url("benefits"))
    letter = str(await connection.fetchval(LETTER))
    await connection.close()
    assert "benefits: 1 open" in by_operator(state, "deadletters", "list")
    assert json.loads(by_operator(state, "deadletters", "show", letter, "--service", "benefits"))["error"] == "ValueError"
    replay = ("deadletters", "replay", letter, "--service", "benefits")
    by_operator(state, *replay, ends=3)
    assert "0 replayed, 1 failed again" in by_operator(state, *replay, "--as", "second", ends=4)
    discard = ("deadletters", "discard", letter, "--service", "benefits", "--reason", "a test")
    by_operator(state, *discard, ends=3)
    assert by_operator(state, *discard, "--as", "second") == "benefits: 1 given up."
    assert "benefits: 1 discarded" in by_operator(state, "deadletters", "list", "--discarded", "--service", "benefits")


@pytest.mark.rabbitmq
async def test_what_is_parked_is_counted_and_a_replay_takes_it_back() -> None:
    """A message of nobody, so that it is seen where it went."""
    require_installed_rabbitmq()
    with scratch_folder() as folder:
        suite = on_test_settings(Suite(folder / "suite", bus="rabbitmq", port=free_port()))
        try:
            await asyncio.to_thread(suite.start)
            assert suite.rabbitmq
            async with await aio_pika.connect(suite.rabbitmq.url) as connection:
                channel = await connection.channel()
                await channel.default_exchange.publish(aio_pika.Message(b"[]", type="registration.stranger.v9"), "canbao.benefits.parked")
            listed = ("deadletters", "list", "--service", "benefits")
            while (said := by_operator(folder, *listed)) == "benefits: 0 open":
                pass
            assert said == "benefits: 0 open; 1 messages parked (canbao topology parked list)"
            by_operator(folder, "deadletters", "replay", "--service", "benefits", ends=3)
            by_operator(folder, "deadletters", "replay", "--service", "benefits", "--as", "second")
            while not (said := by_operator(folder, *listed)).startswith("benefits: 1 open\n"):
                assert "1 messages parked" in said or said == "benefits: 0 open"
        finally:
            await asyncio.to_thread(suite.stop)
            await asyncio.to_thread(suite.forget)


def test_what_keeps_a_command_from_its_work_is_one_sentence(state: Path, tmp_path: Path) -> None:
    none = canbao("jobs", "list", "--state", str(tmp_path))
    assert none.end() == 1
    assert none.said.startswith(f"No suite with a front runs in {tmp_path}")
    nowhere = canbao("jobs", "list", environment={"CANBAO_URL": "http://127.0.0.1:9"})
    assert nowhere.end() == 1
    assert nowhere.said.strip() == "An address needs a token: CANBAO_TOKEN, or CANBAO_TOKEN_FILE with the name of its file."
    wrong = canbao("jobs", "list", environment={"CANBAO_URL": "http://127.0.0.1:9", "CANBAO_TOKEN": "x"})
    assert wrong.end() == 1
    assert "registration does not answer at http://127.0.0.1:9" in wrong.said
