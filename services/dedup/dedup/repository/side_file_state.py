"""What stands in the side file by its last commit: one small record, kept twice in the file `state` and written in turns.

A record that was torn while it was written is known by its checksum; then the other one, which is older, still holds.
"""

import hashlib
import os
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

_MAGIC = int.from_bytes(b"CANBAOSP", "little")
_VERSION = 1
_HEAD, _PLACE = 6, 5  # words of 8 bytes, low byte first
_WORD = np.dtype("<u8")


class SideFileRefused(RuntimeError):
    """The side file is missing, torn, or made of something else. It holds nothing that the database does not: make it anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One bucket: which pair of files is valid, how many words of each, and the CRC-32 of these."""

    generation: int = 0
    base: int = 0
    base_sum: int = 0
    log: int = 0
    log_sum: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """How far the side file is in the database's log of changes, and where each bucket stands. `sequence` counts commits."""

    mark: int
    sequence: int
    places: tuple[Place, ...]


def write_state(folder: Path, source: str, state: State) -> None:
    """Commits: after this, and not before, the state is valid, whatever ends the process or the machine."""
    record = _bytes_of(source, state)
    handle = os.open(folder / "state", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        os.ftruncate(handle, 2 * len(record))
        write_at(handle, record, state.sequence % 2 * len(record))
        os.fsync(handle)
    finally:
        os.close(handle)


def read_state(folder: Path, source: str) -> State:
    """The newest whole record. Raises SideFileRefused if there is none, or it is of another format or source."""
    try:
        text = (folder / "state").read_bytes()
    except FileNotFoundError:
        raise SideFileRefused(f"There is no side file in {folder}.") from None
    half = len(text) // 2
    whole = [words for words in (_words_of(text[:half]), _words_of(text[half:])) if words is not None]
    if not whole:
        raise SideFileRefused(f"The side file in {folder} is torn, or none: neither of the two records in its file `state` is whole.")
    newest = max(whole, key=lambda words: words[4])
    if newest[0] != _MAGIC or newest[1] != _VERSION:
        raise SideFileRefused(f"The file {folder / 'state'} is no side file of format {_VERSION}.")
    if newest[2] != _digest(source):
        raise SideFileRefused(f"The side file in {folder} was made of another database than {source}.")
    return State(mark=newest[5], sequence=newest[4], places=tuple(_places(newest[_HEAD:])))


def write_at(handle: int, content: bytes | memoryview, offset: int) -> None:
    """Writes all of it from there on; the caller makes it durable."""
    rest = memoryview(content)
    while rest:
        written = os.pwrite(handle, rest, offset)
        rest, offset = rest[written:], offset + written


def _bytes_of(source: str, state: State) -> bytes:
    words = [_MAGIC, _VERSION, _digest(source), len(state.places), state.sequence, state.mark]
    for place in state.places:
        words += [place.generation, place.base, place.base_sum, place.log, place.log_sum]
    content = np.array(words, _WORD).tobytes()
    return content + zlib.crc32(content).to_bytes(8, "little")


def _words_of(record: bytes) -> list[int] | None:
    """The words of a whole record; None for any other bytes."""
    content, check = record[:-8], record[-8:]
    if len(content) < 8 * _HEAD or len(content) % 8 or zlib.crc32(content).to_bytes(8, "little") != check:
        return None
    words: list[int] = np.frombuffer(content, _WORD).tolist()
    return words if len(words) == _HEAD + _PLACE * words[3] else None


def _places(words: list[int]) -> list[Place]:
    rows = [words[start : start + _PLACE] for start in range(0, len(words), _PLACE)]
    return [Place(generation=row[0], base=row[1], base_sum=row[2], log=row[3], log_sum=row[4]) for row in rows]


def _digest(source: str) -> int:
    return int.from_bytes(hashlib.sha256(source.encode()).digest()[:8], "little")
