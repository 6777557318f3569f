"""What a sheet is made of, and why one is refused."""

from collections.abc import Sequence
from typing import NamedTuple

Cell = str | int | float | bool | None
"""Dates come as ISO texts. A number is what the sheet keeps as a number: of more than fifteen digits its last ones are lost."""
MOST_ROWS, MOST_COLUMNS = 500_000, 100
ROWS_AT_ONCE = 500


class Row(NamedTuple):
    """One row; `number` is what the office sees beside it, from 1."""

    number: int
    cells: Sequence[Cell]


class SheetRefused(Exception):
    """No row of it is taken; `msg` says why, in Chinese and without anything of its content."""

    def __init__(self, msg: str) -> None:
        self.msg = msg
        super().__init__(msg)
