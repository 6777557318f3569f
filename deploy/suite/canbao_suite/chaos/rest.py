"""What still waits when nothing should: it would wait for ever."""

import asyncpg

from canbao_suite.environments import SERVICES
from canbao_suite.processes import Suite
from event_bus.rabbit_connection import Broker
from event_bus.rabbit_topology import Topology

_IN_EACH = {
    "events in the outbox": "SELECT count(*) FROM outbox",
    "dead letters": "SELECT count(*) FROM dead_letters WHERE discarded_at IS NULL",
}
_IN_ONE = {
    "registration": {"applications": "SELECT count(*) FROM applications WHERE state IN ('SUBMITTED', 'CHECK_PENDING', 'UNDER_REVIEW')"},
    "payment-bridge": {
        "callbacks": "SELECT count(*) FROM tax_callbacks WHERE state <> 'PROCESSED'",
        "unpaid bills": "SELECT count(*) FROM bills WHERE state <> 'PAID'",
    },
}


async def stuck_things(suite: Suite) -> dict[str, int]:
    """How many of what, by service and kind."""
    found: dict[str, int] = {}
    for service, package in SERVICES.items():
        connection = await asyncpg.connect(suite.database_url(package))
        try:
            for what, question in (_IN_EACH | _IN_ONE.get(service, {})).items():
                found[f"{service}: {what}"] = await connection.fetchval(question)
        finally:
            await connection.close()
    return found | await _stuck_messages(suite)


async def _stuck_messages(suite: Suite) -> dict[str, int]:
    """In the queues, parked, and those that no queue wanted."""
    if suite.rabbitmq is None:
        return {}
    topology = Topology("canbao")
    queues = [name for service in SERVICES for name in (topology.queue(service), topology.parked(service))]
    async with Broker(suite.rabbitmq.url).connected("chaos") as connection:
        channel = await connection.channel()
        found = [await channel.declare_queue(name, passive=True) for name in (*queues, topology.unrouted_events)]
    return {f"messages in {queue.name}": queue.declaration_result.message_count or 0 for queue in found}
