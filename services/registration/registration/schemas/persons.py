"""Persons and their participations."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field

from enrolment_terms.documents import DocumentType
from registration.schemas.lines import Id, Line, Text
from service_runtime.rest import Body


class StopRequest(Body):
    reason: Annotated[Text | None, Field(title="停保原因")] = None


class ParticipationStateResponse(BaseModel):
    participation_id: Id
    state: str


class DocumentQuery(Body):
    document_type: Annotated[DocumentType, Field(title="证件类型")]
    document_number: Annotated[Line, Field(title="证件号码", min_length=1, max_length=64)]


class DocumentResponse(BaseModel):
    kind: str
    number_masked: str


class PersonResponse(BaseModel):
    person_id: Id
    name_masked: str
    sex: str
    birth_year: int
    documents: list[DocumentResponse]
    phone_masked: str | None


class ParticipationResponse(BaseModel):
    participation_id: Id
    person_id: Id
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
    application_id: Id | None
    entitlement_state: str | None
    starts_on: date | None
    ends_on: date | None
    wait_months: int | None


class ParticipationList(BaseModel):
    items: list[ParticipationResponse]
