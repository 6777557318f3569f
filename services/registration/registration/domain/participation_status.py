"""The status of a participation: a function of all facts known of it, in whatever order they came (D2)."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from enrolment_terms.scheme import BillKind, BillState, Channel, FailureCause, ParticipationState, Payer
from registration.domain.participation_acts import ActFact
from registration.domain.participation_standing import Paid, Standing, Unpaid, standing_of
from registration.domain.participation_states import ENDED, TRANSITIONS, ParticipationEvent, StateReason
from registration.domain.subsidy import Mark, funded_on

FACTS_REVISED = "facts_revised"
"""What led to a state where a fact that came late, or was taken back, has mended the way itself."""
_UNPAID = {BillState.FAILED_PERSONAL, BillState.FAILED_SYSTEM, BillState.RESEND_QUEUED, BillState.ABANDONED}


@dataclass(frozen=True, slots=True)
class PaymentFact:
    """Money that settled a bill. `arrival_date` decides, never the day of the message."""

    payment_id: UUID
    kind: BillKind
    benefit_year: int
    arrival_date: date
    deemed_in_window: bool
    group_complete: bool


@dataclass(frozen=True, slots=True)
class BillFact:
    """The newest state of one bill."""

    bill_id: UUID
    kind: BillKind
    state: BillState
    cause: FailureCause | None
    effective_on: date
    expired: bool = False
    """Cancelled because nobody paid it within its days (D3, mid-year bills)."""


@dataclass(frozen=True, slots=True)
class OwnFacts:
    """How the participation began."""

    benefit_year: int
    registered_on: date
    channel: Channel
    paid_on: date | None
    """Of an import, which brings its payment with it: the day of it. Of others what was derived last; no decision looks at that."""
    payer: Payer
    has_rival: bool
    """True if another participation of the same person, region, scheme and year stands in its place."""

    @property
    def brought_paid_on(self) -> date | None:
        """The day of the payment that an import brought with it."""
        return self.paid_on if self.channel is Channel.IMPORT else None


@dataclass(frozen=True, slots=True)
class ParticipationStatus:
    """What follows from the facts. `resumed_on`: ACTIVE again since that day, after a suspension or a stop."""

    state: ParticipationState
    state_reason: StateReason | None
    paid_on: date | None
    effective_on: date
    resumed_on: date | None
    failure_cause: FailureCause | None


@dataclass(frozen=True, slots=True)
class ParticipationFacts:
    """Everything known of one participation, and its status before."""

    participation_id: UUID
    area: str
    own: OwnFacts
    before: ParticipationStatus
    payments: tuple[PaymentFact, ...]
    bills: tuple[BillFact, ...]
    acts: tuple[ActFact, ...]
    marks: tuple[Mark, ...] = ()
    """Of the person, where finance pays."""


@dataclass(frozen=True, slots=True)
class StatusChange:
    """One participation whose status differs from before, or to which something was done. `event`: what led there."""

    participation_id: UUID
    before: ParticipationStatus
    after: ParticipationStatus
    event: str
    acted: bool

    @property
    def from_state(self) -> ParticipationState:
        """The state before."""
        return self.before.state

    @property
    def is_visible(self) -> bool:
        """False if only the cause of a failed deduction changed, which is no business of other services."""
        return self.acted or _shown(self.before) != _shown(self.after)


def _shown(status: ParticipationStatus) -> tuple[object, ...]:
    return (status.state, status.state_reason, status.paid_on, status.effective_on, status.resumed_on)


def standing_from(facts: ParticipationFacts, period_end: date) -> Standing:
    """D2: where the participation stands by all its facts. `period_end`: the last day of the concentrated period of its year."""
    return standing_of(_money(facts, period_end), facts.acts, facts.own.registered_on)


def status_of(facts: ParticipationFacts, period_end: date) -> ParticipationStatus:
    """The status that is shown and told of it."""
    return _status(facts, standing_from(facts, period_end))


def until_the_year_ended(facts: ParticipationFacts) -> ParticipationFacts:
    """The same but for the end of the year itself (R-086): how the participation stood when it came."""
    return replace(facts, acts=tuple(act for act in facts.acts if act.cause is not StateReason.YEAR_END))


def status_change(facts: ParticipationFacts, period_end: date, act: str | None = None) -> StatusChange | None:
    """What the facts change; None if nothing. `act`: done to it just now, which is told even if the state stays."""
    standing = standing_from(facts, period_end)
    after = _status(facts, standing)
    if facts.own.has_rival and after.state not in ENDED:
        after = facts.before  # another stands in its place: the way back is closed
    if after == facts.before and act is None:
        return None
    event = act or _event(facts.before, standing)
    return StatusChange(facts.participation_id, facts.before, after, event, acted=act is not None)


def _status(facts: ParticipationFacts, standing: Standing) -> ParticipationStatus:
    cause = _failure(facts, standing)
    return ParticipationStatus(standing.state, standing.reason, standing.paid_on, standing.effective_on, standing.resumed_on, cause)


def _event(before: ParticipationStatus, standing: Standing) -> str:
    """The event that led there, if D2 lists the step; else a fact that came late has mended the way."""
    if standing.event is not None and TRANSITIONS.get((before.state, standing.event)) is standing.state:
        return standing.event
    return FACTS_REVISED


def _money(facts: ParticipationFacts, period_end: date) -> Paid | Unpaid:
    """Money makes ACTIVE, an abandoned bill makes LAPSED, money that counts as in the period mends it (R-058, R-059)."""
    own = facts.own
    if own.brought_paid_on is not None:
        return Paid(own.brought_paid_on, ParticipationEvent.PAYMENT_SETTLED)
    bills = [bill for bill in facts.bills if bill.kind is not BillKind.REPAIR]
    abandoned = min((bill.effective_on for bill in bills if bill.state is BillState.ABANDONED), default=None)
    counting = [payment for payment in facts.payments if _activates(payment, own.benefit_year)]
    if abandoned is not None:
        counting = [payment for payment in counting if _mends(payment, period_end)]
    paid_on = min((payment.arrival_date for payment in counting), default=None)
    if paid_on is not None and not own.has_rival:
        event = ParticipationEvent.PAYMENT_SETTLED if abandoned is None else ParticipationEvent.LATE_PAYMENT_SETTLED
        return Paid(paid_on, event)
    marked_on = funded_on(own.registered_on, facts.marks) if own.payer is Payer.FINANCE else None
    if marked_on is not None:
        return Paid(marked_on, ParticipationEvent.SUBSIDY_MARKED, by_mark=True)
    if abandoned is not None:
        return Unpaid(abandoned, ParticipationEvent.BILL_ABANDONED, StateReason.BILL_ABANDONED)
    if bills and all(bill.expired for bill in bills):  # D3: nothing is left that could be paid
        return Unpaid(max(bill.effective_on for bill in bills), ParticipationEvent.BILL_EXPIRED, StateReason.BILL_EXPIRED)
    return Unpaid()


def _failure(facts: ParticipationFacts, standing: Standing) -> FailureCause | None:
    if standing.state not in (ParticipationState.REGISTERED, ParticipationState.LAPSED):
        return None
    bills = [bill for bill in facts.bills if bill.kind is not BillKind.REPAIR]
    return min((bill.cause for bill in bills if bill.state in _UNPAID and bill.cause is not None), default=None)


def _activates(payment: PaymentFact, benefit_year: int) -> bool:
    """R-024: of a newborn's two bills the one of the participation's own year opens it; both complete the group. Repair opens nothing."""
    return payment.kind is not BillKind.REPAIR and (payment.benefit_year == benefit_year or payment.group_complete)


def _mends(payment: PaymentFact, period_end: date) -> bool:
    """R-059: deemed in the window, or D3: the arrival date lies in the period."""
    return payment.deemed_in_window or payment.arrival_date <= period_end
