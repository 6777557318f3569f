"""Background jobs over HTTP: how each is in the replica that answers, and run at once."""

from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import Field

from service_runtime.background import JobRecord, Supervisor
from service_runtime.dictionaries import operation_id
from service_runtime.identity import ALL_OF_IT, Caller, allow
from service_runtime.job_runs import job_days
from service_runtime.refusals import Conflict, NotFound, refusals
from service_runtime.rest import Answer, Day, Moment
from service_runtime.routing import CurrentRuntime, Read, Tx, service_router
from service_runtime.timed_jobs import Calendar

JobName = Annotated[str, Field(pattern="^[a-z_]{1,60}$", title="后台任务名称")]


class JobLine(Answer):
    """一项后台任务，为应答的这一实例所知。"""

    name: Annotated[str, Field(title="后台任务名称", examples=["send_levies"])]
    title: Annotated[str | None, Field(title="中文名称，定时任务才有", examples=["每周参保进度快照"])] = None
    running: Annotated[bool, Field(title="正在运行", examples=[False])]
    ended_at: Annotated[Moment | None, Field(title="最近一次结束")]
    succeeded_at: Annotated[Moment | None, Field(title="最近一次成功")]
    error: Annotated[str | None, Field(title="当前故障", examples=[None])]
    failures: Annotated[int, Field(title="启动以来失败次数", examples=[0])]
    next_at: Annotated[Moment | None, Field(title="失败后再试的时间，空为按任务自己的时间")]
    done: Annotated[int, Field(title="启动以来处理的数量", examples=[120])]
    may_be_run: Annotated[bool, Field(title="可以立即运行", examples=[True])]
    last_day: Annotated[Day | None, Field(title="最近完成的业务日", examples=["2023-09-07"])] = None
    next_day: Annotated[Day | None, Field(title="下一个业务日", examples=["2023-09-14"])] = None
    open_runs: Annotated[int | None, Field(title="已到期未完成的运行数", examples=[0])] = None


class JobLines(Answer):
    """全部后台任务。"""

    jobs: Annotated[list[JobLine], Field(title="后台任务")]


class NotAtOnce(Conflict):
    """The job comes by its own time only."""

    code, msg = "NOT_AT_ONCE", "该任务只能按自己的时间运行"


def jobs_router(name: str, supervisor: Supervisor, calendar: Calendar) -> APIRouter:
    """Routes under /{name}/v1/jobs."""
    router = service_router(f"/{name}/v1", tags=["运行维护"], dependencies=[allow("operator"), ALL_OF_IT])

    async def list_jobs(read: Read) -> JobLines:
        """查询后台任务

        每个实例各做一份；显示的是应答实例的情况。定时任务由一个实例完成，其业务日各实例所见相同。
        """
        days = await job_days(read.driver) if calendar.jobs else {}
        lines = []
        for record in supervisor.records:
            line = _line(record)
            if timed := calendar.jobs.get(line.name):
                known = days.get(line.name)
                line.title, line.next_day = timed.title, timed.next_day(read.policy, read.now.date())
                line.last_day, line.open_runs = (known.last_day, known.open_runs) if known else (None, 0)
            lines.append(line)
        return JobLines(jobs=lines)

    async def run_job(job_name: JobName, runtime: CurrentRuntime, caller: Caller, tx: Tx) -> JobLine:
        """立即运行一项后台任务

        正在等待的立即开始；正在运行的，结束后再运行一次。
        """
        record = record_of(supervisor, job_name)
        tx.audit("job.run", subject=runtime.name, actor=caller.subject, detail={"job": job_name})
        tx.after_commit(record.run_now)
        return _line(record)

    router.add_api_route("/jobs", list_jobs, methods=["GET"], operation_id=operation_id("get", name, "Jobs"))
    running: dict[str, Any] = {"operation_id": operation_id("run", name, "Job"), "responses": refusals(NotFound, NotAtOnce)}
    router.add_api_route("/jobs/{job_name}/run", run_job, methods=["POST"], **running)
    return router


def record_of(supervisor: Supervisor, job: str) -> JobRecord:
    """A job of this replica. Raises NotFound, NotAtOnce."""
    record = next((record for record in supervisor.records if record.job.name == job), None)
    if record is None:
        raise NotFound()
    if not record.job.may_be_run:
        raise NotAtOnce()
    return record


def _line(record: JobRecord) -> JobLine:
    return JobLine(
        name=record.job.name,
        running=record.is_running,
        ended_at=record.tried_at,
        succeeded_at=record.succeeded_at,
        error=record.trouble,
        failures=record.failures,
        next_at=record.next_at,
        done=record.done,
        may_be_run=record.job.may_be_run,
    )
