"""One participation with its person, as events carry it, and what makes and ends one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from enrolment_terms.documents import Sex
from enrolment_terms.scheme import Category, Channel, ParticipationState, Payer, Scheme
from enrolment_terms.sealed import IdentityToken, Sealed
from registration.domain.participation_acts import ActFact
from registration.domain.participation_standing import Paid, Suspension, Unpaid, standing_of
from registration.domain.participation_states import ParticipationEvent, StateReason

_NEVER_OPENED = (ParticipationState.REGISTERED, ParticipationState.LAPSED, ParticipationState.CANCELLED)


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
    permit_valid_to: date | None
    government_until: date | None
    registered_on: date
    filed_on: date | None
    school: str | None
    """Who handed in the list that enrolled him."""
    state: ParticipationState
    state_reason: StateReason | None
    paid_on: date | None
    effective_on: date
    resumed_on: date | None
    version: int
    name: Sealed
    sex: Sex | None
    birth_date: date | None
    of_foreigners: bool
    expected_on: date | None
    provisional: bool
    guardian_person_id: UUID | None
    phone: Sealed | None
    address: Sealed | None
    kinds: tuple[str, ...]
    tokens: tuple[IdentityToken, ...]
    numbers: tuple[Sealed, ...]

    @property
    def is_covered_by_finance(self) -> bool:
        """ACTIVE, or was, without money: a mark opened it (R-042)."""
        opened = self.state in (ParticipationState.ACTIVE, ParticipationState.SUSPENDED, ParticipationState.STOPPED)
        return opened and self.paid_on is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """A participation that an approved application becomes: whose it is, and what is sealed for that person from now on.

    `benefit_year`: the application's, or the other one of a newborn (R-024).
    """

    application_id: UUID
    participation_id: UUID
    benefit_year: int
    payer: Payer
    government_until: date | None
    person_id: UUID
    household_no: Sealed | None
    holder: Sealed | None
    bank: Sealed | None
    account_number: Sealed | None
    phone: Sealed | None
    address: Sealed | None


def suspensions_of(participation: Participation, acts: Sequence[ActFact]) -> tuple[Suspension, ...]:
    """All suspensions there were, past and open: whoever hears the newest state alone knows them all."""
    if not acts:
        return ()
    return standing_of(_money(participation), acts, participation.registered_on).suspensions


def _money(participation: Participation) -> Paid | Unpaid:
    """R-042: a mark covers from the registration on, or later; what it opened is neither unpaid nor lapsed."""
    if participation.paid_on is not None:
        return Paid(participation.paid_on, ParticipationEvent.PAYMENT_SETTLED)
    if participation.payer is Payer.FINANCE and participation.state not in _NEVER_OPENED:
        return Paid(participation.registered_on, ParticipationEvent.SUBSIDY_MARKED, by_mark=True)
    return Unpaid()
