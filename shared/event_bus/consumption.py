"""Taking events in: inbox first, handlers once per type, one transaction; poison is found by halving and put aside."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from random import choice
from typing import Any
from uuid import UUID

from enrolment_events.catalogue import EVENT_TYPES, decoder
from enrolment_events.envelope import Event, encode
from event_bus.batch import batch_in_hand
from event_bus.dead_letters import DeadLetter, Unread, keep_dead_letter, unproved, unread
from event_bus.event_keys import Publishers
from event_bus.faults import NO_HANDLER, Fault, fault_of
from event_bus.holding import FIRST_PAUSE, ConsumptionFigures, NotReady, Suspicion, holding, is_not_ours, passes
from event_bus.inbox import claim_new
from event_bus.member import BusMember
from event_bus.proof import Message, NotProved, prove, prove_event
from event_bus.reading import elements, read_events
from event_bus.transaction import BusTransaction
from event_bus.transient import Trouble, is_transient, trouble_of
from event_bus.work import in_hand

_log = logging.getLogger("event_bus.consumption")
SLOW_TRIES, STALE_TRIES = 3, 5
"""How often a batch is tried that is too slow, or meets a connection that remembers an older schema."""


class NotTaken(Exception):
    """A dead letter of a type that has no handler here."""


class Consumption:
    """The consuming half of one member, the same for every transport."""

    def __init__(self, member: BusMember, publishers: Publishers) -> None:
        self._member = member
        self._publishers = publishers
        self._handlers = {data.event_type: handler for data, handler in member.handlers.items()}
        self._suspicion = Suspicion()
        self._aside: set[UUID] = set()
        """Of the batch in hand: they are not tried again with the others."""
        self.figures = ConsumptionFigures()

    @property
    def event_types(self) -> list[str]:
        """The types this member has a handler for."""
        return list(self._handlers)

    async def until_working(self) -> None:
        """Returns once the database takes events in; asks it again and again until then."""

        async def ask() -> None:
            async with self._member.database.transaction() as transaction:
                await claim_new(transaction.driver, [])

        await self._holding(ask, 0, is_not_ours)

    async def read_batch(self, message: Message) -> list[Event[Any]]:
        """The events of one message; what is not proved, cannot be read or has no handler goes to the dead letters."""
        try:
            publisher = prove(message, self._publishers)
        except NotProved as error:
            await self._refuse(message.place, message.body, error)
            return []
        event_type = message.place
        if event_type not in EVENT_TYPES or event_type not in self._handlers:
            for single in elements(message.body):
                await self._put_aside(unread(single, event_type), NO_HANDLER)
            return []
        read = read_events(event_type, message.body)
        for single, complaint in read.refused:
            await self._put_aside(unread(single, event_type), fault_of(complaint))
        return await self._own_events(read.events, event_type, publisher)

    async def _own_events(self, events: Sequence[Event[Any]], event_type: str, publisher: str) -> list[Event[Any]]:
        own = []
        for event in events:
            try:
                prove_event(event, event_type, publisher)
                own.append(event)
            except NotProved as error:
                await self._refuse(event_type, encode(event), error)
        return own

    async def _refuse(self, place: str, body: bytes, error: NotProved) -> None:
        self.figures.unproved += 1
        await self._put_aside(unproved(body, place if place in EVENT_TYPES else "?"), error.fault)

    async def take(self, events: Sequence[Event[Any]]) -> None:
        """Commits the effect of every event that is new; returns when each has had its effect or lies in the dead letters.

        Holds the events and tries again while the database is away, or has not the tables and rights that this version needs.
        """
        if not events:
            return
        self.figures.in_hand_since = time.monotonic()
        self._aside.clear()

        async def settle() -> None:
            left = [event for event in events if event.id not in self._aside] if self._aside else events
            await self._settle(left, is_whole=True)

        try:
            with batch_in_hand(events, self._member.spans, self._member.tell_batch):
                await self._holding(settle, len(events), passes)
        finally:
            self.figures.in_hand_since = None

    async def _holding(self, work: Callable[[], Awaitable[None]], size: int, waits_for: Callable[[Exception], bool]) -> None:
        await holding(work, self.figures, f"{size} events for {self._member.name}", waits_for)

    async def _settle(self, events: Sequence[Event[Any]], *, is_whole: bool = False) -> None:
        """Halves what fails until what is at fault stands alone. Raises what passes by itself, and NotReady."""
        if not events:
            return
        try:
            await self._try(events, SLOW_TRIES if is_whole or len(events) == 1 else 1)
        except Exception as error:
            if is_transient(error):
                raise
            if trouble_of(error) is Trouble.SCHEMA:
                await self._try_a_suspect(events, error)
            if len(events) == 1:
                await self._put_aside(unread(encode(events[0]), events[0].type), fault_of(error))
                self._aside.add(events[0].id)
                self._suspicion.note_aside(events[0].type, error)
                return
            middle = len(events) // 2
            await self._settle(events[:middle])
            await self._settle(events[middle:])

    async def _try(self, events: Sequence[Event[Any]], slow_tries: int) -> None:
        tries = {Trouble.SLOW: slow_tries, Trouble.STALE: STALE_TRIES}
        tried, pause = 0, FIRST_PAUSE
        while True:
            try:
                return await self._transact(events)
            except Exception as error:
                tried += 1
                if tried >= tries.get(trouble_of(error), 1):
                    raise
            await asyncio.sleep(pause)
            pause *= 2

    async def _try_a_suspect(self, events: Sequence[Event[Any]], error: Exception) -> None:
        """Raises NotReady if events of these types were put aside one after another for such a fault, and one more fails so."""
        suspects = [event for event in events if self._suspicion.is_on(event.type)]
        if not suspects:
            return
        if len(events) == 1:
            raise NotReady from error
        await self._settle([choice(suspects)])  # noqa: S311 -- no secret

    async def _transact(self, events: Sequence[Event[Any]]) -> None:
        async with self._member.database.transaction() as transaction:
            new = await self.take_effect(transaction, events)
        self.count(new, events)

    async def take_effect(self, transaction: BusTransaction, events: Sequence[Event[Any]]) -> list[Event[Any]]:
        """Claims what is new and hands it to its handlers, within the open transaction. Returns what was new."""
        new = await claim_new(transaction.driver, events)
        for event_type, group in _by_type(new).items():
            await self._handlers[event_type](transaction, group)
        return new

    def count(self, new: Sequence[Event[Any]], events: Sequence[Event[Any]]) -> None:
        """Notes what was committed."""
        self._suspicion.note_taken({event.type for event in new})
        duplicates = len(events) - len(new)
        self.figures.consumed += len(new)
        self.figures.duplicates += duplicates
        self.figures.batches += 1
        if work := in_hand.get():
            work.duplicates += duplicates

    def event_of(self, letter: DeadLetter) -> Event[Any]:
        """The event of a dead letter, if it may be applied and this version can read it.

        Raises NotProved: what was not proved when it came is never applied, and who publishes what may have changed since; NotTaken; or
        the complaint of reading.
        """
        if letter.publisher is None:
            raise NotProved("it came without proof")
        if letter.event_type not in self._handlers:
            raise NotTaken
        event = decoder(letter.event_type)(letter.event)
        prove_event(event, letter.event_type, letter.publisher)
        return event

    async def _put_aside(self, letter: Unread, fault: Fault) -> None:
        async def keep() -> None:
            async with self._member.database.transaction() as transaction:
                await keep_dead_letter(transaction.driver, letter, fault)

        await self._holding(keep, 1, is_not_ours)
        self.figures.poisoned += 1
        if work := in_hand.get():
            work.poisoned += 1
        _log.error("event %s of type %s put aside by %s: %s", letter.event_id, letter.event_type, self._member.name, fault.error)


def fault_again(error: Exception, letter: DeadLetter) -> Fault:
    """Why a dead letter failed again."""
    if isinstance(error, NotProved):
        return error.fault if letter.publisher else Fault(letter.error, letter.field, letter.rule)
    return NO_HANDLER if isinstance(error, NotTaken) else fault_of(error)


def _by_type(events: Sequence[Event[Any]]) -> dict[str, list[Event[Any]]]:
    groups: dict[str, list[Event[Any]]] = {}
    for event in events:
        groups.setdefault(event.type, []).append(event)
    return groups
