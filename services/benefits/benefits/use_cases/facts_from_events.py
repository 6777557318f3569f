"""What each event tells, as facts. One function for each event type; the table at the bottom is all that consumers need."""

import re
from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from benefits.domain.fact_kinds import CoverElsewhere, Death, Fact, Identity, Marks
from benefits.domain.facts import (
    Circumstance,
    Claim,
    EmployeeSpell,
    History,
    Mark,
    Participation,
    Payment,
    Permit,
    Refund,
    Reversal,
    StateChange,
    Suspension,
    YearsElsewhere,
)
from benefits.domain.years import years
from enrolment_events.benefits import ClaimRecordedV1
from enrolment_events.duplicates import CoverageElsewhereChangedV1
from enrolment_events.envelope import Event, EventData
from enrolment_events.payment import (
    EmployeeData,
    EmployeeEndedV1,
    EmployeePaidV1,
    EmployeeRegisteredV1,
    PaymentReversedV1,
    PaymentSettledV1,
    PaymentUnsettledV1,
    RefundChangedV1,
    RefundEnd,
    RefundPaidBackV1,
    RepairSettledV1,
)
from enrolment_events.registration import (
    CircumstanceRecordedV1,
    DeathRecordedV1,
    HistoryRecordedV1,
    ParticipationActivatedV1,
    ParticipationCancelledV1,
    ParticipationChangedV1,
    ParticipationData,
    ParticipationLapsedV1,
    ParticipationRegisteredV1,
    ParticipationResumedV1,
    ParticipationStoppedV1,
    ParticipationSuspendedV1,
    ParticipationTerminatedV1,
    PermitRecordedV1,
    PersonCreatedV1,
    PersonIdentityUpdatedV1,
    PersonMergedV1,
    PersonState,
    SubsidyData,
    SubsidyMarkedV1,
    SubsidyUnmarkedV1,
)
from enrolment_terms.documents import DocumentType
from enrolment_terms.regions import is_area_code
from enrolment_terms.scheme import BillKind
from policy_parameters.newborns import NewbornDocument

FactsOf = Callable[[Event[Any]], Iterable[Fact]]
_DOUBLE = "DUPLICATE_PAYMENT"
_CODE = re.compile("[A-Z][A-Z_]{1,38}[0-9]{0,3}")
OTHER = "OTHER"
_INTERRUPTS = (ParticipationSuspendedV1, ParticipationResumedV1, ParticipationStoppedV1, ParticipationTerminatedV1)


def recorded_version(event: Event[Any]) -> int:
    """For facts that several aggregates repeat: the moment of recording, in microseconds."""
    return int(event.recordedtime.timestamp() * 1_000_000)


def code_in(text: str | None) -> str | None:
    """The text if it is a code; free text is not kept, and no rule asks for it."""
    return text if text and _CODE.fullmatch(text) else None


def of_participation(event: Event[ParticipationData]) -> Iterable[Fact]:
    """The participation's newest state, the person it belongs to, and the change itself if it may touch benefits."""
    data, person = event.data, event.personid
    participation = Participation(
        id=str(data.participation_id),
        benefit_year=data.benefit_year,
        scheme=data.scheme,
        area=data.area,
        category=data.category,
        payer=data.payer,
        state=data.state,
        state_reason=code_in(data.state_reason),
        registered_on=data.registered_on,
        paid_on=data.paid_on,
        effective_on=data.effective_on,
        suspensions=_suspensions(data),
    )
    yield Fact(person, participation.id, event.aggregateversion, participation)
    yield Fact(person, str(person), recorded_version(event), identity_of(data.person))
    if data.suspensions is None and isinstance(data, _INTERRUPTS):
        change = StateChange(
            participation_id=participation.id,
            version=event.aggregateversion,
            state=data.state,
            reason=code_in(data.state_reason),
            effective_on=data.effective_on,
        )
        yield Fact(person, f"{participation.id}:{event.aggregateversion}", event.aggregateversion, change)


def _suspensions(data: ParticipationData) -> tuple[Suspension, ...] | None:
    """None of a version that tells each change by itself."""
    if not data.suspensions:
        return None if data.suspensions is None else ()
    return tuple(Suspension(reason=code_in(one.reason) or OTHER, from_on=one.from_on, until_on=one.until_on) for one in data.suspensions)


def identity_of(person: PersonState) -> Identity:
    """What may be known of a person without opening anything sealed."""
    is_certified = {key.kind for key in person.keys} == {DocumentType.BIRTH_CERT}
    document: NewbornDocument = "BIRTH_CERT" if is_certified else "HOUSEHOLD_BOOK"
    return Identity(person.birth_date, person.foreign, person.sex, person.expected_on, document)


def of_identity(event: Event[PersonCreatedV1] | Event[PersonIdentityUpdatedV1]) -> Iterable[Fact]:
    """A new, corrected or completed person; of two tellings the later recorded one holds."""
    yield Fact(event.personid, str(event.personid), recorded_version(event), identity_of(event.data.person))


def of_merge(event: Event[PersonMergedV1]) -> Iterable[Fact]:
    """A merge is no fact of its own: it says whose facts the others are (see record_facts)."""
    return ()


def of_payment(event: Event[PaymentSettledV1]) -> Iterable[Fact]:
    """Money that settled a bill."""
    payment = replace(_payment(event.data), deemed_in_window=event.data.deemed_in_window)
    yield Fact(event.personid, payment.id, event.aggregateversion, payment)


def of_unsettled(event: Event[PaymentUnsettledV1]) -> Iterable[Fact]:
    """Money that counts no more. Its version and that of the settled payment go together: the higher one holds."""
    payment = replace(_payment(event.data), unsettled_on=event.data.on)
    yield Fact(event.personid, payment.id, event.aggregateversion, payment)


def _payment(data: PaymentSettledV1 | PaymentUnsettledV1) -> Payment:
    return Payment(
        id=str(data.payment_id),
        participation_id=str(data.participation_id),
        benefit_year=data.benefit_year,
        kind=data.kind,
        arrival=data.arrival_date,
        payer=data.payer,
        amount=data.amount,
        bill_id=str(data.bill_id),
    )


def of_repair(event: Event[RepairSettledV1]) -> Iterable[Fact]:
    """Money that repairs missed years."""
    data = event.data
    payment = Payment(
        id=str(data.payment_id),
        participation_id=str(data.participation_id),
        benefit_year=data.benefit_year,
        kind=BillKind.REPAIR,
        arrival=data.arrival_date,
        amount=data.amount,
        bill_id=str(data.bill_id),
        repair_years=data.repair_years,
    )
    yield Fact(event.personid, payment.id, event.aggregateversion, payment)


def of_reversal(event: Event[PaymentReversedV1]) -> Iterable[Fact]:
    """Money that the tax office took back."""
    reversal = Reversal(payment_id=str(event.data.payment_id), reversed_on=event.data.reversed_on)
    yield Fact(event.personid, reversal.payment_id, event.aggregateversion, reversal)


def of_refund_step(event: Event[RefundChangedV1]) -> Iterable[Fact]:
    """A refund as it stands: paid back, or not (any more), as when its payout came back."""
    is_double = event.data.ground == _DOUBLE and event.data.ends is RefundEnd.KEEP
    yield _refund(event, next(iter(event.data.payment_ids), None) if is_double else None, is_double=is_double)


def of_refund(event: Event[RefundPaidBackV1]) -> Iterable[Fact]:
    """Money that went back to the person."""
    yield _refund(event, event.data.payment_id, is_double=event.data.ground == _DOUBLE and event.data.payment_id is not None)


def _refund(event: Event[RefundChangedV1] | Event[RefundPaidBackV1], payment_id: UUID | None, *, is_double: bool) -> Fact:
    """Double: one payment of the bill goes back, another remains. Of two relations that were both paid for the whole bill goes (F-31)."""
    data = event.data
    refund = Refund(
        id=str(data.refund_id),
        participation_id=str(data.participation_id),
        bill_id=str(data.bill_id) if data.bill_id else None,
        payment_id=str(payment_id) if payment_id else None,
        double_payment=is_double,
        paid_back_on=data.paid_back_on,
    )
    return Fact(event.personid, refund.id, event.aggregateversion, refund)


def of_marks(event: Event[SubsidyData]) -> Iterable[Fact]:
    """All marks of a person."""
    marks = tuple(
        Mark(
            category=code_in(one.category) or OTHER,
            marked_on=one.marked_on,
            removed_on=one.removed_on,
            removal_received_on=one.removal_received_on,
        )
        for one in event.data.marks
    )
    yield Fact(event.personid, str(event.personid), event.aggregateversion, Marks(marks))


def of_death(event: Event[DeathRecordedV1]) -> Iterable[Fact]:
    """A death, or that an earlier message of one was wrong."""
    yield Fact(event.personid, str(event.personid), event.aggregateversion, Death(event.data.died_on))


def of_permit(event: Event[PermitRecordedV1]) -> Iterable[Fact]:
    """A residence permit."""
    data = event.data
    permit = Permit(id=str(data.permit_id), filed_on=data.filed_on, valid_to=data.valid_to)
    yield Fact(event.personid, permit.id, event.aggregateversion, permit)


def of_circumstance(event: Event[CircumstanceRecordedV1]) -> Iterable[Fact]:
    """A documented circumstance."""
    data = event.data
    circumstance = Circumstance(
        id=str(data.circumstance_id),
        kind=code_in(data.kind) or OTHER,
        from_on=data.from_on,
        until_on=data.until_on,
        withdrawn=data.withdrawn,
    )
    yield Fact(event.personid, circumstance.id, event.aggregateversion, circumstance)


def of_history(event: Event[HistoryRecordedV1]) -> Iterable[Fact]:
    """Years insured before or elsewhere."""
    history = History(resident=years(event.data.resident_years), employee=years(event.data.employee_years))
    yield Fact(event.personid, str(event.personid), event.aggregateversion, history)


def of_cover_elsewhere(event: Event[CoverageElsewhereChangedV1]) -> Iterable[Fact]:
    """Years insured in other regions, all that dedup knows of: beside what documents tell, never instead of it (F-30)."""
    spells = tuple(
        YearsElsewhere(
            area=one.area if is_area_code(one.area) else OTHER,
            scheme=one.scheme,
            years=years(one.years),
            paid=one.paid,
            periods=tuple((period.first_on, period.last_on) for period in one.periods),
        )
        for one in event.data.spells
    )
    yield Fact(event.personid, str(event.personid), event.aggregateversion, CoverElsewhere(spells))


def of_employee(event: Event[EmployeeData]) -> Iterable[Fact]:
    """A relation in the employee scheme; one that is not this person's any more is as if nobody had paid it."""
    data = event.data
    if data.withdrawn:
        yield Fact(event.personid, str(data.spell_id), event.aggregateversion, EmployeeSpell(id=str(data.spell_id)))
        return
    spell = EmployeeSpell(
        id=str(data.spell_id),
        identity=data.identity,
        first_paid_on=data.first_payment_on,
        benefits_from=data.benefits_from,
        benefits_until=data.benefits_until,
        ended_notice_on=data.ended_notice_on,
        land_expropriated=data.land_expropriated,
    )
    yield Fact(event.personid, spell.id, event.aggregateversion, spell)


def of_claim(event: Event[ClaimRecordedV1]) -> Iterable[Fact]:
    """A settlement of the fund, by our own id: events of before carry the hospital's reference beside it."""
    data = event.data
    claim = Claim(
        id=event.subject,
        year=data.benefit_year,
        settled_on=data.settled_on,
        fund_paid=data.fund_paid,
        serious_paid=data.serious_paid,
        bonus_used=data.bonus_used,
        withdrawn=data.withdrawn,
    )
    yield Fact(event.personid, claim.id, event.aggregateversion, claim)


FACTS_OF: dict[type[EventData], FactsOf] = {
    ParticipationRegisteredV1: of_participation,
    ParticipationActivatedV1: of_participation,
    ParticipationLapsedV1: of_participation,
    ParticipationCancelledV1: of_participation,
    ParticipationStoppedV1: of_participation,
    ParticipationSuspendedV1: of_participation,
    ParticipationChangedV1: of_participation,
    ParticipationResumedV1: of_participation,
    ParticipationTerminatedV1: of_participation,
    PaymentSettledV1: of_payment,
    PaymentReversedV1: of_reversal,
    PaymentUnsettledV1: of_unsettled,
    RefundPaidBackV1: of_refund,
    RefundChangedV1: of_refund_step,
    RepairSettledV1: of_repair,
    EmployeeRegisteredV1: of_employee,
    EmployeePaidV1: of_employee,
    EmployeeEndedV1: of_employee,
    SubsidyMarkedV1: of_marks,
    SubsidyUnmarkedV1: of_marks,
    DeathRecordedV1: of_death,
    PermitRecordedV1: of_permit,
    CircumstanceRecordedV1: of_circumstance,
    HistoryRecordedV1: of_history,
    CoverageElsewhereChangedV1: of_cover_elsewhere,
    PersonCreatedV1: of_identity,
    PersonIdentityUpdatedV1: of_identity,
    PersonMergedV1: of_merge,
    ClaimRecordedV1: of_claim,
}
