"""Publishing: persistent, mandatory, confirmed, each attempt under its own message id, all of it within a time limit."""

import asyncio
from collections.abc import Sequence
from uuid import uuid4

import aio_pika
from aio_pika.abc import AbstractConnection, AbstractExchange
from pamqp.commands import Basic

from event_bus.outbox import OutboxRow
from event_bus.rabbit_connection import BrokerLost
from event_bus.supervision import all_settled

CONFIRM_SECONDS = 30.0
"""The library's own timeout does not cover waiting for a blocked or reconnecting connection."""
BATCH_TYPE = "application/cloudevents-batch+json; charset=utf-8"


class NotConfirmed(Exception):
    """The broker did not take a message; its events stay in the outbox."""


class RabbitPublisher:
    """Hands outbox rows to the exchange, one message for each type."""

    def __init__(self, connection: AbstractConnection, exchange: AbstractExchange) -> None:
        self._connection = connection
        self._exchange = exchange

    async def publish(self, rows: Sequence[OutboxRow]) -> int:
        """Returns when the broker has confirmed every message."""
        if self._connection.is_closed:
            raise BrokerLost
        groups: dict[str, list[bytes]] = {}
        for row in rows:
            groups.setdefault(row.event_type, []).append(row.event.encode())
        async with asyncio.timeout(CONFIRM_SECONDS):
            await all_settled(self._publish_batch(event_type, events) for event_type, events in groups.items())
        return len(groups)

    async def _publish_batch(self, event_type: str, events: list[bytes]) -> None:
        message = aio_pika.Message(
            b"[" + b",".join(events) + b"]",
            content_type=BATCH_TYPE,
            delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
            message_id=str(uuid4()),  # never an event id: a second attempt under the same id could be confirmed for the first
            type=event_type,
            headers={"events": len(events)},
        )
        confirmation = await self._exchange.publish(message, event_type, mandatory=True, timeout=CONFIRM_SECONDS)
        if not isinstance(confirmation, Basic.Ack):
            raise NotConfirmed(event_type)
