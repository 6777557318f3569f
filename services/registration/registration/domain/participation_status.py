"""The status of a participation: a function of all facts known of it, in whatever order they came (D2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from enrolment_terms.scheme import BillKind, BillState, FailureCause, ParticipationState
from registration.domain.participation_states import REASONS, TRANSITIONS, ParticipationEvent

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


@dataclass(frozen=True, slots=True)
class OwnFacts:
    """What this service itself did: registration, or an act such as a stop that closes the way for money."""

    own_state: ParticipationState
    """REGISTERED, ACTIVE for an import, or the state an own act left behind."""
    benefit_year: int
    registered_on: date
    acted_on: date
    acted_reason: str | None
    paid_on: date | None
    has_rival: bool
    """True if another participation of the same person, region, scheme and year stands in its place."""


@dataclass(frozen=True, slots=True)
class ParticipationStatus:
    """What follows from the facts."""

    state: ParticipationState
    state_reason: str | None
    paid_on: date | None
    effective_on: date
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


@dataclass(frozen=True, slots=True)
class StatusChange:
    """One participation whose status differs from before."""

    participation_id: UUID
    before: ParticipationStatus
    after: ParticipationStatus
    event: str

    @property
    def from_state(self) -> ParticipationState:
        """The state before."""
        return self.before.state

    @property
    def is_visible(self) -> bool:
        """False if only the cause of a failed deduction changed, which is no business of other services."""
        before, after = self.before, self.after
        return (before.state, before.paid_on, before.effective_on) != (after.state, after.paid_on, after.effective_on)


def status_of(own: OwnFacts, payments: Iterable[PaymentFact], bills: Iterable[BillFact], period_end: date) -> ParticipationStatus:
    """D2: money makes ACTIVE, an abandoned bill makes LAPSED, money that counts as in the period mends it (R-058, R-059)."""
    mine = [bill for bill in bills if bill.kind is not BillKind.REPAIR]
    if own.own_state is not ParticipationState.REGISTERED:
        return ParticipationStatus(own.own_state, own.acted_reason, own.paid_on, own.acted_on, None)
    abandoned = min((bill.effective_on for bill in mine if bill.state is BillState.ABANDONED), default=None)
    counting = [payment for payment in payments if _activates(payment, own.benefit_year)]
    if abandoned is not None:
        counting = [payment for payment in counting if _mends(payment, period_end)]
    paid_on = min((payment.arrival_date for payment in counting), default=None)
    if paid_on is not None and not own.has_rival:
        return ParticipationStatus(_event_leads_to(abandoned is not None), None, paid_on, paid_on, None)
    cause = min((bill.cause for bill in mine if bill.state in _UNPAID and bill.cause is not None), default=None)
    if abandoned is not None:
        event = ParticipationEvent.BILL_ABANDONED
        return ParticipationStatus(TRANSITIONS[ParticipationState.REGISTERED, event], REASONS[event], None, abandoned, cause)
    return ParticipationStatus(ParticipationState.REGISTERED, None, None, own.registered_on, cause)


def _event_leads_to(was_abandoned: bool) -> ParticipationState:
    if was_abandoned:
        return TRANSITIONS[ParticipationState.LAPSED, ParticipationEvent.LATE_PAYMENT_SETTLED]
    return TRANSITIONS[ParticipationState.REGISTERED, ParticipationEvent.PAYMENT_SETTLED]


def _activates(payment: PaymentFact, benefit_year: int) -> bool:
    """R-024: of a newborn's two bills the one of the participation's own year opens it; both complete the group. Repair opens nothing."""
    return payment.kind is not BillKind.REPAIR and (payment.benefit_year == benefit_year or payment.group_complete)


def _mends(payment: PaymentFact, period_end: date) -> bool:
    """R-059: deemed in the window, or D3: the arrival date lies in the period."""
    return payment.deemed_in_window or payment.arrival_date <= period_end
