"""Re-evaluation of everybody on 1 January and at month starts."""

from fastapi import Depends

from benefits.schemas.runs import RunOrder, RunResponse
from benefits.use_cases.run_for_everybody import run_step
from service_runtime import Caller, Tx, allow, service_router
from service_runtime.identity import whole_installation

router = service_router("/benefits/v1/runs", tags=["全员重新判定"])


@router.post("", operation_id="continueRun", dependencies=[allow("operator"), Depends(whole_installation)])
async def continue_run(order: RunOrder, tx: Tx, caller: Caller) -> RunResponse:
    """继续当日的全员重新判定

    重复调用直到 finished 为真，可多路并行；某一步失败不作任何更改，该批重新处理。限辖区为整个部署范围的运行人员。
    """
    today = tx.now.date()
    step = await run_step(tx, order.limit)
    finished = step.open_chunks == 0
    if finished:
        tx.audit("run.finished", subject=today.isoformat(), actor=caller.subject, detail={"people": step.people, "changed": step.changed})
    return RunResponse(business_date=today, people=step.people, changed=step.changed, open_chunks=step.open_chunks, finished=finished)
