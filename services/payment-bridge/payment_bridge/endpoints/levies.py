"""The unified check before the first batch (R-055) and the end of the concentrated period (R-058)."""

from payment_bridge.errors import NotThisArea, PeriodNotOver
from payment_bridge.repository.levies import levy_checks_passed
from payment_bridge.schemas import LevyCheck, LevyCheckForm, PeriodEnd, PeriodEndForm
from payment_bridge.use_cases.end_period import end_period
from payment_bridge.use_cases.pass_levy_check import pass_levy_check
from service_runtime import Caller, Principal, Read, Tx, YearNotOpen, allow, refusals, service_router
from service_runtime.rest import Page

router = service_router("/payment-bridge/v1", tags=["征缴办理"])


@router.post(
    "/levy-checks",
    operation_id="passLevyCheck",
    dependencies=[allow("reviewer", "operator")],
    responses=refusals(NotThisArea, YearNotOpen),
)
async def pass_check(form: LevyCheckForm, tx: Tx, caller: Caller) -> LevyCheck:
    """登记统一核定通过

    以当日业务日期为准；同一统筹区和年度以第一次为准。
    """
    _require_region(caller, form.region)
    return LevyCheck.model_validate(dict(await pass_levy_check(tx, form.region, form.benefit_year, form.note, caller.subject)))


@router.get("/levy-checks", operation_id="listLevyChecks", dependencies=[allow("clerk", "reviewer", "operator", "auditor")])
async def list_levy_checks(read: Read) -> Page[LevyCheck]:
    """查询已通过的统一核定"""
    return Page(items=[LevyCheck.model_validate(dict(row)) for row in await levy_checks_passed(read.driver)])


@router.post(
    "/period-ends",
    operation_id="endPeriod",
    dependencies=[allow("operator")],
    responses=refusals(NotThisArea, PeriodNotOver, YearNotOpen),
)
async def end_concentrated_period(form: PeriodEndForm, tx: Tx, caller: Caller) -> PeriodEnd:
    """集中参保期结束处理

    因个人原因未缴费的账单视为自动弃保；重复调用直到 remaining 为 0。
    """
    _require_region(caller, form.region)
    abandoned, remaining = await end_period(tx, form.region, form.benefit_year, form.limit)
    tx.audit("period.ended", subject=f"{form.region}/{form.benefit_year}", actor=caller.subject, detail={"abandoned": abandoned})
    return PeriodEnd(abandoned=abandoned, remaining=remaining)


def _require_region(caller: Principal, region: str) -> None:
    """A region is the caller's if one of his areas lies in it or holds it."""
    if not any(region.startswith(area[:4]) for area in caller.areas):
        raise NotThisArea()
