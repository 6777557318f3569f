"""What finance paid for people insured twice: counts, and the list for their office (R-098)."""

from typing import Annotated

from fastapi import Query, Response

from payment_bridge.domain.finance_deductions import ENDED, DuplicateBill, finance_share
from payment_bridge.endpoints.reconciliations import DOWNLOAD, OCTETS, ExportFormat
from payment_bridge.endpoints.scopes import OFFICES, office_scope
from payment_bridge.repository.finance_deductions import FIRST, duplicates_listed
from payment_bridge.schemas.finance_deductions import FinanceDeductionBill, FinanceDeductionCount
from payment_bridge.use_cases.count_deductions import count_deductions
from payment_bridge.use_cases.export_deductions import export_deductions
from payment_bridge.use_cases.looks import LOOKS
from row_sets import Record
from service_runtime import Caller, CurrentRuntime, Read, ReadConnection, Tx, allow, service_router
from service_runtime.rest import After, Limit, Page, Year, page_of

router = service_router("/payment-bridge/v1/finance-deductions", tags=["应征账单"])


@router.get("", operation_id="listFinanceDeductions", dependencies=[allow(*OFFICES)])
async def list_counts(benefit_year: Year, read: Read, caller: Caller, runtime: CurrentRuntime) -> Page[FinanceDeductionCount]:
    """查询重复参保的财政补助扣减计数

    本辖区一个年度清理的重复参保人数：案件已确定不保留的，以及因重复参保终止或暂停的，一人只计一次；其中财政已全额缴纳、定额资助的人数。
    只计数；扣减金额按国家和省的规定另行核定。
    """
    counts = await count_deductions(read, benefit_year, office_scope(caller, runtime))
    return Page(items=[FinanceDeductionCount.model_validate(one, from_attributes=True) for one in counts])


@router.get("/bills", operation_id="listFinanceDeductionBills", dependencies=[allow(*OFFICES)])
async def list_deduction_bills(
    benefit_year: Year, read: Read, caller: Caller, runtime: CurrentRuntime, after: After = None, limit: Limit = 100
) -> Page[FinanceDeductionBill]:
    """查询重复参保涉及的参保关系和账单

    本辖区的逐条清单，不含姓名和证件号码；查询留有记录。
    """
    rows = await duplicates_listed(read.driver, benefit_year, office_scope(caller, runtime), limit + 1, after or FIRST)
    LOOKS.note(read, caller, "bills", {row["person_id"] for _, row in rows[:limit]})
    return page_of(rows, limit, lambda one: _item(read, *one), lambda one: one[1]["participation_id"])


@router.get(
    "/export",
    operation_id="exportFinanceDeductions",
    dependencies=[allow(*OFFICES)],
    responses=DOWNLOAD,
    response_class=Response,
)
async def export(
    benefit_year: Year,
    tx: Tx,
    caller: Caller,
    runtime: CurrentRuntime,
    file_format: Annotated[ExportFormat, Query(title="导出格式", alias="format")] = ExportFormat.XLSX,
) -> Response:
    """导出重复参保涉及的参保关系和账单

    XLSX 或 CSV（UTF-8），单元格均为文本，不含姓名、证件号码和金额。
    """
    scope = office_scope(caller, runtime)
    content = await export_deductions(tx, benefit_year, scope, as_csv=file_format is ExportFormat.CSV)
    detail = {"format": file_format, "benefit_year": benefit_year}
    tx.audit("finance_deductions.exported", subject="finance-deductions", actor=caller.subject, detail=detail)
    name = f"{benefit_year}.{file_format.lower()}"
    return Response(content, media_type=OCTETS, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _item(read: ReadConnection, bill: DuplicateBill, row: Record) -> FinanceDeductionBill:
    ended_on = row["effective_on"] if bill.participation_state in ENDED else None
    return FinanceDeductionBill.model_validate({**row, "ended_on": ended_on, "finance_share": finance_share(bill, read.policy)})
