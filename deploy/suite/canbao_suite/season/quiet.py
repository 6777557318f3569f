"""Waiting until nothing is on its way any more: outboxes, broker, callbacks, the tax office."""

import asyncio
from collections.abc import Callable

import aio_pika
import asyncpg

from canbao_suite.environments import SERVICES
from canbao_suite.processes import Suite
from canbao_suite.season.client import SuiteClient
from event_bus.rabbit_connection import Broker

_STILL_FOR = 3
_FIGURES = """
    SELECT (SELECT count(*) FROM outbox) AS depth,
        (SELECT count(*) FROM pg_stat_activity
         WHERE datname = current_database() AND application_name = 'canbao' AND state <> 'idle') AS at_work,
        (SELECT coalesce(sum(n_tup_ins), 0)::bigint FROM pg_stat_user_tables WHERE relname = 'inbox') AS effects
"""

DATABASE_AWAY = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)
"""What a caller may meet while the database is killed and started again."""


async def until_quiet(suite: Suite, client: SuiteClient, show_paid: Callable[[int], None], patience: float = 1800.0) -> None:
    """Returns when three looks in a row found nothing under way and no new effect. Raises TimeoutError with what still moves.

    `show_paid` is told at each look how many bills are paid.
    """
    deadline = asyncio.get_running_loop().time() + patience
    before: object = None
    still = 0
    while still < _STILL_FOR:
        under_way, effects, paid = await _look(suite, client)
        show_paid(paid)
        still = still + 1 if not under_way and effects == before else 0
        before = effects
        if asyncio.get_running_loop().time() > deadline:
            raise TimeoutError(f"still under way after {patience:.0f} s: {under_way}")
        await asyncio.sleep(0.1 if not under_way else 0.3)


async def _look(suite: Suite, client: SuiteClient) -> tuple[dict[str, int], list[int], int]:
    under_way: dict[str, int] = {}
    effects: list[int] = []
    for package in SERVICES.values():
        try:
            depth, at_work, effect = await _figures(suite.database_url(package))
        except DATABASE_AWAY:
            return {"postgresql": 1}, [], 0
        under_way |= {f"{package}.outbox": depth, f"{package}.transactions": at_work}
        effects.append(effect)
    if suite.rabbitmq:
        under_way["rabbitmq"] = await _ready_messages(suite.rabbitmq.url)
    progress = await client.get("payment-bridge", "/progress", client.token("operator"))
    under_way["callbacks"] = progress["callbacks"]["pending"]
    under_way["levies"] = progress.get("due", 0)
    tax = await client.tax("/quiet")
    under_way["tax office"] = 0 if tax["quiet"] else max(1, tax.get("outstanding_deliveries", 1))
    return {name: count for name, count in under_way.items() if count}, effects, progress["paid"]


async def _figures(url: str) -> tuple[int, int, int]:
    """Outbox depth, transactions at work (a consumer has thousands of events in hand that no queue shows any more), effects so far."""
    connection = await asyncpg.connect(url)
    try:
        row = await connection.fetchrow(_FIGURES)
        assert row is not None
        return row["depth"], row["at_work"], row["effects"]
    finally:
        connection.terminate()


async def _ready_messages(url: str) -> int:
    """Messages in all queues; 1 while the broker cannot be asked."""
    try:
        async with Broker(url).connected("season") as connection:
            channel = await connection.channel()
            found = [await channel.declare_queue(f"canbao.{service}", passive=True) for service in SERVICES]
            return sum(queue.declaration_result.message_count or 0 for queue in found)
    except (OSError, RuntimeError, aio_pika.exceptions.AMQPError):
        return 1
