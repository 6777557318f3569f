"""Decisions on bills and money under names, for rule cases written by clerks (docs/rule-cases.md)."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated
from uuid import UUID

from msgspec import Meta, structs

from enrolment_terms.money import fen_of, yuan
from enrolment_terms.regions import pooling_region_of
from enrolment_terms.scheme import BillKind, BillState, Category, FailureCause, ParticipationState, Payer, PaymentChannel
from payment_bridge.domain.charges import charge_of, newborn_window_end
from payment_bridge.domain.facts import BillFacts, Charge, Failure, LevyDelivery, ParticipationStatus, Payment, Registration
from payment_bridge.domain.levy_delivery import may_be_sent
from payment_bridge.domain.payment_states import PaymentState
from payment_bridge.domain.settlement import in_window, judge_group
from policy_parameters import Answer, Area, Decision, Facts, PolicyBook, When, Year, Yuan

_ONE = UUID(int=1)
Day = date
"""The type, where a fact is named `date`."""
Round = Annotated[int, Meta(ge=0, le=99)]
Sent = Annotated[int, Meta(ge=-1, le=99)]
"""The number of the newest sending: 0 the first, -1 never sent."""


class Person(Facts, frozen=True):
    """Who is registered for which year."""

    benefit_year: Year
    category: Category = Category.GENERAL
    payer: Payer = Payer.PERSON
    birth_date: date | None = date(1980, 1, 1)
    foreign: bool = False
    expected_on: date | None = None
    """The day on which a child is, or was, expected (B6)."""
    filed_on: date | None = None
    """The day on which the application was handed in (R-033)."""

    def registration(self, area: str, registered_on: date) -> Registration:
        """The person as registered on a day."""
        return Registration(
            participation_id=_ONE,
            person_id=_ONE,
            benefit_year=self.benefit_year,
            area=area,
            category=self.category,
            payer=self.payer,
            registered_on=registered_on,
            birth_date=self.birth_date,
            is_foreign=self.foreign,
            expected_on=self.expected_on,
            filed_on=self.filed_on,
        )


class BillMade(Answer, frozen=True):
    """One bill."""

    kind: BillKind
    benefit_year: Year
    amount: Yuan
    payer: Payer


class BillsMade(Answer, frozen=True):
    """The bill of a registration and its own last day, if it has one; for a newborn the last day that opens cover from birth."""

    bills: tuple[BillMade, ...]
    last_day: date | None
    window_end: date | None


def bills_made(given: Person, registered_on: When[date], area: Area, policy: PolicyBook) -> BillsMade:
    """Which bill a registration makes (R-022 to R-025, R-034, R-038); the two years of a newborn are two registrations (R-024)."""
    registration = given.registration(area, registered_on)
    bill = charge_of(registration, policy)
    birth = registration.birth_date or registration.expected_on if registration.category is Category.NEWBORN else None
    return BillsMade(
        (BillMade(bill.kind, bill.benefit_year, yuan(bill.amount), bill.payer),),
        bill.last_day,
        newborn_window_end(birth, foreign=given.foreign, area=area, policy=policy) if birth else None,
    )


class Member(Facts, frozen=True):
    """One of a household; what is left out is as for the household."""

    category: Category | None = None
    payer: Payer | None = None
    birth_date: date | None = None
    foreign: bool | None = None


class HouseholdLevy(Answer, frozen=True):
    """Who pays how much."""

    household: Yuan
    finance: Yuan
    school: Yuan


def household_levy(given: Person, members: tuple[Member, ...], registered_on: When[date], area: Area, policy: PolicyBook) -> HouseholdLevy:
    """What the household and what finance pays (R-054). `given` holds for every member that says nothing else."""
    totals = dict.fromkeys(Payer, 0)
    for member in members:
        own = {name: value for name, value in structs.asdict(member).items() if value is not None}
        bill = charge_of(structs.replace(given, **own).registration(area, registered_on), policy)
        totals[bill.payer] += bill.amount
    return HouseholdLevy(yuan(totals[Payer.PERSON]), yuan(totals[Payer.FINANCE]), yuan(totals[Payer.SCHOOL]))


class BillSent(Answer, frozen=True):
    """SENT, or HELD until it may go."""

    state: BillState


def levy_sending(
    area: Area,
    policy: PolicyBook,
    benefit_year: Year,
    date: When[Day],
    kind: BillKind = BillKind.NORMAL,
    resend_no: Round = 0,
    check_passed_on: Day | None = None,
    own_day: bool = False,
) -> BillSent:
    """Whether the bill may go to the tax office on the day (R-055). `own_day`: it has a last day of its own, which no period ends."""
    may = may_be_sent(kind, resend_no, date, check_passed_on, pooling_region_of(area), benefit_year, policy, own_day)
    return BillSent(BillState.SENT if may else BillState.HELD)


class Levied(Person, frozen=True, kw_only=True):
    """A person whose bill went out."""

    registered_on: date
    sent_no: Sent = 0
    cancelled_on: date | None = None


class FailedDeduction(Facts, frozen=True):
    """A deduction that failed; rounds are counted in the order of the list."""

    date: Day
    cause: FailureCause
    resend_no: Round = 0
    round_no: Round | None = None


class Money(Facts, frozen=True):
    """Money that arrived: the amount of the bill, a serial of its place in the list, any bill of the person, unless it says otherwise."""

    arrival_date: date
    amount: Yuan | None = None
    channel: PaymentChannel = PaymentChannel.BANK_DEDUCTION
    serial: str | None = None
    bill: BillKind | None = None


class LevyEvents(Facts, frozen=True):
    """What the tax office told."""

    failures: tuple[FailedDeduction, ...] = ()
    money: tuple[Money, ...] = ()
    period_ended_on: date | None = None
    given_up_on: date | None = None
    """Nothing was told of the bill by then (H1 D3)."""


class LevyOutcome(Answer, frozen=True):
    """The bill, the same by its kind, and each payment by its serial; money for another bill is not in it."""

    state: BillState
    cause: FailureCause | None
    effective_on: date
    arrival_date: date | None
    in_window: bool
    deemed_in_window: bool
    group_complete: bool
    bills: dict[BillKind, BillState]
    payments: dict[str, PaymentState]


def levy_outcome(given: Levied, when: LevyEvents, area: Area, policy: PolicyBook) -> LevyOutcome:
    """What becomes of the bill and of the money (D3)."""
    facts = facts_of(charge_of(given.registration(area, given.registered_on), policy), given, when)
    verdict = judge_group([facts], policy)[facts.bill_id]
    status = verdict.status
    settled = next((payment for payment in facts.payments if payment.tax_serial == status.settled_serial), None)
    return LevyOutcome(
        state=status.state,
        cause=status.cause,
        effective_on=status.effective_on,
        arrival_date=settled.arrival_date if settled else None,
        in_window=settled is not None and (in_window(settled.arrival_date, facts, policy) or status.deemed_in_window),
        deemed_in_window=status.deemed_in_window,
        group_complete=status.state is BillState.PAID and status.group_complete,
        bills={facts.charge.kind: status.state},
        payments=verdict.payments,
    )


def facts_of(charge: Charge, given: Levied, when: LevyEvents) -> BillFacts:
    """The bill of somebody with all that was told of it."""
    state = ParticipationState.CANCELLED if given.cancelled_on else ParticipationState.REGISTERED
    status = ParticipationStatus(state, None, given.cancelled_on or given.registered_on)
    ended_on = when.period_ended_on if charge.kind is BillKind.NORMAL else None
    delivery = LevyDelivery(given.registered_on, held=False, sent_no=given.sent_no, period_ended_on=ended_on, expired_on=when.given_up_on)
    return BillFacts(charge, delivery, status, tuple(_failures(when)), tuple(_payments(charge, when)))


def _failures(when: LevyEvents) -> Iterator[Failure]:
    for number, one in enumerate(when.failures, start=1):
        round_no = number if one.round_no is None else one.round_no
        yield Failure(f"F{number}", one.resend_no, round_no, one.cause, one.date)


def _payments(charge: Charge, when: LevyEvents) -> Iterator[Payment]:
    for number, one in enumerate(when.money, start=1):
        if one.bill in (None, charge.kind):
            amount = charge.amount if one.amount is None else fen_of(one.amount)
            yield Payment(one.serial or f"M{number}", amount, one.arrival_date, one.channel)


LEVY_DECISIONS = {
    "bills_made": Decision.of("登记参保产生哪些账单", bills_made),
    "household_levy": Decision.of("一户由家庭、财政、学校各缴多少", household_levy),
    "levy_sending": Decision.of("账单当日能否传送税务", levy_sending),
    "levy_outcome": Decision.of("账单和到账款项的结果", levy_outcome),
}
