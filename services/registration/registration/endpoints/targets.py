"""Targets of a campaign: new tables, their versions, and the coverage."""

from registration.domain.progress import percent
from registration.domain.targets import TargetVersion, coverage_figures, version_on, warnings_of
from registration.endpoints.scopes import require_area, require_area_or_parent
from registration.errors import AreaNotFound, TargetsHaveFaults, TargetsNotSet
from registration.schemas import targets as schemas
from registration.use_cases.read_targets import read_targets, targets_on
from registration.use_cases.record_targets import record_targets
from row_sets import values_of
from service_runtime import Caller, Read, Tx, YearNotOpen, allow, refusals, service_router
from service_runtime.rest import Area, Year

router = service_router("/registration/v1", tags=["参保进度"])
_OFFICES = allow("clerk", "reviewer", "department", "operator", "auditor")


@router.post(
    "/targets",
    operation_id="recordTargets",
    dependencies=[allow("operator")],
    responses=refusals(AreaNotFound, TargetsHaveFaults),
)
async def record(form: schemas.TargetForm, tx: Tx, caller: Caller) -> schemas.TargetVersionResponse:
    """登记新的任务表

    自生效日起替代原表；合计与各行不符的照录，并提示。相同的表重复登记只算一次。
    """
    require_area(caller, form.area)
    told = await record_targets(tx, form.benefit_year, form.area, form.table(), form.valid_from, form.source, caller.subject)
    return _version(told)


@router.get("/targets", operation_id="getTargets", dependencies=[_OFFICES], responses=refusals(AreaNotFound))
async def list_versions(benefit_year: Year, area: Area, read: Read, caller: Caller) -> schemas.TargetVersions:
    """查询任务表各版本

    手册所载为第1版，此后登记的依次编号。
    """
    require_area_or_parent(caller, area)
    versions = await read_targets(read, benefit_year, area)
    holds = version_on(versions, read.now.date())
    return schemas.TargetVersions(holds=holds.version if holds else None, versions=[_version(one) for one in versions])


@router.get(
    "/progress/coverage",
    operation_id="getCoverage",
    dependencies=[_OFFICES],
    responses=refusals(AreaNotFound, TargetsNotSet, YearNotOpen),
)
async def coverage(benefit_year: Year, area: Area, read: Read, caller: Caller) -> schemas.CoverageResponse:
    """查询参保覆盖率

    按今日有效的任务表合计行；同时报告三种口径。
    """
    require_area_or_parent(caller, area)
    version = await targets_on(read, benefit_year, area, read.now.date())
    if version is None:
        raise TargetsNotSet()
    goal = read.policy.value("progress.coverage_goal", region=area, year=benefit_year).value
    figures = [
        schemas.CoverageFigureResponse(code=one.code, msg=one.label, part=one.part, whole=one.whole, rate=percent(one.part, one.whole))
        for one in coverage_figures(version.table.printed)
    ]
    return schemas.CoverageResponse(
        benefit_year=benefit_year, area=area, goal=f"{100 * goal:.2f}", version=version.version, figures=figures
    )


def _version(told: TargetVersion) -> schemas.TargetVersionResponse:
    table = told.table
    return schemas.TargetVersionResponse(
        version=told.version,
        valid_from=told.valid_from,
        source=told.source,
        warnings=[schemas.TargetWarningResponse(**values_of(one)) for one in warnings_of(table)],
        towns=[schemas.TargetTownResponse(**values_of(town)) for town in table.towns],
        printed=schemas.TargetTownResponse(**values_of(table.printed)),
    )
