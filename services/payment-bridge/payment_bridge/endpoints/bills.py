"""Bills: a citizen sees those whose id he holds, officials those of their areas."""

from collections.abc import Sequence
from uuid import UUID

from fastapi import Query

from payment_bridge.errors import NoSuchBill
from payment_bridge.repository.queries import find_bills, payments_of_bills
from payment_bridge.schemas import Bill, Bills, Money
from payment_bridge.use_cases.resend_bill import resend_bill
from row_sets import Record
from service_runtime import BadRequest, Caller, Forbidden, Principal, Read, ReadConnection, Tx, allow, idempotent, service_router

router = service_router("/payment-bridge/v1/bills", tags=["bills"])
_OFFICIALS = ("clerk", "reviewer", "operator", "auditor", "tax")
_HOLDERS = ("citizen", "agent", "school", *_OFFICIALS)


@router.get("", operation_id="listBills", summary="查询应征账单", dependencies=[allow(*_HOLDERS)])
async def list_bills(
    read: Read,
    caller: Caller,
    participation_id: UUID | None = Query(None),
    person_id: UUID | None = Query(None),
) -> Bills:
    """One of the two ids is asked for; by person only for officials."""
    if (participation_id is None) == (person_id is None):
        raise BadRequest("ONE_ID_EXPECTED", "请提供 participation_id 或 person_id 其中一项")
    if person_id is not None and not caller.has_role(*_OFFICIALS):
        raise Forbidden()
    rows = await find_bills(read.driver, participation_id=participation_id, person_id=person_id, areas=_areas(caller))
    return Bills(items=await _with_money(read, rows))


@router.get("/{bill_id}", operation_id="getBill", summary="查询一张应征账单", dependencies=[allow(*_HOLDERS)])
async def get_bill(bill_id: UUID, read: Read, caller: Caller) -> Bill:
    """404 for a bill outside the caller's areas."""
    return await _bill(read, bill_id, _areas(caller))


@router.post(
    "/{bill_id}/resend",
    operation_id="resendBill",
    summary="更正后重新传送",
    status_code=202,
    dependencies=[allow("operator"), idempotent],
)
async def resend(bill_id: UUID, tx: Tx, caller: Caller) -> Bill:
    """A bill that the tax office refused for its data is queued again."""
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
