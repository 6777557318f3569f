"""What the calendar asks of timed jobs, and how far each of it is: rows of `job_runs`, one for each job, area and day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from enrolment_terms.labels import labelled
from row_sets import Driver, Statement, columns_of, given_rows, insert_rows, names_of, reader, same_rows, value
from service_runtime.runtime_tables import job_runs, timed_jobs

_KEY = ("job", "area", "day")


class RunState(StrEnum):
    """How far a run is."""

    WAITING = "WAITING"
    RUNNING = "RUNNING"
    DONE = "DONE"


labelled(RunState, "定时任务运行状态", {RunState.WAITING: "待运行", RunState.RUNNING: "进行中", RunState.DONE: "已完成"})


@dataclass(frozen=True, slots=True)
class DueDay:
    """A day on which an area's work of a job is due."""

    job: str
    area: str
    day: date


@dataclass(frozen=True, slots=True)
class Run:
    """One due day in hand: `cursor` is what the portion before it left, None at the beginning."""

    run_id: int
    job: str
    area: str
    day: date
    cursor: str | None
    done: int
    asked_by: str | None = None
    since: date | None = None
    """The last day before it that is done; None if there is none."""

    @property
    def whole(self) -> bool:
        """All of it is done, and not only what the days since the last one have changed: it is the first, or somebody asked for it."""
        return self.since is None or self.asked_by is not None


@dataclass(frozen=True, slots=True)
class Planned:
    """Until which day a job is planned, and by which policy book its work goes."""

    planned_until: date
    basis: str | None


@dataclass(frozen=True, slots=True)
class JobRun:
    """One run as operators see it."""

    run_id: int
    job: str
    area: str
    day: date
    state: RunState
    done: int
    asked_by: str | None
    started_at: datetime | None
    finished_at: datetime | None
    error: str | None


@dataclass(frozen=True, slots=True)
class JobDays:
    """Of one job: the last day that is done everywhere it was due, and the runs that are not."""

    job: str
    last_day: date | None
    open_runs: int
    oldest_open: date | None


_r = job_runs.c
_open = _r.state != RunState.DONE.value
_this = _r.run_id == value("run_id", _r.run_id)
_LEAD = Statement("SELECT pg_try_advisory_xact_lock(hashtextextended('canbao timed job ' || :job, 0))")
_KNOW = Statement(insert_rows(timed_jobs, "job", planned_until=value("until", sa.Date)).on_conflict_do_nothing())
_PLANNED = Statement(sa.select(timed_jobs).where(same_rows(timed_jobs, "job", "jobs")).order_by(timed_jobs.c.job).with_for_update())
_FORGET = Statement(sa.delete(job_runs).where(same_rows(job_runs, "job", "jobs"), _r.day >= value("today", _r.day)))
_ADD = Statement(insert_rows(job_runs, *_KEY, state=RunState.WAITING.value).on_conflict_do_nothing(index_elements=list(_KEY)))
_again = same_rows(timed_jobs, "job", "lived_again")
_PLANNED_UNTIL = Statement(
    sa.update(timed_jobs)
    .where(same_rows(timed_jobs, "job", "jobs"), sa.or_(timed_jobs.c.planned_until < value("today", sa.Date), _again))
    .values(planned_until=value("today", sa.Date))
)
_asked = given_rows(job_runs, _KEY)
_anew = {"state": RunState.WAITING.value, "done": 0, **dict.fromkeys(("cursor", "started_at", "finished_at", "error"), sa.null())}
_wanting = insert(job_runs).from_select(
    [*_KEY, "state", "asked_by"],
    sa.select(*(_asked.c[name] for name in _KEY), sa.literal(RunState.WAITING.value), value("asked_by", _r.asked_by)),
)
_from_its_beginning = _anew | {"asked_by": value("asked_by", _r.asked_by)}
_ASK = Statement(_wanting.on_conflict_do_update(index_elements=list(_KEY), set_=_from_its_beginning, where=~_open))
_BEGIN_ANEW = Statement(_wanting.on_conflict_do_update(index_elements=list(_KEY), set_=_from_its_beginning))
_NOTE_BASIS = Statement(sa.update(timed_jobs).where(same_rows(timed_jobs, "job", "jobs")).values(basis=value("basis", timed_jobs.c.basis)))
_BASIS = Statement(sa.select(timed_jobs.c.basis).where(timed_jobs.c.job == value("job", timed_jobs.c.job)))
_other = job_runs.alias("other")
_waits_for = sa.select(sa.true()).where(
    _other.c.state != RunState.DONE.value,
    sa.or_(
        sa.and_(_other.c.job == _r.job, _other.c.area == _r.area, _other.c.day < _r.day),
        sa.and_(_other.c.job == sa.any_(value("after", sa.ARRAY(sa.Text))), _other.c.day <= _r.day),
    ),
)
_before = job_runs.alias("before")
_since = (
    sa.select(sa.func.max(_before.c.day))
    .where(_before.c.job == _r.job, _before.c.area == _r.area, _before.c.day < _r.day, _before.c.state == RunState.DONE.value)
    .scalar_subquery()
    .label("since")
)
_NEXT = Statement(
    sa.select(*(_r[name] for name in names_of(Run, without=["since"])), _since)
    .where(_r.job == value("job", _r.job), _open, ~_waits_for.exists())
    .order_by(_r.error.is_not(None), _r.day, _r.area)
    .limit(1)
    .with_for_update(of=job_runs)
)
_more = value("more", sa.Boolean)
_now = sa.func.clock_timestamp()
_NOTE = Statement(
    sa.update(job_runs)
    .where(_this)
    .values(
        state=sa.case((_more, RunState.RUNNING.value), else_=RunState.DONE.value),
        cursor=value("cursor", _r.cursor),
        done=_r.done + value("done", sa.BigInteger),
        started_at=sa.func.coalesce(_r.started_at, _now),
        finished_at=sa.case((_more, sa.null()), else_=_now),
        error=sa.null(),
    )
)
_FAILED = Statement(sa.update(job_runs).where(_this).values(error=value("error", _r.error)))
_wanted = [sa.or_(value(name, _r[name]).is_(None), _r[name] == value(name, _r[name])) for name in ("job", "state")]
_LIST = Statement(
    sa.select(*(_r[name] for name in names_of(JobRun)))
    .where(_r.run_id < value("before", _r.run_id), *_wanted)
    .order_by(_r.run_id.desc())
    .limit(value("most", sa.Integer))
)
_DAYS = Statement(
    sa.select(
        _r.job,
        sa.func.max(_r.day).filter(~_open).label("last_day"),
        sa.func.count().filter(_open).label("open_runs"),
        sa.func.min(_r.day).filter(_open).label("oldest_open"),
    ).group_by(_r.job)
)
_run, _planned, _job_run, _job_days = reader(Run), reader(Planned), reader(JobRun), reader(JobDays)


async def start_planning(driver: Driver, jobs: Sequence[str], new_until: date) -> dict[str, Planned]:
    """How each job is planned, locked; a job that nobody knew counts as planned until `new_until`."""
    await _KNOW.run(driver, job=jobs, until=new_until)
    return {row["job"]: _planned(row) for row in await _PLANNED.rows(driver, jobs=jobs)}


async def plan_days(driver: Driver, jobs: Sequence[str], today: date, due: Sequence[DueDay], lived_again: Sequence[str]) -> None:
    """Adds what is due, each once; forgets the runs of days that these jobs live again."""
    await _FORGET.run(driver, jobs=lived_again, today=today)
    await _ADD.run(driver, **columns_of(due, _KEY))
    await _PLANNED_UNTIL.run(driver, jobs=jobs, today=today, lived_again=lived_again)


async def begin_anew(driver: Driver, due: Sequence[DueDay], basis: str, why: str) -> None:
    """All of the work of these days is done again from its beginning, by another policy book or after a clock was moved back."""
    await _BEGIN_ANEW.run(driver, **columns_of(due, _KEY), asked_by=why)
    await _NOTE_BASIS.run(driver, jobs=[one.job for one in due], basis=basis)


async def basis_of(driver: Driver, job: str) -> str | None:
    """By which policy book the work of a job goes."""
    found: str | None = await _BASIS.value(driver, job=job)
    return found


async def ask_days(driver: Driver, due: Sequence[DueDay], asked_by: str) -> int:
    """Has days done that were never planned, or done already; one that is open goes on as it is. How many are to be done now."""
    return await _ASK.run(driver, **columns_of(due, _KEY), asked_by=asked_by)


async def lead(driver: Driver, job: str) -> bool:
    """True for one replica at a time, until its transaction ends."""
    leads: bool = await _LEAD.value(driver, job=job)
    return leads


async def next_run(driver: Driver, job: str, after: Sequence[str]) -> Run | None:
    """The oldest open day of which nothing earlier is open, in its area or in the jobs it comes after; what has failed comes last."""
    found = await _NEXT.row(driver, job=job, after=list(after))
    return _run(found) if found else None


async def note_portion(driver: Driver, run_id: int, done: int, cursor: str | None, *, more: bool) -> None:
    """A step of a run has succeeded."""
    await _NOTE.run(driver, run_id=run_id, done=done, cursor=cursor, more=more)


async def note_error(driver: Driver, run_id: int, error: str) -> None:
    """A step of a run has failed."""
    await _FAILED.run(driver, run_id=run_id, error=error)


async def list_runs(driver: Driver, before: int, limit: int, *, job: str | None = None, state: RunState | None = None) -> list[JobRun]:
    """The newest first."""
    return [_job_run(row) for row in await _LIST.rows(driver, before=before, most=limit, job=job, state=state)]


async def job_days(driver: Driver) -> dict[str, JobDays]:
    """How far each job is that has ever been due."""
    return {row["job"]: _job_days(row) for row in await _DAYS.rows(driver)}
