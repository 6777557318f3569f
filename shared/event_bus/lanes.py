"""The way to one listener, apart from the others': what it does not take waits here, in order, and is offered again and again."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

from event_bus.memory import Memory
from event_bus.outbox import OutboxRow
from event_bus.proof import Message
from event_bus.supervision import end_all

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 60.0


@dataclass(frozen=True, slots=True)
class Late:
    """Rows that not every listener has yet; each task ends when its listener has them."""

    rows: Sequence[OutboxRow]
    tasks: Sequence["asyncio.Task[None]"]


@dataclass(frozen=True, slots=True)
class Published:
    """What became of a batch. Rows that are not late are confirmed for every listener."""

    messages: int
    late: Sequence[Late] = field(default_factory=list)


class Lane:
    """One listener's. `offer` answers whether it took the messages, and raises if the way itself is broken."""

    def __init__(self, listener: str, offer: Callable[[list[Message]], Awaitable[bool]], first_pause: float = FIRST_PAUSE) -> None:
        self.listener = listener
        self.rows = 0
        """How many wait here, those in hand included."""
        self.refused = False
        """True while the listener does not take what is offered first."""
        self._offer = offer
        self._first_pause = first_pause
        self._one_at_a_time = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, rows: Sequence[OutboxRow], messages: Sequence[Message], memory: Memory) -> "asyncio.Task[None]":
        """Hands these over after what waits already; notes in the memory that the listener has them."""
        self.rows += len(rows)
        task = asyncio.create_task(self._hand_over(rows, list(messages), memory))
        task.add_done_callback(lambda _: self._done(task, len(rows)))
        self._tasks.add(task)
        return task

    def _done(self, task: "asyncio.Task[None]", rows: int) -> None:
        self._tasks.discard(task)
        self.rows -= rows

    async def close(self) -> None:
        """Breaks off what waits; whether it was taken is not known."""
        if self._tasks:
            await end_all(*self._tasks)

    async def _hand_over(self, rows: Sequence[OutboxRow], messages: list[Message], memory: Memory) -> None:
        async with self._one_at_a_time:
            pause = self._first_pause
            while not await self._offer(messages):
                self.refused = True
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
            self.refused = False
            memory.note(rows, self.listener)


def refusing(lanes: Mapping[str, Lane]) -> dict[str, int]:
    """Listeners that do not take what is theirs, and how many events wait for each."""
    return {name: lane.rows for name, lane in lanes.items() if lane.refused and lane.rows}
