"""One participation with its person, as events carry it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from enrolment_terms.documents import DocumentType, Sex
from enrolment_terms.scheme import Category, Channel, ParticipationState, Payer, Scheme
from enrolment_terms.sealed import IdentityToken, Sealed


@dataclass(frozen=True, slots=True)
class Key:
    """One document of the person."""

    kind: DocumentType
    token: IdentityToken
    number: Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person of the one-person-one-file database (一人一档)."""

    person_id: UUID
    name: Sealed
    sex: Sex
    birth_date: date
    of_foreigners: bool
    keys: tuple[Key, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Participation:
    """Full state of one participation."""

    participation_id: UUID
    person: Person
    region: str
    scheme: Scheme
    benefit_year: int
    area: str
    category: Category
    channel: Channel
    payer: Payer
    household_no: str | None
    holder: Sealed | None
    bank: str | None
    account_number: Sealed | None
    application_id: UUID | None
    consent_signed_on: date | None
    registered_on: date
    state: ParticipationState
    state_reason: str | None
    paid_on: date | None
    effective_on: date
    version: int
