"""Uploads in a folder: written beside their place, flushed to the disk, then moved there in one step."""

import asyncio
import os
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress
from pathlib import Path
from secrets import token_hex
from typing import TypeVar
from uuid import UUID

from service_runtime.uploads import UploadMissing, UploadsAway

_PART = 256 * 1024
_T = TypeVar("_T")


class UploadFolder:
    """One file for each upload, spread over 256 folders. Several replicas may share it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def put(self, upload_id: UUID, content: bytes) -> None:
        """Two writers of one upload write the same: whoever is last stays."""
        await _in_thread(self._write, upload_id, content)

    async def get(self, upload_id: UUID) -> AsyncGenerator[bytes, None]:
        """Read in parts, so that a slow reader holds little."""
        try:
            file = await asyncio.to_thread(self._place(upload_id).open, "rb")
        except FileNotFoundError:
            raise UploadMissing from None
        except OSError as error:
            raise UploadsAway(type(error).__name__) from error
        with file:
            while part := await _in_thread(file.read, _PART):
                yield part

    async def delete(self, upload_id: UUID) -> None:
        """Also what a writer that was killed has left of it."""
        await _in_thread(self._remove, upload_id)

    async def close(self) -> None:
        """Nothing is open."""

    def _place(self, upload_id: UUID) -> Path:
        return self._folder / upload_id.hex[-2:] / upload_id.hex

    def _write(self, upload_id: UUID, content: bytes) -> None:
        place = self._place(upload_id)
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        beside = place.with_name(f"{place.name}.{token_hex(8)}")
        with beside.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        try:
            beside.replace(place)
        except FileNotFoundError:
            if not place.exists():
                raise
        self._leave_nothing_beside(place)
        _flush(place.parent)

    def _remove(self, upload_id: UUID) -> None:
        place = self._place(upload_id)
        place.unlink(missing_ok=True)
        self._leave_nothing_beside(place)
        with suppress(FileNotFoundError):
            _flush(place.parent)

    def _leave_nothing_beside(self, place: Path) -> None:
        """A writer whose file is taken away here finds the same content in its place."""
        for left in place.parent.glob(f"{place.name}.*"):
            left.unlink(missing_ok=True)


async def _in_thread(act: Callable[..., _T], *given: object) -> _T:
    try:
        return await asyncio.to_thread(act, *given)
    except OSError as error:
        raise UploadsAway(type(error).__name__) from error


def _flush(folder: Path) -> None:
    """So that the names in it are on the disk, too."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
