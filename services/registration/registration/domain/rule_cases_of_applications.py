"""The decisions on applications under names, for rule cases written by clerks: the form, its check, its states."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypedDict

from enrolment_events.dedup import Hit
from enrolment_terms.benefit_year import SHANGHAI
from enrolment_terms.reasons import ReasonCode
from enrolment_terms.scheme import Channel, Payer, Scheme
from enrolment_terms.state_table import TransitionRefused
from policy_parameters import Answer, Area, Decision, Facts, FactsRefused, PolicyBook, When, Year
from registration.domain.application_form import Faults, FormAnswers
from registration.domain.application_states import ApplicationEvent, ApplicationKind, ApplicationState, next_state
from registration.domain.check_verdict import CheckAnswer, verdict_of
from registration.domain.eligibility import item_of, payer_of, school_collects
from registration.domain.materials import Material, SatisfiedBy
from registration.domain.pre_enrolment import ground_faults, judge_enrolment
from registration.domain.review import CheckStatus, check_status
from registration.items import declared_items


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
    return ApplicationVerdict(**told(verdict.faults + ground), benefit_year=verdict.benefit_year, kind=verdict.kind, payer=payer)


class Told(TypedDict):
    accepted: bool
    reasons: tuple[ReasonCode, ...]
    missing: tuple[str, ...]
    messages: tuple[str, ...]


def told(faults: Faults) -> Told:
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
        return CheckedApplication(**told(Faults()), state=ApplicationState.CHECK_PENDING)
    found = tuple(one.hit() for one in hits)
    event, faults = verdict_of(CheckAnswer(all(hit.code is None for hit in found), found, datetime(2023, 10, 10, tzinfo=SHANGHAI)))
    return CheckedApplication(**told(faults), state=next_state(ApplicationState.CHECK_PENDING, event))


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


APPLICATION_DECISIONS = {
    "resident_application": Decision.of("参保申请表的审核", resident_application),
    "conflict_verdict": Decision.of("冲突核查结果对申请的影响", conflict_verdict),
    "application_transition": Decision.of("申请状态能否这样变更", application_transition),
    "check_age": Decision.of("冲突核查结果是否过期", check_age),
}
