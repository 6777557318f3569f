"""Ports of the loopback: a free one, one of our own, and who has it if it is not free."""

import socket
from contextlib import suppress

import httpx
import psutil

from canbao_suite.cannot_run import CannotRun
from canbao_suite.leftovers import folder_of

LOOPBACK = "127.0.0.1"
_QUEUE = 1024


class PortTaken(CannotRun):
    """Somebody else listens on the port that was asked for."""


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def is_free(port: int) -> bool:
    """True if a server could take the port now."""
    try:
        claim_port(port).close()
    except CannotRun:
        return False
    return True


def claim_port(port: int) -> socket.socket:
    """A socket that listens on the port (0: any) from now on; a server takes it over. Raises PortTaken, CannotRun."""
    claimed = socket.socket()
    claimed.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        claimed.bind((LOOPBACK, port))
        claimed.listen(_QUEUE)
    except PermissionError:
        claimed.close()
        raise CannotRun(f"This user may not listen on port {port}; choose another with --port.") from None
    except OSError:
        claimed.close()
        raise PortTaken(f"Port {port} is taken by {_who_listens(port)}; choose another with --port.") from None
    return claimed


def suite_id_at(url: str) -> str | None:
    """The id of the suite that answers at this address; None if none does."""
    with suppress(httpx.HTTPError, ValueError, KeyError, TypeError):
        return str(httpx.get(f"{url}/suite", timeout=2.0).json()["suite"])
    return None


def _who_listens(port: int) -> str:
    pid = _listener(port)
    if pid is not None and (folder := folder_of(pid)) is not None:
        return f"another Canbao suite (state in {folder}, process {pid})"
    if suite_id_at(f"http://{LOOPBACK}:{port}") is not None:
        return "another Canbao suite"
    with suppress(psutil.Error):
        if pid is not None:
            return f"{psutil.Process(pid).name()} (process {pid})"
    return "another program"


def _listener(port: int) -> int | None:
    """The process that listens there, as far as this user may see it."""
    try:
        connections = psutil.net_connections("tcp")
    except (psutil.Error, OSError):
        return None
    found = [one.pid for one in connections if one.status == psutil.CONN_LISTEN and one.laddr and one.laddr.port == port]
    return next(iter(found), None)
