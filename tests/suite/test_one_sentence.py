"""What keeps a suite from running is one sentence and exit code 1, never a traceback or a page of log."""

import json
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from canbao_suite.listening import LOOPBACK, free_port
from canbao_suite.postgres import PostgresServer
from canbao_suite.processes import Suite
from tests.servers import TEST_SETTINGS, on_test_settings, require_installed_rabbitmq, scratch_folder
from tests.suite.terminal import canbao


@pytest.fixture(scope="module")
def running_suite() -> Iterator[Suite]:
    """A suite that somebody else has started, as `canbao demo` would."""
    with scratch_folder() as folder:
        suite = on_test_settings(Suite(folder / "demo", port=free_port()))
        suite.start()
        try:
            yield suite
        finally:
            suite.stop()


@pytest.fixture
def state() -> Iterator[Path]:
    """An empty state folder."""
    with scratch_folder() as folder:
        yield folder


def refusal(*arguments: str, lines: int = 1) -> str:
    """What the command says at last, after checking that it is short, and that it failed."""
    run = canbao(*arguments)
    assert run.end() == 1
    assert "Traceback" not in run.said
    return "\n".join(run.said.strip().splitlines()[-lines:])


def port_of(suite: Suite) -> int:
    return int(suite.front_url.rpartition(":")[2])


def test_the_port_has_another_suite(running_suite: Suite, state: Path) -> None:
    port = port_of(running_suite)
    said = refusal("demo", "--state", str(state), "--port", str(port))
    who = f"another Canbao suite (state in {running_suite.folder}, process {running_suite.processes['suite'].pid})"
    assert said == f"Port {port} is taken by {who}; choose another with --port."


def test_the_port_has_another_suite_and_its_runner_too(running_suite: Suite, state: Path) -> None:
    """Whoever started the front may have its socket as well, and be found first."""
    port = port_of(running_suite)
    runner = subprocess.Popen(["sleep", "60"], pass_fds=[running_suite.front_socket.fileno()])
    try:
        said = refusal("demo", "--state", str(state), "--port", str(port))
    finally:
        runner.kill()
        runner.wait()
    assert f"(state in {running_suite.folder}, process {running_suite.processes['suite'].pid})" in said


def test_the_port_has_another_program(state: Path) -> None:
    with socket.create_server((LOOPBACK, 0)) as other:
        port = other.getsockname()[1]
        said = refusal("serve", "--state", str(state), "--port", str(port))
    assert said.startswith(f"Port {port} is taken by ")
    assert said.endswith("; choose another with --port.")
    assert not (state / "serve" / "postgres").exists()


@pytest.mark.parametrize("options", [[], ["--fresh"], ["--once"]], ids=["second run", "fresh meanwhile", "once"])
def test_the_state_folder_is_in_use(running_suite: Suite, options: list[str]) -> None:
    said = refusal("demo", "--state", str(running_suite.folder.parent), "--port", str(free_port()), *options)
    assert said.endswith(f"is using the state folder {running_suite.folder}; end it first, or choose another with --state.")
    running_suite.check()
    assert (running_suite.folder / "keys.json").exists()


def test_postgresql_does_not_start(state: Path) -> None:
    server = PostgresServer(state / "serve" / "postgres", TEST_SETTINGS)
    server.start()
    server.stop()
    with (server.home.cluster / "postgresql.conf").open("a") as configuration:
        configuration.write("\nno_such_setting = 1\n")
    said = refusal("serve", "--state", str(state), "--port", str(free_port()))
    assert said.startswith("PostgreSQL did not start: ")
    assert said.endswith("postgres.log")


@pytest.mark.rabbitmq
def test_the_broker_does_not_start(state: Path) -> None:
    require_installed_rabbitmq()
    with socket.create_server((LOOPBACK, 0)) as other:
        taken = other.getsockname()[1]
        (state / "serve" / "rabbitmq").mkdir(parents=True)
        ports = {"amqp": taken, "dist": free_port(), "epmd": free_port()}
        (state / "serve" / "rabbitmq" / "ports.json").write_text(json.dumps(ports))
        said = refusal("serve", "--bus", "rabbitmq", "--state", str(state), "--port", str(free_port()))
    assert said.startswith("RabbitMQ did not start")


def test_the_state_folder_cannot_be_written(state: Path) -> None:
    (state / "file").write_text("")
    said = refusal("serve", "--state", str(state / "file"), "--port", str(free_port()))
    assert said.startswith(f"The state folder {state / 'file' / 'serve'} cannot be written (")
    token = canbao("token", "--role", "clerk", "--state", str(state / "file"))
    assert token.end() == 2
    assert token.said.startswith(f"The state folder {state / 'file'} cannot be written (")


def test_debug_shows_where(state: Path) -> None:
    (state / "file").write_text("")
    run = canbao("serve", "--debug", "--state", str(state / "file"), "--port", str(free_port()))
    assert run.end() == 1
    assert "Traceback" in run.said


def test_a_file_that_cannot_be_written_is_told_before_the_season(state: Path) -> None:
    run = canbao("season", "--state", str(state), "--json", str(state / "nowhere" / "season.json"))
    assert run.end() == 2
    assert "cannot be written" in run.said
    assert list(state.iterdir()) == []
