"""Reconciliation: our book, the tax office's statement, the bank's; differences with their owner, age and resolution (R-057, R-096)."""

from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Response

from enrolment_terms.labels import labelled
from payment_bridge.domain.reconciliation import FindingKind, FindingState
from payment_bridge.endpoints.scopes import OFFICES, office_scope
from payment_bridge.errors import DayNotOver, NoSuchReconciliation, NoSuchReconciliationDifference
from payment_bridge.repository.reconciliation import differences_of_day, reconciliation_of, reconciliations_before
from payment_bridge.schemas.files import ReconciliationCloseForm, ReconciliationDifferenceItem, ReconciliationForm, ReconciliationItem
from payment_bridge.use_cases.export_differences import export_differences
from payment_bridge.use_cases.kept_texts import REASON, text_of
from payment_bridge.use_cases.reconcile_day import close_reconciliation_difference, reconcile_day
from row_sets import Record
from service_runtime import (
    ALL_OF_IT,
    AlreadyDecided,
    Caller,
    CurrentRuntime,
    Read,
    ReadConnection,
    Tx,
    allow,
    redact,
    refusals,
    service_router,
)
from service_runtime.rest import AfterNumber, Day, Limit, Page, page_of

router = service_router("/payment-bridge/v1/reconciliations", tags=["批量文件与对账"])
OCTETS = "application/octet-stream"
DOWNLOAD: dict[int | str, dict[str, Any]] = {200: {"content": {OCTETS: {"schema": {"type": "string", "format": "binary"}, "example": ""}}}}
_Kind = Annotated[FindingKind | None, Query(title="对账差异类别")]
_State = Annotated[FindingState | None, Query(title="对账差异状态")]
_Age = Annotated[int, Query(title="至少已挂账天数", ge=0, le=3650)]


class ExportFormat(StrEnum):
    """Of a file of differences."""

    XLSX = "XLSX"
    CSV = "CSV"


labelled(ExportFormat, "导出格式", {ExportFormat.XLSX: "XLSX表格", ExportFormat.CSV: "CSV文本（UTF-8）"})


@router.post(
    "",
    operation_id="reconcileDay",
    dependencies=[allow("operator"), ALL_OF_IT],
    responses=refusals(DayNotOver),
)
async def reconcile(form: ReconciliationForm, tx: Tx, caller: Caller, runtime: CurrentRuntime) -> ReconciliationItem:
    """对一日的账

    我方账目与税务、银行（国库）对账单逐笔比对；每日自动进行，重复对账结果相同，已不存在的差异自行消除。
    """
    done = await reconcile_day(tx, form.day, caller.subject, runtime.settings.bank_days)
    return ReconciliationItem.model_validate(dict(done))


@router.get("", operation_id="listReconciliations", dependencies=[allow(*OFFICES)])
async def list_reconciliations(
    read: Read, after: Annotated[Day | None, Query(title="上一页最后的日期")] = None, limit: Limit = 50
) -> Page[ReconciliationItem]:
    """查询逐日对账

    最近的日期在前；笔数为全辖区，不含个人信息。
    """
    rows = await reconciliations_before(read.driver, after, limit + 1)
    return page_of(rows, limit, lambda row: ReconciliationItem.model_validate(dict(row)), lambda row: row["day"])


@router.get(
    "/{reconciliation_id}/differences",
    operation_id="listReconciliationDifferences",
    dependencies=[allow(*OFFICES)],
    responses=refusals(NoSuchReconciliation),
)
async def list_differences(
    reconciliation_id: UUID,
    read: Read,
    caller: Caller,
    runtime: CurrentRuntime,
    kind: _Kind = None,
    state: _State = None,
    age: _Age = 0,
    after: AfterNumber = None,
    limit: Limit = 100,
) -> Page[ReconciliationDifferenceItem]:
    """查询一日的对账差异

    由账单所属辖区经办机构核对；没有账单的仅限管辖全部区域的经办人员。
    """
    day, today = await _day_of(read, reconciliation_id), read.now.date()
    scope, old = office_scope(caller, runtime), today - timedelta(days=age)
    rows = await differences_of_day(read.driver, day, scope, limit + 1, kind=kind, state=state, opened_by=old, after=after or 0)
    return page_of(rows, limit, lambda row: _item(read, row), lambda row: row["position"])


@router.post(
    "/{reconciliation_id}/differences/{difference_id}/close",
    operation_id="closeReconciliationDifference",
    dependencies=[allow("operator")],
    responses=refusals(NoSuchReconciliation, NoSuchReconciliationDifference, AlreadyDecided),
)
async def close(
    reconciliation_id: UUID, difference_id: UUID, form: ReconciliationCloseForm, tx: Tx, caller: Caller, runtime: CurrentRuntime
) -> ReconciliationDifferenceItem:
    """核结一项对账差异

    查明后填写原因；款项与待遇不因核结而改变，更正由对方以新的记录传送。
    """
    day, scope = await _day_of(tx, reconciliation_id), office_scope(caller, runtime)
    return _item(tx, await close_reconciliation_difference(tx, day, difference_id, redact(form.reason), scope, caller.subject))


@router.get(
    "/{reconciliation_id}/export",
    operation_id="exportReconciliationDifferences",
    dependencies=[allow(*OFFICES)],
    responses={**DOWNLOAD, **refusals(NoSuchReconciliation)},
    response_class=Response,
)
async def export(
    reconciliation_id: UUID,
    tx: Tx,
    caller: Caller,
    runtime: CurrentRuntime,
    file_format: Annotated[ExportFormat, Query(title="导出格式", alias="format")] = ExportFormat.XLSX,
) -> Response:
    """导出一日的对账差异

    XLSX 或 CSV（UTF-8），单元格均为文本，不含姓名和证件号码。
    """
    day, scope = await _day_of(tx, reconciliation_id), office_scope(caller, runtime)
    content = await export_differences(tx, day, scope, as_csv=file_format is ExportFormat.CSV)
    tx.audit("reconciliation.exported", subject=str(reconciliation_id), actor=caller.subject, detail={"format": file_format})
    name = f"{day.isoformat()}.{file_format.lower()}"
    return Response(content, media_type=OCTETS, headers={"Content-Disposition": f'attachment; filename="{name}"'})


async def _day_of(read: ReadConnection, reconciliation_id: UUID) -> date:
    found = await reconciliation_of(read.driver, reconciliation_id)
    if found is None:
        raise NoSuchReconciliation()
    day: date = found["day"]
    return day


def _item(read: ReadConnection, row: Record) -> ReconciliationDifferenceItem:
    sealed = row["close_reason_sealed"]
    reason = None if sealed is None else text_of(read, sealed, REASON, row["finding_id"])
    more = {"difference_id": row["finding_id"], "age_days": (read.now.date() - row["opened_on"]).days, "close_reason": reason}
    return ReconciliationDifferenceItem.model_validate({**row, **more})
