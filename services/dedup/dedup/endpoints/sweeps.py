"""Sweeps over everybody's cover, with their reports by city."""

from uuid import UUID

from fastapi import Depends

from dedup.repository.sweeps import Sweep, list_sweeps
from dedup.schemas.sweeps import OverlapCount, SweepResponse
from service_runtime import Read, allow, service_router
from service_runtime.identity import whole_installation
from service_runtime.rest import After, Limit, Page, page_of

router = service_router("/dedup/v1/sweeps", tags=["重复参保排查"])
_NEWEST = UUID(int=2**128 - 1)


@router.get("", operation_id="listSweeps", dependencies=[allow("operator", "auditor"), Depends(whole_installation)])
async def sweeps(read: Read, after: After = None, limit: Limit = 30) -> Page[SweepResponse]:
    """查询全量排查的进度和结果

    最近的在前；各统筹区的人数按重复类型分列。每日自动运行，也可由运行人员在定时任务中补跑。限辖区为整个部署范围的人员。
    """
    return page_of(await list_sweeps(read.driver, after or _NEWEST, limit + 1), limit, _shown, lambda one: one.sweep_id)


def _shown(one: Sweep) -> SweepResponse:
    by_area = [OverlapCount(area=area, overlap=name, people=people) for area, of in one.by_area.items() for name, people in of.items()]
    return SweepResponse(
        sweep_id=one.sweep_id,
        day=one.day,
        buckets=one.buckets,
        done=one.done,
        spells=one.spells,
        found=one.found,
        new=one.new,
        by_area=by_area,
        started_at=one.started_at,
        ended_at=one.ended_at,
    )
