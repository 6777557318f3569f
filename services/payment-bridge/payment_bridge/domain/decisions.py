"""From the facts on bills to what changes: bills, payments, what is to be sent or recalled, and the counts of progress."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple
from uuid import UUID

from enrolment_terms.scheme import BillKind, BillState, Payer
from payment_bridge.domain import bill_states, payment_states
from payment_bridge.domain.facts import (
    BillFacts,
    BillStatus,
    Charge,
    Failure,
    LevyDelivery,
    MoneyBack,
    ParticipationStatus,
    Payment,
    payment_id_of,
)
from payment_bridge.domain.ledger import Cause, Owed, Posting, owed_on, place_of, posting_of_money, postings_of_bill
from payment_bridge.domain.levy_delivery import Sent
from payment_bridge.domain.payment_states import PaymentState
from payment_bridge.domain.settlement import Verdict, first_status, judge_group
from policy_parameters import PolicyBook


class StoredState(NamedTuple):
    """What is stored of the decision about a payment."""

    state: PaymentState
    version: int


@dataclass(slots=True)
class BillRecord:
    """A bill as it is stored, with the facts as they are now. `status` None: a bill that is being made."""

    facts: BillFacts
    status: BillStatus | None
    version: int = 0
    stored_payments: Mapping[str, StoredState] = field(default_factory=dict)
    """By serial."""
    touched: bool = False
    """Our own dealings changed and must be written even if the status stays."""
    recharged: bool = False
    """What the bill asks for changed: it is told anew even if the status stays."""
    owed: Owed | None = field(init=False)
    """What was owed on it as it is stored."""

    def __post_init__(self) -> None:
        self.owed = owed_on(self.facts, self.status)

    @property
    def charge(self) -> Charge:
        """What the bill asks for."""
        return self.facts.charge

    @property
    def is_just_made(self) -> bool:
        """Nobody has told anything of it but the registration that it is made of: it is what it is at its making."""
        return self.status is None and not self.touched and not self.recharged and self.facts.is_at_first

    def change_delivery(self, delivery: LevyDelivery) -> None:
        """Our own dealings are these now."""
        if delivery != self.facts.delivery:
            self.facts, self.touched = self.facts._replace(delivery=delivery), True

    def recharge(self, charge: Charge) -> None:
        """R-065: office, payer, amount and last day follow the participation until the bill is paid; the office always does.

        Whoever pays now has the last day that is his, and a child that of its birth (H2 R-042, R-022); what is given up stays so.
        """
        before = self.facts.charge
        paid = self.status is not None and self.status.state in (BillState.PAID, BillState.REFUNDED)
        now = before._replace(area=charge.area)
        if not paid:
            now = now._replace(payer=charge.payer, amount=charge.amount, repair_years=charge.repair_years)
            if self.status is None or self.status.state is not BillState.ABANDONED:
                now = now._replace(last_day=charge.last_day)
        if now != before:
            self.facts, self.recharged = self.facts._replace(charge=now), True

    def change_account(self, newest_sending: int) -> None:
        """R-053: it is deducted from another account now; what was sent until then, or is on its way, tells the former one."""
        stale_no = max(self.facts.delivery.sent_no, newest_sending)
        if self.charge.payer is Payer.PERSON and stale_no > self.facts.delivery.stale_no:
            self.change_delivery(replace(self.facts.delivery, stale_no=stale_no))

    def record_sent(self, sent: Sent, in_round: int | None = None) -> None:
        """The tax office has this sending, and deducts in this round; what is older changes nothing."""
        delivery = self.facts.delivery
        if sent.resend_no > delivery.sent_no:
            delivery = replace(delivery, sent_no=sent.resend_no, sent_on=sent.sent_on, sent_terms=sent.terms)
        if in_round is not None and (sent.resend_no, in_round) > (delivery.accepted_no, delivery.accepted_round):
            delivery = replace(delivery, accepted_no=sent.resend_no, accepted_round=in_round)
        self.change_delivery(delivery)


@dataclass(slots=True)
class MoneyOnBill:
    """What the tax office told of money for one bill id, what it took back of it, and what is on its way back; by serial."""

    payments: list[tuple[Payment, StoredState]] = field(default_factory=list)
    taken_back: dict[str, date] = field(default_factory=dict)
    going_back: dict[str, MoneyBack] = field(default_factory=dict)


def record_of(
    charge: Charge,
    delivery: LevyDelivery,
    participation: ParticipationStatus,
    failures: Sequence[Failure],
    money: MoneyOnBill | None,
    status: BillStatus | None = None,
    version: int = 0,
) -> BillRecord:
    """A bill with all facts on it; without a status it is one that is being made."""
    if money is None:
        return BillRecord(BillFacts(charge, delivery, participation, tuple(failures)), status, version)
    payments = tuple(payment for payment, _ in money.payments)
    facts = BillFacts(charge, delivery, participation, tuple(failures), payments, money.taken_back, money.going_back)
    return BillRecord(facts, status, version, {payment.tax_serial: stored for payment, stored in money.payments})


_SENT = (BillState.SENT, BillState.DEDUCTING)


class BillChange(NamedTuple):
    """A bill's new status. `before` None: made now."""

    facts: BillFacts
    before: BillStatus | None
    status: BillStatus
    version: int

    @property
    def is_told(self) -> bool:
        """False if others know the bill as sent already: which round of deductions it is in concerns the tax office alone."""
        before, now = self.before, self.status
        known = before is not None and before.state in _SENT and before.resend_no == now.resend_no
        return now == before or not known or now.state not in _SENT


@dataclass(frozen=True, slots=True)
class PaymentChange:
    """A payment's new state. `charge` None: no such bill.

    `version` grows, and is never less than that of its bill: what is told of one payment by either aggregate can be put in order.
    """

    payment: Payment
    bill_id: UUID
    charge: Charge | None
    before: PaymentState
    state: PaymentState
    version: int
    on: date
    """Business day of what changed it: its arrival, if it is new."""
    bill_state: BillState | None = None
    """What its bill is now."""

    @property
    def is_new(self) -> bool:
        """Told just now."""
        return self.before is PaymentState.RECEIVED

    @property
    def payment_id(self) -> UUID:
        """By its serial."""
        return payment_id_of(self.payment.tax_serial)

    @property
    def tax_serial(self) -> str:
        """The serial that the tax office gave it."""
        return self.payment.tax_serial

    @property
    def matched(self) -> bool:
        """A bill of that id is known."""
        return self.charge is not None


class DueLevy(NamedTuple):
    """A bill that is to be sent."""

    bill_id: UUID
    region: str
    benefit_year: int
    kind: BillKind
    resend_no: int
    own_day: bool = False
    """It has a last day of its own, and may be sent after the period, too."""


class Recall(NamedTuple):
    """A bill that the tax office must not collect any more."""

    bill_id: UUID
    reason: str


class CountedAs(NamedTuple):
    """How progress counts a bill; `cause` empty for none."""

    region: str
    benefit_year: int
    state: BillState
    cause: str


@dataclass(slots=True)
class Changes:
    """All that one decision changes."""

    made: list[BillChange] = field(default_factory=list)
    changed: list[BillChange] = field(default_factory=list)
    touched: list[BillFacts] = field(default_factory=list)
    payments: list[PaymentChange] = field(default_factory=list)
    to_send: dict[UUID, DueLevy] = field(default_factory=dict)
    """By bill."""
    to_recall: list[Recall] = field(default_factory=list)
    paid_by_former_payer: list[UUID] = field(default_factory=list)
    """Bills whose money and change of payer crossed: a person decides."""
    counts: Counter[CountedAs] = field(default_factory=Counter)
    postings: list[Posting] = field(default_factory=list)

    def pay(self, change: PaymentChange) -> None:
        """Money has this state now, and lies where that says."""
        self.payments.append(change)
        payer = change.charge.payer if change.charge else None
        cause = Cause(change.payment_id, change.version, change.on)
        before, now = place_of(change.before, payer), place_of(change.state, payer)
        if posting := posting_of_money(change.bill_id, change.payment.amount, before, now, cause):
            self.postings.append(posting)


def decide(records: Iterable[BillRecord], policy: PolicyBook, because: Cause | None = None) -> Changes:
    """Judge all bills of the groups given. Raises TransitionRefused if a stored state cannot become what the facts say.

    `because`: the step of a refund that led to it.
    """
    groups: dict[UUID, list[BillRecord]] = defaultdict(list)
    for record in records:
        groups[record.charge.group_id].append(record)
    changes = Changes()
    for group in groups.values():
        if len(group) == 1 and group[0].is_just_made:
            _make(group[0], changes)
            continue
        verdicts = judge_group([record.facts for record in group], policy)
        for record in group:
            _compare(record, verdicts[record.charge.bill_id], changes, because)
    return changes


def _make(record: BillRecord, changes: Changes) -> None:
    """What `_compare` makes of a bill whose verdict is its first status: most bills are made so."""
    first = _made(record, changes)
    _book(record, first, Cause(record.charge.bill_id, 1, first.effective_on), changes)


def _compare(record: BillRecord, verdict: Verdict, changes: Changes, because: Cause | None) -> None:
    before = record.status or _made(record, changes)
    version = max(record.version, 1, *(stored.version for stored in record.stored_payments.values()))
    if verdict.status != before:
        came_and_went = not record.stored_payments.keys() >= record.facts.taken_back.keys()
        bill_states.check_way(before.state, verdict.status.state, paid_between=came_and_went)
        changes.changed.append(BillChange(record.facts, before, verdict.status, version + 1))
        _count(record.charge, before, -1, changes)
        _count(record.charge, verdict.status, 1, changes)
        _follow(record, before, verdict.status, changes)
    elif record.recharged:
        changes.changed.append(BillChange(record.facts, before, before, version + 1))
    elif record.touched:
        changes.touched.append(record.facts)
    _recall(record, before, verdict.status, changes)
    if verdict.status.state is BillState.PAID and record.facts.was_paid_by_former_payer(verdict.status.effective_on):
        changes.paid_by_former_payer.append(record.charge.bill_id)
    is_told = verdict.status != before or record.recharged
    _compare_payments(record, verdict, changes, version + is_told)
    if is_told or record.status is None:
        because = Cause(record.charge.bill_id, version + is_told, verdict.status.effective_on)
    _book(record, verdict.status, because, changes)


def _made(record: BillRecord, changes: Changes) -> BillStatus:
    """The first status of a bill: HELD or CREATED, waiting to be sent."""
    first = first_status(record.facts.delivery)
    changes.made.append(BillChange(record.facts, None, first, 1))
    _send(record.charge, 0, changes)
    _count(record.charge, first, 1, changes)
    return first


def _follow(record: BillRecord, before: BillStatus, now: BillStatus, changes: Changes) -> None:
    """R-059: a bill that failed for no fault of the person is queued again at once."""
    if now.state is BillState.RESEND_QUEUED and (before.state, before.resend_no) != (now.state, now.resend_no):
        _send(record.charge, now.resend_no + 1, changes)


def _send(charge: Charge, resend_no: int, changes: Changes) -> None:
    changes.to_send[charge.bill_id] = DueLevy(
        charge.bill_id, charge.region, charge.benefit_year, charge.kind, resend_no, charge.last_day is not None
    )


_RECALLED_FOR = {BillState.CANCELLED: "应征已取消", BillState.ABANDONED: "集中参保期结束，视为自动弃保"}


def _recall(record: BillRecord, before: BillStatus, now: BillStatus, changes: Changes) -> None:
    """R-065: the tax office is told at once of a bill that it has and must not collect."""
    reason = _RECALLED_FOR.get(now.state)
    if reason and record.facts.delivery.sent_no >= 0 and (now.state is not before.state or record.touched):
        changes.to_recall.append(Recall(record.charge.bill_id, reason))


_NEW = StoredState(PaymentState.RECEIVED, 0)


def _compare_payments(record: BillRecord, verdict: Verdict, changes: Changes, bill_version: int) -> None:
    for payment in record.facts.payments:
        state, version = record.stored_payments.get(payment.tax_serial, _NEW)
        now = verdict.payments[payment.tax_serial]
        if now is not state:
            payment_states.check_way(state, now)
            on = _changed_on(payment, state, now, record.facts, verdict)
            ids = payment, record.charge.bill_id, record.charge
            changes.pay(PaymentChange(*ids, state, now, max(version + 1, bill_version), on, verdict.status.state))


def _changed_on(payment: Payment, before: PaymentState, now: PaymentState, facts: BillFacts, verdict: Verdict) -> date:
    """The business day of what moved the money: its arrival, its reversal, its return, or that of its bill."""
    if now is PaymentState.REVERSED:
        return facts.taken_back[payment.tax_serial]
    if before is PaymentState.RECEIVED:
        return payment.arrival_date
    back = facts.going_back.get(payment.tax_serial)
    return (back.changed_on if back else None) or max(payment.arrival_date, verdict.status.effective_on)


def _book(record: BillRecord, status: BillStatus, cause: Cause | None, changes: Changes) -> None:
    """What is owed on a bill changes with the bill, or with a refund that is granted or called off."""
    owed = owed_on(record.facts, status)
    if owed != record.owed:
        assert cause is not None, "what is owed changes with the bill or by a refund"
        changes.postings.extend(postings_of_bill(record.charge.bill_id, record.owed, owed, cause))


def unmatched(payments: Sequence[tuple[UUID, Payment]], taken_back: Mapping[str, date]) -> list[PaymentChange]:
    """R-057, R-061: money for a bill that is not known is kept, never dropped; what was taken back before it came is not there."""
    changes = []
    for bill_id, payment in payments:
        state = PaymentState.REVERSED if payment.tax_serial in taken_back else PaymentState.UNMATCHED
        changes.append(PaymentChange(payment, bill_id, None, PaymentState.RECEIVED, state, 1, payment.arrival_date))
    return changes


def _count(charge: Charge, status: BillStatus, by: int, changes: Changes) -> None:
    changes.counts[CountedAs(charge.region, charge.benefit_year, status.state, status.cause or "")] += by
