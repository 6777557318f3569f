"""One application as it is kept: personal data sealed, everything else plain."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from enrolment_terms.documents import DocumentType, Sex
from enrolment_terms.scheme import Category, Channel
from enrolment_terms.sealed import IdentityToken, Sealed
from registration.domain.application_states import ApplicationKind, ApplicationState


@dataclass(frozen=True, slots=True, kw_only=True)
class FiledPerson:
    """Who the application is for; `person_id` is a fresh id, used if nobody has this document yet."""

    person_id: UUID
    name: Sealed
    name_index: str
    sex: Sex
    birth_date: date
    of_foreigners: bool
    token: IdentityToken
    document_type: DocumentType
    document_number: Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """What an application says."""

    application_id: UUID
    person: FiledPerson
    kind: ApplicationKind
    category: Category
    benefit_year: int
    region: str
    area: str
    channel: Channel
    filed_by: str
    submitted_at: datetime
    holder: Sealed
    bank: str
    account_number: Sealed
    phone: Sealed
    address: Sealed
    household_area: str
    household_no: str | None
    event_date: date | None
    permit_valid_to: date | None
    consent_signed_on: date | None
    consent_old_unit: str | None
    employee_stop_proved: bool
    materials: str
    """JSON: kinds and references, never content."""

    @property
    def applied_on(self) -> date:
        """Business date of the application."""
        return self.submitted_at.date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """An application as a decision sees it."""

    application_id: UUID
    person_id: UUID
    state: ApplicationState
    version: int
    submit_no: int
    benefit_year: int
    region: str
    area: str
    category: Category
    channel: Channel
    filed_by: str
    applied_on: date
    submitted_at: datetime
    checked_at: datetime | None
    token: IdentityToken
    consent_signed_on: date | None
    employee_stop_proved: bool
