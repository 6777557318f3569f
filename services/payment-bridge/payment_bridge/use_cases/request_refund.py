"""A refund is asked for (R-070, R-071): all reasons against it and all missing papers are told at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import msgspec

from enrolment_events.payment import RefundState
from enrolment_terms.identifiers import new_id
from enrolment_terms.reasons import ReasonCode, reason
from enrolment_terms.scheme import Scheme
from payment_bridge.domain.decisions import MoneyOnBill
from payment_bridge.domain.duplicates import Proof
from payment_bridge.domain.facts import Payment, payment_id_of
from payment_bridge.domain.payment_states import COUNTED, HELD, PaymentState
from payment_bridge.domain.refunds import (
    Asked,
    Ground,
    MoneyOfRefund,
    Paper,
    Refund,
    RefundEvent,
    after,
    effective_on,
    end_of,
    judge_request,
    period_start,
)
from payment_bridge.errors import RefundNotPossible, RefundOpen
from payment_bridge.repository.bill_facts import payments_of, records_of_bills
from payment_bridge.repository.duplicates import proofs_of
from payment_bridge.repository.participations import registrations
from payment_bridge.repository.people import died_on, same_people
from payment_bridge.repository.refunds import add_refund, joined_employees_on, lock_money
from payment_bridge.use_cases.kept_texts import PAYEE, seal_text
from payment_bridge.use_cases.send_refunds import ask_for_review
from payment_bridge.use_cases.step_refund import Act, keep_step, step_refund
from service_runtime import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundForm:
    """What the applicant says. `payment_id`: only this money, of a second payment or one without a bill; else what the ground is about."""

    bill_id: UUID
    payment_id: UUID | None
    ground: Ground
    scheme: Scheme
    fact_on: date | None
    papers: Sequence[Paper]
    payee: dict[str, str] | None

    def names(self, payment: Payment) -> bool:
        """True for every payment, unless it is about one."""
        return self.payment_id is None or payment_id_of(payment.tax_serial) == self.payment_id


async def request_refund(tx: Transaction, form: RefundForm, applicant: str, installation_area: str, *, by_office: bool) -> Refund:
    """The refund, handed to the tax office for its review. Raises RefundNotPossible, RefundOpen, PolicyNotKnown.

    The caller may see the bill: the endpoint has made sure of it.
    """
    if form.scheme is not Scheme.RESIDENT:
        raise RefundNotPossible([reason(ReasonCode.EMPLOYEE_REFUND_AT_TAX, field="scheme", rule="R-077")], [])
    asked = await look_at_money(tx, form, installation_area, by_office=by_office)
    verdict = judge_request(asked, tx.policy)
    if verdict.reasons or verdict.missing:
        raise RefundNotPossible(verdict.reasons, verdict.missing)
    refund = _refund(tx, form, asked, applicant)
    money = [MoneyOfRefund(refund.refund_id, payment.tax_serial, payment.amount) for payment, _ in asked.money]
    if not await add_refund(tx.driver, refund, money):
        raise RefundOpen()
    await keep_step(tx, refund, Act(applicant))
    handed_in = await step_refund(tx, refund, after(refund.state, RefundEvent.HANDED_TO_TAX), Act(applicant))
    await ask_for_review(tx, handed_in)
    return handed_in


async def look_at_money(tx: Transaction, form: RefundForm, installation_area: str, *, by_office: bool) -> Asked:
    """The bill, its money and what is known here of the ground. Of money without a bill the place is the whole installation."""
    records = await records_of_bills(tx.driver, [form.bill_id])
    if form.bill_id not in records:  # nobody finds its bill meanwhile
        await lock_money(tx.driver, form.bill_id)
        records = await records_of_bills(tx.driver, [form.bill_id])
    record = records.get(form.bill_id)
    there = (await payments_of(tx.driver, [form.bill_id])).get(form.bill_id, MoneyOnBill())
    people = await same_people(tx.driver, [record.charge.person_id]) if record else []
    known = await registrations(tx.driver, [record.charge.participation_id]) if record else []
    proof = await find_proof(tx, form.ground, record.charge.participation_id, people) if record else None
    is_second = _is_second_relation(form, there, proof)
    return Asked(
        ground=form.ground,
        applied_on=tx.now.date(),
        fact_on=form.fact_on,
        facts=record.facts if record else None,
        state=record.status.state if record and record.status else None,
        deemed_in_window=bool(record and record.status and record.status.deemed_in_window),
        registration=known[0][0] if known else None,
        money=_money(form, there, is_second=is_second),
        papers={paper.paper for paper in form.papers},
        by_office=by_office,
        other_payee=form.payee is not None,
        known_on=proof.known_on if proof else None,
        case_id=proof.case_id if proof else None,
        is_second_relation=is_second,
        area=record.charge.area if record else installation_area,
        year=record.charge.benefit_year if record else tx.now.year,
    )


async def find_proof(tx: Transaction, ground: Ground, participation_id: UUID, people: Sequence[UUID]) -> Proof | None:
    """What proves the ground without a paper: the fact itself, or a case that was decided by it (R-133)."""
    known_on = None
    if ground is Ground.DEATH:
        known_on = await died_on(tx.driver, people)
    elif ground is Ground.EMPLOYEE_SCHEME:
        known_on = await joined_employees_on(tx.driver, people)
    case = (await proofs_of(tx.driver, [participation_id])).get(participation_id, {}).get(ground)
    return case if known_on is None else Proof(known_on, case.case_id if case else None)


def _is_second_relation(form: RefundForm, there: MoneyOnBill, proof: Proof | None) -> bool:
    """Ground 2: money beside the bill goes back first, and at any time; else the bill itself, if another one is kept (F-31, R-133)."""
    if form.ground is not Ground.DUPLICATE_PAYMENT or proof is None:
        return False
    return all(stored.state not in HELD for payment, stored in there.payments if form.names(payment))


def _money(form: RefundForm, there: MoneyOnBill, *, is_second: bool) -> list[tuple[Payment, PaymentState]]:
    wanted = HELD if form.ground is Ground.DUPLICATE_PAYMENT and not is_second else COUNTED
    states = [(payment, stored.state) for payment, stored in there.payments]
    return [(payment, state) for payment, state in states if form.names(payment) and (form.payment_id is not None or state in wanted)]


def _refund(tx: Transaction, form: RefundForm, asked: Asked, applicant: str) -> Refund:
    refund_id, today = new_id(), tx.now.date()
    charge, start = asked.facts.charge if asked.facts else None, period_start(asked, tx.policy) if asked.of_bill else None
    payee = seal_text(tx, msgspec.json.encode(form.payee).decode(), PAYEE, refund_id) if form.payee else None
    return Refund(
        refund_id=refund_id,
        bill_id=form.bill_id,
        participation_id=charge.participation_id if charge else None,
        person_id=charge.person_id if charge else None,
        area=charge.area if charge else None,
        ground=form.ground,
        of_bill=asked.of_bill,
        amount=sum(payment.amount for payment, _ in asked.money),
        payer=asked.payer,
        ends=end_of(form.ground, of_bill=asked.of_bill),
        applied_on=today,
        fact_on=asked.known_on or form.fact_on,
        case_id=asked.case_id,
        period_start=start,
        effective_on=effective_on(today, start),
        applicant=applicant,
        papers=tuple(form.papers),
        payee_sealed=payee,
        state=RefundState.REQUESTED,
        version=1,
        changed_on=today,
    )
