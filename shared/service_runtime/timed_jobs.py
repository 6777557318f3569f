"""Work that comes by the business calendar: which days are due, and each of them done portion by portion, by one replica, in order.

A timed job is run by an ordinary background job. What is due stands in `job_runs`, one row for each job, area and day; a portion of the
work and the row's progress commit together. So a break goes on where it was, and whoever comes second finds nothing left to do.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from enrolment_terms.regions import area_prefix, lies_in_the_other, pooling_region_of
from policy_parameters import PolicyBook, PolicyNotKnown
from service_runtime.background import Job
from service_runtime.clock import Clock
from service_runtime.database import is_database_away
from service_runtime.job_runs import (
    DueDay,
    Planned,
    Run,
    basis_of,
    begin_anew,
    lead,
    next_run,
    note_error,
    note_portion,
    plan_days,
    start_planning,
)
from service_runtime.logs import describe
from service_runtime.runtime import Runtime
from service_runtime.transaction import Transaction

DueOn = Callable[[PolicyBook, str, date], bool]
"""Whether a day is one of an area's days. A pure function of the policy book; a day that the book does not know is nobody's."""
_ONE_DAY = timedelta(days=1)
_LOOK_SECONDS, _LOOK_AGAIN_SECONDS, _GLANCE_SECONDS = 0.5, 60.0, 0.02
"""Between looks at the clock; at the table, where another replica may have left something; at what this replica is at."""
_OTHERS_FIRST_SECONDS = 3 * _LOOK_SECONDS
"""In which another replica has looked at its clock, too."""
_FAR_AHEAD = 400
"""Days in which the next due day is looked for."""
_PROVINCE_DIGITS = 2


@dataclass(frozen=True, slots=True)
class Portion:
    """What one step of a run has done, and where the next one goes on."""

    done: int
    more: bool = False
    cursor: str | None = None


@dataclass(frozen=True, slots=True)
class TimedJob:
    """One kind of work that comes by the calendar. It ends in the same state however often a day is done."""

    name: str
    title: str
    """Chinese, for operators."""
    areas: Callable[[PolicyBook], Iterable[str]]
    """The areas that have their own days: `the_installation`, `pooling_regions`, `areas_that_set(…)`."""
    is_due: DueOn
    step: Callable[[Transaction, Run], Awaitable[Portion]]
    """Does a bounded part of a run in one transaction."""
    after: tuple[str, ...] = ()
    """Jobs whose open days up to a day are done before it."""
    catches_up: bool = False
    """It goes by business today, so that the last of the days that nobody saw does the work of all; of each year, the last."""
    by_the_book: bool = False
    """What it has done follows from the policy book: by another one, all of it is done again, and `Run.whole` says so."""
    apart_from: tuple[str, ...] = ()
    """Parts of the same work. A replica that is at one of them does this one, too, only if no other replica takes it."""

    def within(self, installation: str) -> "TimedJob":
        """The same work for the areas that an installation serves; where the policy book names none of them, for all of it at once."""

        def areas(policy: PolicyBook) -> list[str]:
            return [area for area in self.areas(policy) if lies_in_the_other(area, installation)] or [installation.ljust(6, "0")]

        return replace(self, areas=areas)

    @property
    def actor(self) -> str:
        """Who did it, in histories and the audit."""
        return f"job:{self.name}"

    def due_days(self, policy: PolicyBook, first: date, last: date) -> Iterator[DueDay]:
        """All of them from the first to the last day, in order."""
        areas = list(self.areas(policy))
        for number in range((last - first).days + 1):
            day = first + number * _ONE_DAY
            yield from (DueDay(self.name, area, day) for area in areas if self._is_due(policy, area, day))

    def next_day(self, policy: PolicyBook, today: date) -> date | None:
        """The first day after today that is due anywhere."""
        return _next_day(self, policy, today)

    def _is_due(self, policy: PolicyBook, area: str, day: date) -> bool:
        try:
            return self.is_due(policy, area, day)
        except PolicyNotKnown:
            return False


@lru_cache(maxsize=256)
def _next_day(job: TimedJob, policy: PolicyBook, today: date) -> date | None:
    """Kept, for health and metrics ask again and again."""
    ahead = job.due_days(policy, today + _ONE_DAY, today + _FAR_AHEAD * _ONE_DAY)
    return next((due.day for due in ahead), None)


def every_day(_: PolicyBook, __: str, ___: date) -> bool:
    """Each day of the year."""
    return True


def the_installation(_: PolicyBook) -> list[str]:
    """For work that goes by no area's own days."""
    return []


def pooling_regions(policy: PolicyBook) -> list[str]:
    """The pooling regions that the policy book has a page of, or of a part of them: whatever stands on it, the rest holds from above."""
    pages = {entry.region for entry in policy.entries()}
    return sorted({pooling_region_of(page) for page in pages if len(area_prefix(page)) > _PROVINCE_DIGITS})


def areas_that_set(name: str) -> Callable[[PolicyBook], list[str]]:
    """The areas on whose own page of the policy book a parameter stands."""
    return lambda policy: sorted({entry.region for entry in policy.entries() if entry.name == name})


async def plan(tx: Transaction, jobs: Sequence[TimedJob]) -> None:
    """Notes what has become due since it was planned last; of a new job, what is due today.

    A clock that was moved back lives its days once more: their runs are forgotten, and come again. One day is the difference between
    two replicas at midnight, and no move.
    """
    today = tx.now.date()
    planned = await start_planning(tx.driver, sorted(job.name for job in jobs), today - _ONE_DAY)
    lived_again = [name for name, known in planned.items() if known.planned_until > today + _ONE_DAY]
    due: list[DueDay] = []
    for job in jobs:
        first = today if job.name in lived_again else planned[job.name].planned_until + _ONE_DAY
        days = job.due_days(tx.policy, first, today)
        due += {(one.area, one.day.year): one for one in days}.values() if job.catches_up else days
    await plan_days(tx.driver, list(planned), today, due, lived_again)
    for job in jobs:
        if job.by_the_book and (why := _why_anew(planned[job.name], tx.policy.digest, job.name in lived_again)):
            await begin_anew(tx.driver, list(job.due_days(tx.policy, today, today)), tx.policy.digest, why)


def _why_anew(known: Planned, book: str, lived_again: bool) -> str | None:
    """Stands in the run as who has asked for it."""
    if known.basis != book:
        return f"policy-book:{book[:12]}"
    return "clock" if lived_again else None


async def do_portion(runtime: Runtime, job: TimedJob) -> int:
    """The next portion of the oldest open day. 0 if there is none, or if another replica is at this job."""
    run: Run | None = None
    try:
        async with runtime.database.transaction() as tx:
            if not await lead(tx.driver, job.name) or (run := await next_run(tx.driver, job.name, job.after)) is None:
                return 0
            if job.by_the_book and await basis_of(tx.driver, job.name) != tx.policy.digest:
                return 0  # the run is for a replica of the newer book
            portion = await job.step(tx, run)
            await note_portion(tx.driver, run.run_id, portion.done, portion.cursor, more=portion.more)
    except Exception as error:
        if run is not None and not is_database_away(error):
            async with runtime.database.transaction() as tx:
                await note_error(tx.driver, run.run_id, describe(error))
        raise
    return portion.done or 1


class Calendar:
    """The timed jobs of one service in this replica, each as a background job of its own. Not `active`: others do the work."""

    def __init__(self, jobs: Sequence[TimedJob], clock: Clock, *, active: bool = True) -> None:
        self.jobs = {job.name: job for job in jobs}
        self._clock, self._active = clock, active
        self._planned: date | None = None
        self._plans = 0
        """How often days were planned."""
        self._moved = dict.fromkeys(self.jobs, 0)
        """How often each job has done something that another may wait for."""
        self._at: set[str] = set()
        """What this replica is at."""

    @property
    def background(self) -> list[Job]:
        """To be run by the supervisor: each fails, and is tried again, by itself."""
        return [self._background(job) for job in self.jobs.values()]

    async def plan(self, runtime: Runtime) -> None:
        """Notes what is due today, if that was not done yet."""
        if self._active and self.jobs and self._planned != self._clock.today():
            async with runtime.database.transaction() as tx:
                await plan(tx, list(self.jobs.values()))
            self._planned = tx.now.date()
            self._plans += 1

    def _background(self, job: TimedJob) -> Job:
        seen = 0

        async def step(runtime: Runtime) -> int:
            nonlocal seen
            seen = self._changes_for(job)
            if not self._active:
                return 0
            await self.plan(runtime)
            if job.name not in self._at:
                await self._leave_to_others(job)
            done = await self._do_portion(runtime, job)
            self._moved[job.name] += bool(done)
            return done

        async def idle() -> None:
            end = time.monotonic() + _LOOK_AGAIN_SECONDS
            while self._seems_quiet(job, seen) and time.monotonic() < end:  # noqa: ASYNC110 -- nobody tells of a clock
                await asyncio.sleep(_LOOK_SECONDS)

        return Job(job.name, step, idle)

    async def _leave_to_others(self, job: TimedJob) -> None:
        """Until this replica is at no other part of the same work, or nobody has come for this one."""
        end = time.monotonic() + _OTHERS_FIRST_SECONDS
        while self._at.intersection(job.apart_from) and time.monotonic() < end:  # noqa: ASYNC110 -- others are other processes
            await asyncio.sleep(_GLANCE_SECONDS)

    async def _do_portion(self, runtime: Runtime, job: TimedJob) -> int:
        done = 0
        self._at.add(job.name)
        try:
            done = await do_portion(runtime, job)
        finally:
            if not done:
                self._at.discard(job.name)
        return done

    def _seems_quiet(self, job: TimedJob, seen: int) -> bool:
        return self._planned in (None, self._clock.today()) and self._changes_for(job) == seen

    def _changes_for(self, job: TimedJob) -> int:
        """Grows when days were planned, or one of the jobs that come before this one has done something."""
        return self._plans + sum(self._moved.get(name, 0) for name in job.after)
