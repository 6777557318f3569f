"""What the service knows of a person: facts as they are told, each with its own identity. Nothing here is decided.

Frozen msgspec records: as fast to make as a tuple, and stored and read as JSON without a mapping of their own.
"""

from datetime import date

import msgspec

from benefits.domain.years import NO_YEARS, YearSet
from enrolment_terms.documents import Sex
from enrolment_terms.scheme import BillKind, Category, EmployeeIdentity, ParticipationState, Payer, Scheme
from policy_parameters.newborns import NewbornDocument


class Suspension(msgspec.Struct, frozen=True, kw_only=True):
    """Days on which a participation rests, both included; without `until` it still does."""

    reason: str
    from_on: date
    until_on: date | None = None


class Participation(msgspec.Struct, frozen=True, kw_only=True):
    """参保关系 of one benefit year, newest state. `suspensions` None: told by a version that told each change by itself."""

    id: str
    benefit_year: int
    scheme: Scheme = Scheme.RESIDENT
    area: str
    category: Category = Category.GENERAL
    payer: Payer = Payer.PERSON
    state: ParticipationState = ParticipationState.REGISTERED
    state_reason: str | None = None
    registered_on: date
    paid_on: date | None = None
    effective_on: date
    suspensions: tuple[Suspension, ...] | None = None


class StateChange(msgspec.Struct, frozen=True, kw_only=True):
    """One change of a participation's state that may touch benefits (suspended, resumed, terminated)."""

    participation_id: str
    version: int
    state: ParticipationState
    reason: str | None = None
    effective_on: date


class Payment(msgspec.Struct, frozen=True, kw_only=True):
    """Money that settled a bill. `arrival` is the business date that decides; `repair_years` only for kind REPAIR."""

    id: str
    participation_id: str
    benefit_year: int
    kind: BillKind = BillKind.NORMAL
    arrival: date
    deemed_in_window: bool = False
    payer: Payer = Payer.PERSON
    amount: int = 0
    bill_id: str | None = None
    repair_years: int = 0
    unsettled_on: date | None = None
    """Since when it counts no more: taken back, or of a registration that was cancelled (D4)."""


class Reversal(msgspec.Struct, frozen=True, kw_only=True):
    """The tax office took a payment back (冲正): it never counted."""

    payment_id: str
    reversed_on: date


class Refund(msgspec.Struct, frozen=True, kw_only=True):
    """退费, newest state. `double_payment` is ground 2: one payment remains, nothing ends."""

    id: str
    participation_id: str
    bill_id: str | None = None
    payment_id: str | None = None
    double_payment: bool = False
    paid_back_on: date | None = None


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """Identity mark of one category of 困难居民. `removal_received_on`: when the platform heard of the loss (R-043)."""

    category: str
    marked_on: date
    removed_on: date | None = None
    removal_received_on: date | None = None


class EmployeeSpell(msgspec.Struct, frozen=True, kw_only=True):
    """One relation in the employee scheme. It counts from `first_paid_on`; benefits run from `benefits_from` to `benefits_until`."""

    id: str
    identity: EmployeeIdentity = EmployeeIdentity.WORKER
    first_paid_on: date | None = None
    benefits_from: date | None = None
    benefits_until: date | None = None
    ended_notice_on: date | None = None
    land_expropriated: bool = False


class Permit(msgspec.Struct, frozen=True, kw_only=True):
    """居住证 that was handed in on `filed_on` and is valid to `valid_to`."""

    id: str
    filed_on: date
    valid_to: date


class Circumstance(msgspec.Struct, frozen=True, kw_only=True):
    """A documented circumstance: discharged on / abroad from-until … (R-102, R-104)."""

    id: str
    kind: str
    from_on: date
    until_on: date | None = None
    withdrawn: bool = False


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """One settlement paid by the fund, newest state. Money in fen. `id` is ours: what the hospital calls it stays sealed."""

    id: str
    year: int
    settled_on: date
    fund_paid: int
    serious_paid: int = 0
    bonus_used: bool = False
    withdrawn: bool = False


class History(msgspec.Struct, frozen=True, kw_only=True):
    """Years insured elsewhere or before this service began, as documented: either scheme, and those with claims unknown."""

    resident: YearSet = NO_YEARS
    employee: YearSet = NO_YEARS


class YearsElsewhere(msgspec.Struct, frozen=True, kw_only=True):
    """Years in one scheme of one other pooling region, as dedup knows them (F-30). `paid`: the cover of each of them was paid for.

    `periods`: first and last day of all that cover, where they are told; without a last day it goes on.
    """

    area: str
    scheme: Scheme
    years: YearSet
    paid: bool = True
    periods: tuple[tuple[date, date | None], ...] = ()


class PersonFacts(msgspec.Struct, frozen=True, kw_only=True):
    """Everything known of one person. Order inside the tuples means nothing."""

    born: date | None = None
    expected: date | None = None
    foreign: bool = False
    document: NewbornDocument = "HOUSEHOLD_BOOK"
    sex: Sex | None = None
    died_on: date | None = None
    participations: tuple[Participation, ...] = ()
    changes: tuple[StateChange, ...] = ()
    payments: tuple[Payment, ...] = ()
    reversals: tuple[Reversal, ...] = ()
    refunds: tuple[Refund, ...] = ()
    marks: tuple[Mark, ...] = ()
    spells: tuple[EmployeeSpell, ...] = ()
    permits: tuple[Permit, ...] = ()
    circumstances: tuple[Circumstance, ...] = ()
    claims: tuple[Claim, ...] = ()
    history: History = History()
    elsewhere: tuple[YearsElsewhere, ...] = ()
