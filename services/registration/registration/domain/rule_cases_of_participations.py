"""The decisions on participations under names, for rule cases written by clerks: renewal, stop, account, and where one stands."""

from dataclasses import replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from enrolment_terms.documents import Document, DocumentType
from enrolment_terms.scheme import BillKind, BillState, Category, Channel, FailureCause, ParticipationState, Payer
from policy_parameters import Answer, Area, Decision, Facts, FactsRefused, PolicyBook, When, Year
from policy_parameters.rule_parameters import windows
from registration.domain.application_form import Faults
from registration.domain.listed_category import category_reasons
from registration.domain.participation_acts import EVENTS, ActFact, ParticipationActKind
from registration.domain.participation_change import Terms, TermsChange, change_faults, proofs_for
from registration.domain.participation_states import StateReason
from registration.domain.participation_status import BillFact, OwnFacts, ParticipationFacts, ParticipationStatus, PaymentFact, status_of
from registration.domain.renewal import LastYear, is_renewed, renewal_rules, renewed_as
from registration.domain.rule_cases_of_applications import Refusals, told
from registration.domain.stopping import account_change_faults, stop_faults
from registration.domain.subsidy import Mark

_NOBODY = UUID(int=0)


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
    government_until: date | None = None,
) -> Renewal:
    """Last year's participation seen from the benefit year that begins (R-036, R-050, R-131)."""
    rules = renewal_rules(policy, area, benefit_year)
    reason = StateReason.OWN_REQUEST if state is ParticipationState.STOPPED else None
    last = LastYear(state, reason, stopped_on or rules.stopped_by, category, permit_valid_to, government_until, registered_for_new_year)
    return Renewal(is_renewed(last, benefit_year, rules, is_employee=is_employee), *renewed_as(last, benefit_year))


def participation_stop(
    benefit_year: Year,
    filed_on: When[date],
    area: Area,
    policy: PolicyBook,
    state: ParticipationState = ParticipationState.REGISTERED,
    reason: str = "入伍",
) -> Refusals:
    """R-051."""
    return Refusals(**told(stop_faults(reason, state, benefit_year, filed_on, area, policy)))


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
    return AccountVerdict(**told(faults), account_used=AccountUsed.OLD if faults else AccountUsed.NEW)


def listed_category(
    category: Category,
    benefit_year: When[Year],
    area: Area,
    policy: PolicyBook,
    document_type: DocumentType = DocumentType.RESIDENT_ID,
    birth_date: date | None = None,
    permit_valid_to: date | None = None,
) -> Refusals:
    """As what a row of last year's insured may say that somebody was insured (R-033, R-035, R-040, R-131)."""
    found = category_reasons(category, Document(document_type, ""), birth_date, permit_valid_to, benefit_year, area, policy)
    return Refusals(**told(Faults(tuple(found))))


def category_change(
    category: Category,
    benefit_year: Year,
    filed_on: When[date],
    area: Area,
    policy: PolicyBook,
    permit_valid_to: date | None = None,
    papers: tuple[str, ...] = (),
    birth_date: date | None = None,
) -> Refusals:
    """Another category of an ordinary person, by the hand of an office: only with a copy of what the item asks for (B4, R-013, R-033)."""
    change = TermsChange(category=category, permit_valid_to=permit_valid_to)
    change = replace(change, proved_by=next((one for one in papers if one in proofs_for(change)), None))
    before = Terms(area=area, category=Category.GENERAL, payer=Payer.PERSON, account=None, household_no=None, permit_valid_to=None)
    return Refusals(**told(change_faults(change, before, benefit_year, ParticipationState.REGISTERED, filed_on, policy, birth=birth_date)))


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
    recorded_at: datetime | None = None

    def fact(self) -> ActFact:
        """The act as the decision knows it. Raises FactsRefused for a cause that no such act has."""
        if (self.kind, self.cause) not in EVENTS:
            raise FactsRefused(f"{self.kind} 不能以 {self.cause} 为原因")
        return ActFact(self.kind, self.cause, self.happened_on, self.matter, self.recorded_at)


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
    found = status_of(facts, policy.read(windows, area, benefit_year).period_end())
    return StatusFound(found.state, found.state_reason, found.effective_on, found.paid_on, found.resumed_on, found.failure_cause)


PARTICIPATION_DECISIONS = {
    "renewal": Decision.of("次年是否视为续保", renewal),
    "participation_stop": Decision.of("停保申请的审核", participation_stop),
    "account_change": Decision.of("变更缴费账户的审核", account_change),
    "listed_category": Decision.of("上年度参保名单的一行可以是什么参保类别", listed_category),
    "category_change": Decision.of("经办机构变更参保类别的审核", category_change),
    "participation_status": Decision.of("参保关系处于什么状态", participation_status),
}
