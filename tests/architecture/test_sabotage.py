"""The planted faults of `script/bench sabotage` are up to date: each is still in its file, and its tests are there."""

from pathlib import Path

import pytest

from canbao_suite.bench.sabotage import ROOT, PlantedFault, outcome_of, plant, read_faults, run
from canbao_suite.cannot_run import CannotRun

FAULTS = read_faults()


def test_there_are_enough_of_each_kind() -> None:
    assert len({fault.name for fault in FAULTS}) == len(FAULTS) >= 60
    assert {fault.kind for fault in FAULTS} == {"sql", "lock", "handler", "rule", "runtime"}


@pytest.mark.parametrize("fault", FAULTS, ids=[fault.name for fault in FAULTS])
def test_its_place_is_there_once(fault: PlantedFault) -> None:
    assert (ROOT / fault.file).read_text(encoding="utf-8").count(fault.take_out) == 1
    assert fault.put_in != fault.take_out
    assert all((ROOT / test.partition("::")[0]).exists() for test in fault.tests)


def test_a_fault_that_is_not_there_is_told() -> None:
    assert plant(PlantedFault("gone", "sql", "no/such.py", "a", "b", ()), ROOT) is None


def test_a_word_that_no_fault_has_is_told() -> None:
    with pytest.raises(CannotRun, match="No fault has nowhere in its name, kind or file"):
        run(only="nowhere")


TESTS = """
import pytest
from of_a_test import VALUE

@pytest.fixture
def three():
    assert VALUE != 2
    return 3

def test_by_a_fixture(three):
    assert VALUE < 3

def test_by_itself():
    assert VALUE < 4
"""


@pytest.mark.parametrize(
    ("put_in", "outcome"),
    [
        ("= 0", "survived"),
        ("= 2", "only a fixture fails with it"),
        ("= 3", "killed"),
        ("= 4", "killed"),
        ("= ?", "tests cannot run with it"),
    ],
)
def test_only_a_test_that_fails_in_its_call_has_seen_a_fault(tmp_path: Path, put_in: str, outcome: str) -> None:
    (tmp_path / "of_a_test.py").write_text("VALUE = 1")
    (tmp_path / "test_it.py").write_text(TESTS)
    fault = PlantedFault("planted", "rule", "of_a_test.py", "= 1", put_in, ("test_it.py",))
    assert outcome_of(fault, tmp_path, "postgresql://nowhere") == outcome


def test_a_fixture_that_fails_hides_no_test_behind_it(tmp_path: Path) -> None:
    (tmp_path / "of_a_test.py").write_text("VALUE = 1")
    (tmp_path / "test_it.py").write_text(TESTS.replace("VALUE < 4", "VALUE != 2"))
    fault = PlantedFault("planted", "rule", "of_a_test.py", "= 1", "= 2", ("test_it.py",))
    assert outcome_of(fault, tmp_path, "postgresql://nowhere") == "killed"
