"""Plants faults in SQL, locks, handlers and rules, one at a time in a copy of the project, and tells which of them the tests let live.

`tests/sabotage.yaml` names for each fault the file, the text that is taken out, what stands there instead, and the tests that must turn
red. A fault whose text is not there any more, or whose tests fail without it, counts as a survivor too: it proves nothing.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from queue import SimpleQueue
from time import monotonic
from typing import Any, Literal

import yaml

from canbao_suite.bench.machine import machine
from canbao_suite.cannot_run import CannotRun
from canbao_suite.postgres import PostgresServer

ROOT = Path(__file__).parents[4]
FAULTS = ROOT / "tests" / "sabotage.yaml"
WORKERS, LIMIT_SECONDS = 2, 300
_LEFT_OUT = shutil.ignore_patterns(".*", "__pycache__", "node_modules", "*.png")
_PACKAGES = (
    "shared",
    "services/registration",
    "services/payment-bridge",
    "services/dedup",
    "services/benefits",
    "deploy/suite",
    "deploy/tax-office",
)
_SETTINGS = {"shared_buffers": "64MB", "fsync": "off"}
Outcome = Literal["killed", "survived", "not there", "tests red without it"]


@dataclass(frozen=True)
class PlantedFault:
    """One fault: what it is, in which file, and the tests that must see it."""

    name: str
    kind: str
    """sql, lock, handler, rule or runtime."""
    file: str
    take_out: str
    put_in: str
    tests: tuple[str, ...]


def read_faults(file: Path = FAULTS) -> list[PlantedFault]:
    """All faults of the file."""
    return [PlantedFault(**fault | {"tests": tuple(fault["tests"])}) for fault in yaml.safe_load(file.read_text(encoding="utf-8"))]


def plant(fault: PlantedFault, tree: Path) -> str | None:
    """Writes the fault into a tree and returns the sound text; None if the place is not there exactly once."""
    file = tree / fault.file
    sound = file.read_text(encoding="utf-8") if file.is_file() else ""
    if sound.count(fault.take_out) != 1:
        return None
    file.write_text(sound.replace(fault.take_out, fault.put_in), encoding="utf-8")
    return sound


def run(json_path: Path | None = None) -> dict[str, Any]:
    """Plants them all, prints what became of each, and ends with an error if one survives."""
    faults = read_faults()
    with tempfile.TemporaryDirectory(prefix="canbao-sabotage-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        with _server(folder) as url:
            trees: SimpleQueue[Path] = SimpleQueue()
            for number in range(WORKERS):
                trees.put(Path(shutil.copytree(ROOT, folder / f"tree-{number}", ignore=_LEFT_OUT)))
            with ThreadPoolExecutor(WORKERS) as workers:
                sound = dict(zip(_suites(faults), workers.map(lambda tests: _are_green(tests, trees, url), _suites(faults)), strict=True))
                outcomes = list(workers.map(lambda fault: _outcome(fault, trees, url, sound[fault.tests]), faults))
    survivors = [fault.name for fault, outcome in zip(faults, outcomes, strict=True) if outcome != "killed"]
    result = {
        "planted": len(faults),
        "killed": outcomes.count("killed"),
        "survivors": survivors,
        "faults": [asdict(fault) | {"outcome": outcome} for fault, outcome in zip(faults, outcomes, strict=True)],
        "machine": machine("asyncpg", "sqlalchemy", "pytest"),
    }
    print(json.dumps({key: result[key] for key in ("planted", "killed", "survivors", "machine")}, indent=2, ensure_ascii=False))
    if json_path is not None:
        json_path.write_text(json.dumps(result, indent=2, ensure_ascii=False))
    if survivors:
        raise CannotRun(f"{len(survivors)} of {len(faults)} planted faults survive the tests.")
    return result


def _suites(faults: Sequence[PlantedFault]) -> list[tuple[str, ...]]:
    return list(dict.fromkeys(fault.tests for fault in faults))


def _are_green(tests: Sequence[str], trees: "SimpleQueue[Path]", url: str) -> bool:
    with _taken(trees) as tree:
        return _test(tests, tree, url)


def _outcome(fault: PlantedFault, trees: "SimpleQueue[Path]", url: str, sound_is_green: bool) -> Outcome:
    started = monotonic()
    outcome: Outcome = "tests red without it"
    if sound_is_green:
        with _taken(trees) as tree:
            sound = plant(fault, tree)
            if sound is None:
                outcome = "not there"
            else:
                outcome = "survived" if _test(fault.tests, tree, url) else "killed"
                (tree / fault.file).write_text(sound, encoding="utf-8")
    print(f"{outcome}: {fault.name} ({monotonic() - started:.0f} s)", file=sys.stderr, flush=True)
    return outcome


@contextmanager
def _taken(trees: "SimpleQueue[Path]") -> Iterator[Path]:
    tree = trees.get()
    try:
        yield tree
    finally:
        trees.put(tree)


def _test(tests: Sequence[str], tree: Path, url: str) -> bool:
    """True if they pass. Tests that hang have seen the fault."""
    path = os.pathsep.join(str(tree / package) for package in _PACKAGES)
    environment = os.environ | {"PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1", "CANBAO_TEST_DATABASE_URL": url}
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests]
    try:
        done = subprocess.run(command, cwd=tree, env=environment, capture_output=True, timeout=LIMIT_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


@contextmanager
def _server(folder: Path) -> Iterator[str]:
    server = PostgresServer(folder / "postgres", _SETTINGS)
    server.start()
    try:
        yield server.url()
    finally:
        server.stop()
