"""The check of one person, and of fifty at once, with very many spells in PostgreSQL."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import uvloop

from canbao_suite.bench.checks_asked import ask, ask_first
from canbao_suite.bench.checks_http import ask_over_http
from canbao_suite.bench.checks_people import people_of
from canbao_suite.bench.checks_tables import files_of_a_check, fill
from canbao_suite.bench.passing_postgres import passing_folder, server_in
from service_runtime.logs import configure_logs

_AT_ONCE = 1 << 22
_WHILE_FILLING = {
    "maintenance_work_mem": "1GB",
    "max_parallel_maintenance_workers": "1",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
}


def measure(spells: int) -> dict[str, Any]:
    """Fill; start anew with nothing in memory, ask; read the indexes once, as some hours of work do, ask on."""
    people, loads = people_of(spells), [_load()]
    with passing_folder() as folder:
        url, figures = _filled(folder, people)
        server = server_in(folder)
        _forget(server.home.cluster)
        server.start()
        try:
            loads.append(_load())
            figures |= uvloop.run(ask_first(url, people))
            figures |= _read_once(server.home.cluster, uvloop.run(files_of_a_check(url)))
            figures |= uvloop.run(ask(url, people)) | ask_over_http(url, people, folder)
            loads.append(_load())
        finally:
            server.stop()
    return {"checked_spells": spells, "checked_people": people, **figures, "checked_load_average": loads}


def _filled(folder: Path, people: int) -> tuple[str, dict[str, Any]]:
    """Address of the database, which the next server has too, and its sizes."""
    configure_logs("CRITICAL")
    server = server_in(folder, _WHILE_FILLING)
    server.start()
    try:
        url = server.create_database("dedup")
        return url, uvloop.run(fill(url, people))
    finally:
        server.stop()


def _forget(cluster: Path) -> None:
    """No page of these files stays in the memory of the machine."""
    os.sync()
    for path in cluster.rglob("*"):
        if path.is_file():
            file = os.open(path, os.O_RDONLY)
            os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
            os.close(file)


def _read_once(cluster: Path, relations: Sequence[str]) -> dict[str, float]:
    """As far as they have room, they stay in the memory of the machine."""
    read = 0
    for first in (cluster / path for path in relations):
        for path in (first, *first.parent.glob(f"{first.name}[._]*")):
            with path.open("rb") as file:
                while some := len(file.read(_AT_ONCE)):
                    read += some
    return {"checked_read_once_gb": round(read / 1e9, 2)}


def _load() -> float:
    return round(os.getloadavg()[0], 1)
