"""The growth path: one expression, on DuckDB and on Spark, finds whom the sweep finds. Slow, and left out of the usual run:

script/test -m slow tests/dedup/test_sweep_at_scale.py
"""

import os
import subprocess
from pathlib import Path

import duckdb
import pytest

from canbao_suite.bench.sweep_population import columns_of, heap
from dedup.domain.packed_spells import find_overlaps
from tests.architecture.source_tree import ROOT

PYTHON = Path(os.environ.get("CANBAO_SPARK_VENV", ROOT / ".venv-spark")).absolute() / "bin" / "python"
PROGRAM = ROOT / "deploy" / "suite" / "canbao_suite" / "bench" / "peers" / "sweep_ibis.py"


WRITE = """
COPY (SELECT number::int AS number, scheme::tinyint AS scheme, starts_on::int AS starts_on, ends_on::int AS ends_on FROM columns)
TO '{spells}'
"""


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("engine", ["duckdb", "spark"])
def test_the_same_people_are_found_on_another_engine(engine: str, tmp_path: Path) -> None:
    """R-120, R-121, R-122, R-126: 300,000 spells; same people, same classes."""
    assert PYTHON.exists(), f"{PYTHON} is missing; docs/sweep-at-scale.md tells how it is made."
    keys = heap(300_000)
    spells, found = tmp_path / "spells.parquet", tmp_path / "found"
    with duckdb.connect() as connection:
        connection.register("columns", columns_of(keys))
        connection.execute(WRITE.format(spells=spells))
        run(engine, spells, found)
        files = f"{found}/*.parquet" if found.is_dir() else str(found)
        by_engine = dict(connection.execute(f"SELECT number, classes FROM read_parquet('{files}')").fetchall())
    expected = find_overlaps(keys)
    assert len(expected.numbers) > 4_000
    assert by_engine == dict(zip(expected.numbers.tolist(), expected.classes.tolist(), strict=True))


def run(engine: str, spells: Path, found: Path) -> None:
    """The program as the page tells it."""
    command = [str(PYTHON), str(PROGRAM), engine, str(spells), str(found), "local[2]"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
