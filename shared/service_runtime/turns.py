"""Long work in small parts, so that everybody else is answered between them."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")


async def in_turns(items: Iterable[Item], size: int) -> AsyncIterator[list[Item]]:
    """The items, so many at a time. What is done with so many should take less than 20 ms."""
    rest = iter(items)
    while part := list(islice(rest, size)):
        yield part
        if len(part) == size:
            await asyncio.sleep(0)
