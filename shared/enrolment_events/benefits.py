"""Events of the benefits service: waiting periods and entitlements."""

from datetime import date
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from enrolment_events.envelope import EventData
from enrolment_terms.labels import labelled


class EntitlementState(StrEnum):
    """States of D8."""

    NONE = "NONE"
    PENDING = "PENDING"
    WAITING = "WAITING"
    ACTIVE = "ACTIVE"
    SUSPENDED = "SUSPENDED"
    ENDED = "ENDED"
    REVOKED = "REVOKED"
    EMPTY = "EMPTY"


labelled(
    EntitlementState,
    "待遇状态",
    {
        EntitlementState.NONE: "无待遇",
        EntitlementState.PENDING: "尚未开始",
        EntitlementState.WAITING: "待遇等待期内",
        EntitlementState.ACTIVE: "享受待遇中",
        EntitlementState.SUSPENDED: "暂停享受",
        EntitlementState.ENDED: "已结束",
        EntitlementState.REVOKED: "已撤销",
        EntitlementState.EMPTY: "当年没有待遇期",
    },
)


class WaitEvaluatedV1(EventData, frozen=True, kw_only=True):
    """How long the person waits and why (R-100 ... R-109). Months; `repair_price` in fen. The newest version wins."""

    event_type: ClassVar[str] = "benefits.wait.evaluated.v1"

    participation_id: UUID
    benefit_year: int
    fixed_months: int
    variable_months: int
    total_months: int
    exempt_reason: str | None = None
    starts_on: date | None
    empty: bool
    useful_repair_years: int
    repair_price: int | None = None
    """None where no rate is published yet."""


class EntitlementChangedV1(EventData, frozen=True, kw_only=True):
    """From which day to which day a participation gives benefits. Both ends inclusive; the newest version wins."""

    event_type: ClassVar[str] = "benefits.entitlement.changed.v1"

    participation_id: UUID
    benefit_year: int
    state: EntitlementState
    starts_on: date | None
    ends_on: date | None
    wait_months: int
    rules: tuple[str, ...]


class RepairRegisteredV1(EventData, frozen=True, kw_only=True):
    """A person wants to repair `years` useful years of a wait (R-105): payment-bridge makes the REPAIR bill. `unit_rate` in fen."""

    event_type: ClassVar[str] = "benefits.repair.registered.v1"

    repair_id: UUID
    participation_id: UUID
    benefit_year: int
    area: str
    years: int
    unit_rate: int
    registered_on: date


class RepairRegisteredV2(EventData, frozen=True, kw_only=True):
    """A person wants to repair `years` useful years of a wait (R-105, R-106), or wants it no more: full state, the newest holds.

    The aggregate is the repair. payment-bridge makes the REPAIR bill at the price that the policy book has; `unit_rate` in fen.
    """

    event_type: ClassVar[str] = "benefits.repair.registered.v2"

    repair_id: UUID
    repair_no: int
    """The first, second … repair of one participation: what was repaired and paid before stays."""
    participation_id: UUID
    benefit_year: int
    area: str
    years: int
    missed_years: tuple[int, ...] = ()
    """The years that were missed, oldest first; not all of them are useful."""
    unit_rate: int
    registered_on: date
    pay_before: date
    """The wait is over on this day: money must arrive before it (V-16)."""
    withdrawn: bool = False


class ClaimRecordedV1(EventData, frozen=True, kw_only=True):
    """One settlement paid by the fund, newest state; fen. The aggregate is the claim.

    `claim_ref` is the claim's own id: what a hospital calls it never leaves the benefits service.
    """

    event_type: ClassVar[str] = "benefits.claim.recorded.v1"

    claim_ref: str
    benefit_year: int
    settled_on: date
    fund_paid: int
    serious_paid: int = 0
    bonus_used: bool = False
    withdrawn: bool = False


class IncentiveEvaluatedV1(EventData, frozen=True, kw_only=True):
    """Both incentive ledgers of a person for a benefit year (R-140 ... R-147); fen, ledgers uncapped, `effective` and `ceiling` capped."""

    event_type: ClassVar[str] = "benefits.incentive.evaluated.v1"

    benefit_year: int
    continuous_years: int
    continuous: int
    zero_claim: int
    effective: int
    ceiling: int
    provisional: bool
    uncapped: bool = False
    """No ceiling holds for this person (H3)."""


class FilingState(StrEnum):
    """备案状态, states of D7."""

    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"
    UNDER_REVIEW = "UNDER_REVIEW"
    NEEDS_CORRECTION = "NEEDS_CORRECTION"
    REJECTED = "REJECTED"
    SCHEDULED = "SCHEDULED"
    EFFECTIVE = "EFFECTIVE"
    EXPIRED = "EXPIRED"
    ENDED = "ENDED"


labelled(
    FilingState,
    "备案状态",
    {
        FilingState.DRAFT: "草稿",
        FilingState.SUBMITTED: "已提交",
        FilingState.UNDER_REVIEW: "审核中",
        FilingState.NEEDS_CORRECTION: "待补正",
        FilingState.REJECTED: "不予备案",
        FilingState.SCHEDULED: "待生效",
        FilingState.EFFECTIVE: "有效",
        FilingState.EXPIRED: "已到期",
        FilingState.ENDED: "已终止",
    },
)


class FilingChangedV1(EventData, frozen=True, kw_only=True):
    """Full public state of a filing for care elsewhere (B30, D7). Nothing in it is free text: not the hospital, the reason, the note.

    `ends_on` is null of one without end, and of one that was ended before it began.
    """

    event_type: ClassVar[str] = "benefits.filing.changed.v1"

    filing_id: UUID
    type: str
    state: FilingState
    destination: str
    starts_on: date
    ends_on: date | None = None
    promise_only: bool = False
    end_reason: str | None = None


PUBLISHED: tuple[type[EventData], ...] = (
    WaitEvaluatedV1,
    EntitlementChangedV1,
    RepairRegisteredV1,
    RepairRegisteredV2,
    ClaimRecordedV1,
    IncentiveEvaluatedV1,
    FilingChangedV1,
)
