"""Supervised background jobs: a step done again and again, tried again with back-off when it fails, shown in health and metrics."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from service_runtime.database import is_database_away
from service_runtime.health import HealthFigure
from service_runtime.logs import describe, get_logger
from service_runtime.runtime import Runtime

_LONGEST_PAUSE = 5.0
_DATABASE_PAUSE = 0.5
"""Readiness tells of a database that is away; the work goes on as soon as it is back."""
_log = get_logger("background")


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of background work. It has succeeded when a step returns; it has failed when a step raises."""

    name: str
    step: Callable[[Runtime], Awaitable[int]]
    """Does some of the work; true if there may be more to do at once."""
    idle: Callable[[], Awaitable[None]]
    """Waits when there is nothing to do."""
    limit: float = 60.0
    """Seconds a step may take before health says that it hangs."""
    may_be_run: bool = True
    """An operator may have it done at once, without waiting for its time."""


class JobRecord:
    """What this replica knows of one job. Replicas do the same jobs, each its own share, so each tells of its own."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.succeeded_at: datetime | None = None
        self.tried_at: datetime | None = None
        """The end of the latest step, whether it succeeded or not."""
        self.next_at: datetime | None = None
        """When it tries again after a failure; None while it works, or waits for its own time."""
        self.done = 0
        """What the steps have done since the start, as each counts it: rows, mostly."""
        self._due = asyncio.Event()
        self.error: str | None = None
        """The failure of the latest step, None once a step has succeeded again."""
        self.failures = 0
        self._failures_in_a_row = 0
        self._step_began: float | None = None

    async def do_step(self, runtime: Runtime) -> int:
        """One step, watched."""
        self._step_began, self.next_at = time.monotonic(), None
        self._due.clear()
        try:
            done = int(await self.job.step(runtime))
            self.done += done
            return done
        finally:
            self._step_began, self.tried_at = None, datetime.now(UTC)

    def run_now(self) -> None:
        """Ends the pause that it is in; while a step runs, another follows."""
        self._due.set()

    async def pause_for(self, seconds: float) -> None:
        """After a failure: until then, or until an operator has it run."""
        self.next_at = datetime.now(UTC) + timedelta(seconds=seconds)
        with suppress(TimeoutError):
            await asyncio.wait_for(self._due.wait(), seconds)

    async def idle(self) -> None:
        """Until the job's own time has come, or until an operator has it run."""
        waits = [asyncio.ensure_future(self.job.idle()), asyncio.ensure_future(self._due.wait())]
        try:
            done, _ = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
            for one in done:
                one.result()
        finally:
            for one in waits:
                one.cancel()

    @property
    def is_running(self) -> bool:
        """True during a step."""
        return self._step_began is not None

    def note_success(self) -> None:
        """A step has returned."""
        self.succeeded_at, self.error, self._failures_in_a_row = datetime.now(UTC), None, 0

    def note_failure(self, error: BaseException) -> bool:
        """A step has raised. True if it is not the failure of the step before."""
        before, self.error = self.error, describe(error)
        self.failures += 1
        self._failures_in_a_row = 0 if is_database_away(error) else self._failures_in_a_row + 1
        return self.error != before

    def pause(self, first: float) -> float:
        """Seconds until the next try after a failure."""
        return min(first * 2.0 ** min(self._failures_in_a_row - 1, 20), _LONGEST_PAUSE) if self._failures_in_a_row else _DATABASE_PAUSE

    @property
    def trouble(self) -> str | None:
        """Why it does not work now: it fails or it hangs."""
        if self._step_began is None or (seconds := time.monotonic() - self._step_began) <= self.job.limit:
            return self.error
        return f"no end of a step for {seconds:.0f} s" + (f"; before: {self.error}" if self.error else "")

    @property
    def figure(self) -> HealthFigure:
        """The check background:<name>: time of the last success, and the trouble only while there is one."""
        at = self.succeeded_at.isoformat(timespec="seconds") if self.succeeded_at else None
        return HealthFigure(f"background:{self.job.name}", "warn" if self.trouble else "pass", output=self.trouble, time=at)


class Supervisor:
    """Runs the background jobs of one service."""

    def __init__(self, runtime: Runtime, jobs: Sequence[Job], *, first_pause: float = 0.1) -> None:
        self._runtime, self._first_pause = runtime, first_pause
        self._tasks: list[asyncio.Task[None]] = []
        self.records = [JobRecord(job) for job in jobs]

    def start(self) -> None:
        """Start each job in its own task."""
        for record in self.records:
            self._tasks.append(asyncio.create_task(self._keep_doing(record), name=f"{self._runtime.name}:{record.job.name}"))

    async def stop(self) -> None:
        """Cancel all and wait for their end."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()

    def figures(self) -> list[HealthFigure]:
        """How each job is now."""
        return [record.figure for record in self.records]

    async def _keep_doing(self, record: JobRecord) -> None:
        while True:
            try:
                if record.error:
                    await record.pause_for(record.pause(self._first_pause))
                more = await record.do_step(self._runtime)
                self._succeeded(record)
                if not more:
                    await record.idle()
            except asyncio.CancelledError as error:
                # A library may raise CancelledError without anybody having cancelled this task.
                if _cancelled_by_somebody():
                    raise
                self._failed(record, error)
            except Exception as error:
                self._failed(record, error)

    def _succeeded(self, record: JobRecord) -> None:
        if record.error:
            _log.info("background.works_again", service=self._runtime.name, job=record.job.name)
        record.note_success()

    def _failed(self, record: JobRecord, error: BaseException) -> None:
        if record.note_failure(error):
            _log.warning("background.failed", service=self._runtime.name, job=record.job.name, exc_info=error)


def _cancelled_by_somebody() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


class JobFigures(Collector):
    """The same as metrics, by job."""

    def __init__(self, supervisor: Supervisor) -> None:
        self._supervisor = supervisor

    def collect(self) -> Iterable[Metric]:
        """Last success in Unix seconds (none before the first), failures so far, and whether it fails or hangs now."""
        succeeded = GaugeMetricFamily("canbao_job_last_success_timestamp_seconds", "When a step last succeeded", labels=["job"])
        failures = CounterMetricFamily("canbao_job_failures", "Steps that failed", labels=["job"])
        failing = GaugeMetricFamily("canbao_job_failing", "1 while it fails or hangs", labels=["job"])
        for record in self._supervisor.records:
            name = [record.job.name]
            if record.succeeded_at:
                succeeded.add_metric(name, record.succeeded_at.timestamp())
            failures.add_metric(name, record.failures)
            failing.add_metric(name, record.trouble is not None)
        yield from (succeeded, failures, failing)
