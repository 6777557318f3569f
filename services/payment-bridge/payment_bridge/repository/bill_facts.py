"""Reads all facts on bills. Whoever decides about a bill decides alone: its rows are locked; whoever looks, looks on."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa

from enrolment_events.payment import RefundState
from payment_bridge.domain.decisions import BillRecord, MoneyOnBill, StoredState, record_of
from payment_bridge.domain.facts import BillStatus, Charge, Failure, LevyDelivery, MoneyBack, ParticipationStatus, Payment
from payment_bridge.repository.participations import STATUS
from payment_bridge.repository.reversals import gone_of, reversals_of
from payment_bridge.tables import bills, failures, participations, payments, period_ends, refund_money, refunds, reversals
from row_sets import Driver, Statement, names_of, reader, same_rows, typed

_bill_ids = sa.select(bills.c.bill_id).order_by(bills.c.bill_id).with_for_update()
_LOCK_BILLS = Statement(
    """
WITH wanted AS MATERIALIZED (
    SELECT DISTINCT member.bill_id FROM {asked.rows}
    CROSS JOIN LATERAL (SELECT participation_id FROM bills WHERE bills.bill_id = given.bill_id OFFSET 0) AS own
    CROSS JOIN LATERAL (SELECT bill_id FROM bills WHERE bills.participation_id = own.participation_id OFFSET 0) AS member
    ORDER BY member.bill_id
)
SELECT locked.bill_id FROM wanted
CROSS JOIN LATERAL (SELECT bill_id FROM bills WHERE bills.bill_id = wanted.bill_id FOR UPDATE) AS locked
""",
    asked=typed(bills, "bill_id"),
)
"""OFFSET 0 keeps the planner at looking each bill up by index, whatever the statistics say; locked in the order of the key."""
_AT_THE_OFFICE = Statement(
    sa.select(bills.c.bill_id)
    .where(same_rows(bills, "person_id"), bills.c.state.not_in(["PAID", "REFUNDED", "CANCELLED", "ABANDONED"]))
    .order_by(bills.c.bill_id)
)
_LOCK_PARTICIPATIONS = Statement(_bill_ids.where(same_rows(bills, "participation_id")))
_stored = (*names_of(Charge), *names_of(LevyDelivery, without=["period_ended_on"]), *names_of(BillStatus), "version")
_period_ended_on = sa.case((bills.c.kind == "NORMAL", period_ends.c.ended_on)).label("period_ended_on")
_ends = sa.and_(period_ends.c.region == bills.c.region, period_ends.c.benefit_year == bills.c.benefit_year)
_BILLS = Statement(
    sa.select(*(bills.c[name] for name in _stored), _period_ended_on, *STATUS)
    .join(participations, participations.c.participation_id == bills.c.participation_id)
    .outerjoin(period_ends, _ends)
    .where(same_rows(bills, "bill_id"))
)
# A failure that the ledger knows as money never was one.
_is_money = sa.exists().where(payments.c.tax_serial == failures.c.serial, payments.c.bill_id == failures.c.bill_id)
_FAILURES = Statement(
    sa.select(failures.c.bill_id, *(failures.c[name] for name in names_of(Failure))).where(same_rows(failures, "bill_id"), ~_is_money)
)
_paid = (*names_of(Payment), *names_of(StoredState))
_is_reversed = sa.exists().where(reversals.c.takes_back == payments.c.tax_serial).label("is_reversed")
_back = (refunds.c.refund_id, refunds.c.of_bill, refunds.c.state.label("refund_state"), refunds.c.changed_on, refunds.c.paid_back_on)
_in_a_refund = sa.and_(refund_money.c.tax_serial == payments.c.tax_serial, ~refund_money.c.called_off)
_PAYMENTS = Statement(
    sa.select(payments.c.bill_id, *(payments.c[name] for name in _paid), _is_reversed, *_back)
    .select_from(payments)
    .outerjoin(refund_money, _in_a_refund)
    .outerjoin(refunds, refunds.c.refund_id == refund_money.c.refund_id)
    .where(same_rows(payments, "bill_id"))
)
_TOLD = Statement(sa.union(*(sa.select(table.c.bill_id).where(same_rows(table, "bill_id")) for table in (failures, payments))))

_YEARS = Statement(
    sa.select(bills.c.person_id, bills.c.benefit_year)
    .join_from(bills, participations, bills.c.participation_id == participations.c.participation_id)
    .where(same_rows(bills, "person_id"), bills.c.kind != "REPAIR", bills.c.state.not_in(["CANCELLED", "ABANDONED"]))
    .where(participations.c.benefit_year != bills.c.benefit_year)
)

_charge, _delivery, _status, _participation = reader(Charge), reader(LevyDelivery), reader(BillStatus), reader(ParticipationStatus)
_failure, _payment, _state = reader(Failure), reader(Payment), reader(StoredState)


async def records_of_bills(driver: Driver, bill_ids: Sequence[UUID]) -> dict[UUID, BillRecord]:
    """The bills that exist among these, with all bills of their groups, locked."""
    return await _records(driver, await _LOCK_BILLS.values(driver, bill_id=bill_ids))


async def records_of_participations(driver: Driver, participation_ids: Sequence[UUID]) -> dict[UUID, BillRecord]:
    """All bills of these participations, locked."""
    if not participation_ids:
        return {}
    return await _records(driver, await _LOCK_PARTICIPATIONS.values(driver, participation_id=participation_ids))


async def look_at_records(driver: Driver, bill_ids: Sequence[UUID]) -> dict[UUID, BillRecord]:
    """These bills as they stand, not locked: nothing may be decided by them."""
    return await _records(driver, bill_ids)


async def records_at_the_office(driver: Driver, people: Sequence[UUID]) -> dict[UUID, BillRecord]:
    """The bills of these people that the tax office has, or that are on their way to it, with all bills of their groups, locked."""
    return await records_of_bills(driver, await _AT_THE_OFFICE.values(driver, person_id=people))


async def years_billed_beside(driver: Driver, people: Sequence[UUID]) -> set[tuple[UUID, int]]:
    """(person, year) of bills that a registration for another year made, before each year of a newborn was one (R-056)."""
    return {(row["person_id"], row["benefit_year"]) for row in await _YEARS.rows(driver, person_id=people)} if people else set()


async def _records(driver: Driver, bill_ids: Sequence[UUID]) -> dict[UUID, BillRecord]:
    if not bill_ids:
        return {}
    rows = await _BILLS.rows(driver, bill_id=bill_ids)
    failed, paid = await failures_of(driver, bill_ids), await payments_of(driver, bill_ids)
    records = {}
    for row in rows:
        bill_id, status = row["bill_id"], (_status(row), row["version"])
        told = failed.get(bill_id, ()), paid.get(bill_id)
        records[bill_id] = record_of(_charge(row), _delivery(row), _participation(row), *told, *status)
    return records


async def bills_told_of(driver: Driver, bill_ids: Sequence[UUID]) -> list[UUID]:
    """Those of these bill ids for which the tax office told of anything, whether there are such bills or not."""
    return await _TOLD.values(driver, bill_id=bill_ids)


async def failures_of(driver: Driver, bill_ids: Sequence[UUID]) -> dict[UUID, list[Failure]]:
    """Failures that the tax office told of these bill ids, whether there are such bills or not."""
    found: dict[UUID, list[Failure]] = defaultdict(list)
    for row in await _FAILURES.rows(driver, bill_id=bill_ids):
        found[row["bill_id"]].append(_failure(row))
    return found


async def payments_of(driver: Driver, bill_ids: Sequence[UUID]) -> dict[UUID, MoneyOnBill]:
    """Money that the tax office told of for these bill ids, whether there are such bills or not."""
    found: dict[UUID, MoneyOnBill] = defaultdict(MoneyOnBill)
    of_bill: dict[str, tuple[UUID, int]] = {}
    for row in await _PAYMENTS.rows(driver, bill_id=bill_ids):
        money, payment = found[row["bill_id"]], _payment(row)
        money.payments.append((payment, _state(row)))
        if row["is_reversed"]:
            of_bill[payment.tax_serial] = row["bill_id"], payment.amount
        if row["refund_id"] is not None:
            state = RefundState(row["refund_state"])
            money.going_back[payment.tax_serial] = MoneyBack(
                row["refund_id"], payment.tax_serial, row["of_bill"], state, row["changed_on"], row["paid_back_on"]
            )
    amounts = {serial: amount for serial, (_, amount) in of_bill.items()}
    for serial, on in (await gone_of(driver, await reversals_of(driver, sorted(amounts)), amounts)).items():
        found[of_bill[serial][0]].taken_back[serial] = on
    return found
