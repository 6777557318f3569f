"""REST bodies of the benefits service."""

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from enrolment_events.benefits import EntitlementState
from enrolment_terms.scheme import Scheme


class Body(BaseModel):
    """A body that refuses fields it does not know."""

    model_config = ConfigDict(extra="forbid")


class ParameterOut(BaseModel):
    """A policy parameter with its source and how firm it is."""

    name: str
    label: str
    value: str
    unit: str
    region: str
    from_year: int
    source: str
    clause: str
    status: str


class StepOut(BaseModel):
    """One applied rule: clause and decisive words, a sentence for people, the facts and parameters for programs."""

    rule: str
    clause: str
    quote: str
    text: str
    facts: dict[str, Any]
    parameters: list[ParameterOut]


class FlagOut(BaseModel):
    """Facts that contradict each other."""

    code: str
    msg: str


class CeilingOut(BaseModel):
    """大病保险最高支付限额 with both incentives; yuan. `provisional` until the year before is closed."""

    continuous_years: int
    continuous: str
    zero_claim: str
    effective: str
    ceiling: str
    provisional: bool


class FilingInForce(BaseModel):
    """The filing for care elsewhere that holds on the day."""

    filing_id: str
    type: str
    destination: str
    starts_on: date
    ends_on: date | None
    promise_only: bool


class EntitlementOut(BaseModel):
    """One person on one day, with every reason."""

    person_id: str
    on: date
    known_at: datetime
    known: bool
    covered: bool
    state: EntitlementState
    scheme: Scheme | None
    benefit_year: int
    starts_on: date | None
    ends_on: date | None
    wait_months: int
    level: str | None
    ceiling: CeilingOut | None
    filing: FilingInForce | None
    contradictions: list[FlagOut]
    explanation: list[StepOut]


class TimelineItem(BaseModel):
    """Something that happened to a person here."""

    at: datetime
    recorded_at: datetime
    service: str
    what: str
    code: str
    detail: dict[str, Any]


class Timeline(BaseModel):
    """A person's way through the service, the oldest first."""

    items: list[TimelineItem]
