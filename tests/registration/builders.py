"""Plain functions that build people, forms and events."""

from datetime import date, datetime
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from enrolment_events.benefits import EntitlementChangedV1, EntitlementState, WaitEvaluatedV1
from enrolment_events.dedup import CheckCompletedV1, Hit, SuspendRequestedV1
from enrolment_events.duplicates import SuspendAction
from enrolment_events.envelope import Event, new_event
from enrolment_events.payment import (
    BillAbandonedV1,
    BillCancelledV1,
    BillCreatedV1,
    BillData,
    BillFailedV1,
    BillSentV1,
    EmployeeData,
    EmployeeEndedV1,
    EmployeePaidV1,
    EmployeeRegisteredV1,
    PaymentDuplicateReceivedV1,
    PaymentReversedV1,
    PaymentSettledV1,
    PaymentUnmatchedV1,
    PaymentUnsettledV1,
    RefundChangedV1,
    RefundEnd,
    RefundState,
    Unsettled,
)
from enrolment_terms.benefit_year import SHANGHAI
from enrolment_terms.documents import Sex
from enrolment_terms.fictitious import fictitious_id
from enrolment_terms.reasons import ReasonCode
from enrolment_terms.scheme import BillKind, BillState, EmployeeIdentity, FailureCause, Payer, PaymentChannel, Scheme

TOWN = "440783115"
AUTUMN = datetime(2023, 10, 10, 9, tzinfo=SHANGHAI)
_numbers = count()
_children = count()


def fresh_number(sex: Sex = Sex.MALE) -> str:
    """A document number that nobody in this test run has yet."""
    number = next(_numbers)
    return fictitious_id(date(1950 + number // 500 % 60, 1 + number // 30000 % 12, 1 + number // 360000 % 28), number % 500, sex)


def fresh_child() -> str:
    """That of a boy of three, before school."""
    return fictitious_id(date(2020, 6, 1), next(_children), Sex.MALE)


def form(**changes: Any) -> dict[str, Any]:
    """The twelve fields of a good form; None leaves a field out."""
    body = {
        "name": "陈大文",
        "sex": "男",
        "document_type": "RESIDENT_ID",
        "document_number": fresh_number(),
        "household_area": TOWN,
        "household_address": "示例村 1 号",
        "area": TOWN,
        "account_holder": "陈大文",
        "bank": "开平农商银行",
        "account_number": "9900000000000001",
        "phone": "10000000001",
        "confirmed": True,
        **changes,
    }
    return {name: value for name, value in body.items() if value is not None}


def insured(**changes: Any) -> dict[str, Any]:
    """A row of last year's insured."""
    body = {
        "name": "李小明",
        "sex": "男",
        "document_type": "RESIDENT_ID",
        "document_number": fresh_number(),
        "area": TOWN,
        "phone": "10000000002",
        "account_holder": "李小明",
        "bank": "开平农商银行",
        "account_number": "9900000000000002",
        "paid_on": "2022-11-15",
        **changes,
    }
    return {name: value for name, value in body.items() if value is not None}


def hit(code: ReasonCode | None, *, area: str = "440100", rule: str = "R-089", scheme: Scheme = Scheme.RESIDENT) -> Hit:
    """A participation found elsewhere."""
    return Hit(
        area=area,
        same_region=False,
        in_province=area.startswith("44"),
        scheme=scheme,
        benefit_year=2024,
        paid=True,
        starts_on=date(2024, 1, 1),
        ends_on=date(2024, 12, 31),
        rule=rule,
        code=code,
    )


def check_completed(
    application_id: UUID | str, submit_no: int = 1, hits: tuple[Hit, ...] = (), *, at: datetime = AUTUMN, version: int | None = None
) -> Event[CheckCompletedV1]:
    """Dedup's answer."""
    data = CheckCompletedV1(
        application_id=UUID(str(application_id)),
        submit_no=submit_no,
        clear=not any(found.code for found in hits),
        hits=hits,
        checked_at=at,
    )
    return _event(data, data.application_id, version or submit_no, at)


_BILLS: dict[BillState, type[BillData]] = {
    BillState.HELD: BillCreatedV1,
    BillState.SENT: BillSentV1,
    BillState.FAILED_PERSONAL: BillFailedV1,
    BillState.FAILED_SYSTEM: BillFailedV1,
    BillState.ABANDONED: BillAbandonedV1,
    BillState.CANCELLED: BillCancelledV1,
}


def bill(
    participation_id: UUID | str,
    state: BillState,
    version: int,
    *,
    bill_id: UUID | None = None,
    cause: FailureCause | None = None,
    on: date = date(2023, 10, 20),
    resend_no: int = 0,
    expired: bool = False,
    payer: Payer = Payer.PERSON,
) -> Event[BillData]:
    """One bill in one state."""
    participation = UUID(str(participation_id))
    data = _BILLS[state](
        bill_id=bill_id or participation,
        participation_id=participation,
        state=state,
        kind=BillKind.NORMAL,
        benefit_year=2024,
        area=TOWN,
        amount=40600,
        payer=payer,
        cause=cause,
        resend_no=resend_no,
        effective_on=on,
        expired=expired,
    )
    return _event(data, data.bill_id, version, AUTUMN)


def settled(
    participation_id: UUID | str,
    *,
    on: date = date(2023, 10, 20),
    deemed: bool = False,
    year: int = 2024,
    group_complete: bool = True,
    kind: BillKind = BillKind.NORMAL,
    payment_id: UUID | None = None,
    person_id: UUID | None = None,
    version: int = 1,
) -> Event[PaymentSettledV1]:
    """Money that arrived."""
    participation = UUID(str(participation_id))
    data = PaymentSettledV1(
        payment_id=payment_id or uuid4(),
        bill_id=participation,
        participation_id=participation,
        kind=kind,
        benefit_year=year,
        area=TOWN,
        amount=40600,
        payer=Payer.PERSON,
        channel=PaymentChannel.BANK_DEDUCTION,
        arrival_date=on,
        deemed_in_window=deemed,
        tax_serial=uuid4().hex,
        group_complete=group_complete,
    )
    return _event(data, data.payment_id, version, AUTUMN, person_id)


def taken_back(money: Event[PaymentSettledV1], on: date) -> Event[PaymentReversedV1]:
    """The tax office says that this money never was (冲正)."""
    paid = money.data
    data = PaymentReversedV1(
        payment_id=paid.payment_id,
        bill_id=paid.bill_id,
        participation_id=paid.participation_id,
        amount=paid.amount,
        reversed_on=on,
        tax_serial=uuid4().hex,
    )
    return _event(data, paid.payment_id, money.aggregateversion + 1, AUTUMN, money.personid)


def counts_no_more(money: Event[PaymentSettledV1], on: date, why: Unsettled = Unsettled.CANCELLED) -> Event[PaymentUnsettledV1]:
    """The payment bridge says that this money does not count."""
    paid = money.data
    data = PaymentUnsettledV1(
        payment_id=paid.payment_id,
        bill_id=paid.bill_id,
        participation_id=paid.participation_id,
        kind=paid.kind,
        benefit_year=paid.benefit_year,
        amount=paid.amount,
        payer=paid.payer,
        arrival_date=paid.arrival_date,
        why=why,
        on=on,
    )
    return _event(data, paid.payment_id, money.aggregateversion + 1, AUTUMN, money.personid)


def paid_twice(participation_id: UUID | str, person_id: UUID, payment_id: UUID | None = None) -> Event[PaymentDuplicateReceivedV1]:
    """A second success for one bill."""
    participation = UUID(str(participation_id))
    data = PaymentDuplicateReceivedV1(
        payment_id=payment_id or uuid4(),
        bill_id=participation,
        participation_id=participation,
        amount=40600,
        channel=PaymentChannel.YUE_SHUITONG,
        arrival_date=date(2023, 10, 21),
        tax_serial=uuid4().hex,
    )
    return _event(data, data.payment_id, 1, AUTUMN, person_id)


def unmatched(payment_id: UUID, version: int = 1) -> Event[PaymentUnmatchedV1]:
    """Money that has no bill yet."""
    data = PaymentUnmatchedV1(
        payment_id=payment_id,
        bill_id=None,
        participation_id=None,
        amount=40600,
        channel=PaymentChannel.TAX_HALL,
        arrival_date=date(2023, 10, 21),
        tax_serial=payment_id.hex,
    )
    return _event(data, payment_id, version, AUTUMN)


def waits(
    participation_id: UUID | str, version: int, months: int, *, year: int = 2024, wait_id: UUID | None = None
) -> Event[WaitEvaluatedV1]:
    """How long benefits say the person waits."""
    data = WaitEvaluatedV1(
        participation_id=UUID(str(participation_id)),
        benefit_year=year,
        fixed_months=months,
        variable_months=0,
        total_months=months,
        starts_on=date(2024, 1, 1),
        empty=False,
        useful_repair_years=0,
        repair_price=0,
    )
    return _event(data, wait_id or data.participation_id, version, AUTUMN)


def entitled(
    participation_id: UUID | str, version: int, starts_on: date, *, year: int = 2024, entitlement_id: UUID | None = None
) -> Event[EntitlementChangedV1]:
    """What benefits say."""
    data = EntitlementChangedV1(
        participation_id=UUID(str(participation_id)),
        benefit_year=year,
        state=EntitlementState.PENDING,
        starts_on=starts_on,
        ends_on=date(year, 12, 31),
        wait_months=0,
        rules=("R-032",),
    )
    return _event(data, entitlement_id or data.participation_id, version, AUTUMN)


def _event(data: Any, aggregate: UUID, version: int, at: datetime, person_id: UUID | None = None) -> Event[Any]:
    return new_event(
        data,
        aggregate_id=aggregate,
        aggregate_version=version,
        person_id=person_id or uuid4(),
        region="440700",
        occurred_at=at,
        recorded_at=at,
    )


def employed(
    person_id: UUID | str,
    version: int = 1,
    *,
    paid_on: date | None = date(2024, 4, 18),
    until: date | None = None,
    spell_id: UUID | None = None,
    employer: str | None = None,
    **changed: Any,
) -> Event[EmployeeData]:
    """A relation in the employee scheme, as the tax office tells it."""
    person = UUID(str(person_id))
    kind: type[EmployeeData] = EmployeeEndedV1 if until else EmployeePaidV1 if paid_on else EmployeeRegisteredV1
    told: dict[str, Any] = {
        "area": "440600",
        "registered_on": date(2024, 4, 10),
        "identity": EmployeeIdentity.WORKER,
        "ended_notice_on": until,
    }
    data = kind(
        spell_id=spell_id or person,
        first_payment_on=paid_on,
        benefits_until=until,
        employer=employer,
        **told | changed,
    )
    return new_event(
        data,
        aggregate_id=data.spell_id,
        aggregate_version=version,
        person_id=person,
        region="440600",
        occurred_at=AUTUMN,
        recorded_at=AUTUMN,
    )


def refund(
    participation_id: UUID | str, state: RefundState, version: int, *, ends: RefundEnd = RefundEnd.TERMINATE, on: date = date(2023, 11, 20)
) -> Event[RefundChangedV1]:
    """A refund of one participation, in one state."""
    participation = UUID(str(participation_id))
    data = RefundChangedV1(
        refund_id=participation, participation_id=participation, ground="EMPLOYEE", amount=40600, payer=Payer.PERSON,
        state=state, applied_on=date(2023, 11, 10), ends=ends, effective_on=on,
    )  # fmt: skip
    return _event(data, data.refund_id, version, AUTUMN)


def suspend_requested(
    participation_id: UUID | str,
    action: SuspendAction,
    on: date,
    *,
    case_id: UUID | None = None,
    version: int = 1,
    not_before: date | None = None,
    withdrawn: bool = False,
    reason: str = "DUPLICATE",
) -> Event[SuspendRequestedV1]:
    """What dedup asks, for a duplicate if it says nothing else."""
    participation = UUID(str(participation_id))
    data = SuspendRequestedV1(
        request_id=uuid4(), case_id=case_id or participation, participation_id=participation, action=action, reason=reason,
        effective_on=on, not_before=not_before, withdrawn=withdrawn,
    )  # fmt: skip
    return _event(data, data.request_id, version, AUTUMN)
