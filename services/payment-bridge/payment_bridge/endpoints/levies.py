"""The unified check before the first batch (R-055) and the end of the concentrated period (R-058)."""

from payment_bridge.errors import NotThisArea
from payment_bridge.repository.levies import levy_checks_passed
from payment_bridge.schemas import LevyCheck, LevyCheckForm, LevyChecks, PeriodEnd, PeriodEndForm
from payment_bridge.use_cases.end_period import end_period
from payment_bridge.use_cases.pass_levy_check import pass_levy_check
from service_runtime import Caller, Principal, Read, Tx, allow, service_router

router = service_router("/payment-bridge/v1", tags=["levies"])


@router.post("/levy-checks", operation_id="passLevyCheck", summary="统一核定通过", dependencies=[allow("reviewer", "operator")])
async def pass_check(form: LevyCheckForm, tx: Tx, caller: Caller) -> LevyCheck:
    """Passed on the business date of today; the first check of a region and year stands."""
    _require_region(caller, form.region)
    return LevyCheck.model_validate(dict(await pass_levy_check(tx, form.region, form.benefit_year, form.note, caller.subject)))


@router.get(
    "/levy-checks", operation_id="listLevyChecks", summary="查询统一核定", dependencies=[allow("clerk", "reviewer", "operator", "auditor")]
)
async def list_levy_checks(read: Read) -> LevyChecks:
    """All of them: they concern regions, not persons."""
    return LevyChecks(items=[LevyCheck.model_validate(dict(row)) for row in await levy_checks_passed(read.driver)])


@router.post("/period-ends", operation_id="endPeriod", summary="集中参保期结束处理", dependencies=[allow("operator")])
async def end_concentrated_period(form: PeriodEndForm, tx: Tx, caller: Caller) -> PeriodEnd:
    """Bills unpaid for personal cause are abandoned, `limit` at a time; repeat until `remaining` is 0."""
    _require_region(caller, form.region)
    abandoned, remaining = await end_period(tx, form.region, form.benefit_year, form.limit)
    tx.audit("period.ended", subject=f"{form.region}/{form.benefit_year}", actor=caller.subject, detail={"abandoned": abandoned})
    return PeriodEnd(abandoned=abandoned, remaining=remaining)


def _require_region(caller: Principal, region: str) -> None:
    """A region is the caller's if one of his areas lies in it or holds it."""
    if not any(region.startswith(area[:4]) for area in caller.areas):
        raise NotThisArea()
