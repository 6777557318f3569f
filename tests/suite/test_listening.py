"""A port for a server stays free until the server starts, however many connections are opened meanwhile."""

import socket

import pytest

from canbao_suite import listening
from canbao_suite.cannot_run import CannotRun
from canbao_suite.listening import claim_port, free_port


def ports_of_connections(count: int) -> list[int]:
    """The ports this machine gives to so many outgoing connections that are open together."""
    with claim_port(0) as listener:
        open_now = [socket.create_connection(listener.getsockname()) for _ in range(count)]
        given = [connection.getsockname()[1] for connection in open_now]
        for connection in open_now:
            connection.close()
    return given


def test_no_outgoing_connection_takes_a_port_that_a_server_was_promised() -> None:
    promised = [free_port() for _ in range(200)]
    assert max(promised) < min(ports_of_connections(200))


def test_no_port_is_promised_twice() -> None:
    promised = [free_port() for _ in range(500)]
    assert len(set(promised)) == len(promised)


def test_a_port_somebody_listens_on_is_not_promised(monkeypatch: pytest.MonkeyPatch) -> None:
    taken, free = free_port(), free_port()
    monkeypatch.setattr(listening, "_given", set())
    monkeypatch.setattr(listening, "_FOR_SERVERS", (taken, free))
    with claim_port(taken):
        assert free_port() == free
        with pytest.raises(CannotRun, match=r"^No free port of \d+ to \d+ was found"):
            free_port()
