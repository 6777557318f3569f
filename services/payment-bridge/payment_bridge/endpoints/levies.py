"""The unified check before the first batch (R-055) and the end of the concentrated period (R-058)."""

from payment_bridge.endpoints.scopes import OFFICES, office_scope
from payment_bridge.errors import NotThisArea, PeriodNotOver
from payment_bridge.repository.levies import levy_checks_passed
from payment_bridge.schemas.levies import LevyCheck, LevyCheckForm, PeriodEnd, PeriodEndForm
from payment_bridge.use_cases.end_period import end_period, require_period_over
from payment_bridge.use_cases.kept_texts import NOTE, text_of
from payment_bridge.use_cases.pass_levy_check import pass_levy_check, require_known_year
from row_sets import Record
from service_runtime import (
    ActKind,
    Caller,
    CurrentRuntime,
    Principal,
    Read,
    ReadConnection,
    Tx,
    YearNotOpen,
    allow,
    by_two,
    need_second,
    service_router,
)
from service_runtime.rest import Page

router = service_router("/payment-bridge/v1", tags=["征缴办理"])


@router.post(
    "/levy-checks",
    operation_id="passLevyCheck",
    dependencies=[allow("reviewer", "operator")],
    responses=by_two(NotThisArea, YearNotOpen),
)
async def pass_check(form: LevyCheckForm, tx: Tx, caller: Caller) -> LevyCheck:
    """登记统一核定通过

    须两名管辖整个统筹区的工作人员先后提交，说明以后一名的为准；以当日业务日期为准；同一统筹区和年度以第一次为准。
    """
    _require_region(caller, form.region)
    require_known_year(tx, form.region, form.benefit_year)
    act = {"region": form.region, "benefit_year": form.benefit_year}
    await need_second(tx, caller, ActKind.LEVY_CHECK, act, act)
    return _check(tx, await pass_levy_check(tx, form.region, form.benefit_year, form.note, caller.subject))


@router.get("/levy-checks", operation_id="listLevyChecks", dependencies=[allow(*OFFICES)])
async def list_levy_checks(read: Read, caller: Caller, runtime: CurrentRuntime) -> Page[LevyCheck]:
    """查询已通过的统一核定

    仅限经办人员辖区所在或所辖的统筹区。
    """
    return Page(items=[_check(read, row) for row in await levy_checks_passed(read.driver, office_scope(caller, runtime))])


@router.post(
    "/period-ends",
    operation_id="endPeriod",
    dependencies=[allow("operator")],
    responses=by_two(NotThisArea, PeriodNotOver, YearNotOpen),
)
async def end_concentrated_period(form: PeriodEndForm, tx: Tx, caller: Caller) -> PeriodEnd:
    """集中参保期结束处理

    须两名管辖整个统筹区的工作人员先后提交；因个人原因未缴费的账单视为自动弃保；等待扣费结果的天数
    过后再次调用，始终没有扣费结果的账单也视为弃保。由其中任一人重复调用直到 remaining 为 0。
    """
    _require_region(caller, form.region)
    require_period_over(tx, form.region, form.benefit_year)
    act = {"region": form.region, "benefit_year": form.benefit_year}
    await need_second(tx, caller, ActKind.PERIOD_END, act, act)
    abandoned, remaining = await end_period(tx, form.region, form.benefit_year, form.limit)
    tx.audit("period.ended", subject=f"{form.region}/{form.benefit_year}", actor=caller.subject, detail={"abandoned": abandoned})
    return PeriodEnd(abandoned=abandoned, remaining=remaining)


def _require_region(caller: Principal, region: str) -> None:
    """A region is the caller's if one of his areas holds the whole of it: a town's clerk does not decide for the city."""
    if not caller.covers(region):
        raise NotThisArea()


def _check(read: ReadConnection, row: Record) -> LevyCheck:
    note = text_of(read, row["note_sealed"], NOTE, f"{row['region']}/{row['benefit_year']}")
    return LevyCheck.model_validate({**row, "note": note})
