"""Events of the registration service: applications and participations."""

from datetime import date
from enum import StrEnum
from typing import ClassVar, Literal
from uuid import UUID

import msgspec

from enrolment_events.envelope import EventData
from enrolment_events.households import BankAccount, HouseholdChangedV1
from enrolment_events.progress import ProgressSnapshotV1
from enrolment_terms.documents import DocumentType, Sex
from enrolment_terms.labels import labelled
from enrolment_terms.reasons import ReasonCode
from enrolment_terms.scheme import Category, Channel, ParticipationState, Payer, Scheme
from enrolment_terms.sealed import IdentityToken, Sealed, WeakIdentityToken
from enrolment_terms.weak_identity import WeakKind


class PersonKey(msgspec.Struct, frozen=True, kw_only=True):
    """One document of the person: its kind, its token for matching, its sealed number."""

    kind: DocumentType
    token: IdentityToken
    number: Sealed


class WeakToken(msgspec.Struct, frozen=True, kw_only=True):
    """What two records of one person may share where their documents do not: it proposes, never proves. 32 hex digits."""

    kind: WeakKind
    token: WeakIdentityToken


class PersonState(msgspec.Struct, frozen=True, kw_only=True):
    """What other services may know of a person: the name and numbers only sealed, for this person and no other."""

    person_id: UUID
    name: Sealed
    sex: Sex | None = None
    """None of a child that is not born yet."""
    birth_date: date | None = None
    """None of a child that is not born yet: it is a person, and `expected_on` its expected day of birth."""
    keys: tuple[PersonKey, ...]
    foreign: bool = False
    """Child of foreigners or overseas Chinese, or one of them: the 180-day newborn window applies (R-023)."""
    expected_on: date | None = None
    """Stays when the child is born: its birth year may be another than the one that was billed (R-021)."""
    provisional: bool = False
    """Not born yet, or known by a birth certificate only: the identity is to be completed before the next year (R-026)."""
    guardian_person_id: UUID | None = None
    """The mother who enrolled it before birth, where she is in the file herself."""
    weak: tuple[WeakToken, ...] = ()
    """All weak tokens, under each identity key; empty where nothing is told of them: then those that were told last stand."""


class ApplicationSubmittedV1(EventData, frozen=True, kw_only=True):
    """An application was handed in: dedup answers with `dedup.check.completed` for this `submit_no`."""

    event_type: ClassVar[str] = "registration.application.submitted.v1"

    application_id: UUID
    submit_no: int
    benefit_year: int
    area: str
    category: Category
    channel: Channel
    applied_on: date
    tokens: tuple[IdentityToken, ...]
    consent_signed_on: date | None = None
    """Date of the informed consent (B22, R-087), if signed."""
    employee_stop_proved: bool = False
    """Proof of stop of the employee scheme (停保凭证) was handed in (R-002)."""


class Suspension(msgspec.Struct, frozen=True, kw_only=True):
    """Days on which a paid participation rests, both included; without `until_on` it still does. `reason` as in `state_reason`."""

    reason: str
    from_on: date
    until_on: date | None = None


class DecidedState(StrEnum):
    """Where a decision leaves an application; after NEEDS_CORRECTION it may be handed in again."""

    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    NEEDS_CORRECTION = "NEEDS_CORRECTION"
    WITHDRAWN = "WITHDRAWN"


labelled(
    DecidedState,
    "申请办理结果",
    {
        DecidedState.APPROVED: "审核通过",
        DecidedState.REJECTED: "审核不通过",
        DecidedState.NEEDS_CORRECTION: "待补正",
        DecidedState.WITHDRAWN: "已撤回",
    },
)


class ApplicationDecidedV1(EventData, frozen=True, kw_only=True):
    """An application was decided on, sent back or taken back (D1). Codes only: what people wrote stays sealed where it was written."""

    event_type: ClassVar[str] = "registration.application.decided.v1"

    application_id: UUID
    submit_no: int
    item: str | None = None
    """The service item; None before items were declared."""
    benefit_year: int
    state: DecidedState
    reasons: tuple[ReasonCode, ...] = ()
    missing: tuple[str, ...] = ()
    """Names of fields, and of materials as "materials.A|B"."""
    participation_id: UUID | None = None
    """What an approval registered or changed."""
    operator: str
    decided_on: date


class InsuringUnit(msgspec.Struct, frozen=True, kw_only=True):
    """Where somebody is insured, as the agency fills it in (B22): the division code of the place and its name."""

    code: str
    name: str


class ConsentSignedV1(EventData, frozen=True, kw_only=True):
    """The informed consent of an application, as it stands (B22, R-087): the old relation may be suspended once the new one is complete.

    Told when it is signed, when the agency has filled in the units, and when it is withdrawn, which is possible until the approval.
    """

    event_type: ClassVar[str] = "registration.consent.signed.v1"

    consent_id: UUID
    application_id: UUID
    text_version: str
    """Of what was promised: other words are another version."""
    signed_on: date
    signed_by: Literal["LOGIN", "PAPER"]
    """By a real-name login, or with ink."""
    old_unit: InsuringUnit | None = None
    new_unit: InsuringUnit | None = None
    withdrawn_on: date | None = None


class ParticipationData(EventData, frozen=True, kw_only=True):
    """Full public state of one participation: one person, one region, one scheme, one benefit year (D2)."""

    participation_id: UUID
    state: ParticipationState
    state_reason: str | None = None
    benefit_year: int
    scheme: Scheme
    area: str
    """Place of participation (参保区划): nine digits of a town where known, twelve of a village."""
    category: Category
    channel: Channel
    payer: Payer
    household_no: Sealed | None = None
    """Sealed for the person: only the tax office is told it in clear. One that an older version told is not sealed."""
    registered_on: date
    """Business date on which registration was complete (approval, renewal, list)."""
    filed_on: date | None = None
    """Day on which its application was handed in first: whoever filed inside the period registered in time (H2 R-033)."""
    paid_on: date | None = None
    """Arrival date of the money that made it ACTIVE."""
    effective_on: date
    """Business date of the latest change of state."""
    person: PersonState
    account: BankAccount | None = None
    application_id: UUID | None = None
    consent_signed_on: date | None = None
    covered_by_finance: bool = False
    """ACTIVE by a mark, before the money of finance has come (R-042)."""
    permit_valid_to: date | None = None
    """Last day of the residence permit that it rests on (R-035)."""
    school: str | None = None
    """Code of the school that listed the student and collects for him (R-030, R-064)."""
    government_until: date | None = None
    """Last day on which the government pays for a land-expropriated farmer (R-131)."""
    suspensions: tuple[Suspension, ...] | None = None
    """All that there were, in the order of their days; None: told by a version that tells only the latest state."""


class ParticipationRegisteredV1(ParticipationData, frozen=True, kw_only=True):
    """Registered: payment-bridge makes the bill(s), dedup and benefits keep the fact."""

    event_type: ClassVar[str] = "registration.participation.registered.v1"


class ParticipationActivatedV1(ParticipationData, frozen=True, kw_only=True):
    """Paid (or subsidised and marked), or imported as paid from an earlier year."""

    event_type: ClassVar[str] = "registration.participation.activated.v1"


class ParticipationLapsedV1(ParticipationData, frozen=True, kw_only=True):
    """Unpaid at the end of the period (视为自动弃保)."""

    event_type: ClassVar[str] = "registration.participation.lapsed.v1"


class ParticipationCancelledV1(ParticipationData, frozen=True, kw_only=True):
    """Cancelled before payment: the open bill is cancelled too."""

    event_type: ClassVar[str] = "registration.participation.cancelled.v1"


class ParticipationStoppedV1(ParticipationData, frozen=True, kw_only=True):
    """Levy relation stopped; what was paid stays."""

    event_type: ClassVar[str] = "registration.participation.stopped.v1"


class ParticipationSuspendedV1(ParticipationData, frozen=True, kw_only=True):
    """暂停参保, for the reason in `state_reason`."""

    event_type: ClassVar[str] = "registration.participation.suspended.v1"


class ParticipationResumedV1(ParticipationData, frozen=True, kw_only=True):
    """Suspended before, active again (R-131, R-134)."""

    event_type: ClassVar[str] = "registration.participation.resumed.v1"


class ParticipationTerminatedV1(ParticipationData, frozen=True, kw_only=True):
    """终止: final."""

    event_type: ClassVar[str] = "registration.participation.terminated.v1"


class ParticipationChangedV1(ParticipationData, frozen=True, kw_only=True):
    """The state stays, something else of it is another now (R-065): `changed` names the members of this payload that are."""

    event_type: ClassVar[str] = "registration.participation.changed.v1"

    changed: tuple[str, ...]


class SubsidyMark(msgspec.Struct, frozen=True, kw_only=True):
    """One category of 困难居民 (R-040). `removal_received_on`: when the national platform heard of the loss; it decides (R-043)."""

    category: str
    department: str
    list_month: str | None = None
    received_on: date
    marked_on: date
    removed_on: date | None = None
    removal_received_on: date | None = None


class SubsidyData(EventData, frozen=True, kw_only=True):
    """All marks of a person, past ones too: a set, never a toggle. The aggregate is the person."""

    marks: tuple[SubsidyMark, ...]


class SubsidyMarkedV1(SubsidyData, frozen=True, kw_only=True):
    """A mark was made (身份标识)."""

    event_type: ClassVar[str] = "registration.subsidy.marked.v1"


class SubsidyUnmarkedV1(SubsidyData, frozen=True, kw_only=True):
    """A mark was taken away."""

    event_type: ClassVar[str] = "registration.subsidy.unmarked.v1"


class DeathRecordedV1(EventData, frozen=True, kw_only=True):
    """A death (R-091), back-dated if told late; `died_on` None withdraws an error. The aggregate is the person."""

    event_type: ClassVar[str] = "registration.death.recorded.v1"

    died_on: date | None
    source: str


class PermitRecordedV1(EventData, frozen=True, kw_only=True):
    """A residence permit (居住证) was handed in (R-035, R-036). The aggregate is the permit."""

    event_type: ClassVar[str] = "registration.permit.recorded.v1"

    permit_id: UUID
    filed_on: date
    valid_from: date | None = None
    valid_to: date


class CircumstanceRecordedV1(EventData, frozen=True, kw_only=True):
    """A documented circumstance that changes a rule: an exempt group of the policy book, such as VETERAN, VETERAN_SPOUSE, MY1 (R-104), or
    ABROAD, ARMY, PRISON (R-102). `from_on` of a mid-year category is the day of its event (R-033). The aggregate is the circumstance.
    """

    event_type: ClassVar[str] = "registration.circumstance.recorded.v1"

    circumstance_id: UUID
    kind: str
    from_on: date
    until_on: date | None = None
    withdrawn: bool = False
    source: str


class HistoryRecordedV1(EventData, frozen=True, kw_only=True):
    """Years insured elsewhere or before this system, as transfers document them (R-090, F-30). The aggregate is the person."""

    event_type: ClassVar[str] = "registration.history.recorded.v1"

    resident_years: tuple[int, ...]
    employee_years: tuple[int, ...] = ()
    source: str


class PersonCreatedV1(EventData, frozen=True, kw_only=True):
    """An approval made somebody a person of the file. Whoever comes with a list is told with his participation alone."""

    event_type: ClassVar[str] = "registration.person.created.v1"

    person: PersonState


class PersonIdentityUpdatedV1(EventData, frozen=True, kw_only=True):
    """Name, documents or birth date were corrected or completed (R-026): same person, more keys. The aggregate is the person."""

    event_type: ClassVar[str] = "registration.person.identity_updated.v1"

    person: PersonState
    provisional: bool = False


class PersonMergedV1(EventData, frozen=True, kw_only=True):
    """Two records were one person: from now on the facts of `merged_person_id` are those of `kept_person_id` (R-026)."""

    event_type: ClassVar[str] = "registration.person.merged.v1"

    kept_person_id: UUID
    merged_person_id: UUID


class MandateKind(StrEnum):
    """Why a login may act for a person."""

    SELF = "SELF"
    GUARDIAN = "GUARDIAN"
    AGENT = "AGENT"


labelled(MandateKind, "代办关系", {MandateKind.SELF: "本人", MandateKind.GUARDIAN: "监护人", MandateKind.AGENT: "受托人"})


class MandateChangedV1(EventData, frozen=True, kw_only=True):
    """A login may act for the person of the envelope, from and until these days, both included. The aggregate is the mandate.

    `until_on` before `from_on`: it never held. Who acts by a document that the sign-on has verified needs no mandate.
    """

    event_type: ClassVar[str] = "registration.mandate.changed.v1"

    mandate_id: UUID
    subject: str
    kind: MandateKind
    from_on: date
    until_on: date | None = None


PUBLISHED: tuple[type[EventData], ...] = (
    ApplicationSubmittedV1, ApplicationDecidedV1, ConsentSignedV1, ParticipationRegisteredV1, ParticipationActivatedV1,
    ParticipationLapsedV1, ParticipationCancelledV1, ParticipationStoppedV1, ParticipationSuspendedV1, ParticipationResumedV1,
    ParticipationTerminatedV1, ParticipationChangedV1, SubsidyMarkedV1, SubsidyUnmarkedV1, DeathRecordedV1, PermitRecordedV1,
    CircumstanceRecordedV1, HistoryRecordedV1, PersonCreatedV1, PersonIdentityUpdatedV1, PersonMergedV1, MandateChangedV1,
    HouseholdChangedV1,
    ProgressSnapshotV1,
)  # fmt: skip
