"""How many statements the work in hand has sent to the database, and how long it waited for their answers."""

import time
from collections.abc import Awaitable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TypeVar

Answer = TypeVar("Answer")


@dataclass(slots=True)
class Tally:
    """Of one request or one batch."""

    statements: int = 0
    """BEGIN, COMMIT and ROLLBACK too."""
    database_seconds: float = 0.0
    """From sending them to having their answers."""


in_hand: ContextVar[Tally | None] = ContextVar("canbao_in_hand", default=None)
"""None in background work: nobody counts there."""


async def counted(statement: Awaitable[Answer]) -> Answer:
    """The answer of a statement, which is counted."""
    tally = in_hand.get()
    if tally is None:
        return await statement
    began = time.perf_counter()
    try:
        return await statement
    finally:
        tally.statements += 1
        tally.database_seconds += time.perf_counter() - began
