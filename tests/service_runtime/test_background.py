"""Background jobs are tried again when they fail, also after a CancelledError that nobody meant (P1), and never fail or hang unseen."""

import asyncio
from collections.abc import Callable
from typing import cast

from prometheus_client import CollectorRegistry, generate_latest

from service_runtime import HealthFigure, Job, Runtime
from service_runtime.background import JobFigures, JobRecord, Supervisor


class Work:
    """Each step fails in the next of the given ways; then there is nothing to do until it is cancelled."""

    def __init__(self, *failures: BaseException, more: int = 0) -> None:
        self._failures, self._more = list(failures), more
        self.steps = 0
        self.idle_after: list[int] = []
        self.idles = asyncio.Event()
        self.cancelled = False

    async def step(self, _: Runtime) -> bool:
        if self._failures:
            raise self._failures.pop(0)
        self.steps += 1
        return self.steps <= self._more

    async def idle(self) -> None:
        self.idle_after.append(self.steps)
        self.idles.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            self.cancelled = True
            raise


class SomeRuntime:
    """As much of a runtime as the supervisor looks at."""

    name = "sample"


def supervised(*jobs: Job) -> Supervisor:
    return Supervisor(cast(Runtime, SomeRuntime()), jobs, first_pause=0)


def metrics(supervisor: Supervisor) -> str:
    registry = CollectorRegistry()
    registry.register(JobFigures(supervisor))
    return generate_latest(registry).decode()


async def until(supervisor: Supervisor, condition: Callable[[HealthFigure], bool]) -> HealthFigure:
    """The figure of the only job, once it is so."""
    async with asyncio.timeout(30):
        while True:
            figure = supervisor.figures()[0]
            if condition(figure):
                return figure
            await asyncio.sleep(0)


async def test_failures_and_stray_cancellations_are_survived_and_leave_no_trace_beside_pass() -> None:
    work = Work(ValueError("first"), asyncio.CancelledError(), OSError("third"))
    supervisor = supervised(Job("work", work.step, work.idle))
    assert supervisor.figures()[0] == HealthFigure("background:work", "pass")
    supervisor.start()
    await work.idles.wait()
    figure = supervisor.figures()[0]
    assert (figure.status, figure.output) == ("pass", None)
    assert figure.time is not None
    text = metrics(supervisor)
    assert 'canbao_job_failures_total{job="work"} 3.0' in text
    assert 'canbao_job_failing{job="work"} 0.0' in text
    assert 'canbao_job_last_success_timestamp_seconds{job="work"}' in text
    await supervisor.stop()
    assert work.cancelled


async def test_a_failing_job_warns_with_its_error_and_the_time_of_its_last_success() -> None:
    fails = asyncio.Event()

    async def step(_: Runtime) -> bool:
        if fails.is_set():
            raise LookupError("nothing there")
        return True

    async def idle() -> None:
        return

    async def slowly(runtime: Runtime) -> bool:
        await asyncio.sleep(0)
        return await step(runtime)

    supervisor = supervised(Job("work", slowly, idle))
    supervisor.start()
    before = await until(supervisor, lambda figure: figure.time is not None)
    fails.set()
    failing = await until(supervisor, lambda figure: figure.status == "warn")
    assert failing.output == "LookupError: nothing there"
    assert failing.time is not None
    assert before.time is not None
    assert failing.time >= before.time
    assert 'canbao_job_failing{job="work"} 1.0' in metrics(supervisor)
    fails.clear()
    assert (await until(supervisor, lambda figure: figure.status == "pass")).output is None
    await supervisor.stop()


async def test_a_job_that_hangs_shows_and_clears() -> None:
    go_on, idles = asyncio.Event(), asyncio.Event()

    async def step(_: Runtime) -> bool:
        await go_on.wait()
        return False

    async def idle() -> None:
        idles.set()
        await asyncio.Event().wait()

    supervisor = supervised(Job("work", step, idle, limit=0))
    supervisor.start()
    hanging = await until(supervisor, lambda figure: figure.status == "warn")
    assert hanging.output is not None
    assert hanging.output.startswith("no end of a step for ")
    assert 'canbao_job_failing{job="work"} 1.0' in metrics(supervisor)
    assert "last_success_timestamp_seconds{" not in metrics(supervisor)
    go_on.set()
    await idles.wait()
    assert (supervisor.figures()[0].status, supervisor.figures()[0].output) == ("pass", None)
    await supervisor.stop()


async def test_while_there_is_more_to_do_it_goes_on_at_once() -> None:
    work = Work(more=3)
    supervisor = supervised(Job("work", work.step, work.idle))
    supervisor.start()
    await work.idles.wait()
    await supervisor.stop()
    assert work.idle_after == [4]


def test_pauses_grow_to_a_limit_but_a_database_that_is_away_is_looked_for_steadily() -> None:
    work = Work()
    record = JobRecord(Job("work", work.step, work.idle))
    pauses = []
    for _ in range(9):
        record.note_failure(ValueError())
        pauses.append(record.pause(0.1))
    assert pauses[:3] == [0.1, 0.2, 0.4]
    assert pauses[-1] == 5.0
    record.note_failure(ConnectionRefusedError())
    assert record.pause(0.1) == 0.5
    record.note_success()
    record.note_failure(ValueError())
    assert record.pause(0.1) == 0.1
