"""A PostgreSQL for one measurement: it ends and its folder is deleted with the measurement, whatever end that meets."""

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from canbao_suite.cannot_run import CannotRun
from canbao_suite.postgres import PostgresServer
from canbao_suite.state_lock import StateFolderInUse

_TRIES, _PAUSE = 100, 0.1
_BYTES_OF_A_SPELL, _SPARE_BYTES = 680, 6_000_000_000
"""On disk, with indexes, documents and what sorting takes for a while; and what is left to others."""


def require_room(spells: int) -> None:
    """Raises CannotRun where the disk is too small for so many spells."""
    place = tempfile.gettempdir()
    wanted, free = spells * _BYTES_OF_A_SPELL + _SPARE_BYTES, shutil.disk_usage(place).free
    if spells and free < wanted:
        raise CannotRun(
            f"{spells:,} spells in PostgreSQL need {wanted / 1e9:.0f} GB in {place}, {free / 1e9:.0f} are free;"
            " take fewer with --checked, or another place with TMPDIR."
        )


@contextmanager
def passing_folder() -> Iterator[Path]:
    """A folder for one server. A process of its own waits for the end of this one, be it a kill, ends what is left and deletes all."""
    folder = Path(tempfile.mkdtemp(prefix="canbao-bench-"))
    folder.chmod(0o755)
    guard = subprocess.Popen([sys.executable, "-m", __name__, str(folder)], stdin=subprocess.PIPE, start_new_session=True)
    try:
        yield folder
    finally:
        guard.communicate()


def server_in(folder: Path, settings: dict[str, str] | None = None) -> PostgresServer:
    """The server of such a folder."""
    return PostgresServer(folder / "postgres", settings)


def _guard(folder: Path) -> None:
    sys.stdin.read()
    server = server_in(folder)
    for _ in range(_TRIES):
        try:
            server.stop_leftover()
        except StateFolderInUse:  # its runner is still ending
            time.sleep(_PAUSE)
            continue
        server.remove()
        shutil.rmtree(folder, ignore_errors=True)
        return


if __name__ == "__main__":
    _guard(Path(sys.argv[1]))
