"""Plants faults in SQL, locks, handlers and rules, one at a time in a copy of the project, and tells which of them the tests let live.

`tests/sabotage.yaml` names for each fault the file, the text that is taken out, what stands there instead, and the tests that must turn
red in their call. A fault whose text is not there any more, whose tests fail without it, with which they cannot even be read, or with
which only a fixture fails, counts as a survivor too: it proves nothing.
"""

import json
import multiprocessing
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from queue import SimpleQueue
from runpy import run_module
from time import monotonic
from typing import Any, Literal

from canbao_suite.bench import seen_in_a_call
from canbao_suite.bench.machine import machine
from canbao_suite.bench.seen_in_a_call import FIXTURE_FAILED
from canbao_suite.cannot_run import CannotRun
from canbao_suite.postgres import PostgresServer
from policy_parameters.book_files import read_yaml

ROOT = Path(__file__).parents[4]
FAULTS = ROOT / "tests" / "sabotage.yaml"
WORKERS, LIMIT_SECONDS = 2, 300
_TEST_SECONDS = 30
"""A test that waits for what the fault has taken away is not waited for as long as elsewhere."""
_LEFT_OUT = shutil.ignore_patterns(".[!e]*", "__pycache__", "node_modules", "*.png")
"""Hidden folders are, .env.example is not."""
_PACKAGES = (
    "shared",
    "services/registration",
    "services/payment-bridge",
    "services/dedup",
    "services/benefits",
    "deploy/suite",
    "deploy/tax-office",
    "deploy/wechat",
    "deploy/registers",
    "deploy/other-regions",
)
_SETTINGS = {"shared_buffers": "64MB", "fsync": "off"}
Outcome = Literal["killed", "survived", "not there", "only a fixture fails with it", "tests cannot run with it", "tests red without it"]
_PASSED, _SAW = 0, 1
"""Exit codes of pytest."""
_OUTCOMES: dict[int, Outcome] = {_PASSED: "survived", _SAW: "killed", FIXTURE_FAILED: "only a fixture fails with it"}
_OWN = {folder.name for package in _PACKAGES for folder in (ROOT / package).iterdir()}
_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload([
    "pytest", "sqlalchemy.dialects.postgresql.asyncpg", "asyncpg", "alembic", "fastapi", "pydantic_settings", "httpx", "uvicorn", "jwt",
    "yaml", "msgspec", "structlog", "opentelemetry.trace", "prometheus_client", "aio_pika", "cryptography.hazmat.primitives.ciphers.aead",
])  # fmt: skip


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
    return [PlantedFault(**fault | {"tests": tuple(fault["tests"])}) for fault in read_yaml(file)]


def plant(fault: PlantedFault, tree: Path) -> str | None:
    """Writes the fault into a tree and returns the sound text; None if the place is not there exactly once."""
    file = tree / fault.file
    sound = file.read_text(encoding="utf-8") if file.is_file() else ""
    if sound.count(fault.take_out) != 1:
        return None
    file.write_text(sound.replace(fault.take_out, fault.put_in), encoding="utf-8")
    return sound


def run(json_path: Path | None = None, only: str = "") -> dict[str, Any]:
    """Plants all faults, or those with this word in name, kind or file; prints what became of each. Raises CannotRun if one survives."""
    began = monotonic()
    faults = [fault for fault in read_faults() if only in f"{fault.name} {fault.kind} {fault.file}"]
    if not faults:
        raise CannotRun(f"No fault has {only} in its name, kind or file.")
    with tempfile.TemporaryDirectory(prefix="canbao-sabotage-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        with _server(folder) as url:
            trees: SimpleQueue[Path] = SimpleQueue()
            for number in range(WORKERS):
                trees.put(Path(shutil.copytree(ROOT, folder / f"tree-{number}", ignore=_LEFT_OUT)))
            with ThreadPoolExecutor(WORKERS) as workers:
                named = _by_file(faults)
                green = dict(zip(named, workers.map(lambda tests: _are_green(tests, trees, url), named.values()), strict=True))
                outcomes = list(workers.map(lambda fault: _outcome(fault, trees, url, green), faults))
    survivors = [fault.name for fault, outcome in zip(faults, outcomes, strict=True) if outcome != "killed"]
    result = {
        "planted": len(faults),
        "killed": outcomes.count("killed"),
        "survivors": survivors,
        "seconds": round(monotonic() - began),
        "faults": [asdict(fault) | {"outcome": outcome} for fault, outcome in zip(faults, outcomes, strict=True)],
        "machine": machine("asyncpg", "sqlalchemy", "pytest"),
    }
    print(json.dumps({key: result[key] for key in ("planted", "killed", "survivors", "seconds", "machine")}, indent=2, ensure_ascii=False))
    if json_path is not None:
        json_path.write_text(json.dumps(result, indent=2, ensure_ascii=False))
    if survivors:
        raise CannotRun(f"{len(survivors)} of {len(faults)} planted faults survive the tests.")
    return result


def _by_file(faults: Sequence[PlantedFault]) -> dict[str, tuple[str, ...]]:
    """The tests that any fault names, by their file: they run once together without a fault."""
    named: dict[str, dict[str, None]] = {}
    for test in (test for fault in faults for test in fault.tests):
        named.setdefault(_file_of(test), {})[test] = None
    return {file: (file,) if file in tests else tuple(tests) for file, tests in named.items()}


def _file_of(test: str) -> str:
    return test.partition("::")[0]


def _are_green(tests: Sequence[str], trees: "SimpleQueue[Path]", url: str) -> bool:
    started = monotonic()
    with _taken(trees) as tree:
        green = _test(tests, tree, url) == _PASSED
    found = "green" if green else "red"
    print(f"{found} without a fault: {_file_of(tests[0])} ({monotonic() - started:.0f} s)", file=sys.stderr, flush=True)
    return green


def _outcome(fault: PlantedFault, trees: "SimpleQueue[Path]", url: str, green: Mapping[str, bool]) -> Outcome:
    with _taken(trees) as tree:
        started = monotonic()
        outcome = outcome_of(fault, tree, url) if all(green[_file_of(test)] for test in fault.tests) else "tests red without it"
    print(f"{outcome}: {fault.name} ({monotonic() - started:.0f} s)", file=sys.stderr, flush=True)
    return outcome


def outcome_of(fault: PlantedFault, tree: Path, url: str) -> Outcome:
    """Plants the fault in a tree, runs its tests there, and takes it out again."""
    sound = plant(fault, tree)
    if sound is None:
        return "not there"
    try:
        return _OUTCOMES.get(_test(fault.tests, tree, url), "tests cannot run with it")
    finally:
        (tree / fault.file).write_text(sound, encoding="utf-8")


@contextmanager
def _taken(trees: "SimpleQueue[Path]") -> Iterator[Path]:
    tree = trees.get()
    try:
        yield tree
    finally:
        trees.put(tree)


def _test(tests: Sequence[str], tree: Path, url: str) -> int:
    """The exit code of pytest. Tests that hang have seen the fault."""
    process = _FORKS.Process(target=_run_tests, args=(tests, tree, url), daemon=True)
    process.start()
    process.join(LIMIT_SECONDS)
    if process.is_alive():
        process.kill()
        process.join()
    return _SAW if process.exitcode is None or process.exitcode < 0 else process.exitcode


def _run_tests(tests: Sequence[str], tree: Path, url: str) -> None:
    """In a process of its own, forked from one that has the libraries but nothing of the project."""
    os.chdir(tree)
    paths = [str(tree / package) for package in _PACKAGES]
    os.environ |= {"PYTHONPATH": os.pathsep.join(paths), "PYTHONDONTWRITEBYTECODE": "1", "CANBAO_TEST_DATABASE_URL": url}
    sys.path[:0], sys.dont_write_bytecode = paths, True
    for name in list(sys.modules):
        if name.partition(".")[0] in _OWN:
            del sys.modules[name]
    with (tree / "pytest.out").open("w") as out:
        os.dup2(out.fileno(), 1)
        os.dup2(out.fileno(), 2)
    plain = (
        "-q",
        "--maxfail=5",
        "-p",
        seen_in_a_call.__name__,
        "-p",
        "no:cacheprovider",
        "-W",
        "ignore::pytest.PytestAssertRewriteWarning",
        f"--timeout={_TEST_SECONDS}",
    )
    sys.argv = ["pytest", *plain, *tests]
    run_module("pytest", run_name="__main__", alter_sys=True)


@contextmanager
def _server(folder: Path) -> Iterator[str]:
    server = PostgresServer(folder / "postgres", _SETTINGS)
    server.start()
    try:
        yield server.url()
    finally:
        server.stop()
