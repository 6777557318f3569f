"""The decisions of this service under names, for rule cases written by clerks (docs/rule-cases.md)."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, TypedDict
from uuid import UUID

from msgspec import Meta

from enrolment_events.dedup import Hit
from enrolment_terms.benefit_year import SHANGHAI
from enrolment_terms.reasons import ReasonCode
from enrolment_terms.scheme import BillKind, BillState, Category, Channel, FailureCause, ParticipationState, Payer, Scheme
from enrolment_terms.state_table import TransitionRefused
from policy_parameters import Answer, Area, Decision, Facts, FactsRefused, PolicyBook, When, Year
from policy_parameters.rule_parameters import targets
from registration.domain.application_form import Faults, FormAnswers
from registration.domain.application_states import ApplicationEvent, ApplicationKind, ApplicationState, next_state
from registration.domain.check_verdict import CheckAnswer, verdict_of
from registration.domain.eligibility import item_of, payer_of, same_pooling_region, school_collects
from registration.domain.materials import Material, SatisfiedBy
from registration.domain.participation_acts import EVENTS, ActFact, ParticipationActKind
from registration.domain.participation_states import StateReason
from registration.domain.participation_status import BillFact, OwnFacts, ParticipationFacts, ParticipationStatus, PaymentFact, status_of
from registration.domain.pre_enrolment import ground_faults, judge_enrolment
from registration.domain.progress import percent
from registration.domain.renewal import LastYear, is_renewed, renewal_rules, renewed_as
from registration.domain.review import CheckStatus, check_status
from registration.domain.rule_cases_of_offices import OFFICE_DECISIONS
from registration.domain.stopping import account_change_faults, stop_faults
from registration.domain.subsidy import Mark
from registration.items import declared_items

_NOBODY = UUID(int=0)
Percent = Annotated[str, Meta(pattern=r"[0-9]+\.[0-9]{2}", description="百分比（两位小数），如 81.89")]


@dataclass(frozen=True, slots=True)
class HandedIn(Material):
    """A material, the original and seen at the counter unless it says otherwise."""

    satisfied_by: SatisfiedBy = SatisfiedBy.ORIGINAL
    seen_by: str | None = "counter"


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherAnswer:
    """An answer that only this item asks for."""

    field: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodForm(FormAnswers):
    """A form without a fault: a case states what differs. `area` is the region of the case."""

    name: str | None = "陈大文"
    sex: str | None = "男"
    document_type: str | None = "RESIDENT_ID"
    document_number: str | None = "440799198605120012"
    household_area: str | None = "440783115"
    household_address: str | None = "示例村"
    account_holder: str | None = "陈大文"
    bank: str | None = "开平农商银行"
    account_number: str | None = "9900000000000001"
    phone: str | None = "10000000001"
    confirmed: bool | None = True
    benefit_year: Year | None = None
    channel: Channel | None = Channel.YUE_YIBAO
    materials: tuple[HandedIn, ...] = ()
    others: tuple[OtherAnswer, ...] = ()


class Refusals(Answer, frozen=True):
    """All faults at once (R-004)."""

    accepted: bool
    reasons: tuple[ReasonCode, ...]
    missing: tuple[str, ...]
    messages: tuple[str, ...]


class ApplicationVerdict(Refusals, frozen=True, kw_only=True):
    """What the form asks for, and all its faults."""

    benefit_year: Year | None
    kind: ApplicationKind
    payer: Payer


def resident_application(
    given: GoodForm,
    applied_on: When[date],
    area: Area,
    policy: PolicyBook,
    filed_on: When[date | None] = None,
    mother_insured: bool = False,
) -> ApplicationVerdict:
    """All faults of a form on the day it is handed in; `filed_on`: it is corrected, and was handed in first on that day (R-033).

    `mother_insured`: of a child before birth, what the file says of its mother (R-020).
    """
    form = replace(given, area=given.area or area, more={one.field: one.answer for one in given.others})
    item = item_of(form, declared_items())
    if item is None:
        raise FactsRefused(f"没有事项 {form.item}")
    verdict = judge_enrolment(form, item, applied_on, policy, filed_on)
    ground = ground_faults(form, mother_insured=mother_insured or item.kind is not ApplicationKind.PRE_NEWBORN)
    payer = payer_of(verdict.category, form.channel or Channel.YUE_YIBAO, collects=school_collects(form))
    return ApplicationVerdict(**_told(verdict.faults + ground), benefit_year=verdict.benefit_year, kind=verdict.kind, payer=payer)


class _Told(TypedDict):
    accepted: bool
    reasons: tuple[ReasonCode, ...]
    missing: tuple[str, ...]
    messages: tuple[str, ...]


def _told(faults: Faults) -> _Told:
    return {
        "accepted": not faults,
        "reasons": tuple(sorted(reason.code for reason in faults.reasons)),
        "missing": tuple(sorted(missing.label for missing in faults.missing)),
        "messages": tuple(reason.msg for reason in faults.reasons),
    }


class FoundElsewhere(Facts, frozen=True):
    """One finding of the conflict check: the clause, and the refusal if it is one."""

    area: Area
    rule: str
    scheme: Scheme = Scheme.RESIDENT
    benefit_year: Year | None = None
    code: ReasonCode | None = None

    def hit(self) -> Hit:
        """The finding as dedup would tell it."""
        return Hit(
            area=self.area,
            same_region=False,
            in_province=self.area.startswith("44"),
            scheme=self.scheme,
            benefit_year=self.benefit_year,
            paid=True,
            starts_on=date(2023, 1, 1),
            rule=self.rule,
            code=self.code,
        )


class CheckedApplication(Refusals, frozen=True, kw_only=True):
    """Where the application stands after the check."""

    state: ApplicationState


def conflict_verdict(hits: tuple[FoundElsewhere, ...], answered: When[bool] = True) -> CheckedApplication:
    """What the answer of the conflict check does to an application; without an answer it stays CHECK_PENDING (V-71)."""
    if not answered:
        return CheckedApplication(**_told(Faults()), state=ApplicationState.CHECK_PENDING)
    found = tuple(one.hit() for one in hits)
    event, faults = verdict_of(CheckAnswer(all(hit.code is None for hit in found), found, datetime(2023, 10, 10, tzinfo=SHANGHAI)))
    return CheckedApplication(**_told(faults), state=next_state(ApplicationState.CHECK_PENDING, event))


class Moved(Answer, frozen=True):
    """Where it stands then; `refused`: the table does not list the step."""

    state: ApplicationState
    refused: bool


def application_transition(state: ApplicationState, event: When[ApplicationEvent]) -> Moved:
    """D1."""
    try:
        return Moved(next_state(state, event), False)
    except TransitionRefused:
        return Moved(state, True)


class CheckAge(Answer, frozen=True):
    """Whether the check may still be relied on."""

    check: CheckStatus


def check_age(benefit_year: Year, now: When[datetime], area: Area, policy: PolicyBook, checked_at: datetime | None = None) -> CheckAge:
    """The age of a check, if it was answered, against the region's maximum."""
    max_age = policy.value("conflict.check_max_age_minutes", region=area, year=benefit_year).value
    return CheckAge(check_status(checked_at, now, max_age))


class Renewal(Answer, frozen=True):
    """Whether the participation goes on, as what, and who pays."""

    renewed: bool
    category: Category
    payer: Payer


def renewal(
    state: ParticipationState,
    benefit_year: When[Year],
    area: Area,
    policy: PolicyBook,
    category: Category = Category.GENERAL,
    permit_valid_to: date | None = None,
    registered_for_new_year: bool = False,
    stopped_on: date | None = None,
    is_employee: bool = False,
) -> Renewal:
    """Last year's participation seen from the benefit year that begins (R-036, R-050)."""
    rules = renewal_rules(policy, area, benefit_year)
    reason = StateReason.OWN_REQUEST if state is ParticipationState.STOPPED else None
    last = LastYear(state, reason, stopped_on or rules.stopped_by, category, permit_valid_to, registered_for_new_year)
    return Renewal(is_renewed(last, benefit_year, rules, is_employee=is_employee), *renewed_as(last))


def participation_stop(
    benefit_year: Year,
    filed_on: When[date],
    area: Area,
    policy: PolicyBook,
    state: ParticipationState = ParticipationState.REGISTERED,
    reason: str = "入伍",
) -> Refusals:
    """R-051."""
    return Refusals(**_told(stop_faults(reason, state, benefit_year, filed_on, area, policy)))


class AccountUsed(StrEnum):
    """From which account the levy is taken."""

    OLD = "OLD"
    NEW = "NEW"


class AccountVerdict(Refusals, frozen=True, kw_only=True):
    """All faults, and from which account the levy is taken."""

    account_used: AccountUsed


def account_change(benefit_year: Year, filed_on: When[date], area: Area, policy: PolicyBook, agreement: bool = True) -> AccountVerdict:
    """Another bank account, with or without the agreement of three (R-051, R-053)."""
    faults = account_change_faults(benefit_year, filed_on, area, agreement, policy)
    return AccountVerdict(**_told(faults), account_used=AccountUsed.OLD if faults else AccountUsed.NEW)


class PaymentTold(Facts, frozen=True):
    """Money, for the year of the participation unless it says otherwise."""

    arrival_date: date
    kind: BillKind = BillKind.NORMAL
    benefit_year: Year | None = None
    deemed_in_window: bool = False
    group_complete: bool = True

    def fact(self, year: int) -> PaymentFact:
        """The payment as the decision knows it."""
        return PaymentFact(
            _NOBODY, self.kind, self.benefit_year or year, self.arrival_date, self.deemed_in_window, self.group_complete
        )  # fmt: skip


class BillTold(Facts, frozen=True):
    """The newest state of a bill."""

    state: BillState
    kind: BillKind = BillKind.NORMAL
    cause: FailureCause | None = None
    effective_on: date = date(2024, 1, 1)
    expired: bool = False

    def fact(self) -> BillFact:
        """The bill as the decision knows it."""
        return BillFact(_NOBODY, self.kind, self.state, self.cause, self.effective_on, self.expired)


class ActTold(Facts, frozen=True):
    """Something that was done to the participation, from that day on."""

    kind: ParticipationActKind
    happened_on: date
    cause: StateReason | None = None
    matter: str | None = None

    def fact(self) -> ActFact:
        """The act as the decision knows it. Raises FactsRefused for a cause that no such act has."""
        if (self.kind, self.cause) not in EVENTS:
            raise FactsRefused(f"{self.kind} 不能以 {self.cause} 为原因")
        return ActFact(self.kind, self.cause, self.happened_on, self.matter)


class MarkTold(Facts, frozen=True):
    """A mark of a subsidised person."""

    marked_on: date
    category: str = "SUB01"
    removed_on: date | None = None

    def fact(self) -> Mark:
        """The mark as the decision knows it."""
        return Mark(
            mark_id=_NOBODY,
            person_id=_NOBODY,
            category=self.category,
            department="CIVIL_AFFAIRS",
            list_month="2024-01",
            received_on=self.marked_on,
            marked_on=self.marked_on,
            removed_on=self.removed_on,
            removal_received_on=self.removed_on,
        )


class StatusFound(Answer, frozen=True):
    """Where the participation stands since when, and why."""

    state: ParticipationState
    reason: str | None
    effective_on: date
    paid_on: date | None
    resumed_on: date | None
    failure_cause: FailureCause | None


def participation_status(
    benefit_year: Year,
    area: Area,
    policy: PolicyBook,
    registered_on: date | None = None,
    channel: Channel = Channel.RENEWAL,
    paid_on: date | None = None,
    payer: Payer = Payer.PERSON,
    marks: tuple[MarkTold, ...] = (),
    has_rival: bool = False,
    payments: tuple[PaymentTold, ...] = (),
    bills: tuple[BillTold, ...] = (),
    acts: tuple[ActTold, ...] = (),
) -> StatusFound:
    """D2: where the participation stands, whatever the order of the facts."""
    began = registered_on or date(benefit_year - 1, 9, 1)
    facts = ParticipationFacts(
        participation_id=_NOBODY,
        area=area,
        own=OwnFacts(benefit_year, began, channel, paid_on, payer, has_rival),
        before=ParticipationStatus(ParticipationState.REGISTERED, None, None, began, None, None),
        payments=tuple(one.fact(benefit_year) for one in payments),
        bills=tuple(one.fact() for one in bills),
        acts=tuple(one.fact() for one in acts),
        marks=tuple(one.fact() for one in marks),
    )
    found = status_of(facts, policy.concentrated_period(area, benefit_year)[1])
    return StatusFound(found.state, found.state_reason, found.effective_on, found.paid_on, found.resumed_on, found.failure_cause)


class Completion(Answer, frozen=True):
    """Percent with two decimals."""

    of_target: Percent | None
    of_should_enrol: Percent | None


def target_completion(town: Area, paid: Annotated[int, Meta(ge=0)], benefit_year: Year, area: Area, policy: PolicyBook) -> Completion:
    """Percent of target and of those who should enrol (R-110, V-91). Raises FactsRefused for a town without a target."""
    row = next((row for row in targets(policy, area, benefit_year).towns if row.code == town), None)
    if row is None:
        raise FactsRefused(f"目标任务表没有 {town} 这一镇街")
    return Completion(percent(paid, row.target), percent(paid, row.should_enrol))


class MoveVerdict(Answer, frozen=True):
    """True if the move leaves the pooling region."""

    cross_region: bool


def cross_region_move(from_area: Area, to_area: Area) -> MoveVerdict:
    """R-008."""
    return MoveVerdict(not same_pooling_region(from_area, to_area))


DECISIONS = {
    "resident_application": Decision.of("参保申请表的审核", resident_application),
    "conflict_verdict": Decision.of("冲突核查结果对申请的影响", conflict_verdict),
    "application_transition": Decision.of("申请状态能否这样变更", application_transition),
    "check_age": Decision.of("冲突核查结果是否过期", check_age),
    "renewal": Decision.of("次年是否视为续保", renewal),
    "participation_stop": Decision.of("停保申请的审核", participation_stop),
    "account_change": Decision.of("变更缴费账户的审核", account_change),
    "participation_status": Decision.of("参保关系处于什么状态", participation_status),
    "target_completion": Decision.of("镇街参保任务完成率", target_completion),
    **OFFICE_DECISIONS,
    "cross_region_move": Decision.of("是否跨统筹区转移", cross_region_move),
}
