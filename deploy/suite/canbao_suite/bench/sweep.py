"""The sweep for overlapping cover: against a window of DuckDB and a plain sort of the same keys, at 100 million spells, at a billion;
then the check of one person at 100 million spells in PostgreSQL.

Each part runs in a process of its own, whose memory is told; generating the spells is not counted. Of what is compared the best of
five rounds counts.
"""

import json
import multiprocessing
import resource
import subprocess
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from math import log10
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from canbao_suite.bench.machine import machine
from canbao_suite.bench.passing_postgres import require_room
from canbao_suite.bench.peers_home import peer_versions, peers_python
from canbao_suite.bench.sweep_population import bucket, columns_of, heap
from dedup.domain.packed_spells import Keys, Overlaps, find_overlaps, numbers_of, sweep
from dedup.repository.side_file import SideFile

SPELLS, COMPARED, CHECKED, BILLION = 100_000_000, 10_000_000, 100_000_000, 1_000_000_000
LIMITS = {
    "ratio_to_plain_sort": 4.0,
    "seconds": 6.0,
    "peak_mb": 4096,
    "billion_peak_mb": 4096,
    "check_p99_ms": 5.0,
    "check_batch_p99_ms": 30.0,
}
"""At most; `ratio_to_duckdb` is at least 8."""
_PEER = Path(__file__).parent / "peers" / "sweep_duckdb.py"
_T = TypeVar("_T")
_ROUNDS, _THREADS, _BUCKETS, _AT_ONCE = 5, 2, 256, 5_000_000


class DifferentResults(RuntimeError):
    """DuckDB or the side file found other people: then there is nothing to compare."""


def run(
    json_path: Path | None = None, spells: int = SPELLS, compared: int = COMPARED, checked: int = CHECKED, billion: bool = False
) -> dict[str, Any]:
    """Measure, print, write. The keys are those of the issue; ratios are within this run."""
    peers = peer_versions(("duckdb", "numpy"))
    require_room(checked)
    found: dict[str, Any] = {"spells": spells, **_apart(_whole, spells), **_apart(_compared, compared), **_apart(_side_file, spells)}
    found["exponent"] = (
        round(log10(found["seconds"] / found["compared_seconds"]) / log10(spells / compared), 2) if spells > compared else None
    )
    if billion:
        found |= _apart(_billion, BILLION)
    found |= _checked(checked) if checked else {"check_p99_ms": None}
    found["share_of_limit"] = {name: round(found[name] / most, 2) for name, most in LIMITS.items() if found.get(name) is not None}
    found["machine"] = machine("numpy", peers=peers)
    print(json.dumps(found, indent=2, ensure_ascii=False))
    if json_path is not None:
        json_path.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n")
    return found


def _checked(spells: int) -> dict[str, Any]:
    """The check of one person in the service. Imported here: what the other parts have in their memory is told."""
    from canbao_suite.bench.checks import measure

    return measure(spells)


def _apart(part: Callable[[int], dict[str, Any]], spells: int) -> dict[str, Any]:
    """Runs a part in a new process."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(part, (spells,))


def _whole(spells: int) -> dict[str, Any]:
    """All spells in one heap, in random order: sorted and read through."""
    keys = heap(spells)
    seconds, found = _best_of(1, lambda: find_overlaps(keys, _THREADS))
    return {"seconds": round(seconds, 3), "peak_mb": _peak_mb(), "covered_twice": len(found.numbers)}


def _compared(spells: int) -> dict[str, Any]:
    """The same spells by DuckDB, by a plain sort of two halves in two threads, and by the sweep."""
    keys = heap(spells)
    with tempfile.TemporaryDirectory(prefix="canbao-bench-") as folder:
        for name, column in columns_of(keys).items():
            np.save(Path(folder) / f"{name}.npy", column)
        done = subprocess.run([str(peers_python()), str(_PEER), folder, str(_ROUNDS)], capture_output=True, text=True, check=True)
        expected = Overlaps(np.load(Path(folder) / "numbers.npy"), np.load(Path(folder) / "classes.npy"))
    duckdb = min(json.loads(done.stdout))
    work = keys.copy()
    plain, _ = _best_of(_ROUNDS, lambda: _plain_sort(work), lambda: np.copyto(work, keys))
    ours, found = _best_of(_ROUNDS, lambda: find_overlaps(work, _THREADS), lambda: np.copyto(work, keys))
    _refuse_others("DuckDB", expected, found)
    return {
        "compared_spells": spells,
        "compared_seconds": round(ours, 4),
        "duckdb_seconds": round(duckdb, 3),
        "plain_sort_seconds": round(plain, 4),
        "ratio_to_duckdb": round(duckdb / ours, 1),
        "ratio_to_plain_sort": round(ours / plain, 2),
    }


def _side_file(spells: int) -> dict[str, Any]:
    """The same spells in a side file: written, then read and swept bucket by bucket."""
    keys = heap(spells)
    with tempfile.TemporaryDirectory(prefix="canbao-bench-") as folder:
        file = SideFile.create(Path(folder), "bench")
        begun = time.perf_counter()
        _fill(file, keys)
        written = time.perf_counter() - begun
        expected = find_overlaps(keys, _THREADS)
        del keys
        seconds, parts = _best_of(2, lambda: [found for _, found in sweep(file.bucket, range(file.buckets), _THREADS)])
        file.close()
    numbers, classes = np.concatenate([part.numbers for part in parts]), np.concatenate([part.classes for part in parts])
    order = np.argsort(numbers)
    _refuse_others("the side file", expected, Overlaps(numbers[order], classes[order]))
    return {"side_file_written_seconds": round(written, 1), "side_file_read_and_swept_seconds": round(seconds, 2)}


def _billion(spells: int) -> dict[str, Any]:
    """More than fits: each bucket is generated when it is its turn."""
    generating: list[float] = []

    def read(number: int) -> Keys:
        begun = time.thread_time()
        keys = bucket(number, _BUCKETS, spells)
        generating.append(time.thread_time() - begun)
        return keys

    begun, used = time.perf_counter(), time.process_time()
    people = sum(len(found.numbers) for _, found in sweep(read, range(_BUCKETS), _THREADS))
    seconds, used = time.perf_counter() - begun, time.process_time() - used
    return {
        "billion_seconds": round(seconds, 1),
        "billion_cpu_seconds_generating": round(sum(generating), 1),
        "billion_cpu_seconds_sweeping": round(used - sum(generating), 1),
        "billion_covered_twice": people,
        "billion_peak_mb": _peak_mb(),
    }


def _fill(file: SideFile, keys: Keys) -> None:
    """Puts all in, some numbers at a time, and compacts."""
    keys = np.sort(keys)
    ends = [*range(_AT_ONCE, len(keys), _AT_ONCE), len(keys)]
    begin = 0
    for end in ends:
        end = len(keys) if end == len(keys) else int(np.searchsorted(keys, keys[end] >> 33 << 33))
        some = keys[begin:end]
        numbers = numbers_of(some)
        file.replace(numbers[np.append(True, numbers[1:] != numbers[:-1])], some, mark=1)
        begin = end
    for number in range(file.buckets):
        file.compact(number)


def _plain_sort(keys: Keys) -> None:
    with ThreadPoolExecutor(_THREADS) as pool:
        list(pool.map(np.ndarray.sort, np.split(keys, [len(keys) // 2])))


def _best_of(rounds: int, work: Callable[[], _T], prepare: Callable[[], object] = lambda: None) -> tuple[float, _T]:
    """Seconds of the fastest round, and what the last one answered."""
    seconds = []
    for _ in range(rounds):
        prepare()
        begun = time.perf_counter()
        found = work()
        seconds.append(time.perf_counter() - begun)
    return min(seconds), found


def _refuse_others(who: str, expected: Overlaps, found: Overlaps) -> None:
    """Raises DifferentResults."""
    if not (np.array_equal(expected.numbers, found.numbers) and np.array_equal(expected.classes, found.classes)):
        raise DifferentResults(f"{who} and the sweep of one heap find other people: {len(expected.numbers)} and {len(found.numbers)}.")


def _peak_mb() -> int:
    """The most memory that this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
