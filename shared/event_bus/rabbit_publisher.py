"""Publishing: persistent, mandatory, confirmed, each attempt under its own message id, all of it within a time limit."""

import asyncio
from collections.abc import Sequence
from uuid import uuid4

import aio_pika
from aio_pika.abc import AbstractConnection, AbstractExchange
from pamqp.commands import Basic

from event_bus.outbox import OutboxRow
from event_bus.proof import Message, Signer, signed_messages
from event_bus.rabbit_connection import BrokerLost
from event_bus.supervision import all_settled

CONFIRM_SECONDS = 30.0
"""The library's own timeout does not cover waiting for a blocked or reconnecting connection."""


class NotConfirmed(Exception):
    """The broker did not take a message; its events stay in the outbox."""


class RabbitPublisher:
    """Hands outbox rows to the exchange, one signed message for each type."""

    def __init__(self, connection: AbstractConnection, exchange: AbstractExchange, signer: Signer) -> None:
        self._connection = connection
        self._exchange = exchange
        self._signer = signer

    async def publish(self, rows: Sequence[OutboxRow]) -> int:
        """Returns when the broker has confirmed every message."""
        if self._connection.is_closed:
            raise BrokerLost
        messages = signed_messages(rows, self._signer)
        async with asyncio.timeout(CONFIRM_SECONDS):
            await all_settled(self._publish_message(message) for message in messages)
        return len(messages)

    async def _publish_message(self, message: Message) -> None:
        confirmation = await self._exchange.publish(travelling(message), message.place, mandatory=True, timeout=CONFIRM_SECONDS)
        if not isinstance(confirmation, Basic.Ack):
            raise NotConfirmed(message.place)


def travelling(message: Message) -> aio_pika.Message:
    """The message as AMQP carries it, under a new message id: a second attempt under the same could be confirmed for the first."""
    return aio_pika.Message(
        message.body,
        content_type=message.content_type,
        delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
        message_id=str(uuid4()),
        type=message.place,
        headers={**message.proof.headers} if message.proof else {},
    )
