"""Cases of the tax office: rows set aside, money its ledger lacks, reversals, refusals; for their offices (R-057, R-096)."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from payment_bridge.domain.tax_cases import ASIDE, CaseKind, CaseState
from payment_bridge.endpoints.scopes import OFFICES, office_scope
from payment_bridge.errors import NoSuchTaxCase, NothingToRecover, RefundStateDoesNotAllow, ResolutionExpected, StillNotTaken
from payment_bridge.repository.tax_cases import NEWEST, cases_in_state
from payment_bridge.schemas.levies import TaxCaseCloseForm, TaxCaseItem
from payment_bridge.use_cases.close_tax_case import close_tax_case, require_open_case
from payment_bridge.use_cases.kept_texts import REASON, text_of
from payment_bridge.use_cases.retry_tax_rows import require_row_aside, retry_tax_row
from payment_bridge.use_cases.settle_claim import hold_claim
from row_sets import Record
from service_runtime import (
    ActKind,
    AlreadyDecided,
    Caller,
    CurrentRuntime,
    Read,
    ReadConnection,
    Tx,
    allow,
    by_two,
    need_second,
    redact,
    service_router,
)
from service_runtime.rest import AfterNumber, Limit, Page, page_of

router = service_router("/payment-bridge/v1/tax-cases", tags=["征缴进度与核对"])


@router.get("", operation_id="listTaxCases", dependencies=[allow(*OFFICES)])
async def list_tax_cases(
    read: Read,
    caller: Caller,
    runtime: CurrentRuntime,
    state: Annotated[CaseState, Query(title="待核事项状态")] = CaseState.OPEN,
    kind: Annotated[CaseKind | None, Query(title="待核事项类别")] = None,
    after: AfterNumber = None,
    limit: Limit = 100,
) -> Page[TaxCaseItem]:
    """查询税务待核事项

    明细无法识别或入账、台账无记录、冲正、退回等，由账单所属辖区经办机构核对；后发现的在前；没有账单的仅限管辖全部区域的经办人员。
    """
    scope = office_scope(caller, runtime)
    rows = await cases_in_state(read.driver, state, kind, scope, limit + 1, NEWEST if after is None else after)
    return page_of(rows, limit, lambda row: _item(read, row), lambda row: row["position"])


@router.post(
    "/{case_id}/close",
    operation_id="closeTaxCase",
    dependencies=[allow("operator", "reviewer")],
    responses=by_two(NoSuchTaxCase, AlreadyDecided, ResolutionExpected, NothingToRecover, RefundStateDoesNotAllow),
)
async def close(case_id: UUID, form: TaxCaseCloseForm, tx: Tx, caller: Caller, runtime: CurrentRuntime) -> TaxCaseItem:
    """核结一项税务待核事项

    经与税务部门核对后填写原因。放弃未入账的明细、处理待收回款项须两名工作人员先后提交，原因以后一名的为准。
    有待收回款项的须选择处理结果：已追回的转入税务在途资金；按退费处理的恢复已撤销的退费，参保关系随之终止。其余的款项与待遇不因核结而改变。
    """
    if form.resolution is not None:
        await hold_claim(tx, case_id)
    kind = await require_open_case(tx, case_id, office_scope(caller, runtime), form.resolution)
    if form.resolution is not None:
        await need_second(tx, caller, ActKind.SETTLE_CLAIM, [case_id, form.resolution], {"id": str(case_id)})
    elif kind in ASIDE:
        await need_second(tx, caller, ActKind.DISCARD_CALLBACKS, ["tax-case", case_id], {"id": str(case_id)})
    return _item(tx, await close_tax_case(tx, case_id, redact(form.reason), caller.subject, form.resolution))


@router.post(
    "/{case_id}/retry",
    operation_id="retryTaxRow",
    dependencies=[allow("operator")],
    responses=by_two(NoSuchTaxCase, AlreadyDecided, StillNotTaken),
)
async def retry(case_id: UUID, tx: Tx, caller: Caller, runtime: CurrentRuntime) -> TaxCaseItem:
    """重新处理一条未入账的税务明细

    须两名工作人员先后提交；入账后即告解决，仍无法识别或入账的保持待核对。
    """
    await require_row_aside(tx, case_id, office_scope(caller, runtime))
    await need_second(tx, caller, ActKind.REPLAY_CALLBACK, ["tax-case", case_id], {"id": str(case_id)})
    return _item(tx, await retry_tax_row(tx, case_id, caller.subject, runtime.settings.file_profiles))


def _item(read: ReadConnection, row: Record) -> TaxCaseItem:
    sealed = row["close_reason_sealed"]
    reason = None if sealed is None else text_of(read, sealed, REASON, row["case_id"])
    return TaxCaseItem.model_validate({**row, "close_reason": reason})
