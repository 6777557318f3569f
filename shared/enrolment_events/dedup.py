"""Events of the dedup service: answers to conflict checks."""

from datetime import date
from typing import ClassVar
from uuid import UUID

import msgspec

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


class CheckCompletedV1(EventData, frozen=True, kw_only=True):
    """The conflict check of one submit is done; a stale `submit_no` is to be ignored. `clear` if no hit has a code."""

    event_type: ClassVar[str] = "dedup.check.completed.v1"

    application_id: UUID
    submit_no: int
    clear: bool
    hits: tuple[Hit, ...]
    checked_at: Moment


PUBLISHED: tuple[type[EventData], ...] = (CheckCompletedV1,)
