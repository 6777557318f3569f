"""What an earlier run left: every process of a run carries the run's folder in its environment, whatever end its runner met."""

import os
from collections.abc import Collection, Iterator
from pathlib import Path

import psutil

_MARK = "CANBAO_RUN"
_PATIENCE = 15.0


def mark(folder: Path) -> dict[str, str]:
    """The variable that a process of this folder's run, and all its children, are started with."""
    return {_MARK: str(folder)}


def end_leftovers(folder: Path, *, but: Collection[int] = ()) -> None:
    """Ends every process that carries this folder's mark, but these; first kindly. Call it only while holding the folder's lock."""
    left = [process for process in _marked(folder) if process.pid not in but]
    for end in (psutil.Process.terminate, psutil.Process.kill):
        for process in left:
            try:
                end(process)
            except psutil.NoSuchProcess:
                continue
        _, left = psutil.wait_procs(left, _PATIENCE)


def folder_of(pid: int) -> Path | None:
    """The folder of the run that a process belongs to; None if it belongs to none, or to another user."""
    try:
        folder = psutil.Process(pid).environ().get(_MARK)
    except (psutil.Error, OSError):
        return None
    return Path(folder) if folder else None


def _marked(folder: Path) -> Iterator[psutil.Process]:
    return (process for process in psutil.process_iter() if process.pid != os.getpid() and folder_of(process.pid) == folder)
