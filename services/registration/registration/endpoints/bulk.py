"""Bulk work of operators: last year's insured, renewals, overdue corrections."""

from registration.domain.list_kinds import year_reasons
from registration.domain.lists import ListKind
from registration.endpoints.scopes import require_area
from registration.errors import ApplicationHasFaults, AreaNotFound, ListHasFaults
from registration.schemas import bulk as schemas
from registration.use_cases.import_insured import import_insured
from registration.use_cases.reject_overdue import reject_overdue
from registration.use_cases.renew_insured import renew_insured
from service_runtime import ActKind, Caller, Tx, YearNotOpen, allow, by_two, limited, need_second, refusals, service_router
from service_runtime.rest import ReasonResponse

router = service_router("/registration/v1", tags=["批量办理"])
_OPERATORS = allow("operator")


@router.post("/imports", operation_id="importInsured", dependencies=[_OPERATORS, limited("upload")], responses=by_two(ListHasFaults))
async def import_people(body: schemas.ImportList, tx: Tx, caller: Caller) -> schemas.ImportResult:
    """导入上年度参保人员

    须两名工作人员先后提交相同的名单；按人员和年度幂等；有误的行，或不在两人共同区域内的行，单独退回，其余照常导入。
    """
    if faults := year_reasons(ListKind.LAST_YEAR, body.benefit_year, tx.now.date()):
        raise ListHasFaults(reasons=faults)
    content = body.model_dump(mode="json")
    two = await need_second(tx, caller, ActKind.IMPORT, content, {"benefit_year": body.benefit_year, "people": len(body.people)})
    rows = [person.row() for person in body.people]
    outcome = await import_insured(tx, body.benefit_year, rows, caller.subject, two.cover)
    refused = [
        schemas.RefusedRow(row=number, reasons=[ReasonResponse.model_validate(reason) for reason in reasons])
        for number, reasons in outcome.refused.items()
    ]
    return schemas.ImportResult(imported=len(outcome.made), already_there=outcome.already_there, refused=refused)


@router.post(
    "/renewals", operation_id="renewInsured", dependencies=[_OPERATORS], responses=refusals(AreaNotFound, ApplicationHasFaults, YearNotOpen)
)
async def renew(body: schemas.RenewalRequest, tx: Tx, caller: Caller) -> schemas.RenewalResult:
    """续保登记

    重复调用直到 remaining 为 0。
    """
    require_area(caller, body.area)
    outcome = await renew_insured(tx, body.benefit_year, body.area, body.limit, caller.subject)
    return schemas.RenewalResult(renewed=outcome.renewed, remaining=outcome.remaining)


@router.post(
    "/overdue-corrections",
    operation_id="rejectOverdueCorrections",
    dependencies=[_OPERATORS],
    responses=refusals(AreaNotFound, YearNotOpen),
)
async def close_overdue(body: schemas.OverdueRequest, tx: Tx, caller: Caller) -> schemas.OverdueResult:
    """逾期未补正的申请不予通过

    重复调用直到 remaining 为 0。
    """
    require_area(caller, body.area)
    outcome = await reject_overdue(tx, body.area, body.limit, caller.subject)
    return schemas.OverdueResult(rejected=outcome.rejected, remaining=outcome.remaining)
