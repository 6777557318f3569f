"""An application: as decisions and checks see it, and as it is written, with personal data sealed."""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from uuid import UUID

from enrolment_terms.benefit_year import SHANGHAI
from enrolment_terms.documents import DocumentType, Sex
from enrolment_terms.scheme import Category, Channel
from enrolment_terms.sealed import IdentityToken, Sealed
from registration.domain.application_form import Faults
from registration.domain.application_states import ApplicationEvent, ApplicationKind, ApplicationState


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """An application as a decision sees it.

    `person_id` is the known person of its document; where nobody has that document yet, a provisional id, which is nobody's until the
    approval. What is sealed belongs to the application.
    """

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
    document_kind: DocumentType
    number: Sealed
    name: Sealed
    consent_signed_on: date | None
    employee_stop_proved: bool
    permit_valid_to: date | None
    event_date: date | None
    kind: ApplicationKind
    item: str | None
    """None in an application of before items were declared: a resident's enrolment."""

    @property
    def filed_at(self) -> datetime:
        """When it was asked for: by its newest form; by a paper that was entered later, at the end of the day that accepted the paper."""
        is_paper = self.submit_no == 1 and self.applied_on < self.submitted_at.astimezone(SHANGHAI).date()
        return datetime.combine(self.applied_on, time.max, SHANGHAI) if is_paper else self.submitted_at


@dataclass(frozen=True, slots=True)
class Traces:
    """By what an identity is found again: tokens of the document and indexes of the name, under each key, the active one first."""

    tokens: tuple[IdentityToken, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewApplication(Application):
    """An application with all that is written of it. Its `person_id` is a fresh one until the file of persons says who it is."""

    traces: Traces
    name_index: str
    """Of two applications for one person and year one only is open."""
    sex: Sex | None
    birth_date: date | None
    expected_on: date | None
    """Of a child that is not born yet: it has neither sex nor birth date (B6)."""
    of_foreigners: bool
    list_id: UUID | None
    form: Sealed
    """JSON: every answer and every material, as it was handed in (R-006)."""


@dataclass(frozen=True, slots=True)
class PersonFound:
    """What the file of persons says of a document; `person_id` is None if nobody has it, or if nothing was written."""

    person_id: UUID | None
    already_registered: bool
    identity_differs: bool
    tokens: tuple[IdentityToken, ...]
    """Tokens of all documents that are known of the person."""
    registered_areas: tuple[str, ...] = ()
    """Where the registration lies that stands in the way."""
    known_areas: tuple[str, ...] = ()
    """Where the person is or was registered."""
    open_areas: tuple[str, ...] = ()
    """Where another application of the same person and year waits for a decision."""

    @property
    def stands_against(self) -> bool:
        """True if anything on file hinders the application."""
        return self.already_registered or self.identity_differs or bool(self.open_areas)


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """One transition of an application that the domain has allowed."""

    application_id: UUID
    from_state: ApplicationState
    to_state: ApplicationState
    event: ApplicationEvent
    actor: str
    note: str | None = None
    faults: Faults = field(default_factory=Faults)
    checked_at: datetime | None = None
    """Set by the answer to a check, else the old one stays."""
    participation_id: UUID | None = None
    decided: bool = False

    @property
    def decided_by(self) -> str | None:
        """None: whoever decided before stays."""
        return self.actor if self.decided else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """An application right after a transition."""

    application_id: UUID
    person_id: UUID
    region: str
    item: str | None
    benefit_year: int
    submit_no: int
    version: int
    participation_id: UUID | None
