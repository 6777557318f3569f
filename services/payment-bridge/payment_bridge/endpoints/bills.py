"""Bills: a citizen sees those whose id he holds, officials those of their areas."""

from collections.abc import Sequence
from uuid import UUID

from payment_bridge.errors import NoSuchBill, OneIdExpected, StateDoesNotAllow
from payment_bridge.repository.queries import find_bills, payments_of_bills
from payment_bridge.schemas import Bill, Money
from payment_bridge.use_cases.resend_bill import resend_bill
from row_sets import Record
from service_runtime import Caller, Forbidden, Principal, Read, ReadConnection, Tx, allow, idempotent, refusals, service_router
from service_runtime.rest import Page

router = service_router("/payment-bridge/v1/bills", tags=["应征账单"])
_OFFICIALS = ("clerk", "reviewer", "operator", "auditor", "tax")
_HOLDERS = ("citizen", "agent", "school", *_OFFICIALS)


@router.get("", operation_id="listBills", dependencies=[allow(*_HOLDERS)], responses=refusals(OneIdExpected))
async def list_bills(
    read: Read,
    caller: Caller,
    participation_id: UUID | None = None,
    person_id: UUID | None = None,
) -> Page[Bill]:
    """查询应征账单

    按参保关系编号或人员编号之一查询；按人员编号仅限经办人员。
    """
    if (participation_id is None) == (person_id is None):
        raise OneIdExpected()
    if person_id is not None and not caller.has_role(*_OFFICIALS):
        raise Forbidden()
    rows = await find_bills(read.driver, participation_id=participation_id, person_id=person_id, areas=_areas(caller))
    return Page(items=await _with_money(read, rows))


@router.get("/{bill_id}", operation_id="getBill", dependencies=[allow(*_HOLDERS)], responses=refusals(NoSuchBill))
async def get_bill(bill_id: UUID, read: Read, caller: Caller) -> Bill:
    """查询一张应征账单"""
    return await _bill(read, bill_id, _areas(caller))


@router.post(
    "/{bill_id}/resend",
    operation_id="resendBill",
    status_code=202,
    dependencies=[allow("operator"), idempotent],
    responses=refusals(NoSuchBill, StateDoesNotAllow),
)
async def resend(bill_id: UUID, tx: Tx, caller: Caller) -> Bill:
    """更正后重新传送应征账单

    因应征数据有误被税务部门退回的账单，重新排队传送。
    """
    await _bill(tx, bill_id, _areas(caller))
    await resend_bill(tx, bill_id, caller.subject)
    return await _bill(tx, bill_id, None)


def _areas(caller: Principal) -> list[str] | None:
    """Officials see their areas; others see what they hold the id of."""
    return caller.area_patterns if caller.has_role(*_OFFICIALS) else None


async def _bill(read: ReadConnection, bill_id: UUID, areas: Sequence[str] | None) -> Bill:
    rows = await find_bills(read.driver, bill_id=bill_id, areas=areas)
    if not rows:
        raise NoSuchBill()
    return (await _with_money(read, rows))[0]


async def _with_money(read: ReadConnection, rows: Sequence[Record]) -> list[Bill]:
    money: dict[UUID, list[Money]] = {row["bill_id"]: [] for row in rows}
    for payment in await payments_of_bills(read.driver, list(money)) if money else ():
        money[payment["bill_id"]].append(Money.model_validate(dict(payment)))
    return [Bill.model_validate({**row, "payments": money[row["bill_id"]]}) for row in rows]
