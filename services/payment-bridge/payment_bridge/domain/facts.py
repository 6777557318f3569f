"""The facts that decide about bills and money. Amounts in fen, dates are business dates in Asia/Shanghai."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple
from uuid import UUID

from enrolment_events.payment import RefundState
from enrolment_terms.identifiers import named_id
from enrolment_terms.scheme import BillKind, BillState, Category, FailureCause, ParticipationState, Payer, PaymentChannel

_BILLS = UUID("6f1d3a52-7a0e-5f57-9c0b-43616e62616f")
_PAYMENTS = UUID("0c5a7f0e-2f39-5a52-8a5e-43616e62616f")
_AT_ONCE = 10_000
"""Payments of the work in hand: each is named three times while it is taken."""


def bill_id_of(participation_id: UUID, kind: BillKind, repair_year: int) -> UUID:
    """One bill per participation, kind and repair year (R-056): making it twice makes the same."""
    return named_id(_BILLS, f"{participation_id}/{kind}/{repair_year}")


def group_of(kind: BillKind, bill_id: UUID, participation_id: UUID) -> UUID:
    """Bills that settle together: those of one registration (R-024). Repair money opens nothing by itself, so its bill stands alone."""
    return bill_id if kind is BillKind.REPAIR else participation_id


def bill_not_named(tax_serial: str) -> UUID:
    """What stands for the bill of money that names a person and a year, until it is found (R-061)."""
    return named_id(_PAYMENTS, f"bill/{tax_serial}")


@lru_cache(_AT_ONCE)
def payment_id_of(tax_serial: str) -> UUID:
    """One payment per serial of the tax office (R-057)."""
    return named_id(_PAYMENTS, tax_serial)


def refusal_of(bill_id: UUID, resend_no: int) -> str:
    """What stands for the serial of a sending that the tax office did not take."""
    return f"REFUSED-{bill_id}-{resend_no}"


def serial_order(serial: str) -> tuple[int, str]:
    """Longer serials are larger, equally long ones compare as text."""
    return len(serial), serial


class ParticipationFacts(NamedTuple):
    """One participation as an event carries it, personal data sealed. `registered_version` is 0 if the event is no registration."""

    participation_id: UUID
    version: int
    state: ParticipationState
    paid_on: date | None
    effective_on: date
    registered_version: int
    person_id: UUID
    benefit_year: int
    area: str
    category: Category
    payer: Payer
    household_no: str | None
    registered_on: date
    birth_date: date | None
    expected_on: date | None
    is_foreign: bool
    name_sealed: str
    document_kind: str
    document_sealed: str
    holder_sealed: str | None
    bank: str | None
    account_sealed: str | None
    agreement_sealed: str | None
    filed_on: date | None = None
    school: str | None = None
    state_reason: str | None = None
    terms_version: int = 0
    """The newest change of what a levy tells, 0 if none was heard."""
    terms_on: date | None = None
    payer_version: int = 0
    payer_on: date | None = None

    @property
    def registration(self) -> "Registration":
        """What it says about the levy."""
        return Registration(
            self.participation_id,
            self.person_id,
            self.benefit_year,
            self.area,
            self.category,
            self.payer,
            self.registered_on,
            self.birth_date,
            self.is_foreign,
            self.expected_on,
            self.filed_on,
        )

    @property
    def status(self) -> "ParticipationStatus":
        """What it says of the participation."""
        terms = self.terms_version, self.terms_on, self.payer_version, self.payer_on
        return ParticipationStatus(self.state, self.paid_on, self.effective_on, *terms)


class Registration(NamedTuple):
    """What a registration says about the levy. Birth date, or the day on which birth is expected, and `is_foreign` matter for newborns.

    `filed_on`: the day on which its application was handed in, which decides what was in time (H2 R-033); None if there was none.
    """

    participation_id: UUID
    person_id: UUID
    benefit_year: int
    area: str
    category: Category
    payer: Payer
    registered_on: date
    birth_date: date | None
    is_foreign: bool = False
    expected_on: date | None = None
    filed_on: date | None = None


class ParticipationStatus(NamedTuple):
    """The newest word of registration on a participation."""

    participation_state: ParticipationState
    paid_on: date | None
    participation_effective_on: date
    terms_version: int = 0
    terms_on: date | None = None
    payer_version: int = 0
    payer_on: date | None = None

    @property
    def is_called_off(self) -> bool:
        """Ended before it was paid (stop, death, employee scheme): the bill is cancelled (D3). What was paid stays."""
        return self.paid_on is None and self.participation_state in _ENDED

    def was_called_off_by(self, day: date) -> bool:
        """True if it had ended unpaid when money of that day arrived. Registration goes by the same days: neither asks the other again."""
        return self.is_called_off and self.participation_effective_on <= day


_ENDED = {
    ParticipationState.CANCELLED,
    ParticipationState.TERMINATED,
    ParticipationState.STOPPED,
    ParticipationState.SUSPENDED,
}


class Charge(NamedTuple):
    """What one bill asks for (R-056). `last_day`: last arrival date that still counts; None for kinds that the period rules."""

    bill_id: UUID
    participation_id: UUID
    person_id: UUID
    kind: BillKind
    benefit_year: int
    repair_year: int
    area: str
    region: str
    amount: int
    payer: Payer
    last_day: date | None
    repair_years: int = 0
    """How many years of a wait it repairs (R-105); `repair_year` is the number of the repair."""

    @property
    def group_id(self) -> UUID:
        """Bills that settle together."""
        return group_of(self.kind, self.bill_id, self.participation_id)


@dataclass(frozen=True, slots=True)
class LevyDelivery:
    """Our own dealings with the tax office on one bill. Numbers are resend numbers, -1 for never."""

    created_on: date
    held: bool
    """At its making the bill had to wait for the first levy date or the unified check (R-055)."""
    sent_no: int = -1
    sent_on: date | None = None
    sent_terms: int = 0
    """Version of the participation whose terms were sent last."""
    stale_no: int = -1
    """The newest sending that told an account which is another by now: that of the household changed (R-053)."""
    accepted_no: int = -1
    accepted_round: int = 0
    """The newest round in which it deducts this sending."""
    requeued_no: int = -1
    """An operator had the refusal of this sending corrected."""
    expired_on: date | None = None
    """Not paid by its last day, or no result of it was told by the end of the period and the days after it (D3)."""
    period_ended_on: date | None = None
    """The end of the concentrated period was declared for the bill's region and year."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A deduction that failed. `refused`: the tax office did not take the bill at all."""

    serial: str
    resend_no: int
    round_no: int
    cause: FailureCause
    failed_on: date
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Payment:
    """Money that arrived. The arrival date decides, never the time of the message."""

    tax_serial: str
    amount: int
    arrival_date: date
    channel: PaymentChannel
    round_no: int = 0


@dataclass(frozen=True, slots=True)
class MoneyBack:
    """What a refund says of one payment (D5). One payment is in one refund at a time; those called off say nothing."""

    refund_id: UUID
    tax_serial: str
    of_bill: bool
    """True: the bill is given back with it (R-073); False: only this money, which no bill took, goes back (F-31)."""
    state: RefundState
    changed_on: date
    """Business day of its latest step."""
    paid_back_on: date | None = None

    @property
    def is_paid_back(self) -> bool:
        """It has left us."""
        return self.state is RefundState.PAID_BACK


@dataclass(frozen=True, slots=True)
class BillStatus:
    """What is decided about one bill."""

    state: BillState
    effective_on: date
    cause: FailureCause | None = None
    round_no: int = 0
    resend_no: int = 0
    settled_serial: str | None = None
    deemed_in_window: bool = False
    group_complete: bool = True


_NOTHING: Mapping[str, Any] = MappingProxyType({})


class BillFacts(NamedTuple):
    """All facts on one bill."""

    charge: Charge
    delivery: LevyDelivery
    participation: ParticipationStatus
    failures: tuple[Failure, ...] = ()
    payments: tuple[Payment, ...] = ()
    taken_back: Mapping[str, date] = _NOTHING
    """Serials of money that the tax office took back in whole (D4 冲正), and the day of it."""
    going_back: Mapping[str, MoneyBack] = _NOTHING
    """By serial, the refund that it is in."""

    @property
    def bill_id(self) -> UUID:
        """Of the bill."""
        return self.charge.bill_id

    @property
    def is_at_first(self) -> bool:
        """Registered, never sent, and nothing told of it: neither a failure nor money, no last day over, no refund."""
        delivery = self.delivery
        never_sent = delivery.sent_no < 0 and delivery.accepted_no < 0 and delivery.expired_on is None
        told = self.failures or self.payments or self.going_back
        return never_sent and not told and not self.participation.is_called_off

    @property
    def is_given_back(self) -> bool:
        """R-073: a refund of the bill is granted; nothing is owed on it any more."""
        return bool(self.going_back) and any(one.of_bill and one.state.is_granted for one in self.going_back.values())

    @property
    def is_outdated(self) -> bool:
        """R-065, R-053: the tax office has it on terms that have changed since; a corrected record goes under the same bill."""
        delivery = self.delivery
        has_other_account = delivery.stale_no >= delivery.sent_no
        return delivery.sent_no >= 0 and (has_other_account or self.participation.terms_version > delivery.sent_terms)

    def was_paid_by_former_payer(self, arrival: date) -> bool:
        """The money and a change of payer crossed: it came no later than the change, or before the change was sent (R-044, R-065)."""
        told = self.participation
        if told.payer_on is None:
            return False
        return arrival <= told.payer_on or (self.delivery.sent_no >= 0 and told.payer_version > self.delivery.sent_terms)

    @property
    def is_expired(self) -> bool:
        """Not paid within its days (D3); one that was called off did not expire."""
        return self.delivery.expired_on is not None and not self.participation.is_called_off
