"""Batches of what this service tells anew, by id."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa

from payment_bridge.domain.refunds import Refund
from payment_bridge.repository.refunds import REFUND_COLUMNS, refund_of
from payment_bridge.tables import bills, employee_relations, participations, payments, refunds, remote_households, remote_mandates
from row_sets import Driver, Statement, reader, value
from service_runtime.retelling import Wanted, versions_of


class ToldPayment(NamedTuple):
    """Money that has no bill of its own, to tell anew."""

    payment_id: UUID
    bill_id: UUID
    received_at: datetime


_BILLS = Statement(
    sa.select(bills.c.bill_id, bills.c.changed_at)
    .where(bills.c.bill_id > value("after", bills.c.bill_id), bills.c.area.like(value("area", bills.c.area)))
    .where(bills.c.changed_at >= value("since", bills.c.changed_at))
    .order_by(bills.c.bill_id)
    .limit(value("most", sa.Integer))
)
_PAYMENTS = Statement(
    sa.select(payments.c.payment_id, payments.c.bill_id, payments.c.received_at)
    .outerjoin_from(payments, bills, payments.c.bill_id == bills.c.bill_id)
    .where(payments.c.payment_id > value("after", payments.c.payment_id), payments.c.state.in_(["DUPLICATE", "UNMATCHED", "REVERSED"]))
    .where(sa.func.coalesce(bills.c.area, "").like(value("area", bills.c.area)))
    .where(payments.c.received_at >= value("since", payments.c.received_at))
    .order_by(payments.c.payment_id)
    .limit(value("most", sa.Integer))
)
_REFUNDS = Statement(
    sa.select(*REFUND_COLUMNS, refunds.c.changed_at)
    .where(refunds.c.refund_id > value("after", refunds.c.refund_id), refunds.c.area.like(value("area", refunds.c.area)))
    .where(refunds.c.changed_at >= value("since", refunds.c.changed_at))
    .order_by(refunds.c.refund_id)
    .limit(value("most", sa.Integer()))
)
_payment = reader(ToldPayment)
VERSIONS = {
    "bill": versions_of(bills, "bill_id"),
    "refund": versions_of(refunds, "refund_id"),
    "employee_relation": versions_of(employee_relations, "spell_id", employee_relations.c.person_id.is_not(None)),
    "participation": versions_of(participations, "participation_id"),
    "mandate": versions_of(remote_mandates, "mandate_id"),
    "household": versions_of(remote_households, "household_id"),
}
"""What it owns, and what it has heard of."""


async def bills_after(driver: Driver, wanted: Wanted) -> dict[UUID, datetime]:
    """Bills of every state, in the order of their ids, and when each became what it is."""
    return {row["bill_id"]: row["changed_at"] for row in await _BILLS.rows(driver, **wanted._asdict())}


async def payments_after(driver: Driver, wanted: Wanted) -> list[ToldPayment]:
    """Second payments, money without a bill that takes it, and what was taken back; all other money is told by its bill."""
    return [_payment(row) for row in await _PAYMENTS.rows(driver, **wanted._asdict())]


async def refunds_after(driver: Driver, wanted: Wanted) -> list[tuple[Refund, datetime]]:
    """Refunds of every state, in the order of their ids, and when each became what it is."""
    return [(refund_of(row), row["changed_at"]) for row in await _REFUNDS.rows(driver, **wanted._asdict())]
