"""One way of a relay to an exchange. Its channel is given up as soon as a queue behind it has refused, or not answered in time."""

import asyncio
from dataclasses import dataclass

import aio_pika
from aio_pika.abc import AbstractChannel, AbstractConnection, AbstractExchange
from aio_pika.exceptions import DeliveryError
from pamqp.commands import Basic

from event_bus.rabbit_connection import SET_UP_SECONDS


@dataclass(slots=True)
class _Opened:
    channel: AbstractChannel
    exchange: AbstractExchange
    in_hand: int = 0
    """Messages not answered yet."""


class Way:
    """Publishes to one exchange and waits for the broker's answer.

    RabbitMQ 3.10 remembers on a channel that a queue refused: it goes on to refuse there although the limit was taken away, or although
    the queue has another leader by now. So what is offered after a refusal, or after a caller has lost patience, goes by a new channel.
    """

    def __init__(self, connection: AbstractConnection, exchange: str) -> None:
        self._connection, self._name = connection, exchange
        self._opening = asyncio.Lock()
        self._opened: _Opened | None = None

    async def takes(self, message: aio_pika.Message, place: str, *, mandatory: bool) -> bool:
        """Whether every queue has the message; `place` is its routing key. Waits as long as the broker does."""
        way = self._opened or await self._open()
        way.in_hand += 1
        taken = False
        try:
            taken = isinstance(await way.exchange.publish(message, place, mandatory=mandatory), Basic.Ack)
        except DeliveryError:
            pass
        finally:
            way.in_hand -= 1
            if not taken and way is self._opened:
                self._opened = None
        if way is not self._opened and not way.in_hand:
            await way.channel.close()
        return taken

    async def _open(self) -> _Opened:
        async with self._opening, asyncio.timeout(SET_UP_SECONDS):
            if self._opened is None:
                channel = await self._connection.channel(publisher_confirms=True, on_return_raises=True)
                self._opened = _Opened(channel, await channel.get_exchange(self._name, ensure=False))
            return self._opened
