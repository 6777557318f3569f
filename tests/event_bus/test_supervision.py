"""Supervised tasks start again, whatever ended them, and stop when told."""

import asyncio

import pytest

from event_bus import supervision
from event_bus.supervision import StrayCancellation, Watched, all_settled, end_all


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervision, "FIRST_PAUSE", 0.0)
    monkeypatch.setattr(supervision, "LONGEST_PAUSE", 0.0)
    monkeypatch.setattr(supervision, "AGAIN_SECONDS", 0.01)


@pytest.mark.parametrize("error", [ValueError("text that may hold data"), asyncio.CancelledError(), ExceptionGroup("both", [OSError()])])
async def test_a_task_that_dies_starts_again(error: BaseException) -> None:
    works = asyncio.Event()
    runs = 0

    async def run() -> None:
        nonlocal runs
        runs += 1
        if runs <= 2:
            raise error
        works.set()
        await asyncio.Event().wait()

    watched = Watched("task", run)
    watched.start()
    await works.wait()
    assert (runs, watched.restarts, watched.alive) == (3, 2, True)
    assert "text that may hold data" not in (watched.last_error or "")
    await watched.stop()
    assert not watched.alive


async def test_a_failure_is_told_until_the_task_works_again() -> None:
    """Trying again is not working: a task that is still connecting has not recovered."""
    tries, again, connected = 0, asyncio.Event(), asyncio.Event()

    async def run() -> None:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise LookupError
        again.set()
        await asyncio.Event().wait()

    watched = Watched("task", run, connected.is_set)
    watched.start()
    assert (watched.alive, watched.error) == (False, None)
    await again.wait()
    assert watched.running
    assert (watched.alive, (watched.error or "").startswith("LookupError")) == (False, True)
    connected.set()
    assert (watched.alive, watched.error) == (True, None)
    await watched.stop()


async def test_a_task_that_returns_starts_again() -> None:
    runs = asyncio.Queue[None]()

    async def run() -> None:
        runs.put_nowait(None)

    watched = Watched("task", run)
    watched.start()
    for _ in range(3):
        await runs.get()
    await watched.stop()


async def test_stopping_waits_for_what_is_in_hand() -> None:
    finish, finished = asyncio.Event(), asyncio.Event()

    async def run() -> None:
        await finish.wait()
        finished.set()

    watched = Watched("task", run)
    watched.start()
    await asyncio.sleep(0)
    stopping = asyncio.create_task(watched.stop(patience=30))
    await asyncio.sleep(0)
    finish.set()
    await stopping
    assert finished.is_set()


async def test_all_work_settles_before_the_first_failure_is_told() -> None:
    order = []

    async def fail() -> None:
        raise LookupError

    async def finish() -> None:
        await asyncio.sleep(0)
        order.append("finished")

    with pytest.raises(LookupError):
        await all_settled([fail(), finish()])
    assert order == ["finished"]


async def test_a_part_cancelled_by_a_library_is_not_done() -> None:
    """The trap: a TaskGroup would report success, and the relay would delete events nobody confirmed."""

    async def stray() -> None:
        raise asyncio.CancelledError

    with pytest.raises(StrayCancellation):
        await all_settled([stray()])


async def test_cancelling_the_whole_cancels_its_parts() -> None:
    started, ended = asyncio.Event(), asyncio.Event()

    async def long() -> None:
        try:
            started.set()
            await asyncio.Event().wait()
        finally:
            ended.set()

    whole = asyncio.create_task(all_settled([long()]))
    await started.wait()
    whole.cancel()
    with pytest.raises(asyncio.CancelledError):
        await whole
    assert ended.is_set()


async def test_a_task_whose_cancellation_a_library_swallows_ends_all_the_same() -> None:
    """As aiormq does with one that comes while a channel opens or closes: leaving took ten seconds."""
    swallowed = 0

    async def go_on() -> None:
        nonlocal swallowed
        while True:
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                swallowed += 1
                if swallowed == 2:
                    raise

    async def fail() -> None:
        raise LookupError

    tasks = [asyncio.create_task(one) for one in (go_on(), fail())]
    await asyncio.sleep(0)
    async with asyncio.timeout(10):
        await end_all(*tasks)
    assert [task.done() for task in tasks] == [True, True]
