"""What somebody is entitled to, and who asks."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, Field

from enrolment_events.benefits import EntitlementState
from enrolment_terms.documents import DocumentType
from enrolment_terms.scheme import Scheme
from service_runtime.rest import Body, Moment, Token


class ParameterResponse(BaseModel):
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


class StepResponse(BaseModel):
    """One applied rule: clause and decisive words, a sentence for people, the facts and parameters for programs."""

    rule: str
    clause: str
    quote: str
    text: str
    facts: dict[str, Any]
    parameters: list[ParameterResponse]


class FlagResponse(BaseModel):
    """Facts that contradict each other."""

    code: str
    msg: str


class CeilingResponse(BaseModel):
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


class EntitlementResponse(BaseModel):
    """One person on one day, with every reason."""

    person_id: str
    on: date
    known_at: Moment
    known: bool
    covered: bool
    state: EntitlementState
    scheme: Scheme | None
    benefit_year: int
    starts_on: date | None
    ends_on: date | None
    wait_months: int
    level: str | None
    ceiling: CeilingResponse | None
    filing: FilingInForce | None
    contradictions: list[FlagResponse]
    explanation: list[StepResponse]


class PersonQuestion(Body):
    """One person, by id, by identity token, or (where this deployment holds the identity key) by document."""

    person_id: Annotated[UUID | None, Field(title="人员编号")] = None
    token: Token | None = None
    document_type: Annotated[DocumentType | None, Field(title="证件类型")] = None
    document_number: Annotated[str | None, Field(max_length=30, title="证件号码")] = None


class BatchQuestion(Body):
    """Up to fifty people on one day."""

    on: Annotated[date | None, Field(title="待遇日期")] = None
    people: Annotated[list[PersonQuestion], Field(min_length=1, max_length=50, title="人员")]


class ErrorResponse(BaseModel):
    """Why there is no answer for one person."""

    code: str
    msg: str


class BatchItem(BaseModel):
    """An answer or an error; `index` is the place of the question."""

    index: int
    entitlement: EntitlementResponse | None
    error: ErrorResponse | None


class BatchAnswer(BaseModel):
    """In the order of the questions."""

    results: list[BatchItem]
