"""Taking events in: inbox first, handlers once per type, one transaction; poison is found by halving and put aside."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from enrolment_events.catalogue import EVENT_TYPES, batch_decoder, decoder
from enrolment_events.envelope import Event, encode
from event_bus.batch import batch_in_hand
from event_bus.dead_letters import DeadLetter, Unread, drop_dead_letter, failed_again, keep_dead_letter, lock_dead_letter, unproved, unread
from event_bus.event_keys import Publishers
from event_bus.faults import Fault, fault_of
from event_bus.inbox import claim_new
from event_bus.member import BusMember
from event_bus.proof import Message, NotProved, prove, prove_event
from event_bus.transaction import BusTransaction
from event_bus.transient import error_name, is_transient
from event_bus.work import carry_on, in_hand

_log = logging.getLogger("event_bus.consumption")
UNREADABLE = (msgspec.MsgspecError, ValueError, RecursionError)
FIRST_PAUSE, LONGEST_PAUSE = 0.05, 5.0
NO_HANDLER = Fault("UnknownEventType", "type", "an event type this service takes")


class NotTaken(Exception):
    """A dead letter of a type that has no handler here."""


@dataclass
class ConsumptionFigures:
    """What one consumer did since it joined."""

    consumed: int = 0
    duplicates: int = 0
    poisoned: int = 0
    unproved: int = 0
    batches: int = 0
    held: bool = False
    """True while a batch waits for the database to come back."""


class Consumption:
    """The consuming half of one member, the same for every transport."""

    def __init__(self, member: BusMember, publishers: Publishers) -> None:
        self._member = member
        self._publishers = publishers
        self._handlers = {data.event_type: handler for data, handler in member.handlers.items()}
        self.figures = ConsumptionFigures()

    @property
    def event_types(self) -> list[str]:
        """The types this member has a handler for."""
        return list(self._handlers)

    async def read_batch(self, message: Message) -> list[Event[Any]]:
        """The events of one message; what is not proved, cannot be read or has no handler goes to the dead letters."""
        try:
            publisher = prove(message, self._publishers)
        except NotProved as error:
            await self._refuse(message.place, message.body, error)
            return []
        event_type = message.place
        if event_type in EVENT_TYPES and event_type in self._handlers:
            try:
                events = batch_decoder(event_type)(message.body)
            except UNREADABLE:
                events = await self._read_one_by_one(event_type, message.body)
            return await self._own_events(events, event_type, publisher)
        for single in _split(message.body):
            await self._put_aside(unread(single, event_type), NO_HANDLER)
        return []

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

        Holds the events and tries again while the database is away.
        """
        if events:
            with batch_in_hand(events, self._member.spans, self._member.tell_batch):
                await self._holding(lambda: self._settle(events), len(events))

    async def _holding(self, work: Callable[[], Awaitable[None]], size: int) -> None:
        """Does the work, again and again while the database is away. Other errors go on."""
        pause = FIRST_PAUSE
        while True:
            try:
                await work()
                break
            except Exception as error:
                if not is_transient(error):
                    raise
                _log.warning("holding %d events for %s: %s", size, self._member.name, error_name(error))
                self.figures.held = True
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
        self.figures.held = False

    async def _settle(self, events: Sequence[Event[Any]]) -> None:
        try:
            await self._transact(events)
        except Exception as error:
            if is_transient(error):
                raise
            if len(events) == 1:
                await self._put_aside(unread(encode(events[0]), events[0].type), fault_of(error))
                return
            middle = len(events) // 2
            await self._settle(events[:middle])
            await self._settle(events[middle:])

    async def _transact(self, events: Sequence[Event[Any]]) -> None:
        async with self._member.database.transaction() as transaction:
            new = await self._take_effect(transaction, events)
        self._count(new, len(events))

    async def _take_effect(self, transaction: BusTransaction, events: Sequence[Event[Any]]) -> int:
        new = await claim_new(transaction.driver, events)
        for event_type, group in _by_type(new).items():
            await self._handlers[event_type](transaction, group)
        return len(new)

    def _count(self, new: int, events: int) -> None:
        self.figures.consumed += new
        self.figures.duplicates += events - new
        self.figures.batches += 1
        if work := in_hand.get():
            work.duplicates += events - new

    async def replay(self, letter_id: int, *, even_discarded: bool) -> Literal["replayed", "failed", "gone"]:
        """Hands a dead letter to its handler again; it disappears with the commit of its effect. `gone`: somebody else was first."""
        letter = None
        try:
            async with self._member.database.transaction() as transaction:
                letter = await lock_dead_letter(transaction.driver, letter_id, even_discarded=even_discarded)
                if letter is None:
                    return "gone"
                if letter.event_type not in self._handlers:
                    raise NotTaken
                event = _proved_event(letter)
                carry_on([event])
                new = await self._take_effect(transaction, [event])
                await drop_dead_letter(transaction.driver, letter.id)
        except Exception as error:
            if letter is None or is_transient(error):
                raise
            fault = _fault_again(error, letter)
            async with self._member.database.transaction() as transaction:
                await failed_again(transaction.driver, letter, fault)
            _log.error("event %s of type %s failed again at %s: %s", letter.event_id, letter.event_type, self._member.name, fault.error)
            return "failed"
        self._count(new, 1)
        return "replayed"

    async def _read_one_by_one(self, event_type: str, body: bytes) -> list[Event[Any]]:
        events = []
        for single in _split(body):
            try:
                events.append(decoder(event_type)(single))
            except UNREADABLE as error:
                await self._put_aside(unread(single, event_type), fault_of(error))
        return events

    async def _put_aside(self, letter: Unread, fault: Fault) -> None:
        async def keep() -> None:
            async with self._member.database.transaction() as transaction:
                await keep_dead_letter(transaction.driver, letter, fault)

        await self._holding(keep, 1)
        self.figures.poisoned += 1
        if work := in_hand.get():
            work.poisoned += 1
        _log.error("event %s of type %s put aside by %s: %s", letter.event_id, letter.event_type, self._member.name, fault.error)


def _fault_again(error: Exception, letter: DeadLetter) -> Fault:
    if isinstance(error, NotProved):
        return error.fault if letter.publisher else Fault(letter.error, letter.field, letter.rule)
    return NO_HANDLER if isinstance(error, NotTaken) else fault_of(error)


def _proved_event(letter: DeadLetter) -> Event[Any]:
    """Raises NotProved: what was not proved when it came is never applied, and who publishes what may have changed since."""
    if letter.publisher is None:
        raise NotProved("it came without proof")
    event = decoder(letter.event_type)(letter.event)
    prove_event(event, letter.event_type, letter.publisher)
    return event


def _by_type(events: Sequence[Event[Any]]) -> dict[str, list[Event[Any]]]:
    groups: dict[str, list[Event[Any]]] = {}
    for event in events:
        groups.setdefault(event.type, []).append(event)
    return groups


def _split(body: bytes) -> list[bytes]:
    """The elements of a JSON array as they came; a body that is no array is one element."""
    try:
        return [bytes(single) for single in msgspec.json.decode(body, type=list[msgspec.Raw])]
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return [body]
