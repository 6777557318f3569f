"""Rows in the binary format of COPY, made of whole columns: a hundred million take minutes, not hours."""

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Column: TypeAlias = "NDArray[Any] | bytes | None"
"""Of each row so many bytes, numbers with the highest byte first; or the same bytes in all rows; or NULL in all rows."""
Ids = NDArray[np.uint64]
"""128 bits a row, as two numbers with the highest byte first."""

BEGIN = b"PGCOPY\n\xff\r\n\0" + bytes(8)
END = b"\xff\xff"
_UUID, _TEXT = 2950, 25
_DAY_ZERO = 10_957  # 2000-01-01, from which PostgreSQL counts
_DAY_MICROSECONDS = 86_400_000_000
_HEXADECIMAL = np.frombuffer("".join(f"{byte:02x}" for byte in range(256)).encode(), np.uint16)


def rows_of(columns: Sequence[Column]) -> bytes:
    """The rows of these columns; those that are arrays are equally long, and there is one."""
    row, places = bytearray(len(columns).to_bytes(2, "big")), []
    for column in columns:
        size = _size(column)
        row += size.to_bytes(4, "big", signed=True)
        if isinstance(column, np.ndarray):
            places.append((slice(len(row), len(row) + size), column))
        row += column if isinstance(column, bytes) else bytes(max(size, 0))
    rows = np.empty((len(places[0][1]), len(row)), np.uint8)
    rows[:] = np.frombuffer(row, np.uint8)
    for place, column in places:
        rows[:, place] = _bytes(column)
    return rows.tobytes()


def numbers(values: NDArray[Any], size: int) -> NDArray[Any]:
    """As bigint (8 bytes), integer (4) or smallint (2)."""
    return values.astype(f">i{size}")


def days(since_1970: NDArray[Any]) -> NDArray[Any]:
    """As date."""
    return numbers(since_1970.astype(np.int64) - _DAY_ZERO, 4)


def instants(since_1970: NDArray[Any]) -> NDArray[Any]:
    """As timestamptz: midnight of these days."""
    return numbers((since_1970.astype(np.int64) - _DAY_ZERO) * _DAY_MICROSECONDS, 8)


def hexadecimal(ids: Ids) -> NDArray[np.uint8]:
    """As text: 32 digits."""
    return _HEXADECIMAL[_bytes(ids)].view(np.uint8)


def id_lists(*each: Ids) -> NDArray[np.uint8]:
    """As uuid[]: of each row one from each of these."""
    return _lists(_UUID, [_bytes(one) for one in each])


def text_lists(texts: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """As text[]: of each row one text, all equally long."""
    return _lists(_TEXT, [texts])


def _lists(kind: int, each: Sequence[NDArray[np.uint8]]) -> NDArray[np.uint8]:
    head = b"".join(number.to_bytes(4, "big") for number in (1, 0, kind, len(each), 1))
    parts = [np.frombuffer(head, np.uint8)]
    for one in each:
        parts += [np.frombuffer(one.shape[1].to_bytes(4, "big"), np.uint8), one]
    return np.hstack([np.broadcast_to(part, (len(each[0]), part.shape[-1])) for part in parts])


def _size(column: Column) -> int:
    if column is None:
        return -1
    return len(column) if isinstance(column, bytes) else column[:1].nbytes


def _bytes(column: NDArray[Any]) -> NDArray[np.uint8]:
    return np.ascontiguousarray(column).view(np.uint8).reshape(len(column), -1)
