"""The unified check before the first batch (R-055) and the end of the concentrated period (R-058)."""

from typing import Any

from payment_bridge.domain.sending import first_batch_may_go
from payment_bridge.errors import NotThisArea, PolicyNotThere
from payment_bridge.repository import levies
from payment_bridge.schemas import LevyCheck, LevyCheckForm, LevyChecks, PeriodEnd, PeriodEndForm
from payment_bridge.use_cases.end_period import end_period
from policy_parameters import PolicyNotKnown
from service_runtime import Caller, Here, Principal, Reading, Tx, allow, service_router

router = service_router("/payment-bridge/v1", tags=["levies"])


@router.post("/levy-checks", operation_id="passLevyCheck", summary="统一核定通过", dependencies=[allow("reviewer", "operator")])
async def pass_levy_check(form: LevyCheckForm, tx: Tx, caller: Caller, runtime: Here) -> LevyCheck:
    """Passed on the business date of today; the first check of a region and year stands."""
    _own(caller, form.region)
    today = runtime.clock.today()
    try:
        first_batch_may_go(today, today, form.region, form.benefit_year, runtime.policy)
    except PolicyNotKnown as unknown:
        raise PolicyNotThere(msg=unknown.msg) from None
    row = await levies.add_levy_check(tx.connection, form.region, form.benefit_year, today, form.note, caller.subject)
    tx.audit("levy.check_passed", subject=f"{form.region}/{form.benefit_year}", actor=caller.subject)
    return _check(row)


@router.get(
    "/levy-checks", operation_id="listLevyChecks", summary="查询统一核定", dependencies=[allow("clerk", "reviewer", "operator", "auditor")]
)
async def list_levy_checks(reading: Reading) -> LevyChecks:
    """All of them: they concern regions, not persons."""
    return LevyChecks(items=[_check(row) for row in await levies.levy_checks(reading)])


@router.post("/period-ends", operation_id="endPeriod", summary="集中参保期结束处理", dependencies=[allow("operator")])
async def end_concentrated_period(form: PeriodEndForm, tx: Tx, caller: Caller, runtime: Here) -> PeriodEnd:
    """Bills unpaid for personal cause are abandoned, `limit` at a time; repeat until `remaining` is 0."""
    _own(caller, form.region)
    try:
        abandoned, remaining = await end_period(tx, form.region, form.benefit_year, form.limit, runtime)
    except PolicyNotKnown as unknown:
        raise PolicyNotThere(msg=unknown.msg) from None
    tx.audit("period.ended", subject=f"{form.region}/{form.benefit_year}", actor=caller.subject, detail={"abandoned": abandoned})
    return PeriodEnd(abandoned=abandoned, remaining=remaining)


def _own(caller: Principal, region: str) -> None:
    """A region is the caller's if one of his areas lies in it or holds it."""
    if not any(region.startswith(area[:4]) for area in caller.areas):
        raise NotThisArea()


def _check(row: Any) -> LevyCheck:
    return LevyCheck(
        region=row.region,
        benefit_year=row.benefit_year,
        passed_on=row.passed_on,
        note=row.note,
        checked_by=row.checked_by,
        recorded_at=row.recorded_at,
    )
