"""The double-entry ledger, for its offices; and what was booked on one bill, also for the person whose bill it is."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from payment_bridge.endpoints.scopes import OFFICES, READERS, office_scope, reading_scope
from payment_bridge.errors import NoSuchBill
from payment_bridge.repository.postings import postings_of_bill, sums_of_accounts
from payment_bridge.repository.queries import find_bills
from payment_bridge.schemas.ledger import LedgerAccount, LedgerPosting
from payment_bridge.use_cases.looks import LOOKS
from service_runtime import Caller, CurrentRuntime, Read, allow, refusals, service_router
from service_runtime.rest import Page

router = service_router("/payment-bridge/v1", tags=["总账"])


@router.get("/ledger/accounts", operation_id="listLedgerAccounts", dependencies=[allow(*OFFICES)])
async def list_accounts(
    read: Read,
    caller: Caller,
    runtime: CurrentRuntime,
    benefit_year: Annotated[int | None, Query(ge=1998, le=2100, title="参保年度")] = None,
) -> Page[LedgerAccount]:
    """查询总账各账户合计

    本辖区账单的借方、贷方合计；借方总额恒等于贷方总额。没有账单的款项仅计入管辖全部区域的合计。
    """
    rows = await sums_of_accounts(read.driver, office_scope(caller, runtime), benefit_year)
    return Page(
        items=[
            LedgerAccount(account=row["account"], debited=row["debit"], credited=row["credit"], balance=row["debit"] - row["credit"])
            for row in rows
        ]
    )


@router.get("/bills/{bill_id}/postings", operation_id="listBillPostings", dependencies=[allow(*READERS)], responses=refusals(NoSuchBill))
async def list_postings(bill_id: UUID, read: Read, caller: Caller) -> Page[LedgerPosting]:
    """查询一张应征账单的账目

    应缴、到账、冲正和退费，按记账先后。本人和代办人可查本人及其代办的人员，经办人员可查本辖区。
    """
    scope = await reading_scope(read, caller)
    rows = await find_bills(read.driver, scope, bill_id=bill_id)
    if not rows:
        LOOKS.miss(read, caller, "bill")
        raise NoSuchBill()
    LOOKS.note(read, caller, "bills", scope.others(row["person_id"] for row in rows))
    return Page(items=[LedgerPosting.model_validate(dict(row)) for row in await postings_of_bill(read.driver, bill_id)])
