"""One participation with its person, as events carry it, and what makes and ends one."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from enrolment_terms.documents import Sex
from enrolment_terms.scheme import Category, Channel, ParticipationState, Payer, Scheme
from enrolment_terms.sealed import IdentityToken, Sealed
from registration.domain.participation_states import ParticipationEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class Participation:
    """Full state of one participation. The person's documents: their kinds, tokens and numbers, oldest first."""

    participation_id: UUID
    person_id: UUID
    region: str
    scheme: Scheme
    benefit_year: int
    area: str
    category: Category
    channel: Channel
    payer: Payer
    household_no: Sealed | None
    holder: Sealed | None
    bank: Sealed | None
    account_number: Sealed | None
    application_id: UUID | None
    consent_signed_on: date | None
    registered_on: date
    state: ParticipationState
    state_reason: str | None
    paid_on: date | None
    effective_on: date
    version: int
    name: Sealed
    sex: Sex
    birth_date: date
    of_foreigners: bool
    kinds: tuple[str, ...]
    tokens: tuple[IdentityToken, ...]
    numbers: tuple[Sealed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """The participation that an approved application becomes: whose it is, and what is sealed for that person from now on."""

    application_id: UUID
    participation_id: UUID
    payer: Payer
    person_id: UUID
    household_no: Sealed | None
    holder: Sealed
    bank: Sealed
    account_number: Sealed
    phone: Sealed
    address: Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnAct:
    """An act of our own, such as a stop: it is a fact beside the others, and closes the way for later money."""

    participation_id: UUID
    from_state: ParticipationState
    to_state: ParticipationState
    event: ParticipationEvent
    reason: str
    effective_on: date
    recorded_at: datetime
    actor: str
    note: Sealed | None = None
