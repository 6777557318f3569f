"""The first hour: the README's first command as it is written, ended in every way, and again."""

import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from canbao_suite.listening import free_port
from tests.servers import scratch_folder
from tests.suite.terminal import Terminal, left_running, script

STAYS = "Ctrl-C ends the suite; its state stays."


@pytest.fixture
def state() -> Iterator[Path]:
    """A state folder; whatever a test leaves running in it is a fault."""
    with scratch_folder() as folder:
        yield folder
        assert left_running(folder) == []


def demo(state: Path, port: int, *options: str) -> Terminal:
    return script("demo", "--state", str(state), "--port", str(port), "--scale", "0.0005", *options)


def story(said: str) -> str:
    """From the first person to the last cover."""
    return said[said.index("①") : said.index("R-140", said.index("④"))]


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


@pytest.mark.timeout(900)
def test_the_whole_demo_killed_then_again_ended_by_ctrl_c_then_again_ended_by_term(state: Path) -> None:
    port = free_port()
    killed = demo(state, port)
    killed.until("students of a school", 300)
    killed.send(signal.SIGKILL)
    killed.end()
    assert left_running(state) != []

    first = demo(state, port)
    said = first.until(STAYS, 500)
    assert "was broken off" in said
    assert "Audit: clean; lost 0, doubled 0." in said
    first.press_ctrl_c()
    assert first.end() == 0
    assert left_running(state) == []
    assert is_free(port)

    again = demo(state, port, "--scale", "0.01")
    said_again = again.until(STAYS, 240)
    assert "#/towns?scale=0.0005\n" in said_again, "the page of the season that was told, whatever is asked for now"
    assert story(said_again) == story(said)
    assert "The season was told in an earlier run" in said_again
    again.send(signal.SIGTERM)
    assert again.end() == 0
    assert "Traceback" not in said + said_again


@pytest.mark.timeout(300)
def test_a_signal_at_any_moment_ends_everything_and_the_next_run_tells_the_story(state: Path) -> None:
    port = free_port()
    moments = {"PostgreSQL …": signal.SIGTERM, "services …": signal.SIGHUP, "②": signal.SIGINT}
    for moment, how in moments.items():
        ended = demo(state, port, "--once")
        ended.until(moment)
        ended.send(how)
        assert ended.end() == 128 + how
        assert left_running(state) == []
        assert is_free(port)
        assert "Traceback" not in ended.said

    closed = demo(state, port, "--once")
    closed.until("①")
    assert closed.close() != 0
    assert left_running(state) == []

    after = demo(state, port, "--once")
    assert after.end(200) == 0
    assert "because R-022、R-027、R-103、R-140." in after.said
