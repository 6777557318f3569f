"""What rule cases can ask of payment-bridge: a name, the facts in the words of the rule book, the answer. Format: docs/rule-cases.md."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from enrolment_terms.money import fen_of, yuan
from enrolment_terms.regions import pooling_region_of
from enrolment_terms.scheme import BillKind, BillState, Category, FailureCause, ParticipationState, Payer, PaymentChannel
from payment_bridge.domain.charges import charges_of, newborn_window_end
from payment_bridge.domain.facts import BillFacts, Charge, Failure, LevyDelivery, ParticipationStatus, Payment, Registration
from payment_bridge.domain.levy_delivery import may_be_sent
from payment_bridge.domain.settlement import in_window, judge_group
from policy_parameters import Decision, PolicyBook

Facts = Mapping[str, Any]
_ONE = UUID(int=1)


def bills_made(given: Facts, when: Facts, policy: PolicyBook) -> Facts:
    """given: benefit_year, category, birth_date, foreign, payer. when: registered_on. Answers bills and newborn window."""
    registration = _registration(given, when["registered_on"])
    bills = charges_of(registration, policy)
    answer: dict[str, Any] = {
        "bills": [
            {"kind": bill.kind, "benefit_year": bill.benefit_year, "amount": yuan(bill.amount), "payer": bill.payer} for bill in bills
        ]
    }
    if registration.category is Category.NEWBORN:
        answer["window_end"] = newborn_window_end(
            registration.birth_date, foreign=registration.is_foreign, area=registration.area, policy=policy
        )
    return answer


def household_levy(given: Facts, when: Facts, policy: PolicyBook) -> Facts:
    """given: members, each with its payer. when: registered_on. Answers what the household and what finance pays (R-054)."""
    totals = {Payer.PERSON: 0, Payer.FINANCE: 0, Payer.SCHOOL: 0}
    for member in given["members"]:
        for bill in charges_of(_registration({**given, **member}, when["registered_on"]), policy):
            totals[bill.payer] += bill.amount
    return {"household": yuan(totals[Payer.PERSON]), "finance": yuan(totals[Payer.FINANCE]), "school": yuan(totals[Payer.SCHOOL])}


def levy_sending(given: Facts, when: Facts, policy: PolicyBook) -> Facts:
    """given: benefit_year, kind, resend_no, check_passed_on. when: date. Answers state SENT or HELD (R-055)."""
    may = may_be_sent(
        BillKind(given.get("kind", "NORMAL")),
        given.get("resend_no", 0),
        when["date"],
        given.get("check_passed_on"),
        pooling_region_of(given["region"]),
        given["benefit_year"],
        policy,
    )
    return {"state": BillState.SENT if may else BillState.HELD}


def levy_outcome(given: Facts, when: Facts, policy: PolicyBook) -> Facts:
    """given: registration facts, sent_no, cancelled_on, paid_before. when: failures, money, period_ended_on. Answers state, payments.

    Rows of money: arrival_date, amount, channel, serial, bill (a kind, where there are several). Rows of failures: date, cause, resend_no.
    """
    registration = _registration(given, given["registered_on"])
    group = [_facts(charge, given, when) for charge in charges_of(registration, policy)]
    verdicts = judge_group(group, policy)
    first, verdict = group[0], verdicts[group[0].charge.bill_id]
    settled = next((payment for payment in first.payments if payment.tax_serial == verdict.status.settled_serial), None)
    return {
        "state": verdict.status.state,
        "cause": verdict.status.cause,
        "effective_on": verdict.status.effective_on,
        "arrival_date": settled.arrival_date if settled else None,
        "in_window": settled is not None and (in_window(settled.arrival_date, first, policy) or verdict.status.deemed_in_window),
        "deemed_in_window": verdict.status.deemed_in_window,
        "group_complete": verdict.status.state is BillState.PAID and verdict.status.group_complete,
        "bills": {facts.charge.kind: verdicts[facts.charge.bill_id].status.state for facts in group},
        "payments": {serial: state for one in verdicts.values() for serial, state in one.payments.items()},
    }


def _registration(given: Facts, registered_on: date) -> Registration:
    return Registration(
        participation_id=_ONE,
        person_id=_ONE,
        benefit_year=given["benefit_year"],
        area=given["region"],
        category=Category(given.get("category", "GENERAL")),
        payer=Payer(given.get("payer", "PERSON")),
        registered_on=registered_on,
        birth_date=given.get("birth_date", date(1980, 1, 1)),
        is_foreign=given.get("foreign", False),
    )


def _facts(charge: Charge, given: Facts, when: Facts) -> BillFacts:
    cancelled_on = given.get("cancelled_on")
    status = ParticipationStatus(
        ParticipationState.CANCELLED if cancelled_on else ParticipationState.REGISTERED, None, cancelled_on or given["registered_on"]
    )
    ended_on = when.get("period_ended_on") if charge.kind is BillKind.NORMAL else None
    delivery = LevyDelivery(given["registered_on"], held=False, sent_no=given.get("sent_no", 0), period_ended_on=ended_on)
    return BillFacts(charge, delivery, status, tuple(_failures(when.get("failures", ()))), tuple(_money(charge, when.get("money", ()))))


def _failures(rows: Iterable[Facts]) -> Iterable[Failure]:
    for number, row in enumerate(rows, start=1):
        yield Failure(f"F{number}", row.get("resend_no", 0), row.get("round_no", number), FailureCause(row["cause"]), row["date"])


def _money(charge: Charge, rows: Iterable[Facts]) -> Iterable[Payment]:
    for number, row in enumerate(rows, start=1):
        if row.get("bill", charge.kind) == charge.kind:
            amount = fen_of(row["amount"]) if "amount" in row else charge.amount
            channel = PaymentChannel(row.get("channel", "BANK_DEDUCTION"))
            yield Payment(row.get("serial", f"M{number}"), amount, row["arrival_date"], channel)


DECISIONS: dict[str, Decision] = {
    "bills_made": bills_made,
    "household_levy": household_levy,
    "levy_sending": levy_sending,
    "levy_outcome": levy_outcome,
}
