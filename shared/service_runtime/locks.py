"""Locks of the database that a transaction holds until it ends, by name, together with others who hold them so.

What most requests of a route take anyway goes with their BEGIN, in one message: `dependencies=[holding(PEOPLE)]`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import params

from row_sets.tally import counted
from service_runtime.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Lock:
    """Held by any number of transactions at once, or by one that lets nobody else hold it. The name is written into the statement."""

    name: str

    async def hold(self, tx: Transaction) -> None:
        """With others; asks nothing where the transaction has it from its beginning."""
        if self.shared not in tx.held:
            await counted(tx.driver.execute(self.shared))
            tx.held.add(self.shared)

    async def hold_alone(self, tx: Transaction) -> None:
        """When nobody else holds it."""
        await counted(tx.driver.execute(f"SELECT pg_advisory_xact_lock(hashtext('{self.name}'))"))

    @property
    def shared(self) -> str:
        """The statement that takes it with others."""
        return f"SELECT pg_advisory_xact_lock_shared(hashtext('{self.name}'))"


class Holding:
    """A route dependency: the transaction has these locks from its beginning."""

    def __init__(self, locks: Sequence[Lock]) -> None:
        self.statements = tuple(lock.shared for lock in locks)

    async def __call__(self) -> None:
        """The route has read it."""


def holding(*locks: Lock) -> params.Depends:
    """A route dependency. `dependencies=[allow("clerk"), holding(PEOPLE)]`."""
    return params.Depends(Holding(locks))
