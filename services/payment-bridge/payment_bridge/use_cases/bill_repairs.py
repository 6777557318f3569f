"""Repairs that benefits registered: a bill of its own, once the year itself is paid (B19, R-105, V-16, V-18)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from enrolment_events.benefits import RepairRegisteredV2
from enrolment_events.envelope import Event
from enrolment_terms.benefit_year import SHANGHAI
from enrolment_terms.scheme import BillKind, BillState
from payment_bridge.domain.decisions import BillRecord, record_of
from payment_bridge.domain.facts import LevyDelivery
from payment_bridge.domain.repairs import Repair, repair_charge
from payment_bridge.repository.bill_facts import failures_of, payments_of, records_of_participations
from payment_bridge.repository.participations import registrations
from payment_bridge.repository.repairs import keep_repairs, repairs_of, repairs_to_bill_anew
from payment_bridge.repository.sweeps import mark_matched
from payment_bridge.use_cases.decide_bills import decide_bills
from service_runtime import Runtime, Transaction

_AT_ONCE = 500


async def record_repairs(tx: Transaction, events: Sequence[Event[RepairRegisteredV2]]) -> None:
    """Keep their newest words and follow them. Any order, any repetition."""
    newest = {event.data.repair_id: event for event in sorted(events, key=lambda one: one.aggregateversion)}
    told = [_told(event) for _, event in sorted(newest.items())]
    await keep_repairs(tx.driver, told, [newest[one.repair_id].aggregateversion for one in told])
    causes = {one.participation_id: newest[one.repair_id] for one in told}
    await _bill(tx, await repairs_of(tx.driver, list(newest)), causes)


async def bill_waiting_repairs(runtime: Runtime) -> int:
    """One step: how many repairs got their bill because the year is paid by now, or lost it because its money went."""
    async with runtime.database.transaction() as tx:
        if found := await repairs_to_bill_anew(tx.driver, tx.now.date(), _AT_ONCE):
            await _bill(tx, await repairs_of(tx.driver, found), {})
        return len(found)


def _told(event: Event[RepairRegisteredV2]) -> Repair:
    data = event.data
    withdrawn_on = event.recordedtime.astimezone(SHANGHAI).date() if data.withdrawn else None
    return Repair(
        repair_id=data.repair_id,
        repair_no=data.repair_no,
        participation_id=data.participation_id,
        person_id=event.personid,
        benefit_year=data.benefit_year,
        area=data.area,
        years=data.years,
        missed_years=data.missed_years,
        pay_before=data.pay_before,
        withdrawn_on=withdrawn_on,
    )


async def _bill(tx: Transaction, repairs: Sequence[Repair], causes: Mapping[UUID, Event[Any]]) -> None:
    asked = {repair.bill_id: repair for repair in repairs}
    records = await records_of_participations(tx.driver, sorted({repair.participation_id for repair in repairs}))
    missing = {}
    for bill_id, repair in asked.items():
        is_owed = repair.is_owed(_is_paid(repair, records), tx.now.date())
        if bill_id in records:
            _follow(tx, records[bill_id], repair, is_owed)
        elif is_owed:
            missing[bill_id] = repair
    await decide_bills(tx, [*records.values(), *await _made(tx, missing)], causes=causes)


def _is_paid(repair: Repair, records: Mapping[UUID, BillRecord]) -> bool:
    mains = [one for one in records.values() if one.charge.kind is not BillKind.REPAIR]
    of_year = [
        one.status
        for one in mains
        if (one.charge.participation_id, one.charge.benefit_year) == (repair.participation_id, repair.benefit_year)
    ]
    return any(status is not None and status.state is BillState.PAID for status in of_year)


def _follow(tx: Transaction, record: BillRecord, repair: Repair, is_owed: bool) -> None:
    """What it asks for now; cancelled from today on while it is not owed, and open again when it is.

    One that is withdrawn asks for what it asked for: money that arrived before counts (B19).
    """
    if repair.withdrawn_on is None:
        record.recharge(repair_charge(repair, tx.policy))
    else:
        record.recharge(record.charge._replace(last_day=repair.last_day))
    delivery = record.facts.delivery
    record.change_delivery(replace(delivery, expired_on=None if is_owed else delivery.expired_on or tx.now.date()))


async def _made(tx: Transaction, missing: Mapping[UUID, Repair]) -> list[BillRecord]:
    """Of those whose participation is known; money may have been there first (R-061)."""
    if not missing:
        return []
    known = await registrations(tx.driver, sorted({repair.participation_id for repair in missing.values()}))
    statuses = {registration.participation_id: status for registration, status in known}
    failed, paid = await failures_of(tx.driver, list(missing)), await payments_of(tx.driver, list(missing))
    if paid:
        await mark_matched(tx.driver, list(paid))  # locked by this: what a refund did with it until now counts
        paid = await payments_of(tx.driver, list(missing))
    delivery = LevyDelivery(tx.now.date(), held=False)
    return [
        record_of(repair_charge(one, tx.policy), delivery, statuses[one.participation_id], failed.get(bill, ()), paid.get(bill))
        for bill, one in missing.items()
        if one.participation_id in statuses
    ]
