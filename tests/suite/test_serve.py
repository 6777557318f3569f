"""`canbao serve` and `canbao token`: one front on either bus, one issuer per state folder, any tax office."""

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from canbao_suite.environments import Bus, of_tax_office
from canbao_suite.four_people import Story
from canbao_suite.listening import free_port
from canbao_suite.processes import Suite
from canbao_suite.season.client import SuiteClient
from tests.servers import on_test_settings, require_installed_rabbitmq, scratch_folder
from tests.suite.terminal import Terminal, canbao, given, left_running, suite_processes

STARTED = ("postgres", "registers_platform", "other_regions_platform", "tax_office", "wechat_platform", "canbao_suite.serve")
"""Processes of an embedded suite, by their commands."""


@pytest.fixture
def state() -> Iterator[Path]:
    """A state folder; whatever a test leaves running in it is a fault."""
    with scratch_folder() as folder:
        yield folder
        assert left_running(folder) == []


def asked_to_end(served: Terminal, state: Path) -> None:
    """In good order, as a service manager does it."""
    assert suite_processes(state)
    served.send(signal.SIGTERM)
    assert served.end() == 0


def broken_off_by(name: str, command: str) -> Callable[[Terminal, Path], None]:
    """A part of the suite ends by itself: the run ends in one sentence."""

    def broken_off(served: Terminal, state: Path) -> None:
        os.kill(process_of(state, command), signal.SIGKILL)
        assert served.end() == 1
        assert f"{name} ended by itself" in served.said.strip().splitlines()[-1]
        assert "Traceback" not in served.said

    return broken_off


@pytest.mark.timeout(180)
@pytest.mark.parametrize(
    ("bus", "ends"),
    [
        pytest.param("embedded", asked_to_end, id="embedded"),
        pytest.param("rabbitmq", broken_off_by("RabbitMQ", "beam.smp"), id="rabbitmq", marks=pytest.mark.rabbitmq),
    ],
)
def test_one_address_serves_everything_and_takes_the_tokens_of_its_state_folder(
    state: Path, bus: Bus, ends: Callable[[Terminal, Path], None]
) -> None:
    if bus == "rabbitmq":
        require_installed_rabbitmq()
    front = f"http://127.0.0.1:{free_port()}"
    served = canbao("serve", "--bus", bus, "--state", str(state), "--port", front.rpartition(":")[2])
    said = served.until("Ctrl-C ends the suite")
    assert f"{front}/console/" in said
    assert f"{front}/benefits/docs" in said

    asked_for = ("token", "--role", "operator", "--role", "clerk", "--area", "44")  # the clock is of the whole installation
    tokens = [given(*asked_for, "--state", str(state)), given(*asked_for, "--url", front)]
    with httpx.Client(base_url=front, trust_env=False, timeout=30) as http:
        assert "居民医保参保业务操作台" in http.get("/console/").text
        for service in ("registration", "payment-bridge", "dedup", "benefits"):
            assert http.get(f"/{service}/docs").status_code == 200
        for token in tokens:
            headers = {"Authorization": f"Bearer {token}"}
            assert http.get("/payment-bridge/v1/progress", headers=headers).status_code == 200
            assert http.get("/registration/v1/progress?benefit_year=2024&area=440783", headers=headers).status_code == 200
            moved = http.post("/dedup/v1/clock", headers={**headers, "Idempotency-Key": "k"}, json={"now": "2024-01-01T09:00:00+08:00"})
            assert moved.status_code == 200
    ends(served, state)


@pytest.mark.timeout(180)
def test_a_part_that_ends_by_itself_ends_the_run_in_one_sentence(state: Path) -> None:
    """Its database here, its broker above; that each other part is looked at: `test_a_peer_that_ends_by_itself_is_missed`."""
    served = canbao("serve", "--state", str(state), "--port", str(free_port()))
    served.until("Ctrl-C ends the suite")
    broken_off_by("PostgreSQL", "postgres -D")(served, state)


@pytest.mark.timeout(300)
def test_after_a_runner_that_was_killed_the_next_start_leaves_nothing_of_it(state: Path) -> None:
    """Simulated peers outlive it, too: they carry its folder's mark, by which the next start ends them. PostgreSQL is taken over."""
    killed = canbao("serve", "--state", str(state), "--port", str(free_port()))
    killed.until("Ctrl-C ends the suite")
    killed.send(signal.SIGKILL)
    killed.end()
    left = {process.pid: " ".join(process.cmdline()) for process in suite_processes(state)}
    assert [name for name in STARTED if any(name in command for command in left.values())] == list(STARTED)

    again = canbao("serve", "--state", str(state), "--port", str(free_port()))
    again.until("Ctrl-C ends the suite")
    still = [command for pid, command in left.items() if psutil.pid_exists(pid)]
    assert [command for command in still if "postgres" not in command] == []
    asked_to_end(again, state)


def process_of(state: Path, command: str) -> int:
    """The process of a suite in this state folder whose command line holds these words."""
    found = [process.pid for process in suite_processes(state) if command in " ".join(process.cmdline())]
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("options", "fault"),
    [
        ([], "a token needs a role"),
        (
            ["--role", "emperor", "--role", "clerk", "--area", "999999", "--area", "４４"],
            "emperor is no role, 999999 is no area, ４４ is no area",
        ),
    ],
    ids=["nothing asked for", "all faults at once"],
)
def test_a_token_for_nobody_tells_which_roles_and_areas_exist(state: Path, options: list[str], fault: str) -> None:
    said = given("token", "--state", str(state), *options, ends=2)
    assert fault in said
    for word in ("citizen", "auditor", "440783115", "月山镇", "4407"):
        assert word in said


def test_no_token_where_no_suite_answers() -> None:
    nowhere = f"http://127.0.0.1:{free_port()}"
    assert given("token", "--role", "clerk", "--url", nowhere, ends=2) == f"No suite with a development issuer answers at {nowhere}."


@pytest.mark.timeout(180)
async def test_another_tax_office_is_connected(state: Path) -> None:
    suite = on_test_settings(Suite(state / "serve", tax_office_url=f"http://127.0.0.1:{free_port()}"))
    client = SuiteClient(suite)
    try:
        suite.start()
        assert "tax-office" not in suite.processes
        other = suite._process("other office", "tax_office", of_tax_office(suite))
        other.start()
        lines: list[str] = []
        await Story(suite, client, lines.append).tell()
        other.stop()
    finally:
        await client.close()
        suite.stop()
    assert lines[-1].startswith("   The hospital asks for 2024-01-15: covered")


def test_what_was_agreed_with_another_tax_office_may_stand_in_the_environment(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CANBAO_TAX_OUT_SECRET", "whsec_YWdyZWVk")
    simulated, other = Suite(state / "serve"), Suite(state / "serve", tax_office_url="http://tax.example")
    assert other.keys.tax_out_secret == "whsec_YWdyZWVk"
    assert other.keys.tax_in_secret == simulated.keys.tax_in_secret
    assert simulated.keys.tax_out_secret != "whsec_YWdyZWVk"
