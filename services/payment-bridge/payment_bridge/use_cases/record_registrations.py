"""What registration tells: bills are made once, and cancelled if the participation ends unpaid."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from enrolment_events.envelope import Event
from enrolment_events.registration import ParticipationChangedV1, ParticipationData, ParticipationRegisteredV1
from enrolment_terms.benefit_year import SHANGHAI
from enrolment_terms.documents import DocumentType
from enrolment_terms.identifiers import as_stored
from enrolment_terms.scheme import BillKind, Category
from payment_bridge.domain.charges import charge_of
from payment_bridge.domain.decisions import BillRecord, MoneyOnBill, record_of
from payment_bridge.domain.facts import Charge, Failure, LevyDelivery, ParticipationFacts, ParticipationStatus, Registration
from payment_bridge.domain.levy_delivery import LevyRegion, may_be_sent
from payment_bridge.repository.bill_facts import bills_told_of, failures_of, payments_of, records_of_participations, years_billed_beside
from payment_bridge.repository.levies import days_of_checks
from payment_bridge.repository.participations import keep_participations, registrations
from payment_bridge.repository.sweeps import mark_matched
from payment_bridge.use_cases.decide_bills import decide_bills
from payment_bridge.use_cases.kept_texts import AGREEMENT, seal_text
from payment_bridge.use_cases.record_people import record_people
from service_runtime import Transaction

_SCHOOL_CODE = re.compile("[0-9A-Za-z-]{1,40}")
_REASON = re.compile("[A-Z][A-Z_]{1,39}")


async def record_registrations(tx: Transaction, events: Sequence[Event[ParticipationData]]) -> None:
    """Keep the facts of these events, make the bills that are missing, decide anew. Any order, any repetition."""
    newest = _newest(events)
    await record_people(tx, events)
    changes = _changes(events)
    facts = {one: _facts(tx, one, event, changes.get(one, {})) for one, event in newest.items()}
    new = await keep_participations(tx.driver, list(facts.values()))
    records = await records_of_participations(tx.driver, [one for one in newest if one not in new])
    if records:
        await _recharge(tx, records)
    if owing := [one for one, event in newest.items() if isinstance(event.data, ParticipationRegisteredV1)]:
        known = [(facts[one].registration, facts[one].status) for one in owing if one in new]
        known += await registrations(tx.driver, [one for one in owing if one not in new])
        records |= await _missing_bills(tx, known, records)
    await decide_bills(tx, records.values(), causes=newest)


def _newest(events: Sequence[Event[ParticipationData]]) -> dict[UUID, Event[ParticipationData]]:
    newest: dict[UUID, Event[ParticipationData]] = {}
    for event in events:
        participation_id = as_stored(event.data.participation_id)
        known = newest.get(participation_id)
        if known is None or known.aggregateversion < event.aggregateversion:
            newest[participation_id] = event
    return newest


_LEVIED = {"area", "payer", "account", "household_no", "person"}
"""What a levy tells the tax office, as `changed` names it."""


def _changes(events: Sequence[Event[ParticipationData]]) -> dict[UUID, dict[str, Any]]:
    """The newest change of what a levy tells, and of the payer, by participation."""
    told: dict[UUID, dict[str, Any]] = {}
    for event in sorted(events, key=lambda one: one.aggregateversion):
        if isinstance(event.data, ParticipationChangedV1) and not _LEVIED.isdisjoint(event.data.changed):
            of, on = told.setdefault(event.data.participation_id, {}), event.recordedtime.astimezone(SHANGHAI).date()
            of |= {"terms_version": event.aggregateversion, "terms_on": on}
            if "payer" in event.data.changed:
                of |= {"payer_version": event.aggregateversion, "payer_on": on}
    return told


async def _recharge(tx: Transaction, records: Mapping[UUID, BillRecord]) -> None:
    """R-065: bills that are not paid follow the terms as they are now."""
    own = _by_registration(records)
    for registration, _ in await registrations(tx.driver, list({participation_id for participation_id, _ in own})):
        if record := own.get((registration.participation_id, registration.benefit_year)):
            record.recharge(charge_of(registration, tx.policy, record.charge.kind))


def _by_registration(records: Mapping[UUID, BillRecord]) -> dict[tuple[UUID, int], BillRecord]:
    """(participation, year) -> its bill. There is one, of the kind as which it was made: a filing told of later makes no second."""
    bills = (record for record in records.values() if record.charge.kind is not BillKind.REPAIR)
    return {(bill.charge.participation_id, bill.charge.benefit_year): bill for bill in bills}


async def _missing_bills(
    tx: Transaction, known: Sequence[tuple[Registration, ParticipationStatus]], there: Mapping[UUID, BillRecord]
) -> dict[UUID, BillRecord]:
    children = [registration.person_id for registration, _ in known if registration.category is Category.NEWBORN]
    billed = await years_billed_beside(tx.driver, children)
    wanted = [(charge_of(registration, tx.policy), status) for registration, status in known]
    own = _by_registration(there)
    lacking = [(charge, status) for charge, status in wanted if (charge.participation_id, charge.benefit_year) not in own]
    missing = {charge.bill_id: (charge, status) for charge, status in lacking if (charge.person_id, charge.benefit_year) not in billed}
    if not missing:
        return {}
    failed, paid = await _told_before(tx, await bills_told_of(tx.driver, list(missing)))
    delivery_of = _first_deliveries(tx, await days_of_checks(tx.driver))
    return {
        bill_id: record_of(charge, delivery_of(charge), status, failed.get(bill_id, ()), paid.get(bill_id))
        for bill_id, (charge, status) in missing.items()
    }


def _first_deliveries(tx: Transaction, passed: Mapping[LevyRegion, date]) -> Callable[[Charge], LevyDelivery]:
    """R-055: a new bill goes at once, or is held until it may go. Most of a batch are alike in all that this depends on."""
    today = tx.now.date()

    @cache
    def first(kind: BillKind, region: str, year: int, own_day: bool) -> LevyDelivery:
        checked = passed.get(LevyRegion(region, year))
        return LevyDelivery(today, held=not may_be_sent(kind, 0, today, checked, region, year, tx.policy, own_day))

    return lambda charge: first(charge.kind, charge.region, charge.benefit_year, charge.last_day is not None)


async def _told_before(tx: Transaction, bill_ids: Sequence[UUID]) -> tuple[dict[UUID, list[Failure]], dict[UUID, MoneyOnBill]]:
    """R-061: money may have been there first."""
    if not bill_ids:
        return {}, {}
    failed, paid = await failures_of(tx.driver, bill_ids), await payments_of(tx.driver, bill_ids)
    if paid:
        await mark_matched(tx.driver, list(paid))  # locked by this: what a refund did with it until now counts
        paid = await payments_of(tx.driver, bill_ids)
    return failed, paid


def _facts(tx: Transaction, participation_id: UUID, event: Event[ParticipationData], change: Mapping[str, Any]) -> ParticipationFacts:
    data = event.data
    person, account = data.person, data.account
    agreement = account.agreement if account else None
    key = next((key for key in person.keys if key.kind is DocumentType.RESIDENT_ID), person.keys[0])
    return ParticipationFacts(
        participation_id=participation_id,
        version=event.aggregateversion,
        state=data.state,
        state_reason=data.state_reason if data.state_reason and _REASON.fullmatch(data.state_reason) else None,
        paid_on=data.paid_on,
        effective_on=data.effective_on,
        registered_version=event.aggregateversion if isinstance(data, ParticipationRegisteredV1) else 0,
        person_id=as_stored(person.person_id),
        benefit_year=data.benefit_year,
        area=data.area,
        category=data.category,
        payer=data.payer,
        household_no=data.household_no,
        registered_on=data.registered_on,
        filed_on=data.filed_on,
        school=data.school if data.school and _SCHOOL_CODE.fullmatch(data.school) else None,
        birth_date=person.birth_date,
        expected_on=person.expected_on,
        is_foreign=person.foreign,
        name_sealed=person.name,
        document_kind=key.kind,
        document_sealed=key.number,
        holder_sealed=account.holder if account else None,
        bank=account.bank if account else None,
        account_sealed=account.number if account else None,
        agreement_sealed=seal_text(tx, agreement, AGREEMENT, participation_id) if agreement else None,
        **change,
    )
