"""The town table against target."""

from registration.domain.progress import percent
from registration.endpoints.scopes import require_area_or_parent
from registration.errors import AreaNotFound
from registration.schemas.progress import ProgressResponse, TotalResponse, TownResponse
from registration.use_cases.read_progress import read_progress
from row_sets import values_of
from service_runtime import Caller, Read, YearNotOpen, allow, refusals, service_router
from service_runtime.rest import AreaPrefix, Year

router = service_router("/registration/v1/progress", tags=["参保进度"])


@router.get(
    "",
    operation_id="getProgress",
    dependencies=[allow("clerk", "reviewer", "department", "operator", "auditor")],
    responses=refusals(AreaNotFound, YearNotOpen),
)
async def get(benefit_year: Year, area: AreaPrefix, read: Read, caller: Caller) -> ProgressResponse:
    """查询参保进度

    各镇街与目标数对照；rate 为百分数，两位小数。
    """
    require_area_or_parent(caller, area)
    table = await read_progress(read, benefit_year, area)
    rate = percent(table.total.paid, table.target_printed or table.total.target)
    return ProgressResponse(
        as_of=read.now.date(),
        benefit_year=benefit_year,
        area=area,
        towns=[TownResponse(**values_of(row), rate=row.rate) for row in table.rows],
        total=TotalResponse(**values_of(table.total), target_printed=table.target_printed, rate=rate),
    )
