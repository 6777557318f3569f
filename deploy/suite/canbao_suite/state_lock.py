"""One runner per state folder: a file lock that falls when its process ends, however it ends."""

import fcntl
import os
from pathlib import Path
from typing import IO

from canbao_suite.cannot_run import CannotRun


class StateFolderInUse(CannotRun):
    """Another process holds this state folder."""


class StateLock:
    """An exclusive lock on one file, which stands for one folder."""

    def __init__(self, file: Path, folder: Path) -> None:
        self._file = file
        self._folder = folder
        self._held: IO[str] | None = None

    def take(self) -> None:
        """Takes the lock; taking it twice is once. Raises StateFolderInUse, or CannotRun where it cannot be written."""
        if self._held is not None:
            return
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            handle = self._file.open("a+")
        except OSError as error:
            raise CannotRun(f"The state folder {self._folder} cannot be written ({error.strerror}); choose another with --state.") from None
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            handle.seek(0)
            holder = handle.read().strip()
            handle.close()
            who = f"process {holder}" if holder else "another run"
            raise StateFolderInUse(
                f"{who} is using the state folder {self._folder}; end it first, or choose another with --state."
            ) from None
        handle.truncate(0)
        handle.write(str(os.getpid()))
        handle.flush()
        self._held = handle

    @property
    def is_held(self) -> bool:
        """True from take until give_back."""
        return self._held is not None

    def give_back(self) -> None:
        """Gives the lock back."""
        if self._held is not None:
            self._held.close()
            self._held = None
