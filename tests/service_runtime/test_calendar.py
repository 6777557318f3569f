"""Which areas and days a timed job has, and when all of its work is done again."""

from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import pytest

from policy_parameters import PolicyBook, load_policy_book
from service_runtime import MovableClock, Portion, Run, Runtime, TimedJob, Transaction, every_day, pooling_regions, the_installation
from service_runtime.job_runs import DueDay, ask_days
from service_runtime.timed_jobs import do_portion, plan
from tests.service_runtime.sample_service import Sample
from tests.service_runtime.test_timed_jobs import AREAS, FRIDAY, Work, all_done, at, planned, runs
from tests.service_runtime.test_timed_jobs import clock as clock
from tests.service_runtime.test_timed_jobs import sample as sample


@dataclass
class Looks:
    """A job by the policy book, in one portion; keeps whether all of the work was asked for, and since when."""

    seen: list[tuple[bool, date | None]] = field(default_factory=list)

    @property
    def job(self) -> TimedJob:
        return TimedJob("by_the_book", "按政策参数", lambda _: AREAS[:1], every_day, self.step, catches_up=True, by_the_book=True)

    async def step(self, _: Transaction, run: Run) -> Portion:
        self.seen.append((run.whole, run.since))
        return Portion(1)


async def test_all_of_the_work_is_done_again_by_another_book_or_by_hand_or_when_a_clock_was_moved_back(
    sample: Sample, clock: MovableClock
) -> None:
    looks = Looks()
    another = replace(sample.runtime, database=copy(sample.runtime.database))
    policy = PolicyBook(sample.runtime.policy.entries()[1:])
    another.database.surroundings = replace(sample.runtime.database.surroundings, policy=policy)

    async def lives(day: date, runtime: Runtime = sample.runtime) -> None:
        at(clock, day)
        async with runtime.database.transaction() as tx:
            await plan(tx, [looks.job])
        while await do_portion(runtime, looks.job):
            pass

    saturday, sunday = FRIDAY + timedelta(1), FRIDAY + timedelta(2)
    for day in (FRIDAY, saturday, saturday):
        await lives(day)
    assert looks.seen == [(True, None), (False, FRIDAY)], "the first is whole, and no day is done twice"
    await lives(saturday, another)
    assert looks.seen[2:] == [(True, FRIDAY)], "by another book"
    await lives(sunday, another)
    assert looks.seen[3:] == [(False, saturday)]
    async with another.database.transaction() as tx:
        await ask_days(tx.driver, [DueDay("by_the_book", AREAS[0], sunday)], "operator-1")
    assert await do_portion(sample.runtime, looks.job) == 0, "left to a replica that has the newer book"
    await lives(sunday, another)
    assert looks.seen[4:] == [(True, saturday)], "by hand"
    await lives(FRIDAY, another)
    assert looks.seen[5:] == [(True, None)], "a clock was moved back"
    told = [run["asked_by"] for run in (await runs(sample, job="by_the_book"))["items"]]
    assert told == ["clock"]


def book(*regions: str) -> PolicyBook:
    """A book with a line for each of these regions, and one for the nation."""
    line = load_policy_book().entries()[0]
    return PolicyBook(replace(line, region=region) for region in ("100000", *regions))


@pytest.mark.parametrize(
    ("installation", "areas"), [("44", ["440700", "440900"]), ("4409", ["440900"]), ("440783", ["440700"]), ("4401", ["440100"])]
)
def test_a_job_goes_through_the_regions_of_its_installation(installation: str, areas: list[str]) -> None:
    """A city's page counts whatever it sets; a province's is no region's; where the book has no page, the installation is one area."""
    pages = book("440000", "440783", "440900", "430100")
    job = replace(Work().job, areas=pooling_regions).within(installation)
    assert list(job.areas(pages)) == areas
    assert list(replace(job, areas=the_installation).within(installation).areas(pages)) == [installation.ljust(6, "0")]


async def test_days_that_nobody_plans_are_told(sample: Sample, clock: MovableClock) -> None:
    """Where every replica leaves the calendar to others."""
    work, weekly = Work("daily"), Work()
    await planned(sample, work.job, weekly.job)
    await all_done(sample, work)
    seen = []
    for day in range(3):
        at(clock, FRIDAY + timedelta(day))
        checks = (await sample.client.get("/readyz")).json()["checks"]
        seen.append((checks["timed:daily"][0]["status"], checks["timed:weekly"][0]["status"]))
    assert seen == [("pass", "pass"), ("pass", "pass"), ("warn", "pass")]
