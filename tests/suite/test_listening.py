"""A port for a server stays free until the server starts, however many connections are opened meanwhile, whoever else looks for one."""

import json
import socket
import subprocess
import sys

import pytest

from canbao_suite.cannot_run import CannotRun
from canbao_suite.listening import claim_port, free_port

SEEKER = """
import sys
from canbao_suite.listening import free_port
print([free_port() for _ in range(4)], flush=True)
sys.stdin.read()
"""


def ports_of_connections(count: int) -> list[int]:
    """The ports this machine gives to so many outgoing connections that are open together."""
    with claim_port(0) as listener:
        open_now = [socket.create_connection(listener.getsockname()) for _ in range(count)]
        given = [connection.getsockname()[1] for connection in open_now]
        for connection in open_now:
            connection.close()
    return given


def port_of(listener: socket.socket) -> int:
    return int(listener.getsockname()[1])


def test_no_outgoing_connection_takes_a_port_that_a_server_was_promised() -> None:
    promised = [free_port() for _ in range(50)]
    assert max(promised) < min(ports_of_connections(200))


def test_no_port_is_promised_twice() -> None:
    port = free_port()
    with pytest.raises(CannotRun):
        free_port([port])


def test_what_another_process_was_promised_is_promised_again_only_after_its_end() -> None:
    with subprocess.Popen([sys.executable, "-c", SEEKER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        ports = json.loads(other.stdout.readline())
        with pytest.raises(CannotRun):
            free_port(ports)
    assert free_port(ports) in ports


def test_a_port_somebody_listens_on_is_not_promised() -> None:
    with claim_port(0) as listener, claim_port(0) as ended:
        taken, free = port_of(listener), port_of(ended)
        ended.close()
        assert free_port([taken, free]) == free
        with pytest.raises(CannotRun, match=rf"^No free port of {taken} to {free} was found"):
            free_port([taken, free])
