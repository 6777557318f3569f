"""Files that people hand in: kept outside the database under an id of ours, sealed, read back as a stream.

Where they lie is one of two stores behind one small interface: a folder (`upload_folder`) or an S3-compatible bucket (`upload_bucket`).
A store knows ids and sealed bytes; names, kinds and owners stand in the service's own table. A service writes its row before the file,
and takes the row away after it: so every file has a row, whatever process dies when.
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from itertools import count
from typing import Protocol
from uuid import UUID

from service_runtime.safe import Safe
from service_runtime.sealer import CannotOpen

_CHUNK = 64 * 1024
_LENGTH = 4
"""Bytes before each sealed chunk that say how long it is."""


class UploadMissing(Exception):
    """The store has no such file."""


class UploadsAway(Exception):
    """The store cannot be reached or does not do what it is told; the same call may be made again."""


class UploadStore(Protocol):
    """Bytes by id. Each call may be made again: it ends in the same state."""

    async def put(self, upload_id: UUID, content: bytes) -> None:
        """All of it or nothing, and lasting when the call returns. Raises UploadsAway."""

    def get(self, upload_id: UUID) -> AsyncGenerator[bytes, None]:
        """Parts of any length. Raises UploadMissing, UploadsAway."""

    async def delete(self, upload_id: UUID) -> None:
        """What is not there is deleted. Raises UploadsAway."""

    async def close(self) -> None:
        """Closes connections."""


class Uploads:
    """Seals what goes into a store and opens what comes out of it: a stolen disk tells nothing but sizes.

    Chunks are sealed one by one, bound to the file and to their place in it; the last one says that it is the last. So a file can be read
    as a stream, and none of it can be changed, cut off or moved without being noticed.
    """

    def __init__(self, store: UploadStore, safe: Safe) -> None:
        self._store, self._safe = store, safe

    async def put(self, upload_id: UUID, content: bytes) -> None:
        """Keeps a file. Raises UploadsAway."""
        await self._store.put(upload_id, b"".join(self._sealed(upload_id, content)))

    async def get(self, upload_id: UUID) -> AsyncGenerator[bytes, None]:
        """The content in parts. Raises UploadMissing, UploadsAway, CannotOpen."""
        place, waiting = 0, b""
        async with aclosing(_frames(self._store.get(upload_id))) as frames:
            async for sealed in frames:
                if waiting:
                    yield self._safe.open_bytes(waiting, _purpose(place, last=False), upload_id)
                    place += 1
                waiting = sealed
        yield self._safe.open_bytes(waiting, _purpose(place, last=True), upload_id)

    async def delete(self, upload_id: UUID) -> None:
        """Takes a file away; one that is not there is no fault. Raises UploadsAway."""
        await self._store.delete(upload_id)

    async def reseal(self, upload_id: UUID) -> bool:
        """Keeps a file anew under the active key; False if it already is. Raises UploadMissing, UploadsAway, CannotOpen."""
        async with aclosing(_frames(self._store.get(upload_id))) as frames:
            async for sealed in frames:
                if self._safe.is_active(sealed):
                    return False
                break
        await self.put(upload_id, b"".join([part async for part in self.get(upload_id)]))
        return True

    async def close(self) -> None:
        """Closes the store's connections."""
        await self._store.close()

    def _sealed(self, upload_id: UUID, content: bytes) -> list[bytes]:
        starts = range(0, max(len(content), 1), _CHUNK)
        frames = []
        for place, start in zip(count(), starts, strict=False):
            sealed = self._safe.seal_bytes(content[start : start + _CHUNK], _purpose(place, last=start == starts[-1]), upload_id)
            frames += [len(sealed).to_bytes(_LENGTH), sealed]
        return frames


def _purpose(place: int, *, last: bool) -> str:
    return f"upload.{place}.{'last' if last else 'more'}"


async def _frames(parts: AsyncGenerator[bytes, None]) -> AsyncGenerator[bytes, None]:
    """The sealed chunks in parts of any length. Raises CannotOpen if the end is missing."""
    buffer = bytearray()
    async with aclosing(parts):
        async for part in parts:
            buffer += part
            while len(buffer) >= _LENGTH and len(buffer) >= (end := _LENGTH + int.from_bytes(buffer[:_LENGTH])):
                yield bytes(buffer[_LENGTH:end])
                del buffer[:end]
    if buffer:
        raise CannotOpen("cut off")
