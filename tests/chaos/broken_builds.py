"""Seven broken builds of a service, and the sound one: `python -m tests.chaos.broken_builds NAME SERVICE PACKAGE`.

Each breaks the product at process start, by taking one safeguard out; the product itself has no such switch. A crash harness that does not
turn red on them proves nothing.
"""

import asyncio
import sys
from collections.abc import Callable, Sequence
from typing import Any, cast

import aio_pika
from aio_pika.abc import AbstractExchange, AbstractIncomingMessage
from starlette.responses import Response

from canbao_suite.chaos.crashes import swap
from canbao_suite.chaos.planted import plant_all, run_package
from enrolment_events.envelope import Event, encode
from event_bus import consumption
from event_bus.memory import Memory
from event_bus.outbox import OutboxRow
from event_bus.outbox_reader import Gaps, OutboxReader
from event_bus.proof import Signer
from event_bus.rabbit_connection import Broker
from event_bus.rabbit_consumer import RabbitConsumer
from event_bus.rabbit_publisher import RabbitPublisher
from event_bus.rabbit_way import Way
from event_bus.rabbitmq import RabbitBus
from row_sets import Driver
from service_runtime.database import Database
from service_runtime.idempotency import IdempotencyKey
from service_runtime.kept_rows import StoredAnswer
from service_runtime.request_work import RequestWork
from service_runtime.transaction import Transaction

LATER_SECONDS = 2.0
"""How long a build that does things in the wrong order takes between the two: long enough to be killed there."""
_background: set[asyncio.Task[None]] = set()


def sound() -> None:
    """The product as it is."""


def no_outbox() -> None:
    """Events go straight to the broker after the commit."""
    joined: dict[str, tuple[RabbitBus, Signer]] = {}

    async def commit_without_events(self: Transaction, answer: StoredAnswer | None = None) -> str:
        events, self.events = self.events, []
        status: str = await commit_work(self, answer)
        self.events = events
        return status

    async def commit_then_publish(self: Database, work: Transaction, answer: StoredAnswer | None = None) -> None:
        await commit(self, work, answer)
        if work.events:
            _later(_publish(*joined["it"], work.events))

    async def remember(self: RabbitBus, member: Any) -> Any:
        joined["it"] = self, member.signer
        return await join(self, member)

    commit_work = swap(Transaction, "commit", commit_without_events)
    commit = swap(Database, "commit", commit_then_publish)
    join = swap(RabbitBus, "join", remember)


async def _publish(bus: RabbitBus, signer: Signer, events: Sequence[Event[Any]]) -> None:
    async with bus._publisher(Broker(bus._url), signer) as publisher:
        await publisher.publish([OutboxRow(0, event.id, event.type, encode(event).decode()) for event in events], Memory())


def ack_before_commit() -> None:
    """A message is acknowledged when it comes."""

    async def acknowledge_and_receive(self: RabbitConsumer, message: Any) -> None:
        await message.channel.basic_ack(message.delivery_tag)
        await asyncio.sleep(0.2)  # until it is on the wire
        await receive(self, cast(AbstractIncomingMessage, _Acknowledged(message)))

    receive = swap(RabbitConsumer, "_receive", acknowledge_and_receive)


class _Acknowledged:
    """A message for which the consumer's own acknowledgement comes to nothing."""

    def __init__(self, message: AbstractIncomingMessage) -> None:
        self._message = message
        self.channel = self

    def __getattr__(self, name: str) -> Any:
        return getattr(self._message, name)

    async def basic_ack(self, tag: int, *, multiple: bool) -> None:
        """Was done when it came."""


def no_inbox() -> None:
    """Every delivery is taken for new."""

    async def all_are_new(_: Driver, events: Sequence[Event[Any]]) -> list[Event[Any]]:
        return list(events)

    swap(consumption, "claim_new", all_are_new)


def no_idempotency_row() -> None:
    """The Idempotency-Key is asked for and forgotten."""

    async def take_any_key(self: IdempotencyKey, database: Database, tx: Transaction) -> bool:
        await database.begin(tx)
        return True

    async def commit_without_answer(self: Database, work: Transaction, answer: StoredAnswer | None = None) -> None:
        await commit(self, work, None)

    swap(IdempotencyKey, "claim", take_any_key)
    commit = swap(Database, "commit", commit_without_answer)


def commit_after_response() -> None:
    """The caller is answered first, and the transaction committed then."""
    committing: set[RequestWork] = set()

    async def commit_later(self: RequestWork, response: Response) -> None:
        async def finish() -> None:
            await asyncio.sleep(LATER_SECONDS)
            try:
                await commit(self, response)
            finally:
                committing.discard(self)
                await release(self)

        if self._opened:
            committing.add(self)
            _later(finish())

    async def release_unless_committing(self: RequestWork) -> None:
        if self not in committing:
            await release(self)

    commit = swap(RequestWork, "commit", commit_later)
    release = swap(RequestWork, "release", release_unless_committing)


def no_confirms() -> None:
    """What was written to the socket counts as taken by the broker; nothing is asked of it."""

    exchanges: dict[Way, AbstractExchange] = {}

    async def open_at_once(self: RabbitPublisher) -> None:
        way = self._to_everybody
        channel = await way._connection.channel(publisher_confirms=False)
        exchanges[way] = await channel.get_exchange(way._name, ensure=False)

    async def takes(self: Way, message: aio_pika.Message, place: str, *, mandatory: bool) -> bool:
        await exchanges[self].publish(message, place, mandatory=False)
        return True

    async def none(*_: Any) -> set[str]:
        return set()

    swap(RabbitPublisher, "look", open_at_once)
    swap(RabbitPublisher, "unbound", none)
    swap(Way, "takes", takes)


def no_sweep() -> None:
    """The relay goes on from the highest id it finds, and never looks at what lies below it."""

    async def nothing(self: OutboxReader, _: Driver, __: int) -> list[OutboxRow]:
        self._swept = None
        self._next_sweep = float("inf")
        return []

    swap(OutboxReader, "_sweep_on", nothing)
    swap(Gaps, "add", lambda *_: None)


BUILDS: dict[str, Callable[[], None]] = {
    "sound": sound,
    "no-outbox": no_outbox,
    "ack-before-commit": ack_before_commit,
    "no-inbox": no_inbox,
    "no-idempotency-row": no_idempotency_row,
    "commit-after-response": commit_after_response,
    "no-confirms": no_confirms,
    "no-sweep": no_sweep,
}


def _later(work: Any) -> None:
    task = asyncio.ensure_future(work)
    _background.add(task)
    task.add_done_callback(_background.discard)


def main(build: str, service: str, package: str) -> None:
    """Break this process, plant its crashes around that, then run the service as `python -m` would."""
    BUILDS[build]()
    plant_all(service)
    run_package(package)


if __name__ == "__main__":
    main(*sys.argv[1:])
