"""Timed jobs in health and metrics: the last day that is done, the next one, and what is open."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from prometheus_client.core import Metric

from enrolment_terms.benefit_year import SHANGHAI
from policy_parameters import PolicyBook
from service_runtime.figures import FigureSource, gauges
from service_runtime.health import HealthCheck, HealthFigure
from service_runtime.job_runs import JobDays, job_days
from service_runtime.runtime import Runtime
from service_runtime.timed_jobs import Calendar, TimedJob
from service_runtime.transaction import ReadConnection

_ONE_DAY = timedelta(days=1)


def calendar_check(calendar: Calendar) -> tuple[HealthCheck, ...]:
    """A check for each job, none for a service without any. It warns while a day before today is open, or nobody has planned it."""

    async def check_timed_jobs(runtime: Runtime) -> Sequence[HealthFigure]:
        async with runtime.database.read() as read:
            found, today = await job_days(read.driver), read.now.date()
            figures = []
            for job in calendar.jobs.values():
                days = found.get(job.name)
                late = days is not None and _is_late(job, days, read.policy, today)
                told = f"last {days.last_day if days else None}, next {job.next_day(read.policy, today)}"
                figures.append(
                    HealthFigure(f"timed:{job.name}", "warn" if late else "pass", days.open_runs if days else 0, "open runs", told)
                )
        return figures

    return (check_timed_jobs,) if calendar.jobs else ()


def _is_late(job: TimedJob, days: JobDays, policy: PolicyBook, today: date) -> bool:
    yesterday = today - _ONE_DAY
    if days.oldest_open is not None and days.oldest_open <= yesterday:
        return True
    return days.last_day is not None and any(job.due_days(policy, days.last_day + _ONE_DAY, yesterday))


def calendar_figures(calendar: Calendar) -> tuple[FigureSource, ...]:
    """The same as gauges by job; a job without a last or a next day has none."""

    async def timed_job_figures(read: ReadConnection) -> Sequence[Metric]:
        found = await job_days(read.driver)
        last = {name: _seconds(days.last_day) for name, days in found.items() if days.last_day}
        ahead = {job.name: job.next_day(read.policy, read.now.date()) for job in calendar.jobs.values()}
        open_runs = {name: float(found[name].open_runs) if name in found else 0.0 for name in calendar.jobs}
        return [
            gauges("timed_job_last_day_timestamp_seconds", "The last business day that is done", "job", last),
            gauges(
                "timed_job_next_day_timestamp_seconds",
                "The next business day that is due",
                "job",
                {name: _seconds(day) for name, day in ahead.items() if day},
            ),
            gauges("timed_job_open_runs", "Days and areas that are due and not done", "job", open_runs),
        ]

    return (timed_job_figures,) if calendar.jobs else ()


def _seconds(day: date) -> float:
    return datetime.combine(day, time(), SHANGHAI).timestamp()
