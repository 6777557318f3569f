"""The town table against target, and the weekly reports."""

from collections.abc import Sequence

from registration.domain.progress import TownRow, percent, total_row
from registration.endpoints.scopes import require_area_or_parent
from registration.errors import AreaNotFound
from registration.repository.snapshot_rows import list_snapshots
from registration.schemas.progress import ProgressResponse, SnapshotResponse, SnapshotsResponse, TotalResponse, TownResponse
from registration.use_cases.read_progress import read_progress
from row_sets import values_of
from service_runtime import Caller, Read, YearNotOpen, allow, refusals, service_router
from service_runtime.rest import Area, AreaPrefix, Year

router = service_router("/registration/v1/progress", tags=["参保进度"])
_OFFICES = allow("clerk", "reviewer", "department", "operator", "auditor")


@router.get(
    "",
    operation_id="getProgress",
    dependencies=[_OFFICES],
    responses=refusals(AreaNotFound, YearNotOpen),
)
async def get(benefit_year: Year, area: AreaPrefix, read: Read, caller: Caller) -> ProgressResponse:
    """查询参保进度

    各镇街与目标数对照；rate 为百分数，两位小数。
    """
    require_area_or_parent(caller, area)
    table = await read_progress(read, benefit_year, area)
    return ProgressResponse(
        as_of=read.now.date(),
        benefit_year=benefit_year,
        area=area,
        towns=_towns(table.rows),
        total=_total(table.total, table.target_printed),
    )


@router.get("/snapshots", operation_id="getProgressSnapshots", dependencies=[_OFFICES], responses=refusals(AreaNotFound))
async def get_snapshots(benefit_year: Year, area: Area, read: Read, caller: Caller) -> SnapshotsResponse:
    """查询参保进度周报

    每周四由系统自动生成，当时的数字原样保留。
    """
    require_area_or_parent(caller, area)
    snapshots = [
        SnapshotResponse(
            day=one.day, version=one.version, counted_at=one.counted_at, towns=_towns(one.towns), total=_total(total_row(one.towns), None)
        )
        for one in await list_snapshots(read.driver, area, benefit_year)
    ]
    return SnapshotsResponse(benefit_year=benefit_year, area=area, snapshots=snapshots)


def _towns(rows: Sequence[TownRow]) -> list[TownResponse]:
    return [TownResponse(**values_of(row), rate=row.rate) for row in rows]


def _total(row: TownRow, printed: int | None) -> TotalResponse:
    return TotalResponse(**values_of(row), target_printed=printed, rate=percent(row.paid, printed or row.target))
