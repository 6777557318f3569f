"""Events of the benefits service: waiting periods and entitlements."""

from datetime import date
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from enrolment_events.envelope import EventData


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
    repair_price: int


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


PUBLISHED: tuple[type[EventData], ...] = (WaitEvaluatedV1, EntitlementChangedV1)
