"""Every session with a service's database is opened here, with the limits that its purpose has."""

import asyncio
import socket
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import asyncpg

from event_bus.transient import Trouble, trouble_of
from service_runtime.database_address import read_address

_CONNECT_SECONDS = 5.0
_KEPT_STATEMENTS = 500
"""Prepared statements of a connection: more than a service has."""
_RELAY_SETTINGS = {"synchronous_commit": "off"}
"""A relay only deletes what is confirmed. A deletion that a crash undoes costs one more delivery, which the listeners' inboxes know."""
_BEATS = 4
"""In the time after which the server ends a session."""
_ELSEWHERE = (OSError, TimeoutError, asyncpg.CannotConnectNowError, asyncpg.TargetServerAttributeNotMatched)
"""Another host of the same address may do."""


if TYPE_CHECKING:
    _Connection = asyncpg.Connection[asyncpg.Record]
else:
    _Connection = asyncpg.Connection


class Purpose(StrEnum):
    """What a session is for; the server shows it as `application_name`."""

    WORK = "canbao"
    """Requests, batches of events, background work."""
    PROBE = "canbao-probe"
    """Readiness, health and metrics: beside those that work, so that a busy service is not taken for a dead one."""
    RELAY = "canbao-relay"
    MIGRATION = "canbao-migration"
    AUDIT = "canbao-audit"
    """Commands that read the whole audit."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds after which somebody who does not go on stops the others no longer; 0 is no limit."""

    statement: float = 20.0
    """A statement ends (57014), and the way to the server counts as dead a moment later."""
    lock: float = 10.0
    """A statement waits for a lock (55P03)."""
    idle_transaction: float = 25.0
    """A transaction in which nobody asks anything is rolled back, its session ended (25P03)."""
    idle_session: float = 0.0
    """A session in which nobody asks anything is ended (57P05)."""
    network: float = 20.0
    """How long the peer of a TCP connection may acknowledge nothing."""
    answer: float = 3.0
    """How much later than the server the client gives a statement up: then it is the way to the server that is dead."""

    def for_purpose(self, purpose: Purpose) -> "Limits":
        """The limits of such a session."""
        long = self.idle_transaction * 6
        match purpose:
            case Purpose.WORK:
                return self
            case Purpose.PROBE:
                return replace(self, statement=min(self.statement, 5.0), lock=min(self.lock, 2.0))
            case Purpose.RELAY:
                return replace(self, statement=self.statement / 2, idle_session=self.idle_transaction)
            case Purpose.MIGRATION:
                return replace(self, statement=0.0, lock=self.lock / 2, idle_transaction=long, idle_session=long)
            case Purpose.AUDIT:
                return replace(self, statement=0.0, idle_transaction=long)

    @property
    def command_seconds(self) -> float | None:
        """How long the client waits for the answer to a statement."""
        return self.statement + self.answer if self.statement else None

    @property
    def server_settings(self) -> dict[str, int | str]:
        """What the server is told, in its units."""
        keepalive = max(round(self.network / 4), 1)
        return {  # those of TCP do nothing over a Unix socket
            "statement_timeout": round(self.statement * 1000),
            "lock_timeout": round(self.lock * 1000),
            "idle_in_transaction_session_timeout": round(self.idle_transaction * 1000),
            "idle_session_timeout": round(self.idle_session * 1000),
            "client_connection_check_interval": round(self.network * 500),
            "tcp_user_timeout": round(self.network * 1000),
            "tcp_keepalives_idle": keepalive * 2,
            "tcp_keepalives_interval": keepalive,
            "tcp_keepalives_count": 2,
        }


class Session(_Connection):
    """A connection that ends itself when its server cannot be reached or cannot be written to: the next use gets another one."""

    _told: Callable[[], None] | None = None

    def on_outdated(self, act: Callable[[], None]) -> None:
        """Called when the server says that it can only be read from, or that its schema is not the one that sessions remember."""
        self._told = act

    @property
    def socket(self) -> "socket.socket | None":
        """The open socket."""
        found: socket.socket | None = self._transport.get_extra_info("socket")  # type: ignore[attr-defined]  # the stubs leave it out
        return found

    def limit_silence(self, seconds: float) -> None:
        """How long the server may acknowledge nothing of what is sent to it, in a connection over TCP."""
        opened = self.socket
        if opened is None or opened.family == socket.AF_UNIX or not seconds:
            return
        keepalive = max(round(seconds / 4), 1)
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for name, value in (
            ("TCP_KEEPIDLE", keepalive * 2),
            ("TCP_KEEPINTVL", keepalive),
            ("TCP_KEEPCNT", 2),
            ("TCP_USER_TIMEOUT", round(seconds * 1000)),
        ):
            if (option := getattr(socket, name, None)) is not None:  # Linux has all four
                opened.setsockopt(socket.IPPROTO_TCP, option, value)

    async def _execute(self, *arguments: Any, **named: Any) -> Any:  # noqa: ANN401 -- the driver's own
        try:
            return await super()._execute(*arguments, **named)  # type: ignore[misc]  # the stubs leave it out
        except Exception as error:
            self._note(error)
            raise

    async def execute(self, query: str, *args: Any, timeout: float | None = None) -> str:  # noqa: ASYNC109 -- the driver's own
        """Like the driver's."""
        try:
            return await super().execute(query, *args, timeout=timeout)
        except Exception as error:
            self._note(error)
            raise

    async def copy_records_to_table(self, *arguments: Any, **named: Any) -> str:
        """Like the driver's."""
        try:
            return await super().copy_records_to_table(*arguments, **named)
        except Exception as error:
            self._note(error)
            raise

    def _note(self, error: Exception) -> None:
        if isinstance(error, asyncpg.ReadOnlySQLTransactionError):
            self.terminate()
            if self._told is not None:
                self._told()
        elif isinstance(error, TimeoutError):
            self.terminate()
        elif trouble_of(error) is Trouble.STALE and self._told is not None:
            self._told()


class BeatingSession(Session):
    """A session with a beat: where nobody asks anything it asks by itself, so that the server ends it only with a process that is gone
    or frozen. Statements take turns."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._turn = asyncio.Lock()
        self._beats: asyncio.Task[None] | None = None

    def beat(self, seconds: float) -> None:
        """Ask each so many seconds from now on, until it is ended."""
        self._beats = asyncio.create_task(self._keep_asking(seconds))

    async def _keep_asking(self, seconds: float) -> None:
        while not self.is_closed():
            await asyncio.sleep(seconds)
            try:
                await self.execute("SELECT 1")
            except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError):
                self.terminate()

    async def _execute(self, *arguments: Any, **named: Any) -> Any:  # noqa: ANN401 -- the driver's own
        async with self._turn:
            return await super()._execute(*arguments, **named)

    async def execute(self, query: str, *args: Any, timeout: float | None = None) -> str:  # noqa: ASYNC109 -- the driver's own
        """Like the driver's."""
        if args:
            return await super().execute(query, *args, timeout=timeout)
        async with self._turn:
            return await super().execute(query, timeout=timeout)

    async def copy_records_to_table(self, *arguments: Any, **named: Any) -> str:
        """Like the driver's."""
        async with self._turn:
            return await super().copy_records_to_table(*arguments, **named)

    def terminate(self) -> None:
        """End it, and its beat."""
        if self._beats is not None and self._beats is not asyncio.current_task():
            self._beats.cancel()
        super().terminate()


async def open_session(url: str, purpose: Purpose, limits: Limits | None = None) -> Session:
    """A session of its own. Raises the driver's error, of several hosts that of the last."""
    limits = (limits or Limits()).for_purpose(purpose)
    session = await _first_that_opens(read_address(url).single, purpose, limits)
    try:
        session.limit_silence(limits.network)
        if type(session) is BeatingSession:  # the driver's classes take each other for instances
            session.beat(limits.idle_session / _BEATS)
        settings = limits.server_settings | (_RELAY_SETTINGS if purpose is Purpose.RELAY else {})
        told = "; ".join(f"SET {name} = {value}" for name, value in settings.items())
        await session.execute(told, timeout=_CONNECT_SECONDS)
    except BaseException:
        session.terminate()
        raise
    return session


_opened_last: dict[tuple[str, ...], str] = {}
"""Of addresses with several hosts: a host that is away costs time, so the one that was good is asked first."""


async def _first_that_opens(addresses: tuple[str, ...], purpose: Purpose, limits: Limits) -> Session:
    good = _opened_last.get(addresses)
    last_error: Exception | None = None
    for address in sorted(addresses, key=lambda address: address != good):
        try:
            session = await _open(address, purpose, limits, _CONNECT_SECONDS / len(addresses))
        except _ELSEWHERE as error:
            last_error = error
        else:
            if len(addresses) > 1:
                _opened_last[addresses] = address
            return session
    assert last_error is not None
    raise last_error


async def _open(address: str, purpose: Purpose, limits: Limits, seconds: float) -> Session:
    return await asyncpg.connect(
        address,
        timeout=seconds,
        command_timeout=limits.command_seconds,
        server_settings={"application_name": purpose.value, "timezone": "Asia/Shanghai"},
        statement_cache_size=_KEPT_STATEMENTS,
        connection_class=BeatingSession if purpose is Purpose.RELAY else Session,
    )
