"""Bills: citizens and agents see those of the people they are bound to, offices those of their areas."""

from collections.abc import Sequence
from uuid import UUID

from payment_bridge.domain.dues import GONE
from payment_bridge.domain.scope import Scope
from payment_bridge.endpoints.scopes import READERS, office_scope, reading_scope
from payment_bridge.errors import NoSuchBill, OneIdExpected, StateDoesNotAllow
from payment_bridge.repository.queries import find_bills, payments_of_bills
from payment_bridge.schemas.levies import Bill, Money, RefundOffer
from payment_bridge.use_cases.looks import LOOKS
from payment_bridge.use_cases.offer_refunds import offer_refunds
from payment_bridge.use_cases.resend_bill import resend_bill
from row_sets import Record
from service_runtime import (
    PERSONAL_ROLES,
    Caller,
    CurrentRuntime,
    Read,
    ReadConnection,
    Tx,
    allow,
    can_wait,
    idempotent,
    refusals,
    service_router,
)
from service_runtime.rest import Page

router = service_router("/payment-bridge/v1", tags=["应征账单"])


@router.get("/bills", operation_id="listBills", dependencies=[allow(*READERS)], responses=refusals(OneIdExpected))
async def list_bills(
    read: Read,
    caller: Caller,
    participation_id: UUID | None = None,
    person_id: UUID | None = None,
) -> Page[Bill]:
    """查询应征账单

    按参保关系编号或人员编号之一查询。本人和代办人可查本人及其代办的人员，经办人员可查本辖区；其余与没有账单一样，返回空页。
    """
    if (participation_id is None) == (person_id is None):
        raise OneIdExpected()
    scope = await reading_scope(read, caller)
    rows = await find_bills(read.driver, scope, participation_id=participation_id, persons=[person_id] if person_id else [])
    if not rows and person_id not in scope.persons:
        LOOKS.miss(read, caller, "bills")
    LOOKS.note(read, caller, "bills", scope.others(row["person_id"] for row in rows))
    return Page(items=await _with_money(read, rows))


@router.get("/me/bills", operation_id="listOwnBills", dependencies=[allow(*PERSONAL_ROLES)])
async def list_own_bills(read: Read, caller: Caller) -> Page[Bill]:
    """查询本人及代办人员的应征账单

    以登录时核验的证件和有效的代办关系为准。
    """
    scope = await reading_scope(read, caller)
    rows = await find_bills(read.driver, Scope(persons=scope.persons), persons=scope.persons)
    return Page(items=await _with_money(read, rows))


@router.get("/bills/{bill_id}", operation_id="getBill", dependencies=[allow(*READERS), can_wait], responses=refusals(NoSuchBill))
async def get_bill(bill_id: UUID, read: Read, caller: Caller) -> Bill:
    """查询一张应征账单

    本人和代办人可查本人及其代办的人员，经办人员可查本辖区。带 Prefer: wait=N 的，未缴的账单最多等待 N 秒，缴清或取消即返回。
    """
    scope = await reading_scope(read, caller)
    rows = await find_bills(read.driver, scope, bill_id=bill_id)
    if not rows:
        LOOKS.miss(read, caller, "bill")
        raise NoSuchBill()
    LOOKS.note(read, caller, "bills", scope.others(row["person_id"] for row in rows))
    if rows[0]["state"] not in GONE:
        read.answer_later(lambda later: _once_settled(later, scope, bill_id))
    return (await _with_money(read, rows))[0]


async def _once_settled(read: ReadConnection, scope: Scope, bill_id: UUID) -> Bill | None:
    rows = await find_bills(read.driver, scope, bill_id=bill_id)
    return (await _with_money(read, rows))[0] if rows and rows[0]["state"] in GONE else None


@router.post(
    "/bills/{bill_id}/resend",
    operation_id="resendBill",
    status_code=202,
    dependencies=[allow("operator"), idempotent],
    responses=refusals(NoSuchBill, StateDoesNotAllow),
)
async def resend(bill_id: UUID, tx: Tx, caller: Caller, runtime: CurrentRuntime) -> Bill:
    """更正后重新传送应征账单

    因应征数据有误被税务部门退回的账单，重新排队传送。
    """
    scope = office_scope(caller, runtime)
    if not await find_bills(tx.driver, scope, bill_id=bill_id):
        LOOKS.miss(tx, caller, "bill")
        raise NoSuchBill()
    await resend_bill(tx, bill_id, caller.subject)
    return (await _with_money(tx, await find_bills(tx.driver, scope, bill_id=bill_id)))[0]


async def _with_money(read: ReadConnection, rows: Sequence[Record]) -> list[Bill]:
    money: dict[UUID, list[Money]] = {row["bill_id"]: [] for row in rows}
    for payment in await payments_of_bills(read.driver, list(money)) if money else ():
        money[payment["bill_id"]].append(Money.model_validate(dict(payment)))
    offers = await offer_refunds(read, rows)
    shown = []
    for row in rows:
        may_go_back = [RefundOffer(**one._asdict()) for one in offers.get(row["bill_id"], ())]
        shown.append(Bill.model_validate({**row, "payments": money[row["bill_id"]], "refund_offers": may_go_back}))
    return shown
