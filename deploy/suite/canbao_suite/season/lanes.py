"""Several calls on their way at the same time, and no more than so many."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import TypeVar

T = TypeVar("T")


async def in_parallel(items: Iterator[T], worker: Callable[[T], Awaitable[None]], lanes: int) -> None:
    """Runs the worker over all items, at most `lanes` at a time; the first failure ends all."""

    async def lane() -> None:
        for item in items:
            await worker(item)

    async with asyncio.TaskGroup() as group:
        for _ in range(lanes):
            group.create_task(lane())
