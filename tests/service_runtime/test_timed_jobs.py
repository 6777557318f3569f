"""Work by the calendar: each due day once, in order, whoever breaks in; seen by operators, and done again for a past day."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from enrolment_terms.benefit_year import SHANGHAI
from policy_parameters import PolicyBook, PolicyNotKnown
from row_sets import Statement, row
from service_runtime import (
    Database,
    MovableClock,
    Portion,
    Run,
    TimedJob,
    Transaction,
    every_day,
)
from service_runtime.timed_jobs import Calendar, do_portion, plan
from tests.conftest import FreshDatabase
from tests.service_runtime.sample_service import Sample, running_sample
from tests.service_runtime.sample_tables import notes

FRIDAY = date(2023, 9, 1)
THURSDAYS = [date(2023, 9, 7), date(2023, 9, 14), date(2023, 9, 21)]
AREAS = ["440700", "440900"]
_WRITE = Statement(notes.insert().values(row(notes, "id", "owner", "area", "text")))


def on_thursdays(_: PolicyBook, area: str, day: date) -> bool:
    if day.year == 2099:
        raise PolicyNotKnown("progress.report_weekday", area, 2099)
    return day.isoweekday() == 4


@dataclass
class Work:
    """Three portions for each day, each a note; a test may break in."""

    name: str = "weekly"
    after: tuple[str, ...] = ()
    apart_from: tuple[str, ...] = ()
    fails: list[BaseException] = field(default_factory=list)
    fails_in: str | None = None
    """The area in which it fails, until it is mended."""
    gate: asyncio.Event | None = None
    inside: asyncio.Event = field(default_factory=asyncio.Event)
    portions: int = 0

    @property
    def job(self) -> TimedJob:
        due = on_thursdays if self.name == "weekly" else every_day
        return TimedJob(self.name, "每周一次", lambda _: AREAS, due, self.step, self.after, apart_from=self.apart_from)

    async def step(self, tx: Transaction, run: Run) -> Portion:
        self.portions += 1
        number = int(run.cursor or 0) + 1
        text = f"{self.name} {run.day} {run.area} {number} {uuid4()}"
        await _WRITE.run(tx.driver, id=uuid4(), owner=self.name, area=run.area, text=text)
        self.inside.set()
        if self.gate is not None:
            await self.gate.wait()
        if self.fails:
            raise self.fails.pop()
        if self.fails_in == run.area:
            raise LookupError("nothing there")
        return Portion(1, more=number < 3, cursor=str(number))


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(datetime(2023, 9, 1, 9, tzinfo=SHANGHAI))


@pytest.fixture
async def sample(fresh_database: FreshDatabase, tmp_path: Path, clock: MovableClock) -> AsyncIterator[Sample]:
    """A service that leaves the calendar to the test."""
    jobs = [Work().job, Work("daily").job]
    async with running_sample(await fresh_database("timed"), tmp_path, clock=clock, timed=jobs, limits={"timed_jobs": False}) as running:
        yield running


async def until(is_so: Callable[[], Awaitable[bool]]) -> None:
    """Returns when it is so: nobody tells us."""
    async with asyncio.timeout(30):
        while not await is_so():  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def _goes_on(sample: Sample, work: "Work") -> bool:
    return bool(await do_portion(sample.runtime, work.job))


async def _has(sample: Sample, owner: str, many: int) -> bool:
    return len(await written(sample, owner)) == many


async def planned(sample: Sample, *jobs: TimedJob) -> None:
    async with sample.runtime.database.transaction() as tx:
        await plan(tx, jobs)


async def all_done(sample: Sample, work: Work) -> None:
    """Portion by portion, as the supervisor does: what fails is tried again, five times at most."""
    tries = 5
    while tries:
        try:
            if not await do_portion(sample.runtime, work.job):
                return
        except (OSError, ValueError, LookupError):
            tries -= 1


def at(clock: MovableClock, day: date) -> None:
    clock.move_to(datetime(day.year, day.month, day.day, 9, tzinfo=SHANGHAI))


async def written(sample: Sample, owner: str = "weekly") -> list[str]:
    """What was written, in order: the day, the area and the number of the portion."""
    async with sample.runtime.database.read() as read:
        rows = await read.driver.fetch("SELECT text FROM notes WHERE owner = $1 ORDER BY xmin::text::bigint", owner)
    return [" ".join(found["text"].split()[1:4]) for found in rows]


def of_days(*days: date) -> list[str]:
    return [f"{day} {area} {number}" for day in days for area in AREAS for number in (1, 2, 3)]


async def test_a_jump_over_three_weeks_makes_up_for_each_in_order(sample: Sample, clock: MovableClock) -> None:
    work = Work()
    await planned(sample, work.job)
    at(clock, THURSDAYS[-1])
    await planned(sample, work.job)
    await planned(sample, work.job)
    await all_done(sample, work)
    assert await written(sample) == of_days(*THURSDAYS)


async def test_a_job_that_goes_by_today_makes_up_for_all_on_the_last_day_of_each_year(sample: Sample, clock: MovableClock) -> None:
    work = Work("daily")
    caught_up = replace(work.job, catches_up=True)
    await planned(sample, caught_up)
    await all_done(sample, work)
    at(clock, date(FRIDAY.year + 1, 1, 3))
    await planned(sample, caught_up)
    await all_done(sample, work)
    assert await written(sample, "daily") == of_days(FRIDAY, date(FRIDAY.year, 12, 31), date(FRIDAY.year + 1, 1, 3))


async def test_a_new_job_begins_with_today(sample: Sample, clock: MovableClock) -> None:
    work = Work("daily")
    at(clock, THURSDAYS[0])
    await planned(sample, work.job)
    await all_done(sample, work)
    assert await written(sample, "daily") == of_days(THURSDAYS[0])


async def test_a_run_that_is_broken_off_goes_on_where_it_was(sample: Sample, clock: MovableClock) -> None:
    work = Work("daily")
    await planned(sample, work.job)
    assert await do_portion(sample.runtime, work.job) == 1
    for broken in (ConnectionResetError(), ValueError("a fault")):
        work.fails = [broken]
        with pytest.raises(type(broken)):
            await do_portion(sample.runtime, work.job)
    await all_done(sample, work)
    assert sorted(await written(sample, "daily")) == of_days(FRIDAY)
    assert work.portions == 6 + 2


async def test_two_replicas_never_double(sample: Sample) -> None:
    work, other = Work("daily", gate=asyncio.Event()), Work("daily")
    await planned(sample, work.job)
    assert work.gate is not None
    first = asyncio.create_task(do_portion(sample.runtime, work.job))
    await work.inside.wait()
    assert await do_portion(sample.runtime, other.job) == 0, "one leads"
    work.gate.set()
    assert await first == 1
    await asyncio.gather(all_done(sample, work), all_done(sample, other))
    assert await written(sample, "daily") == of_days(FRIDAY)


HALVES = ("even", "odd")


@dataclass
class Replica:
    """Does two halves of one work, and stays in each portion until it is let go."""

    clock: MovableClock
    sample: Sample
    halves: dict[str, Work] = field(default_factory=lambda: {name: Work(name, gate=asyncio.Event(), apart_from=HALVES) for name in HALVES})

    def __post_init__(self) -> None:
        self.steps = {one.name: one.step for one in Calendar([half.job for half in self.halves.values()], self.clock).background}

    def at(self, name: str) -> asyncio.Future[int]:
        return asyncio.ensure_future(self.steps[name](self.sample.runtime))

    def let_go(self) -> None:
        for half in self.halves.values():
            assert half.gate is not None
            half.gate.set()


async def test_two_replicas_do_two_halves_at_once(sample: Sample, clock: MovableClock) -> None:
    first, second = Replica(clock, sample), Replica(clock, sample)
    leads = first.at("even")
    await first.halves["even"].inside.wait()
    leaves, follows = first.at("odd"), second.at("even")
    assert await follows == 0, "one leads"
    takes = second.at("odd")
    await asyncio.wait_for(second.halves["odd"].inside.wait(), 30)
    assert await leaves == 0, "the other has come for it"
    first.let_go()
    second.let_go()
    assert (await leads, await takes) == (1, 1)
    assert [[half.portions for half in one.halves.values()] for one in (first, second)] == [[1, 0], [0, 1]]


async def test_a_replica_that_is_alone_does_both_halves_at_once(sample: Sample, clock: MovableClock) -> None:
    alone = Replica(clock, sample)
    both = [alone.at(name) for name in HALVES]
    for half in alone.halves.values():
        await asyncio.wait_for(half.inside.wait(), 30)
    alone.let_go()
    assert await asyncio.gather(*both) == [1, 1]


async def test_a_leader_whose_connection_drops_leaves_its_work_to_the_others(sample: Sample) -> None:
    work, other = Work("daily", gate=asyncio.Event()), Work("daily")
    await planned(sample, work.job)
    assert work.gate is not None
    leader = asyncio.create_task(do_portion(sample.runtime, work.job))
    await work.inside.wait()
    await _end_sessions_in_a_transaction(sample.runtime.database)
    await until(partial(_goes_on, sample, other))
    await all_done(sample, other)
    work.gate.set()
    with pytest.raises(Exception, match=r"closed|terminat"):
        await leader
    assert await written(sample, "daily") == of_days(FRIDAY)


async def _end_sessions_in_a_transaction(database: Database) -> None:
    async with database.aside.read() as read:
        await read.driver.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND state = 'idle in transaction'"
        )


async def test_an_area_that_fails_holds_up_its_own_days_only(sample: Sample, clock: MovableClock) -> None:
    work = Work(fails_in=AREAS[0])
    await planned(sample, work.job)
    at(clock, THURSDAYS[1])
    await planned(sample, work.job)
    await all_done(sample, work)
    assert [line[:17] for line in await written(sample)] == [f"{day} {AREAS[1]}" for day in THURSDAYS[:2] for _ in range(3)]
    failed = [run for run in (await runs(sample))["items"] if run["error"]]
    assert [(run["day"], run["area"], run["error"], run["state"]) for run in failed] == [
        (str(THURSDAYS[0]), AREAS[0], "LookupError: nothing there", "WAITING")
    ]
    check = (await sample.client.get("/readyz")).json()["checks"]["timed:weekly"][0]
    assert (check["status"], check["observedValue"], check["output"]) == ("warn", 2, "last 2023-09-14, next 2023-09-21")
    work.fails_in = None
    await all_done(sample, work)
    assert [run["error"] for run in (await runs(sample))["items"]] == [None] * 4
    metrics = (await sample.client.get("/metrics")).text
    assert figure(metrics, "open_runs") == 0
    assert figure(metrics, "last_day_timestamp_seconds") == datetime(2023, 9, 14, tzinfo=SHANGHAI).timestamp()
    assert figure(metrics, "next_day_timestamp_seconds") == datetime(2023, 9, 21, tzinfo=SHANGHAI).timestamp()


def figure(metrics: str, name: str) -> float:
    """What the weekly job's gauge says."""
    [line] = [line for line in metrics.splitlines() if line.startswith(f'canbao_timed_job_{name}{{job="weekly"}}')]
    return float(line.split()[-1])


async def test_a_job_that_comes_after_another_waits_for_its_open_days(sample: Sample, clock: MovableClock) -> None:
    weekly, daily = Work(), Work("daily", after=("weekly",))
    await planned(sample, weekly.job, daily.job)
    at(clock, THURSDAYS[0] + timedelta(1))
    await planned(sample, weekly.job, daily.job)
    await all_done(sample, daily)
    assert len(await written(sample, "daily")) == 6 * len(AREAS) * 3, "from Friday to Wednesday"
    await all_done(sample, weekly)
    await all_done(sample, daily)
    assert len(await written(sample, "daily")) == 8 * len(AREAS) * 3


async def test_a_clock_that_is_moved_back_lives_its_days_again(sample: Sample, clock: MovableClock) -> None:
    work = Work()
    for day in (FRIDAY, THURSDAYS[1], THURSDAYS[1] - timedelta(1), THURSDAYS[1]):
        at(clock, day)
        await planned(sample, work.job)
        await all_done(sample, work)
    assert await written(sample) == of_days(*THURSDAYS[:2]), "a day's difference is that of two replicas at midnight"
    for day in (FRIDAY, THURSDAYS[0]):
        at(clock, day)
        await planned(sample, work.job)
        await all_done(sample, work)
    assert await written(sample) == of_days(*THURSDAYS[:2], THURSDAYS[0])


def test_a_day_that_the_book_does_not_know_is_nobodys() -> None:
    assert list(Work().job.due_days(PolicyBook([]), date(2099, 1, 1), date(2099, 3, 1))) == []
    assert Work().job.next_day(PolicyBook([]), FRIDAY) == THURSDAYS[0]


def operator(sample: Sample) -> dict[str, str]:
    return sample.headers(sample.issuer.mint("operator-1", ["operator"], ["44"]))


async def runs(sample: Sample, **query: Any) -> dict[str, Any]:
    answer = await sample.client.get("/sample/v1/job-runs", params=query, headers=operator(sample))
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def have_run(sample: Sample, job: str, **asked: Any) -> httpx.Response:
    return await sample.client.post("/sample/v1/job-runs", json={"job": job, **asked}, headers=operator(sample))


async def test_an_operator_has_a_past_day_done_once_more(sample: Sample, clock: MovableClock) -> None:
    work = Work()
    at(clock, THURSDAYS[1])
    await planned(sample, work.job)
    await all_done(sample, work)
    assert (await have_run(sample, "weekly", day=str(THURSDAYS[0]), area=AREAS[1])).status_code == 200
    assert (await have_run(sample, "weekly", day=str(THURSDAYS[1]))).json() == {"asked": 2}
    assert (await have_run(sample, "weekly", day=str(THURSDAYS[1]))).json() == {"asked": 0}, "asked already"
    await all_done(sample, work)
    missed = [f"{THURSDAYS[0]} {AREAS[1]} {number}" for number in (1, 2, 3)]
    assert await written(sample) == [*of_days(THURSDAYS[1]), *missed, *of_days(THURSDAYS[1])]
    page = await runs(sample, job="weekly", state="DONE", limit=2)
    assert [(run["day"], run["asked_by"], run["done"], run["state_label"]) for run in page["items"]] == [
        (str(THURSDAYS[0]), "operator-1", 3, "已完成"),
        (str(THURSDAYS[1]), "operator-1", 3, "已完成"),
    ]
    assert len((await runs(sample, after=page["next"]))["items"]) == 1
    assert (await runs(sample, job="weekly", state="RUNNING"))["items"] == []
    listed = (await sample.client.get("/sample/v1/jobs", headers=operator(sample))).json()["jobs"]
    [line] = [job for job in listed if job["name"] == "weekly"]
    assert (line["title"], line["last_day"], line["next_day"], line["open_runs"]) == ("每周一次", "2023-09-14", "2023-09-21", 0)


@pytest.mark.parametrize(
    ("job", "asked"),
    [
        ("weekly", {"day": "2023-09-06"}),
        ("weekly", {"day": "2023-09-21"}),
        ("weekly", {"day": "2023-09-14", "area": "440300"}),
        ("republish", {"day": "2023-09-14"}),
    ],
    ids=["no Thursday", "tomorrow", "no such area", "not timed"],
)
async def test_what_is_not_due_is_refused(sample: Sample, clock: MovableClock, job: str, asked: dict[str, str]) -> None:
    at(clock, THURSDAYS[1])
    answer = await have_run(sample, job, **asked)
    assert (answer.status_code, answer.json()["code"]) == (422, "NOT_DUE")


async def test_the_service_does_it_by_itself_when_the_clock_moves(
    fresh_database: FreshDatabase, tmp_path: Path, clock: MovableClock
) -> None:
    work, daily = Work(), Work("daily", after=("weekly",))
    async with running_sample(await fresh_database("by-itself"), tmp_path, clock=clock, timed=[work.job, daily.job]) as sample:
        await until(partial(_has, sample, "daily", 3 * len(AREAS)))
        moved = await sample.client.post("/sample/v1/clock", json={"now": f"{THURSDAYS[0]}T09:00:00"}, headers=operator(sample))
        assert moved.status_code == 200, moved.text
        assert {run["state"] for run in (await runs(sample))["items"]} >= {"WAITING"}, "planned when the clock has moved"
        await until(partial(_has, sample, "daily", 7 * 3 * len(AREAS)))
        at(clock, THURSDAYS[0] + timedelta(1))
        await until(partial(_has, sample, "daily", 8 * 3 * len(AREAS)))
        assert await written(sample) == of_days(THURSDAYS[0])
        assert (await have_run(sample, "weekly", day=str(THURSDAYS[0]), area=AREAS[0])).status_code == 200
        await until(partial(_has, sample, "weekly", 9))
