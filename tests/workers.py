"""How the tests are dealt out to workers that run them side by side (pytest-xdist): a plugin of pytest."""

import gc
import os
import re
from collections import Counter
from collections.abc import Generator, Sequence
from functools import cache
from pathlib import Path

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

MOST_WORKERS = 8
_GROUP = re.compile(r"""mark\.xdist_group\(["']([a-z_]+)["']\)""")


class FilesToWorkers(LoadScopeScheduling):  # type: ignore[misc]
    """A file goes to one worker, in its own order: what its tests share is started once. So do files with one `xdist_group` mark."""

    def _split_scope(self, nodeid: str) -> str:
        """The group of the file, or the file."""
        file: str = nodeid.partition("::")[0]
        return group_of(self.config.rootpath / file) or file


@cache
def group_of(file: Path) -> str | None:
    """The group as it is written in the file: who deals the tests out has only their names, to which pytest 9.2 lets nobody add a mark."""
    found = _GROUP.search(file.read_text(encoding="utf-8"))
    return found[1] if found else None


def longest_first(tests: Sequence[pytest.Item]) -> list[pytest.Item]:
    """Files and groups whose tests were given more time than usual come first: a long one that begins last keeps everybody waiting."""
    limits: Counter[object] = Counter()
    for test in tests:
        limits[group_of(test.path) or test.path] += time_limit(test)
    return sorted(tests, key=lambda test: -limits[group_of(test.path) or test.path])


def time_limit(test: pytest.Item) -> int:
    """Seconds by the test's own mark; 0 without one."""
    mark = test.get_closest_marker("timeout")
    return int(mark.args[0]) if mark else 0


def workers_for(cores: int | None) -> int:
    """Three for two cores: a test waits as often as it works, but a suite of its own is nine processes."""
    return min((cores or 1) * 3 // 2, MOST_WORKERS)


def own_cores() -> int | None:
    """The cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is imported and collected lives until the end: the garbage collector looks at none of it, now and later."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The order of the tests."""
    items[:] = longest_first(items)


def pytest_xdist_auto_num_workers() -> int:
    """How many workers `-n auto` means."""
    return workers_for(own_cores())


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> FilesToWorkers:
    """Which tests stay together."""
    return FilesToWorkers(config, log)
