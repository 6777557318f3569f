"""The planted faults of `script/bench sabotage` are up to date: each is still in its file, and its tests are there."""

import pytest

from canbao_suite.bench.sabotage import ROOT, PlantedFault, plant, read_faults, run
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
