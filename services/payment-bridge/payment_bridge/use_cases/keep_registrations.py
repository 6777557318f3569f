"""What registration tells: bills are made once, and cancelled if the participation ends unpaid."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from enrolment_events.envelope import Event
from enrolment_events.registration import ParticipationData, ParticipationRegisteredV1
from enrolment_terms.documents import DocumentType
from event_bus import Transaction
from payment_bridge.domain.charges import charges_of
from payment_bridge.domain.decisions import BillRecord
from payment_bridge.domain.facts import Charge, Dossier, Sending
from payment_bridge.domain.sending import may_be_sent
from payment_bridge.repository.dossiers import facts_on, records_of_participations
from payment_bridge.repository.levies import levy_checks
from payment_bridge.repository.participations import ParticipationRow, keep_participations, registrations
from payment_bridge.repository.sweeps import mark_matched
from payment_bridge.use_cases.decide_bills import decide_bills
from policy_parameters import PolicyBook
from service_runtime import Runtime


async def keep_registrations(tx: Transaction, events: Sequence[Event[Any]], runtime: Runtime) -> None:
    """Keep the facts of these events, make the bills that are missing, decide anew. Any order, any repetition."""
    newest = _newest(events)
    await keep_participations(tx.connection, [_row(event) for event in newest.values()])
    records = await records_of_participations(tx.connection, list(newest))
    if any(isinstance(event.data, ParticipationRegisteredV1) for event in newest.values()):
        records |= await _missing_bills(tx, list(newest), records, runtime)
    await decide_bills(tx, records.values(), runtime.policy, runtime.clock.now(), causes=newest)


def _newest(events: Sequence[Event[Any]]) -> dict[UUID, Event[Any]]:
    newest: dict[UUID, Event[Any]] = {}
    for event in events:
        known = newest.get(event.data.participation_id)
        if known is None or known.aggregateversion < event.aggregateversion:
            newest[event.data.participation_id] = event
    return newest


async def _missing_bills(
    tx: Transaction, participation_ids: Sequence[UUID], there: dict[UUID, BillRecord], runtime: Runtime
) -> dict[UUID, BillRecord]:
    known = await registrations(tx.connection, participation_ids)
    wanted = [(charge, status) for registration, status in known for charge in charges_of(registration, runtime.policy)]
    missing = [(charge, status) for charge, status in wanted if charge.bill_id not in there]
    if not missing:
        return {}
    ids = [charge.bill_id for charge, _ in missing]
    failures, payments = await facts_on(tx.connection, ids)  # money may have been there first
    if payments:
        await mark_matched(tx.connection, list(payments))
    held = await _held(tx, [charge for charge, _ in missing], runtime.clock.today(), runtime.policy)
    made = {}
    for charge, status in missing:
        stored = payments.get(charge.bill_id, [])
        dossier = Dossier(
            charge,
            Sending(created_on=runtime.clock.today(), held=held[charge.bill_id]),
            status,
            tuple(failures.get(charge.bill_id, ())),
            tuple(receipt for receipt, _, _ in stored),
        )
        made[charge.bill_id] = BillRecord(dossier, None, 0, {receipt.serial: (state, version) for receipt, state, version in stored})
    return made


async def _held(tx: Transaction, charges: Sequence[Charge], today: date, policy: PolicyBook) -> dict[UUID, bool]:
    """R-055: which bills have to wait."""
    passed = {(row.region, row.benefit_year): row.passed_on for row in await levy_checks(tx.connection)}
    return {
        charge.bill_id: not may_be_sent(
            charge.kind, 0, today, passed.get((charge.region, charge.benefit_year)), charge.region, charge.benefit_year, policy
        )
        for charge in charges
    }


def _row(event: Event[Any]) -> ParticipationRow:
    data: ParticipationData = event.data
    person, account = data.person, data.account
    key = next((key for key in person.keys if key.kind is DocumentType.RESIDENT_ID), person.keys[0])
    return ParticipationRow(
        participation_id=data.participation_id,
        version=event.aggregateversion,
        state=data.state,
        paid_on=data.paid_on,
        effective_on=data.effective_on,
        registered_version=event.aggregateversion if isinstance(data, ParticipationRegisteredV1) else 0,
        person_id=person.person_id,
        benefit_year=data.benefit_year,
        area=data.area,
        category=data.category,
        payer=data.payer,
        household_no=data.household_no,
        registered_on=data.registered_on,
        birth_date=person.birth_date,
        is_foreign=person.foreign,
        name_sealed=person.name,
        document_kind=key.kind,
        document_sealed=key.number,
        holder_sealed=account.holder if account else None,
        bank=account.bank if account else None,
        account_sealed=account.number if account else None,
        agreement=account.agreement if account else None,
    )
