"""Weekly reports of progress, as registration tells them."""

from datetime import date
from typing import ClassVar

import msgspec

from enrolment_events.envelope import EventData
from enrolment_terms.scheme import FailureCause


class TownProgress(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the weekly report: people of a town, and those whose deduction failed by cause."""

    area: str
    name: str
    target: int | None
    registered: int
    paid: int
    unpaid: int
    abandoned: int
    failed: dict[FailureCause, int]


class ProgressSnapshotV1(EventData, frozen=True, kw_only=True):
    """The weekly report of an area (R-110): what had come before `day`. It is nobody's: the envelope has its own id as the person's.

    Counted again for the same day, it is the same aggregate with a newer version.
    """

    event_type: ClassVar[str] = "registration.progress.snapshot.v1"

    area: str
    benefit_year: int
    day: date
    rows: tuple[TownProgress, ...]
