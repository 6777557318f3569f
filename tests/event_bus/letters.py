"""Dead letters as operators handle them."""

from collections.abc import Sequence

from event_bus import DeadLetter, Membership, Replay, ReplayState, ask_replay, discard_dead_letters, find_replay, list_dead_letters
from tests.event_bus.effects import Service


async def dead_letters(service: Service, *, discarded: bool = False) -> list[DeadLetter]:
    """Those of a service that are open, or discarded."""
    async with service.database.read() as read:
        return await list_dead_letters(read.driver, discarded=discarded)


async def replayed(service: Service, membership: Membership, ids: Sequence[int] | None = None) -> Replay:
    """A replay as an operator asks for it, at its end."""
    async with service.database.transaction() as tx:
        asked = await ask_replay(tx.driver, ids, "operator-1")
    while True:
        await membership.replay_some()
        async with service.database.read() as read:
            found = await find_replay(read.driver, asked.id)
        assert found is not None
        if found.state is not ReplayState.RUNNING:
            return found


def counts(replay: Replay) -> tuple[int, int, int]:
    """Replayed, failed, gone."""
    return replay.replayed, replay.failed, replay.gone


async def discard(service: Service, letter_id: int) -> set[int]:
    """An operator gives a letter up."""
    async with service.database.transaction() as tx:
        return await discard_dead_letters(tx.driver, {letter_id: "made by a test"}, "operator-1")
