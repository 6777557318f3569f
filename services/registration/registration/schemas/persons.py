"""Persons and their participations."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field

from enrolment_terms.documents import DocumentType
from registration.schemas.lines import Body, Line, Text


class StopRequest(Body):
    reason: Annotated[Text | None, Field(title="停保原因")] = None


class ParticipationStateShown(BaseModel):
    participation_id: str
    state: str


class DocumentQuery(Body):
    document_type: Annotated[DocumentType, Field(title="证件类型")]
    document_number: Annotated[Line, Field(title="证件号码", min_length=1, max_length=64)]


class DocumentShown(BaseModel):
    kind: str
    number_masked: str


class PersonShown(BaseModel):
    person_id: str
    name_masked: str
    sex: str
    birth_year: int
    documents: list[DocumentShown]
    phone_masked: str | None


class ParticipationShown(BaseModel):
    participation_id: str
    person_id: str
    scheme: str
    insutype: str
    benefit_year: int
    region: str
    area: str
    category: str
    channel: str
    payer: str
    state: str
    state_label: str
    psn_insu_stas: str
    state_reason: str | None
    registered_on: date
    paid_on: date | None
    effective_on: date
    failure_cause: str | None
    application_id: str | None
    entitlement_state: str | None
    starts_on: date | None
    ends_on: date | None
    wait_months: int | None


class ParticipationList(BaseModel):
    items: list[ParticipationShown]


class TimelineItemShown(BaseModel):
    at: datetime | date
    recorded_at: datetime
    service: str
    code: str
    what: str
    detail: dict[str, Any]


class TimelineShown(BaseModel):
    items: list[TimelineItemShown]
