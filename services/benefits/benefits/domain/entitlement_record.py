"""A decision as it is stored and published: with its state on the day on which it was derived."""

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

import msgspec

from benefits.domain.case import Decision
from enrolment_events.benefits import EntitlementState

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Decision).decode


class Entitlement(NamedTuple):
    """The newest decision on one participation and benefit year, or one of its earlier versions."""

    person_id: UUID
    participation_id: str
    benefit_year: int
    version: int
    area: str
    state: EntitlementState
    starts_on: date | None
    ends_on: date | None
    wait_months: int
    decision: str
    """JSON, so that two are compared by their text."""
    rules: tuple[str, ...]
    recorded_at: datetime

    @property
    def decided(self) -> Decision:
        """The decision itself."""
        return _decode(self.decision)


def as_json(decision: Decision) -> str:
    """How a decision is stored."""
    return _encode(decision).decode()
