"""The same effect by a FastStream subscriber: one message, one transaction. Runs in the environment of the peers, alone.

Arguments: database, broker, queue, number of messages.
"""

import asyncio
import sys
from datetime import date
from typing import Any
from uuid import UUID

import asyncpg
import uvloop
from faststream import FastStream
from faststream.rabbit import Channel, QueueType, RabbitBroker, RabbitQueue

CONCURRENT = 8


async def main(database: str, address: str, name: str, expected: int) -> None:
    """Consumes until the effects are there."""
    pool = await asyncpg.create_pool(database, min_size=CONCURRENT, max_size=CONCURRENT)
    broker = RabbitBroker(address, default_channel=Channel(prefetch_count=CONCURRENT), logger=None)
    app = FastStream(broker)
    taken = 0

    @broker.subscriber(RabbitQueue(name, durable=True, queue_type=QueueType.QUORUM, declare=False))  # type: ignore[untyped-decorator]
    async def take(event: dict[str, Any]) -> None:
        nonlocal taken
        data = event["data"]
        async with pool.acquire() as connection, connection.transaction():
            inbox = "INSERT INTO inbox (event_id) VALUES ($1) ON CONFLICT DO NOTHING RETURNING event_id"
            if await connection.fetchval(inbox, UUID(event["id"])):
                effect = "INSERT INTO effects (event_id, application_id, area, applied_on) VALUES ($1, $2, $3, $4)"
                values = UUID(event["id"]), UUID(data["application_id"]), data["area"], date.fromisoformat(data["applied_on"])
                await connection.execute(effect, *values)
        taken += 1
        if taken == expected:
            app.exit()

    await app.run()
    await pool.close()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])))
