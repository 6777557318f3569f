"""Runs of timed jobs over HTTP: what was done for which day and area, and a past day done."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import Field

from service_runtime.background import Supervisor
from service_runtime.dictionaries import operation_id
from service_runtime.identity import ALL_OF_IT, Caller, allow
from service_runtime.job_routes import JobName, record_of
from service_runtime.job_runs import RunState, ask_days, list_runs
from service_runtime.refusals import Unprocessable, refusals
from service_runtime.rest import AfterNumber, Answer, Area, Body, Day, Id, Limit, Moment, Page, page_of
from service_runtime.routing import CurrentRuntime, Read, Tx, service_router
from service_runtime.timed_jobs import Calendar

_LAST_ID = 2**62


class RunForm(Body):
    """要求一项定时任务为某一业务日运行。"""

    job: Annotated[JobName, Field(title="定时任务名称", examples=["take_snapshot"])]
    day: Annotated[Day, Field(title="业务日，不晚于今日", examples=["2023-09-14"])]
    area: Annotated[Area | None, Field(title="行政区划代码，不填为该日到期的全部地区")] = None


class AskedRuns(Answer):
    """将要运行的数量；同一日同一地区仍在进行中的，不另行计算。"""

    asked: Annotated[int, Field(title="将要运行的数量", examples=[1])]


class RunLine(Answer):
    """定时任务的一次运行：一个地区的一个业务日。"""

    run_id: Annotated[Id, Field(title="运行编号", examples=["12"])]
    job: Annotated[str, Field(title="定时任务名称", examples=["take_snapshot"])]
    area: Annotated[str, Field(title="行政区划代码", examples=["440783"])]
    day: Annotated[Day, Field(title="业务日", examples=["2023-09-14"])]
    state: Annotated[RunState, Field(title="状态")]
    done: Annotated[int, Field(title="已处理的数量", examples=[16])]
    asked_by: Annotated[
        str | None, Field(title="要求运行的人，或全部重做的原因（policy-book 为政策参数有变，clock 为业务时钟回调），空为按日历")
    ]
    started_at: Annotated[Moment | None, Field(title="开始时间")]
    finished_at: Annotated[Moment | None, Field(title="完成时间")]
    error: Annotated[str | None, Field(title="当前故障", examples=[None])]


class NotDue(Unprocessable):
    """The job has no such day, or the day has not come."""

    code, msg = "NOT_DUE", "该任务在该日、该地区没有到期的工作"


def job_runs_router(name: str, supervisor: Supervisor, calendar: Calendar) -> APIRouter:
    """Routes under /{name}/v1/job-runs."""
    router = service_router(f"/{name}/v1/job-runs", tags=["运行维护"], dependencies=[allow("operator"), ALL_OF_IT])

    async def ask_runs(form: RunForm, runtime: CurrentRuntime, caller: Caller, tx: Tx) -> AskedRuns:
        """要求定时任务为某一业务日运行

        用于过去的业务日：没有做过的补做，已完成的再做一次。
        """
        job, today = calendar.jobs.get(form.job), tx.now.date()
        days = job.due_days(tx.policy, form.day, form.day) if job and form.day <= today else []
        due = [one for one in days if form.area in (None, one.area)]
        if not due:
            raise NotDue()
        asked = await ask_days(tx.driver, due, caller.subject)
        detail = {"job": form.job, "day": str(form.day), "area": form.area, "asked": asked}
        tx.audit("job.run_asked", subject=runtime.name, actor=caller.subject, detail=detail)
        tx.after_commit(record_of(supervisor, form.job).run_now)
        return AskedRuns(asked=asked)

    asking: dict[str, Any] = {"operation_id": operation_id("run", name, "TimedJob"), "responses": refusals(NotDue)}
    router.add_api_route("", ask_runs, methods=["POST"], **asking)
    router.add_api_route("", get_runs, methods=["GET"], operation_id=operation_id("list", name, "JobRuns"))
    return router


async def get_runs(
    read: Read,
    job: Annotated[JobName | None, Query(title="定时任务名称")] = None,
    state: Annotated[RunState | None, Query(title="状态")] = None,
    after: AfterNumber = None,
    limit: Limit = 100,
) -> Page[RunLine]:
    """查询定时任务的运行

    最近计划的在前；日历以外由操作人员要求的，asked_by 为其账号；政策参数有变或业务时钟回调而全部重做的，为其原因。
    """
    found = await list_runs(read.driver, after or _LAST_ID, limit + 1, job=job, state=state)
    return page_of(found, limit, lambda run: RunLine.model_validate(asdict(run)), lambda run: run.run_id)
