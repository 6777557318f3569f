"""The present state of bills and money, told anew: each event as it was told last, with a new id and the moment of the fact."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from uuid import UUID

from enrolment_terms.scheme import BillState
from payment_bridge.domain.decisions import BillChange, BillRecord, Changes, PaymentChange, StoredState
from payment_bridge.domain.facts import Charge, Payment
from payment_bridge.domain.payment_states import PaymentState
from payment_bridge.domain.settlement import judge_group
from payment_bridge.repository.bill_facts import payments_of, records_of_bills
from payment_bridge.repository.refunds import money_of_refunds
from payment_bridge.repository.told_anew import VERSIONS, bills_after, payments_after, refunds_after
from payment_bridge.use_cases.announce_changes import events_of
from payment_bridge.use_cases.step_refund import refund_events
from payment_bridge.use_cases.tell_employee_relations import tell_relations
from service_runtime import Transaction
from service_runtime.retelling import Aggregates, Wanted


async def tell_bills(tx: Transaction, wanted: Wanted) -> Sequence[UUID]:
    """A paid bill is told as it was before its money, one version back, and then as settled: what listeners have heard of it."""
    changed_at = await bills_after(tx.driver, wanted)
    ids = list(changed_at)
    records = await records_of_bills(tx.driver, ids)
    paid = {bill_id for bill_id in ids if (status := records[bill_id].status) and status.state is BillState.PAID}
    unpaid = _before_money(tx, records.values(), paid) if paid else {}
    for bill_id, at in changed_at.items():
        tx.publish(*events_of(Changes(changed=list(_tellings(records[bill_id], unpaid.get(bill_id)))), at, {}))
    return ids


def _tellings(record: BillRecord, unpaid: BillChange | None) -> Iterator[BillChange]:
    assert record.status is not None
    if unpaid is not None:
        yield unpaid
    yield BillChange(record.facts, None, record.status, record.version)


def _before_money(tx: Transaction, records: Iterable[BillRecord], paid: set[UUID]) -> dict[UUID, BillChange]:
    groups: dict[UUID, list[BillRecord]] = {}
    for record in records:
        groups.setdefault(record.charge.group_id, []).append(record)
    before = {}
    for group in groups.values():
        verdicts = judge_group([record.facts._replace(payments=()) for record in group], tx.policy)
        for record in group:
            if record.charge.bill_id in paid:
                status, version = verdicts[record.charge.bill_id].status, max(record.version - 1, 1)
                before[record.charge.bill_id] = BillChange(record.facts, None, status, version)
    return before


async def tell_payments(tx: Transaction, wanted: Wanted) -> Sequence[UUID]:
    """Money that no bill took."""
    told = await payments_after(tx.driver, wanted)
    bill_ids = sorted({one.bill_id for one in told})
    records, found = await records_of_bills(tx.driver, bill_ids), await payments_of(tx.driver, bill_ids)
    charges = {bill_id: record.charge for bill_id, record in records.items()}
    changes = [
        _as_it_stands(payment, charges.get(bill_id), bill_id, stored, found[bill_id].taken_back, records.get(bill_id))
        for bill_id in bill_ids
        for payment, stored in found[bill_id].payments
    ]
    received_at = {one.payment_id: one.received_at for one in told}
    for change in changes:
        if change.payment_id in received_at:
            tx.publish(*events_of(Changes(payments=[change]), received_at[change.payment_id], {}))
    return list(received_at)


def _as_it_stands(
    payment: Payment, charge: Charge | None, bill_id: UUID, stored: StoredState, taken_back: Mapping[str, date], record: BillRecord | None
) -> PaymentChange:
    """Money that counts no more is told as such: whoever hears it may have heard that it was settled."""
    counted = charge is not None and stored.state in (PaymentState.REVERSED, PaymentState.UNMATCHED)
    before = PaymentState.SETTLED if counted else stored.state
    on = taken_back.get(payment.tax_serial, payment.arrival_date)
    bill_state = record.status.state if record and record.status else None
    return PaymentChange(payment, bill_id, charge, before, stored.state, stored.version, on, bill_state)


async def tell_refunds(tx: Transaction, wanted: Wanted) -> Sequence[UUID]:
    """As they stand."""
    found = await refunds_after(tx.driver, wanted)
    money = await money_of_refunds(tx.driver, [refund.refund_id for refund, _ in found])
    for refund, at in found:
        tx.publish(*refund_events(refund, [one for one in money if one.refund_id == refund.refund_id], at))
    return [refund.refund_id for refund, _ in found]


AGGREGATES = Aggregates(
    told={"bill": tell_bills, "payment": tell_payments, "refund": tell_refunds, "employee_relation": tell_relations}, versions=VERSIONS
)
