"""Whose spells changed, for the side file of the sweep."""

from collections.abc import Collection
from typing import NamedTuple

from dedup.tables import number_changes
from row_sets import Driver, Statement, insert_rows, reader


class Change(NamedTuple):
    """Somebody's spells changed; `id` grows, and commits may come out of its order."""

    id: int
    number: int


_NOTE = Statement(insert_rows(number_changes, "number"))
_TAKE = Statement("DELETE FROM number_changes WHERE id IN (SELECT id FROM number_changes ORDER BY id LIMIT :most) RETURNING id, number")
_change = reader(Change)


async def note_changes(driver: Driver, numbers: Collection[int]) -> None:
    """In the transaction that changes them."""
    await _NOTE.run(driver, number=sorted(numbers))


async def take_changes(driver: Driver, most: int) -> list[Change]:
    """The oldest of them; gone when the transaction commits."""
    return [_change(row) for row in await _TAKE.rows(driver, most=most)]
