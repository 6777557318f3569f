"""Ports of the loopback: a free one, one of our own, and who has it if it is not free."""

import secrets
import socket
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cache
from ssl import PROTOCOL_TLS_CLIENT, SSLContext

import httpx
import psutil

from canbao_suite.cannot_run import CannotRun
from canbao_suite.leftovers import folder_of

LOOPBACK = "127.0.0.1"
_QUEUE = 1024
_FOR_SERVERS = range(20_000, 32_768)
_TRIES = 1_000


class PortTaken(CannotRun):
    """Somebody else listens on the port that was asked for."""


def free_port(among: Sequence[int] = _FOR_SERVERS) -> int:
    """A port that nobody listens on at this moment, and that no process was given that still runs.

    It lies below the ports that Linux (from 32768) and macOS (from 49152) give to outgoing connections: one of those could be
    taken by a connection before the server starts, or while a killed server is down. Raises CannotRun: none is found.
    """
    for port in (secrets.choice(among) for _ in range(_TRIES)):
        if _promise(port):
            return port
    raise CannotRun(f"No free port of {among[0]} to {among[-1]} was found; may this user listen on {LOOPBACK}?")


def _promise(port: int) -> bool:
    """True if the port is free and was not promised before.

    The promise is the UDP port of the same number, which nothing here needs: the system gives it to one process alone, and takes it
    back when that process ends, however it ends. It comes before the look: who only looks takes no port from a server that starts.
    """
    held = socket.socket(type=socket.SOCK_DGRAM)
    try:
        held.bind((LOOPBACK, port))
        _listen(port).close()
    except OSError:
        held.close()
        return False
    held.detach()  # open until the process ends
    return True


def is_free(port: int) -> bool:
    """True if a server could take the port now."""
    try:
        _listen(port).close()
    except OSError:
        return False
    return True


def claim_port(port: int) -> socket.socket:
    """A socket that listens on the port (0: any) from now on; a server takes it over. Raises PortTaken, CannotRun."""
    try:
        return _listen(port)
    except PermissionError:
        raise CannotRun(f"This user may not listen on port {port}; choose another with --port.") from None
    except OSError:
        raise PortTaken(f"Port {port} is taken by {_who_listens(port)}; choose another with --port.") from None


def _listen(port: int) -> socket.socket:
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((LOOPBACK, port))
        listening.listen(_QUEUE)
    except OSError:
        listening.close()
        raise
    return listening


def ask(url: str) -> httpx.Response:
    """The answer of a server on this machine, over plain HTTP and a connection of its own. Raises HTTPError."""
    return _client().get(url)


@cache
def _client() -> httpx.Client:
    """One for all questions, as a start asks hundreds of times; the certificates of all the world are not read for it."""
    return httpx.Client(
        verify=SSLContext(PROTOCOL_TLS_CLIENT), trust_env=False, timeout=2.0, limits=httpx.Limits(max_keepalive_connections=0)
    )


def suite_id_at(url: str) -> str | None:
    """The id of the suite that answers at this address; None if none does."""
    with suppress(httpx.HTTPError, ValueError, KeyError, TypeError):
        return str(ask(f"{url}/suite").json()["suite"])
    return None


def _who_listens(port: int) -> str:
    listeners = list(_listeners(port))
    for process in listeners:
        if (folder := folder_of(process.pid)) is not None:
            return f"another Canbao suite (state in {folder}, process {process.pid})"
    if suite_id_at(f"http://{LOOPBACK}:{port}") is not None:
        return "another Canbao suite"
    with suppress(psutil.Error, IndexError):
        return f"{listeners[0].name()} (process {listeners[0].pid})"
    return "another program"


def _listeners(port: int) -> Iterator[psutil.Process]:
    """The processes that have the listening socket, as far as this user may see them: a runner hands its own on to the front."""
    for process in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            if any(one.status == psutil.CONN_LISTEN and one.laddr.port == port for one in process.net_connections("tcp")):
                yield process
