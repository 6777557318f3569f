"""Where cron asked for the re-evaluation of everybody before it came by the calendar; it only tells how far the day is."""

from fastapi import Depends

from benefits.schemas.runs import RunOrder, RunResponse
from benefits.use_cases.decide_again import HALVES
from service_runtime import Read, allow, service_router
from service_runtime.identity import whole_installation
from service_runtime.job_runs import RunState, list_runs

router = service_router("/benefits/v1/runs", tags=["全员重新判定"])
_ANY, _NEWEST = 2**62, 20


@router.post("", operation_id="continueRun", dependencies=[allow("operator"), Depends(whole_installation)], deprecated=True)
async def continue_run(order: RunOrder, read: Read) -> RunResponse:
    """查询当日重新判定的进展

    每日由定时任务自行完成，无须调用；需要重做的，用 /job-runs。
    """
    today = read.now.date()
    newest = [run for name in HALVES for run in await list_runs(read.driver, _ANY, _NEWEST, job=name)]
    done = [run.done for run in newest if run.day == today and run.state is RunState.DONE]
    waiting = len(HALVES) - len(done)
    return RunResponse(business_date=today, people=sum(done), changed=0, open_chunks=waiting, finished=not waiting)
