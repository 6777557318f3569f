"""The town table against target."""

from dataclasses import asdict

from registration import schemas
from registration.domain.progress import TownRow, percent
from registration.endpoints.scopes import look_at
from registration.repository.connection import driver_of
from registration.use_cases.show_progress import show_progress
from service_runtime import Caller, Here, Reading, allow, service_router

router = service_router("/registration/v1/progress", tags=["progress"])


@router.get("", operation_id="readProgress", dependencies=[allow("clerk", "reviewer", "department", "operator", "auditor")])
async def read(benefit_year: schemas.Year, area: schemas.Area, reading: Reading, caller: Caller, runtime: Here) -> schemas.ProgressShown:
    """参保进度（R-110）；rate 为百分数，两位小数"""
    look_at(caller, area)
    table = await show_progress(await driver_of(reading), benefit_year, area, runtime.policy)
    total = _figures(table.total)
    whole = table.target_printed or table.total.target
    return schemas.ProgressShown(
        as_of=runtime.clock.today(),
        benefit_year=benefit_year,
        area=area,
        towns=[schemas.TownShown(area=row.area, name=row.name, **_figures(row), rate=row.rate) for row in table.rows],
        total=schemas.TotalShown(**total, target_printed=table.target_printed, rate=percent(table.total.paid, whole)),
    )


def _figures(row: TownRow) -> dict[str, object]:
    figures = asdict(row)
    del figures["area"], figures["name"]
    return figures
