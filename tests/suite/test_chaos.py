"""The parts of `script/bench chaos`: its plan, its records, and the crashes that it plants."""

import json
import subprocess
import sys
from collections import Counter
from itertools import islice
from pathlib import Path

import pytest

from canbao_suite.bench.chaos import figures
from canbao_suite.chaos.campaign import Size
from canbao_suite.chaos.crash_points import POINTS, points_of
from canbao_suite.chaos.crashes import Crashes, CrashPoint, part, plant
from canbao_suite.chaos.records import OtherPlan, Records, Round
from canbao_suite.chaos.strikes import make_up, plan_strikes
from canbao_suite.environments import SERVICES

PLAN = {"enrolments": 10, "kills": 4}


@pytest.mark.parametrize("point", POINTS.values(), ids=lambda point: point.name)
def test_every_point_is_there(point: CrashPoint) -> None:
    owner, name = part(point.part)
    assert callable(getattr(owner, name))
    assert set(point.services) <= set(SERVICES)


def test_there_are_points_enough_and_no_service_goes_without() -> None:
    assert len(POINTS) >= 25
    assert all(len(points_of(service)) > 10 for service in SERVICES)


@pytest.mark.parametrize("renamed", ["event_bus.relay:Relay.renamed", "event_bus.outbox:renamed", "event_bus.renamed:pending"])
def test_a_point_that_was_renamed_fails_loudly(renamed: str, tmp_path: Path) -> None:
    with pytest.raises((AttributeError, ImportError), match="renamed"):
        plant([CrashPoint("gone", renamed, "before", ("dedup",))], Crashes(tmp_path))


_VICTIM = """
import asyncio, sys
from pathlib import Path
from canbao_suite.chaos.crashes import CrashPoint, Crashes, plant

class Work:
    async def do(self, what):
        print("did", what, flush=True)
        await asyncio.sleep(0.05)
        return what

plant([CrashPoint("here", "__main__:Work.do", sys.argv[2], (), only_if=lambda work, what, *result: what == 2)], Crashes(Path(sys.argv[1])))
for what in (1, 2, 3):
    asyncio.run(Work().do(what))
"""


@pytest.mark.parametrize(("moment", "did"), [("before", 1), ("amid", 2), ("after", 2)])
def test_a_process_dies_at_the_armed_point_once(moment: str, did: int, tmp_path: Path) -> None:
    crashes = Crashes(tmp_path)

    def live() -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-c", _VICTIM, str(tmp_path), moment]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    crashes.arm("here")
    dead = live()
    assert (dead.returncode, dead.stdout.count("did"), dead.stderr) == (-9, did, "")
    assert crashes.happened == {"here"}
    assert (live().returncode, live().stdout.count("did")) == (0, 3)


def test_the_plan_has_so_many_kills_and_each_point_three_times() -> None:
    plan = plan_strikes(500, seed=1)
    assert sum(strike.kills for strike in plan) == 500
    assert Counter(strike.point for strike in plan if strike.point) == dict.fromkeys(POINTS, 3)
    assert {strike.target for strike in plan if strike.kind == "kill"} == {*SERVICES, "tax-office", "postgresql", "rabbitmq"}
    assert {"freeze", "half-open"} <= {strike.kind for strike in plan}
    assert [strike.number for strike in plan] == list(range(len(plan)))
    assert plan == plan_strikes(500, seed=1) != plan_strikes(500, seed=2)


@pytest.mark.parametrize("kills", [1, 2, 7, 40])
def test_a_small_plan_has_no_more_kills_than_asked_for(kills: int) -> None:
    assert sum(strike.kills for strike in plan_strikes(kills, seed=1)) == kills


def test_a_run_that_was_broken_off_goes_on(tmp_path: Path) -> None:
    plan = plan_strikes(4, seed=1)
    first = Records(tmp_path, PLAN)
    for number in (0, 1, 3):
        first.acknowledge(number, f"application-{number}")
    first.approve(["application-0"])
    first.shot(plan[0], reached=True, recovered=1.5)
    first.shot(plan[1], reached=False, recovered=None)
    first.end_round(Round(enrolled=3, seconds=9.5, lost=0, doubled=0, stuck=0))
    with (tmp_path / "acknowledged.jsonl").open("a") as file:
        file.write('{"number": 2, "applic')
    again = Records(tmp_path, PLAN)
    assert list(islice(again.numbers_to_send(), 3)) == [2, 4, 5]
    assert again.ledger.applications == {f"chaos-{number}": f"application-{number}" for number in (0, 1, 3)}
    assert again.ledger.approved == {"application-0"}
    assert again.strikes_left(plan) == plan[1:]
    assert again.rounds == first.rounds
    again.acknowledge(2, "application-2")
    assert Records(tmp_path, PLAN).acknowledged == {0, 1, 2, 3}


def test_a_point_that_is_never_reached_is_given_up(tmp_path: Path) -> None:
    plan = plan_strikes(4, seed=1)
    records = Records(tmp_path, PLAN)
    for _ in range(3):
        assert plan[0] in records.strikes_left(plan)
        records.shot(plan[0], reached=False, recovered=None)
    assert records.strikes_left(plan) == plan[1:]


def test_kills_that_were_given_up_are_made_up_for() -> None:
    made = make_up(5, first=30)
    assert ([strike.number for strike in made], {strike.kind for strike in made}) == ([30, 31, 32, 33, 34], {"kill"})
    assert sum(strike.kills for strike in made) == 5
    assert made == make_up(5, first=30)


def test_a_folder_of_another_run_is_left_alone(tmp_path: Path) -> None:
    Records(tmp_path, PLAN)
    with pytest.raises(OtherPlan, match="--fresh"):
        Records(tmp_path, PLAN | {"kills": 5})


def test_what_did_not_come_back_counts_as_stuck(tmp_path: Path) -> None:
    plan = plan_strikes(4, seed=1)
    records = Records(tmp_path, PLAN)
    records.shot(plan[0], reached=True, recovered=2.0)
    records.shot(plan[1], reached=True, recovered=None)
    records.end_round(Round(enrolled=10, seconds=9.5, lost=1, doubled=2, stuck=3, differences=["lost: one"]))
    found = figures(records, Size(10, 4, 1))
    assert (found["lost"], found["doubled"], found["stuck"], found["recovery_p99_s"]) == (1, 2, 4, 2.0)
    assert found["differences"] == ["lost: one"]
    assert not found["complete"]
    assert json.dumps(found)
