"""How the tests are dealt out: a file stays whole, a group stays together, the long begin first, two cores have three workers."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.source_tree import ROOT
from tests.workers import workers_for

NOTES = """
from pathlib import Path
import pytest

def note(name, worker):
    with (Path(__file__).parent / worker).open("a") as notes:
        notes.write(name + " ")

"""
FILES = {
    "short": "@pytest.mark.parametrize('n', range(4))\n",
    "grouped": "@pytest.mark.parametrize('n', range(2))\n@pytest.mark.xdist_group('one')\n",
    "grouped_too": "@pytest.mark.parametrize('n', range(2))\n@pytest.mark.xdist_group('one')\n",
    "grouped_as_well": "@pytest.mark.parametrize('n', range(2))\n@pytest.mark.xdist_group('one')\n",
    "grouped_at_last": "@pytest.mark.parametrize('n', range(2))\n@pytest.mark.xdist_group('one')\n",
    "long": "@pytest.mark.parametrize('n', range(4))\n@pytest.mark.timeout(300)\n",
}


def test_files_and_groups_stay_whole_and_the_long_begin_first(tmp_path: Path) -> None:
    for name, marks in FILES.items():
        (tmp_path / f"test_{name}.py").write_text(f"{NOTES}{marks}def test_it(n, worker_id):\n    note('{name}', worker_id)\n")
    plugins = [word for name in ("xdist", "pytest_asyncio.plugin", "pytest_timeout", "tests.workers") for word in ("-p", name)]
    command = [sys.executable, "-m", "pytest", *plugins, "-n", "2", "--dist", "loadgroup", "--no-loadscope-reorder"]
    done = subprocess.run(
        [*command, "-c", str(ROOT / "pyproject.toml"), "--rootdir", str(tmp_path), str(tmp_path)],
        cwd=ROOT, env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    of_one, of_two = ((tmp_path / worker).read_text().split() for worker in ("gw0", "gw1"))
    assert "long" in (of_one[0], of_two[0]), "one of the two begins with it: which of them was ready first is chance"
    grouped = {name for name in FILES if name.startswith("grouped")}
    assert sorted(of_one + of_two) == sorted(["short"] * 4 + ["long"] * 4 + [*grouped] * 2)
    together = [{"short"}, {"long"}, grouped]
    assert all(sum(bool(kind & set(done_by)) for done_by in (of_one, of_two)) == 1 for kind in together)


@pytest.mark.parametrize(("cores", "workers"), [(None, 1), (1, 1), (2, 3), (4, 6), (64, 8)])
def test_there_are_three_workers_for_two_cores(cores: int | None, workers: int) -> None:
    assert workers_for(cores) == workers
