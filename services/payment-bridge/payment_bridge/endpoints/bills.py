"""Bills: a citizen sees those whose id he holds, officials those of their areas."""

from typing import Any
from uuid import UUID

from fastapi import Query

from enrolment_terms.money import yuan
from payment_bridge.errors import NoSuchBill
from payment_bridge.repository import readings
from payment_bridge.schemas import Bill, Bills, Money
from payment_bridge.use_cases.resend_bill import resend_bill
from service_runtime import BadRequest, Caller, Forbidden, Here, Principal, Reading, Tx, allow, idempotent, service_router

router = service_router("/payment-bridge/v1/bills", tags=["bills"])
_OFFICIALS = ("clerk", "reviewer", "operator", "auditor", "tax")
_HOLDERS = ("citizen", "agent", "school", *_OFFICIALS)


@router.get("", operation_id="listBills", summary="查询应征账单", dependencies=[allow(*_HOLDERS)])
async def list_bills(
    reading: Reading,
    caller: Caller,
    participation_id: UUID | None = Query(None),
    person_id: UUID | None = Query(None),
) -> Bills:
    """One of the two ids is asked for; by person only for officials."""
    if (participation_id is None) == (person_id is None):
        raise BadRequest("ONE_ID_EXPECTED", "请提供 participation_id 或 person_id 其中一项")
    if person_id is not None and not caller.has_role(*_OFFICIALS):
        raise Forbidden()
    rows = await readings.bills(reading, participation_id=participation_id, person_id=person_id, areas=_areas(caller))
    return Bills(items=await _with_money(reading, rows))


@router.get("/{bill_id}", operation_id="getBill", summary="查询一张应征账单", dependencies=[allow(*_HOLDERS)])
async def get_bill(bill_id: UUID, reading: Reading, caller: Caller) -> Bill:
    """404 for a bill outside the caller's areas."""
    rows = await readings.bills(reading, bill_id=bill_id, areas=_areas(caller))
    if not rows:
        raise NoSuchBill()
    return (await _with_money(reading, rows))[0]


@router.post(
    "/{bill_id}/resend",
    operation_id="resendBill",
    summary="更正后重新传送",
    status_code=202,
    dependencies=[allow("operator"), idempotent],
)
async def resend(bill_id: UUID, tx: Tx, caller: Caller, runtime: Here) -> Bill:
    """A bill that the tax office refused for its data is queued again."""
    if not await readings.bills(tx.connection, bill_id=bill_id, areas=_areas(caller)):
        raise NoSuchBill()
    await resend_bill(tx, bill_id, caller.subject, runtime)
    return (await _with_money(tx.connection, await readings.bills(tx.connection, bill_id=bill_id, areas=None)))[0]


def _areas(caller: Principal) -> list[str] | None:
    """Officials see their areas; others see what they hold the id of."""
    return caller.area_patterns if caller.has_role(*_OFFICIALS) else None


async def _with_money(reading: Any, rows: Any) -> list[Bill]:
    money: dict[UUID, list[Money]] = {row.bill_id: [] for row in rows}
    for payment in await readings.payments_of_bills(reading, list(money)) if money else ():
        money[payment.bill_id].append(money_of(payment))
    return [_bill(row, money[row.bill_id]) for row in rows]


def money_of(row: Any) -> Money:
    """A payment row as the edge shows it."""
    return Money(
        payment_id=str(row.payment_id),
        tax_serial=row.tax_serial,
        bill_id=str(row.bill_id),
        amount=yuan(row.amount),
        channel=row.channel,
        arrival_date=row.arrival_date,
        state=row.state,
        received_at=row.received_at,
    )


def _bill(row: Any, payments: list[Money]) -> Bill:
    return Bill(
        bill_id=str(row.bill_id),
        participation_id=str(row.participation_id),
        person_id=str(row.person_id),
        kind=row.kind,
        benefit_year=row.benefit_year,
        area=row.area,
        region=row.region,
        amount=yuan(row.amount),
        payer=row.payer,
        state=row.state,
        cause=row.cause,
        round_no=row.round_no,
        resend_no=row.resend_no,
        effective_on=row.effective_on,
        last_day=row.last_day,
        deemed_in_window=row.deemed_in_window,
        group_complete=row.group_complete,
        version=row.version,
        payments=payments,
    )
