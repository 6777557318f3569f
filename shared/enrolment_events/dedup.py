"""Events of the dedup service: answers to conflict checks, and what it asks of registration."""

from datetime import date
from typing import ClassVar
from uuid import UUID

import msgspec

from enrolment_events.duplicates import PUBLISHED as OF_DUPLICATES
from enrolment_events.duplicates import SuspendAction
from enrolment_events.envelope import EventData, Moment
from enrolment_terms.reasons import ReasonCode
from enrolment_terms.scheme import EmployeeIdentity, Scheme


class Hit(msgspec.Struct, frozen=True, kw_only=True):
    """A participation found elsewhere and its verdict: `rule` names the clause, `code` the refusal or None if it is no hindrance."""

    area: str
    same_region: bool
    in_province: bool
    scheme: Scheme
    identity: EmployeeIdentity | None = None
    benefit_year: int | None = None
    paid: bool
    starts_on: date
    ends_on: date | None = None
    rule: str
    code: ReasonCode | None = None
    relation: str | None = None
    """Names the relation that was found, however many references or sources tell of it. None: told by a version that had no names."""
    fresh_at: Moment | None = None
    """When the source told of it last; None for a participation of our own, and where a version did not tell."""


class CheckCompletedV1(EventData, frozen=True, kw_only=True):
    """The conflict check of one submit is done; a stale `submit_no` is to be ignored. `clear` if no hit has a code."""

    event_type: ClassVar[str] = "dedup.check.completed.v1"

    application_id: UUID
    submit_no: int
    clear: bool
    hits: tuple[Hit, ...]
    checked_at: Moment
    scope: str | None = None
    """PROVINCE (Art. 7) or NATION (Arts. 10 and 11)."""


class SuspendRequestedV1(EventData, frozen=True, kw_only=True):
    """A request, which registration answers by the participation's next state (R-128). The aggregate is the request.

    `reason`: DUPLICATE, OTHER_REGION or EMPLOYEE_SCHEME (R-081). `not_before`: the new relation must be complete first (no gap).
    `withdrawn`: it never was asked.
    """

    event_type: ClassVar[str] = "dedup.suspend.requested.v1"

    request_id: UUID
    case_id: UUID
    participation_id: UUID
    action: SuspendAction
    reason: str
    effective_on: date
    not_before: date | None = None
    asked_by_area: str | None = None
    withdrawn: bool = False


PUBLISHED: tuple[type[EventData], ...] = (CheckCompletedV1, SuspendRequestedV1, *OF_DUPLICATES)
