"""The RabbitMQ transport while a database cannot take events in: nothing more is taken from the queue, and nothing is parked."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from urllib.parse import urlsplit

import aio_pika
import pytest
from pamqp.commands import Queue

from event_bus import EventBus, Membership, RabbitBus, rabbit_consumer
from tests.event_bus.behaviour import EFFECTS, OUTBOX
from tests.event_bus.effects import Service, submitted, until
from tests.event_bus.holding import END_SESSIONS, BusHolding

pytestmark = pytest.mark.rabbitmq


class TestRabbitHolding(BusHolding):
    """Publisher and consumer over a real broker."""

    @pytest.fixture(autouse=True)
    def _broker(self, rabbitmq_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(rabbit_consumer, "HOLD_SECONDS", 0.1)
        self.url, self.prefix = rabbitmq_url, f"test-{submitted().id}"

    def make_bus(self) -> EventBus:
        return RabbitBus(self.url, prefix=self.prefix, expects=["dedup"], settle_seconds=0)

    async def queue(self, name: str) -> Queue.DeclareOk:
        """What the broker knows of a queue."""
        async with await aio_pika.connect(self.url) as connection:
            queue = await (await connection.channel()).declare_queue(f"{self.prefix}.{name}", passive=True)
        return queue.declaration_result

    async def until_nothing_comes(self, publisher: Service, membership: Membership) -> None:
        await until(lambda: not membership.health.consumer_alive)
        await super().until_nothing_comes(publisher, membership)
        while (await self.queue("dedup")).message_count != 1:
            pass

    async def parked(self) -> int:
        return (await self.queue("dedup.parked")).message_count or 0

    async def test_a_broker_that_drops_who_holds_delivers_once_more_and_not_again_and_again(
        self, publisher: Service, consumer: Service, buses: AsyncExitStack
    ) -> None:
        """As it does with a consumer that acknowledges nothing for half an hour."""
        line = await buses.enter_async_context(cut_line(self.url))
        bus = RabbitBus(line.url, prefix=self.prefix, expects=["dedup"], settle_seconds=0)
        buses.push_async_callback(bus.close)
        membership = await bus.join(consumer.member)
        await until(lambda: membership.health.consumer_alive)
        await self.joined(buses, publisher.publishing_member)
        await consumer.run("ALTER TABLE effects RENAME TO no_effects")
        await publisher.publish(*(submitted() for _ in range(20)))
        await until(lambda: membership.health.holding)
        await self.until_nothing_comes(publisher, membership)
        line.cut()
        calls = len(consumer.calls)
        await until(lambda: len(consumer.calls) > calls + 2)
        assert ((await self.queue("dedup")).consumer_count, membership.health.consumer_error) == (0, None)
        await consumer.run("ALTER TABLE no_effects RENAME TO effects")
        known = "SELECT event_id FROM effects UNION SELECT event_id FROM dead_letters"
        await consumer.until(f"SELECT count(*) FROM ({known}) AS known", 21)
        await until(lambda: membership.health.consumer_alive)
        await publisher.publish(last := submitted())
        await consumer.until(f"SELECT count(*) FROM effects WHERE event_id = '{last.id}'", 1)
        assert await self.parked() == 0

    async def test_a_consumer_that_starts_while_its_database_is_away_takes_nothing(
        self, publisher: Service, consumer: Service, buses: AsyncExitStack
    ) -> None:
        """Else each start would be one more delivery, until the messages are parked."""
        before, _ = await self.joined(buses, consumer.member, publisher.publishing_member)
        await publisher.publish(submitted())
        await consumer.until(EFFECTS, 1)
        await before.leave()
        name = urlsplit(consumer.database.url).path[1:]
        await publisher.run(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        await publisher.query(END_SESSIONS.format(name=name))
        await publisher.publish(submitted())
        await publisher.until(OUTBOX, 0)
        bus = self.make_bus()
        buses.push_async_callback(bus.close)
        membership = await bus.join(consumer.member)
        await until(lambda: membership.health.holding)
        seen = await self.queue("dedup")
        assert (seen.message_count, seen.consumer_count, membership.health.consumer_alive) == (1, 0, False)
        await publisher.run(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
        await consumer.until(EFFECTS, 2)


class Line:
    """A way to the broker that can be cut; who comes anew is let through."""

    def __init__(self, url: str) -> None:
        self._there = urlsplit(url)
        self._writers: list[asyncio.StreamWriter] = []
        self.url = ""

    async def through(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        from_broker, to_broker = await asyncio.open_connection(self._there.hostname, self._there.port)
        self._writers += [writer, to_broker]
        await asyncio.gather(_carry(reader, to_broker), _carry(from_broker, writer))

    def listens_at(self, port: int) -> None:
        """Now it has an address."""
        user, _, _ = self._there.netloc.rpartition("@")
        self.url = self._there._replace(netloc=f"{user}@127.0.0.1:{port}" if user else f"127.0.0.1:{port}").geturl()

    def cut(self) -> None:
        """Ends every connection."""
        while self._writers:
            self._writers.pop().transport.abort()


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(65_536):
            writer.write(data)
    writer.transport.abort()


@asynccontextmanager
async def cut_line(url: str) -> AsyncIterator[Line]:
    """A line to this broker."""
    line = Line(url)
    server = await asyncio.start_server(line.through, "127.0.0.1", 0)
    line.listens_at(server.sockets[0].getsockname()[1])
    yield line
    line.cut()
    server.close()
