"""Waiting until nothing is on its way any more: outboxes, broker, callbacks, the tax office, other regions."""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack, suppress
from typing import NamedTuple

import aio_pika
import asyncpg
from aio_pika.abc import AbstractChannel

from canbao_suite.environments import SERVICES
from canbao_suite.processes import Suite
from canbao_suite.season.client import Refused, SuiteClient
from event_bus.rabbit_connection import Broker

_STILL_FOR = 3
_QUIET_PAUSE, _BUSY_PAUSE = 0.2, 0.1
_FIGURES = """
    SELECT EXISTS (SELECT FROM outbox) AS outbox,
        EXISTS (
            SELECT FROM pg_stat_get_activity(NULL) AS one
            WHERE one.datid = (SELECT oid FROM pg_database WHERE datname = current_database()) AND one.application_name = 'canbao'
                AND one.state <> 'idle'
        ) AS at_work,
        pg_stat_get_tuples_inserted('inbox'::regclass) AS effects
"""
_TO_REGIONS = """
    SELECT (SELECT count(*) FROM notices WHERE next_at <= now() + interval '2 seconds')
        + (SELECT count(*) FROM received_notices WHERE next_at <= now() + interval '2 seconds')
"""
"""Notices and answers that dedup is about to send, or to ask for."""
_OPERATOR_WAITS = 5.0
_WAITING = "SELECT message_id FROM outgoing_messages WHERE state IN ('PENDING', 'UNKNOWN')"

DATABASE_AWAY = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)
"""What a caller may meet while the database is killed and started again."""
_BROKER_AWAY = (OSError, RuntimeError, aio_pika.exceptions.AMQPError)


class _Figures(NamedTuple):
    """Of one service: an event waits in the outbox, a transaction is at work (its events no queue shows any more), effects so far.

    `notices` that dedup is about to send.
    """

    outbox: bool
    at_work: bool
    effects: int
    notices: int


async def until_quiet(suite: Suite, client: SuiteClient, show_paid: Callable[[int], None], patience: float = 1800.0) -> None:
    """Returns when three looks in a row found nothing under way and no new effect. Raises TimeoutError with what still moves.

    `show_paid` is told, as often as it is counted, how many bills are paid.
    """
    deadline = asyncio.get_running_loop().time() + patience
    before: object = None
    still = 0
    async with _Watch(suite, client) as watch:
        while still < _STILL_FOR:
            under_way, effects, paid = await watch.look()
            if paid is not None:
                show_paid(paid)
            still = still + 1 if not under_way and effects == before else 0
            before = effects
            if asyncio.get_running_loop().time() > deadline:
                raise TimeoutError(f"still under way after {patience:.0f} s: {under_way}")
            await asyncio.sleep(_BUSY_PAUSE if under_way else _QUIET_PAUSE)


async def until_answered(suite: Suite, client: SuiteClient, patience: float = 300.0) -> None:
    """Returns when each message to the tax office is answered, or is not sent any more. Raises TimeoutError.

    By the schedule of questions; an operator who has waited for some seconds has the others asked for at once.
    """
    began = asyncio.get_running_loop().time()
    while (waiting := await _unanswered(suite)) != []:
        waited = asyncio.get_running_loop().time() - began
        if waited > patience:
            raise TimeoutError(f"messages to the tax office are not answered after {patience:.0f} s: {waiting}")
        for message_id in waiting or () if waited > _OPERATOR_WAITS else ():
            with suppress(Refused):  # it is on its way, or answered by now
                await client.post("payment-bridge", f"/outgoing/{message_id}/replay", None, client.token("operator"))
        await asyncio.sleep(_BUSY_PAUSE)


async def _unanswered(suite: Suite) -> list[str] | None:
    """None while the database is away."""
    with suppress(*DATABASE_AWAY):
        payment = await asyncpg.connect(suite.database_url("payment_bridge"))
        try:
            return [str(row[0]) for row in await payment.fetch(_WAITING)]
        finally:
            await payment.close()
    return None


async def until_worked_off(client: SuiteClient) -> None:
    """Returns when the tax office has no open round."""
    while (await client.tax("/quiet"))["open_rounds"]:  # noqa: ASYNC110 -- nobody tells us
        await asyncio.sleep(_QUIET_PAUSE)


class _Watch:
    """Looks at everything that may be under way. Its connections are kept from look to look, and opened again after a failure."""

    def __init__(self, suite: Suite, client: SuiteClient) -> None:
        self._suite, self._client = suite, client
        self._databases: dict[str, asyncpg.Connection[asyncpg.Record]] = {}
        self._broker = AsyncExitStack()
        self._channel: AbstractChannel | None = None

    async def __aenter__(self) -> "_Watch":
        return self

    async def __aexit__(self, *_: object) -> None:
        self._leave_databases()
        await self._leave_broker()

    async def look(self) -> tuple[dict[str, int], list[int], int | None]:
        """What is under way, the effects so far by service, how many bills are paid, if they were counted."""
        under_way: dict[str, int] = {}
        effects: list[int] = []
        for package in SERVICES.values():
            try:
                found = await self._figures(package)
            except DATABASE_AWAY:
                self._leave_databases()
                return {"postgresql": 1}, [], None
            under_way |= {f"{package}.outbox": found.outbox, f"{package}.transactions": found.at_work, f"{package}.notices": found.notices}
            effects.append(found.effects)
        if any(under_way.values()):  # nobody else is asked as long as something moves
            return {name: count for name, count in under_way.items() if count}, effects, None
        if self._suite.rabbitmq:
            under_way["rabbitmq"] = await self._ready_messages(self._suite.rabbitmq.url)
        progress = await self._client.get("payment-bridge", "/progress", self._client.token("operator"))
        under_way["callbacks"] = progress["callbacks"]["pending"]
        under_way["levies"] = progress.get("due", 0)
        tax = await self._client.tax("/quiet")
        under_way["tax office"] = 0 if tax["quiet"] else max(1, tax.get("outstanding_deliveries", 1))
        under_way["other regions"] = (await self._client.regions("/quiet"))["outstanding"]
        return {name: count for name, count in under_way.items() if count}, effects, progress["paid"]

    async def _figures(self, package: str) -> _Figures:
        connection = self._databases.get(package)
        if connection is None:
            connection = self._databases[package] = await asyncpg.connect(self._suite.database_url(package))
        row = await connection.fetchrow(_FIGURES)
        assert row is not None
        notices = await connection.fetchval(_TO_REGIONS) if package == "dedup" else 0
        return _Figures(row["outbox"], row["at_work"], row["effects"], notices)

    async def _ready_messages(self, url: str) -> int:
        """Messages in all queues; 1 while the broker cannot be asked."""
        try:
            if self._channel is None:
                self._channel = await (await self._broker.enter_async_context(Broker(url).connected("season"))).channel()
            found = [await self._channel.declare_queue(f"canbao.{service}", passive=True) for service in SERVICES]
            return sum(queue.declaration_result.message_count or 0 for queue in found)
        except _BROKER_AWAY:
            await self._leave_broker()
            return 1

    def _leave_databases(self) -> None:
        while self._databases:
            self._databases.popitem()[1].terminate()

    async def _leave_broker(self) -> None:
        self._channel = None
        await self._broker.aclose()
