"""The side file of the sweep: the packed keys of everybody's spells that count, kept beside the database by the stream of events.

A folder of buckets: a number lies in the bucket of its rest by their count, a power of two. Each bucket is two flat files of 8-byte words:
`0007.3.keys`, the keys as they were at the last compaction, and `0007.3.log`, what changed since: how many numbers, how many keys, these
numbers, all their keys now. The file `state` says how much of each file is valid; it alone commits. What a killed writer left beyond that
is cut off. All of it can be made anew from the database. It holds numbers and days only: no token, no reference, no place.
"""

import fcntl
import io
import os
import re
import threading
import zlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

from dedup.domain.packed_spells import MOST_PEOPLE, Keys, numbers_of
from dedup.repository.side_file_log import Change, by_bucket, changes_of, keys_after
from dedup.repository.side_file_state import Place, SideFileRefused, State, read_state, write_at, write_state

_MOST_BUCKETS = 4096
_OURS = re.compile(r"[0-9]{4}\.[0-9]+\.(keys|log)")


class SideFileInUse(RuntimeError):
    """Another process, or another part of this one, writes this side file."""


class SideFile:
    """One side file, open for one writer; its threads may read and write at once. Made by `create` or `open`, given back by `close`."""

    def __init__(self, folder: Path, source: str, lock: IO[bytes], state: State) -> None:
        self._folder, self._source, self._lock, self._state = folder, source, lock, state
        self._turn = threading.Lock()

    @classmethod
    def create(cls, folder: Path, source: str, buckets: int = 64) -> "SideFile":
        """An empty one with mark 0 in place of whatever lies there. `source` names the database that it is of; `buckets`: a power of two.

        The mark stays 0 until the caller has put everything in. Raises SideFileInUse.
        """
        if not 1 <= buckets <= _MOST_BUCKETS or buckets & buckets - 1:
            raise ValueError(f"The buckets are a power of two up to {_MOST_BUCKETS}, and not {buckets}.")
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = _locked(folder)
        (folder / "state").unlink(missing_ok=True)
        _sync_folder(folder)
        _clear(folder, ())
        state = State(mark=0, sequence=0, places=(Place(),) * buckets)
        write_state(folder, source, state)
        _sync_folder(folder)
        return cls(folder, source, lock, state)

    @classmethod
    def open(cls, folder: Path, source: str) -> "SideFile":
        """The one that lies there, as of its last commit. Raises SideFileRefused, then the caller creates it anew, or SideFileInUse."""
        if not (folder / "state").is_file():
            raise SideFileRefused(f"There is no side file in {folder}.")
        lock = _locked(folder)
        try:
            state = read_state(folder, source)
            for bucket, place in enumerate(state.places):
                _cut_tail(_path(folder, bucket, place, "keys"), place.base)
                _cut_tail(_path(folder, bucket, place, "log"), place.log)
        except BaseException:
            lock.close()
            raise
        _clear(folder, state.places)
        return cls(folder, source, lock, state)

    @property
    def buckets(self) -> int:
        """How many; their names are the numbers below."""
        return len(self._state.places)

    def mark(self) -> int:
        """How far in the database's log of changes it is, by the last append; 0: not yet filled."""
        return self._state.mark

    def append(self, changes: Sequence[tuple[int, Keys]], mark: int) -> None:
        """Each number has exactly these keys from now on (none: no spells); of a number told twice the later counts. As `replace`."""
        newest = dict(changes)
        keys = np.concatenate([np.empty(0, np.uint64), *newest.values()])
        self.replace(np.fromiter(newest, np.uint64, len(newest)), keys, mark)

    def replace(self, numbers: NDArray[np.integer], keys: Keys, mark: int) -> None:
        """These numbers have these keys from now on and no others, in any order. All of it and the mark, or nothing; durable on return.

        Raises ValueError for a key of another number, a number that cannot be packed, a mark behind the one before; OSError.
        """
        if len(numbers) and not (numbers.min() >= 1 and numbers.max() <= MOST_PEOPLE):
            raise ValueError(f"Numbers go from 1 to {MOST_PEOPLE}, and not from {numbers.min()} to {numbers.max()}.")
        if not np.isin(numbers_of(keys), numbers).all():
            raise ValueError("There are keys of numbers that are not named.")
        change = Change(numbers.astype(np.uint64), keys)
        with self._turn:
            if mark < self._state.mark:
                raise ValueError(f"Mark {mark} is behind {self._state.mark}.")
            places = list(self._state.places)
            for bucket, part in by_bucket(change, len(places)):
                places[bucket] = self._added(bucket, places[bucket], part)
            _sync_folder(self._folder)
            self._commit(mark, places)

    def bucket(self, bucket: int) -> Keys:
        """All keys of the numbers of a bucket, in no order, to keep or to sort. Raises SideFileRefused if they are not what was written."""
        with self._turn:
            place, files = self._opened(bucket)
        return self._read(bucket, place, *files)

    def compact(self, bucket: int) -> None:
        """Puts the log of a bucket, if it has one, into its keys. Who reads the bucket meanwhile reads on. Raises as `bucket`; OSError."""
        with self._turn:
            if not self._state.places[bucket].log:
                return
            place, files = self._opened(bucket)
            content = self._read(bucket, place, *files).view(np.uint8).data
            new = Place(generation=place.generation + 1, base=len(content) // 8, base_sum=zlib.crc32(content))
            _write(_path(self._folder, bucket, new, "keys"), content, 0)
            _sync_folder(self._folder)
            places = list(self._state.places)
            places[bucket] = new
            self._commit(self._state.mark, places)
            for kind in ("keys", "log"):
                _path(self._folder, bucket, place, kind).unlink(missing_ok=True)

    def close(self) -> None:
        """Another writer may come."""
        self._lock.close()

    def _added(self, bucket: int, place: Place, change: Change) -> Place:
        content = change.words().tobytes()
        _write(_path(self._folder, bucket, place, "log"), content, 8 * place.log)
        return replace(place, log=place.log + len(content) // 8, log_sum=zlib.crc32(content, place.log_sum))

    def _opened(self, bucket: int) -> tuple[Place, tuple[IO[bytes], IO[bytes]]]:
        place = self._state.places[bucket]
        base, log = (_path(self._folder, bucket, place, kind) for kind in ("keys", "log"))
        return place, (_open(base, place.base), _open(log, place.log))

    def _read(self, bucket: int, place: Place, base: IO[bytes], log: IO[bytes]) -> Keys:
        with base, log:
            keys, changed = _words(base, place.base, place.base_sum), _words(log, place.log, place.log_sum)
        if keys is None or changed is None:
            raise SideFileRefused(f"Bucket {bucket} of the side file in {self._folder} is not what was written.")
        return keys_after(keys, list(changes_of(changed)), self.buckets)

    def _commit(self, mark: int, places: Sequence[Place]) -> None:
        state = State(mark=mark, sequence=self._state.sequence + 1, places=tuple(places))
        write_state(self._folder, self._source, state)
        self._state = state


def _path(folder: Path, bucket: int, place: Place, kind: str) -> Path:
    return folder / f"{bucket:04}.{place.generation}.{kind}"


def _locked(folder: Path) -> IO[bytes]:
    """A lock that falls when its process ends, however it ends."""
    handle = (folder / "lock").open("ab")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        handle.close()
        raise SideFileInUse(f"Somebody else writes the side file in {folder}.") from None
    return handle


def _open(path: Path, words: int) -> IO[bytes]:
    """A file in which so much is valid; without any it need not be there. Raises SideFileRefused if it is gone."""
    try:
        return path.open("rb") if words else io.BytesIO()
    except FileNotFoundError:
        raise SideFileRefused(f"The side file is torn: {path} is gone.") from None


def _words(file: IO[bytes], words: int, checksum: int) -> NDArray[np.uint64] | None:
    """The first words of a file; None if they are not those of the checksum."""
    read = np.empty(words, np.uint64)
    content = read.view(np.uint8).data
    whole = file.readinto(content) == len(content)  # type: ignore[attr-defined]
    return read if whole and zlib.crc32(content) == checksum else None


def _write(path: Path, content: bytes | memoryview, offset: int) -> None:
    """Writes there, durably."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        write_at(handle, content, offset)
        os.fsync(handle)
    finally:
        os.close(handle)


def _sync_folder(folder: Path) -> None:
    """Makes the names in the folder durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _cut_tail(path: Path, words: int) -> None:
    """Cuts off what a killed writer wrote and did not commit. Raises SideFileRefused if there is less than was committed."""
    size = path.stat().st_size if path.exists() else 0
    if size < 8 * words:
        raise SideFileRefused(f"The side file is torn: {path} has {size} bytes and not {8 * words}.")
    if size > 8 * words:
        os.truncate(path, 8 * words)


def _clear(folder: Path, places: Sequence[Place]) -> None:
    """Removes the files of buckets that no longer or not yet count."""
    valid = {_path(folder, bucket, place, kind) for bucket, place in enumerate(places) for kind in ("keys", "log")}
    for path in folder.iterdir():
        if _OURS.fullmatch(path.name) and path not in valid:
            path.unlink()
