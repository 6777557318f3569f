"""Events of the payment bridge: levy bills and money."""

from datetime import date
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

import msgspec

from enrolment_events.envelope import EventData
from enrolment_terms.labels import labelled
from enrolment_terms.scheme import BillKind, BillState, EmployeeChangeKind, EmployeeIdentity, FailureCause, Payer, PaymentChannel


class BillData(EventData, frozen=True, kw_only=True):
    """Full public state of one levy bill (D3). `amount` in fen."""

    bill_id: UUID
    participation_id: UUID
    state: BillState
    kind: BillKind
    benefit_year: int
    area: str
    amount: int
    payer: Payer
    cause: FailureCause | None = None
    round_no: int = 0
    resend_no: int = 0
    effective_on: date
    """Business date of the latest change of state."""
    expired: bool = False
    """Cancelled because nobody paid it within its days (D3, mid-year bills)."""
    group_id: UUID | None = None
    """Bills that settle together (R-024); None: told by a version whose groups are those of the participation."""


class BillCreatedV1(BillData, frozen=True, kw_only=True):
    """A bill was made; it may still be HELD for the first levy date and the unified check (R-055)."""

    event_type: ClassVar[str] = "payment.bill.created.v1"


class BillSentV1(BillData, frozen=True, kw_only=True):
    """The tax office has the bill."""

    event_type: ClassVar[str] = "payment.bill.sent.v1"


class BillFailedV1(BillData, frozen=True, kw_only=True):
    """A deduction failed, for `cause`."""

    event_type: ClassVar[str] = "payment.bill.failed.v1"


class BillAbandonedV1(BillData, frozen=True, kw_only=True):
    """Unpaid for personal cause at the end of the concentrated period (R-058), or without any result of a deduction (no `cause`)."""

    event_type: ClassVar[str] = "payment.bill.abandoned.v1"


class BillCancelledV1(BillData, frozen=True, kw_only=True):
    """Cancelled before payment (stop, death, employee scheme)."""

    event_type: ClassVar[str] = "payment.bill.cancelled.v1"


class PaymentSettledV1(EventData, frozen=True, kw_only=True):
    """The bill is paid. `arrival_date` is the business date that decides; `amount` in fen."""

    event_type: ClassVar[str] = "payment.settled.v1"

    payment_id: UUID
    bill_id: UUID
    participation_id: UUID
    kind: BillKind
    benefit_year: int
    area: str
    amount: int
    payer: Payer
    channel: PaymentChannel
    arrival_date: date
    deemed_in_window: bool = False
    """The failure was not the person's: counts as paid in the concentrated period (R-059)."""
    tax_serial: str
    group_complete: bool = True
    """False while another bill of the same group (newborn over two years, R-024) is unpaid."""
    group_id: UUID | None = None


class PaymentDuplicateReceivedV1(EventData, frozen=True, kw_only=True):
    """A second success for a bill already paid (R-062): a ground of refund, the participation stays."""

    event_type: ClassVar[str] = "payment.duplicate_received.v1"

    payment_id: UUID
    bill_id: UUID
    participation_id: UUID
    amount: int
    channel: PaymentChannel
    arrival_date: date
    tax_serial: str


class PaymentUnmatchedV1(EventData, frozen=True, kw_only=True):
    """Money that has a person but no open bill (R-061): kept, refundable."""

    event_type: ClassVar[str] = "payment.unmatched.v1"

    payment_id: UUID
    bill_id: UUID | None
    participation_id: UUID | None
    amount: int
    channel: PaymentChannel
    arrival_date: date
    tax_serial: str


class PaymentReversedV1(EventData, frozen=True, kw_only=True):
    """The tax office took a success back (冲正): the money never counted (D4)."""

    event_type: ClassVar[str] = "payment.reversed.v1"

    payment_id: UUID
    bill_id: UUID
    participation_id: UUID
    amount: int
    reversed_on: date
    tax_serial: str


class Unsettled(StrEnum):
    """Why money counts no more."""

    REVERSED = "REVERSED"
    UNMATCHED = "UNMATCHED"
    CANCELLED = "CANCELLED"


labelled(
    Unsettled,
    "款项不再计入的原因",
    {Unsettled.REVERSED: "税务部门冲正", Unsettled.UNMATCHED: "无对应账单", Unsettled.CANCELLED: "参保登记已取消"},
)


class PaymentUnsettledV1(EventData, frozen=True, kw_only=True):
    """Money that was told as settled counts no more: nobody is covered by it, whichever of the two is heard first.

    Its version is that of the payment, and goes together with the version of `payment.settled`: the higher one holds.
    """

    event_type: ClassVar[str] = "payment.unsettled.v1"

    payment_id: UUID
    bill_id: UUID
    participation_id: UUID
    kind: BillKind
    benefit_year: int
    amount: int
    payer: Payer
    arrival_date: date
    why: Unsettled
    on: date
    """Business day since which it does not count."""


class RefundPaidBackV1(EventData, frozen=True, kw_only=True):
    """Money went back (R-072, R-073). Ground DUPLICATE_PAYMENT leaves one payment standing. Without `payment_id` the whole bill."""

    event_type: ClassVar[str] = "payment.refund.paid_back.v1"

    refund_id: UUID
    participation_id: UUID
    bill_id: UUID | None = None
    payment_id: UUID | None = None
    ground: str
    amount: int
    applied_on: date
    paid_back_on: date


class RefundReview(msgspec.Struct, frozen=True, kw_only=True):
    """One of the two reviews (R-072)."""

    by: str
    on: date
    decision: str


class RefundEnd(StrEnum):
    """What the refund does to the participation (R-073): a payment that came twice leaves it as it is."""

    KEEP = "KEEP"
    SUSPEND = "SUSPEND"
    TERMINATE = "TERMINATE"


class RefundState(StrEnum):
    """States of D5."""

    REQUESTED = "REQUESTED"
    TAX_FIRST_REVIEW = "TAX_FIRST_REVIEW"
    AGENCY_SECOND_REVIEW = "AGENCY_SECOND_REVIEW"
    NEEDS_CORRECTION = "NEEDS_CORRECTION"
    APPROVED = "APPROVED"
    PAID_BACK = "PAID_BACK"
    REJECTED = "REJECTED"
    WITHDRAWN = "WITHDRAWN"

    @property
    def is_granted(self) -> bool:
        """From the second review on the participation has ended (R-073)."""
        return self in (RefundState.APPROVED, RefundState.PAID_BACK)


_R = RefundState
labelled(RefundEnd, "退费对参保关系的影响", {RefundEnd.KEEP: "保留", RefundEnd.SUSPEND: "暂停", RefundEnd.TERMINATE: "终止"})
labelled(
    RefundState,
    "退费状态",
    {
        _R.REQUESTED: "已申请",
        _R.TAX_FIRST_REVIEW: "税务初审",
        _R.AGENCY_SECOND_REVIEW: "经办复审",
        _R.NEEDS_CORRECTION: "待补正",
        _R.APPROVED: "已批准",
        _R.PAID_BACK: "已退还",
        _R.REJECTED: "不予退费",
        _R.WITHDRAWN: "已撤回",
    },
)


class RefundChangedV1(EventData, frozen=True, kw_only=True):
    """Full public state of one refund (D5). `amount` in fen. Registration ends the participation of one that is granted (R-073)."""

    event_type: ClassVar[str] = "payment.refund.changed.v1"

    refund_id: UUID
    participation_id: UUID
    bill_id: UUID | None = None
    payment_ids: tuple[UUID, ...] = ()
    ground: str
    amount: int
    payer: Payer
    state: RefundState
    applied_on: date
    fact_on: date | None = None
    """The day of what the ground is: the death, the other scheme."""
    first_review: RefundReview | None = None
    second_review: RefundReview | None = None
    reasons: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    ends: RefundEnd
    effective_on: date
    """From which day the participation has ended."""
    paid_back_on: date | None = None


class RepairSettledV1(EventData, frozen=True, kw_only=True):
    """Repair money arrived (R-105): `repair_years` years of the wait for `benefit_year`."""

    event_type: ClassVar[str] = "payment.repair.settled.v1"

    payment_id: UUID
    bill_id: UUID
    participation_id: UUID
    benefit_year: int
    repair_years: int
    amount: int
    arrival_date: date
    tax_serial: str


class EmployeeChange(msgspec.Struct, frozen=True, kw_only=True):
    """One change that the tax office accepted and passed on (S3 第八条, B21). What is personal of it is not told."""

    kind: EmployeeChangeKind
    changed_on: date
    former_employer: str | None = None


class EmployeeData(EventData, frozen=True, kw_only=True):
    """Full state of one relation in the employee scheme, as the tax office reports it (B20). Registration alone changes nothing (R-081)."""

    spell_id: UUID
    identity: EmployeeIdentity
    area: str
    registered_on: date
    first_payment_on: date | None = None
    benefits_from: date | None = None
    benefits_until: date | None = None
    ended_notice_on: date | None = None
    land_expropriated: bool = False
    """被征地农民 in the government-paid period (R-131)."""
    employer: str | None = None
    """Code of the employer (统一社会信用代码), which may check the records of its own staff (R-093); None for 灵活就业."""
    changes: tuple[EmployeeChange, ...] = ()
    withdrawn: bool = False
    """It is not this person's any more: the document that it was told of is another's now, or nobody's (R-010)."""


class EmployeeRegisteredV1(EmployeeData, frozen=True, kw_only=True):
    """Registered, not yet paid."""

    event_type: ClassVar[str] = "payment.employee.registered.v1"


class EmployeePaidV1(EmployeeData, frozen=True, kw_only=True):
    """The first payment arrived: now the resident relation is suspended (R-081)."""

    event_type: ClassVar[str] = "payment.employee.paid.v1"


class EmployeeEndedV1(EmployeeData, frozen=True, kw_only=True):
    """The relation ended; benefits run to `benefits_until` (R-131, R-134)."""

    event_type: ClassVar[str] = "payment.employee.ended.v1"


PUBLISHED: tuple[type[EventData], ...] = (
    BillCreatedV1,
    BillSentV1,
    BillFailedV1,
    BillAbandonedV1,
    BillCancelledV1,
    PaymentSettledV1,
    PaymentDuplicateReceivedV1,
    PaymentUnmatchedV1,
    PaymentReversedV1,
    PaymentUnsettledV1,
    RefundPaidBackV1,
    RefundChangedV1,
    RepairSettledV1,
    EmployeeRegisteredV1,
    EmployeePaidV1,
    EmployeeEndedV1,
)
