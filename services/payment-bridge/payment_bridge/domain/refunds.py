"""Refunds (S3 第二十五、二十六条): when money goes back, to whom, and what that does to the participation.

Five grounds, on application only, before the benefit period of what was paid begins (R-070, R-071). Money that no bill took never became a
contribution: it goes back at any time (F-31). All reasons and all missing papers are told at once.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from enrolment_events.payment import RefundEnd, RefundState
from enrolment_terms.benefit_year import first_day, first_of_next_month
from enrolment_terms.identifiers import named_id
from enrolment_terms.labels import labelled
from enrolment_terms.reasons import Missing, Reason, ReasonCode, reason
from enrolment_terms.scheme import BillKind, BillState, Payer
from enrolment_terms.state_table import TransitionRefused, next_state
from payment_bridge.domain.charges import newborn_window_end
from payment_bridge.domain.facts import BillFacts, Payment, Registration, serial_order
from payment_bridge.domain.payment_states import COUNTED, HELD, PaymentState
from payment_bridge.domain.settlement import in_window
from policy_parameters import PolicyBook, PolicyNotKnown
from policy_parameters.rule_parameters import RefundRules, refund_rules

_PAYOUTS = UUID("9a5c21de-44b0-5b5c-9f40-43616e62616f")


class Ground(StrEnum):
    """The five grounds (R-070)."""

    DEATH = "DEATH"
    DUPLICATE_PAYMENT = "DUPLICATE_PAYMENT"
    EMPLOYEE_SCHEME = "EMPLOYEE_SCHEME"
    OTHER_REGION = "OTHER_REGION"
    LOCAL_OTHER = "LOCAL_OTHER"


class Decision(StrEnum):
    """What a review decides."""

    APPROVE = "APPROVE"
    CORRECT = "CORRECT"
    REJECT = "REJECT"


class PayoutResult(StrEnum):
    """What became of a payout."""

    PAID = "PAID"
    FAILED = "FAILED"


labelled(
    Ground,
    "退费情形",
    {
        Ground.DEATH: "死亡",
        Ground.DUPLICATE_PAYMENT: "重复缴费",
        Ground.EMPLOYEE_SCHEME: "参加职工医保",
        Ground.OTHER_REGION: "在其他统筹区重复参加居民医保",
        Ground.LOCAL_OTHER: "各统筹区规定的其他情形",
    },
)
labelled(Decision, "退费审核结论", {Decision.APPROVE: "同意", Decision.CORRECT: "退回补正", Decision.REJECT: "不予退费"})
labelled(PayoutResult, "退费拨付结果", {PayoutResult.PAID: "已拨付", PayoutResult.FAILED: "拨付失败"})

_S = RefundState
UNDER_REVIEW = (_S.TAX_FIRST_REVIEW, _S.AGENCY_SECOND_REVIEW)
OPEN = (_S.REQUESTED, *UNDER_REVIEW, _S.NEEDS_CORRECTION, _S.APPROVED)
CALLED_OFF = (_S.REJECTED, _S.WITHDRAWN)


class RefundEvent(StrEnum):
    """What moves a refund from state to state (D5)."""

    HANDED_TO_TAX = "handed to the tax office"
    PASSED = "passed by the review"
    SENT_BACK = "sent back with all that is missing"
    HANDED_IN_AGAIN = "handed in again"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn by the applicant"
    PAID_BACK = "paid back"
    CAME_BACK = "the payout came back"
    STANDS = "called off, and paid after all: a person lets it stand"


_E = RefundEvent
TRANSITIONS: dict[tuple[RefundState, RefundEvent], RefundState] = {
    (_S.REQUESTED, _E.HANDED_TO_TAX): _S.TAX_FIRST_REVIEW,
    (_S.TAX_FIRST_REVIEW, _E.PASSED): _S.AGENCY_SECOND_REVIEW,
    (_S.AGENCY_SECOND_REVIEW, _E.PASSED): _S.APPROVED,
    **{(state, _E.SENT_BACK): _S.NEEDS_CORRECTION for state in UNDER_REVIEW},
    **{(state, _E.REFUSED): _S.REJECTED for state in (*UNDER_REVIEW, _S.NEEDS_CORRECTION, _S.APPROVED)},
    (_S.NEEDS_CORRECTION, _E.HANDED_IN_AGAIN): _S.TAX_FIRST_REVIEW,
    **{(state, _E.WITHDRAWN): _S.WITHDRAWN for state in (_S.REQUESTED, *UNDER_REVIEW, _S.NEEDS_CORRECTION)},
    (_S.APPROVED, _E.PAID_BACK): _S.PAID_BACK,
    (_S.PAID_BACK, _E.CAME_BACK): _S.APPROVED,
    (_S.REJECTED, _E.STANDS): _S.PAID_BACK,
}
_BY_DECISION = {Decision.APPROVE: _E.PASSED, Decision.CORRECT: _E.SENT_BACK, Decision.REJECT: _E.REFUSED}


def after(state: RefundState, event: RefundEvent) -> RefundState:
    """The next state. Raises TransitionRefused: 409, and nothing happens."""
    return next_state(TRANSITIONS, state, event, "refund")


def after_review(state: RefundState, decision: Decision, *, second: bool) -> RefundState:
    """R-072: the tax office first, the agency second. Raises TransitionRefused for any other order."""
    at = _S.AGENCY_SECOND_REVIEW if second else _S.TAX_FIRST_REVIEW
    if state is not at:
        raise TransitionRefused(state, f"{'second' if second else 'first'} review", "refund")
    return after(state, _BY_DECISION[decision])


def payout_id_of(refund_id: UUID, payout_no: int) -> UUID:
    """One payout for one order: however often it is sent, it is the same. A new number only after the one before has failed for good."""
    return named_id(_PAYOUTS, f"{refund_id}/{payout_no}")


class ToldResult(NamedTuple):
    """What the tax office told of a payout. Amount in fen."""

    serial: str
    payout_id: UUID
    result: PayoutResult
    amount: int
    happened_on: date
    cause: str | None = None


def result_of(told: Sequence[ToldResult]) -> ToldResult | None:
    """Of one payout the highest serial holds: a payout that came back after it was paid has failed."""
    return max(told, key=lambda one: serial_order(one.serial), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked for. `facts`: of the bill, None if there is none; `money`: the payments that would go back, with their states."""

    ground: Ground
    applied_on: date
    fact_on: date | None
    facts: BillFacts | None
    state: BillState | None
    deemed_in_window: bool = False
    registration: Registration | None
    money: Sequence[tuple[Payment, PaymentState]]
    papers: Collection[str]
    by_office: bool
    other_payee: bool = False
    """Not by the way on which the money came, but to an account that the applicant names."""
    known_on: date | None = None
    """The day of the ground as it is known here: the death, the first payment in the employee scheme (B20), a decided case (R-133)."""
    case_id: UUID | None = None
    """The decided duplicate case that proves it."""
    is_second_relation: bool = False
    """Of two relations that are both paid for it is the one that is not kept: ground 2 in the strict sense (F-31)."""
    area: str
    year: int

    @property
    def of_bill(self) -> bool:
        """True if the bill is given back, False if only money that no bill took."""
        return self.ground is not Ground.DUPLICATE_PAYMENT or self.is_second_relation

    @property
    def payer(self) -> Payer:
        """Whose money it is."""
        return self.facts.charge.payer if self.facts else Payer.PERSON


class Verdict(NamedTuple):
    """All that speaks against it, and all that is missing. None of either: it is taken."""

    reasons: tuple[Reason, ...]
    missing: tuple[Missing, ...]


def judge_request(asked: Asked, policy: PolicyBook) -> Verdict:
    """R-070, R-074, R-076: all at once. Raises PolicyNotKnown."""
    rules = policy.read(refund_rules, asked.area, asked.year)
    return Verdict(tuple(_reasons(asked, rules, policy)), tuple(_missing(asked, rules)))


def _reasons(asked: Asked, rules: RefundRules, policy: PolicyBook) -> Iterator[Reason]:
    ground = rules.grounds.get(asked.ground)
    if ground is None or (ground.needs_flag and not rules.local_other_allowed):
        yield reason(ReasonCode.NO_REFUND_GROUND, field="ground", rule="R-070")
    if asked.payer in (Payer.FINANCE, Payer.GOVERNMENT) and not (asked.by_office and not asked.of_bill):
        yield reason(ReasonCode.NOT_PAID_BY_PERSON, rule="R-076")
    if asked.ground is Ground.DEATH and not asked.by_office:  # the heirs, who hold no login for the dead
        yield reason(ReasonCode.ASK_OFFICE, field="ground", rule="R-071")
    if asked.other_payee and not asked.by_office:
        yield reason(ReasonCode.ASK_OFFICE, field="payee", rule="R-076")
    if asked.fact_on is not None and asked.fact_on > asked.applied_on:
        yield reason(ReasonCode.DATE_IN_FUTURE, field="fact_on", rule="R-070")
    if not _has_money(asked):
        yield reason(ReasonCode.NOTHING_TO_REFUND, rule="R-071")
    elif _has_begun(asked, rules, policy):
        yield reason(ReasonCode.BENEFIT_PERIOD_STARTED, rule="R-074")


def _has_money(asked: Asked) -> bool:
    if not asked.money:
        return False
    if asked.of_bill:
        return asked.state is BillState.PAID and all(state in COUNTED for _, state in asked.money)
    return all(state in HELD for _, state in asked.money)


def _has_begun(asked: Asked, rules: RefundRules, policy: PolicyBook) -> bool:
    """ "Before" is a day before the benefit period. Of a death the day of it decides, the heirs cannot act in time (F-12)."""
    if not asked.of_bill and rules.double_payment_any_time:
        return False
    start = period_start(asked, policy)
    by_death = asked.ground is Ground.DEATH and rules.death_decided_by == "DATE_OF_DEATH"
    decides = (asked.known_on or asked.fact_on) if by_death else asked.applied_on
    return start is not None and decides is not None and decides >= start


PROOFS = {Ground.DEATH: "DEATH_CERTIFICATE", Ground.EMPLOYEE_SCHEME: "EMPLOYEE_PROOF", Ground.OTHER_REGION: "OTHER_REGION_PROOF"}
"""What nobody has to prove by paper who is known here to have died, to have joined the employee scheme, or to be kept elsewhere."""


def _missing(asked: Asked, rules: RefundRules) -> Iterator[Missing]:
    if asked.of_bill and asked.ground is not Ground.LOCAL_OTHER and asked.fact_on is None and asked.known_on is None:
        yield Missing("fact_on", "发生日期", "R-070")
    proved = PROOFS.get(asked.ground) if asked.known_on else None
    for paper in rules.papers.get(asked.ground, ()):
        if paper.code not in asked.papers and paper.code != proved:
            yield Missing(paper.code, paper.label, "R-070")


def name_papers(codes: Sequence[str], area: str | None, year: int, policy: PolicyBook) -> list[str]:
    """In Chinese, as the book of the area and year names them; a code that is in no book stays as it is."""
    try:
        rules = policy.read(refund_rules, area, year) if area else None
    except PolicyNotKnown:
        rules = None
    known = {paper.code: paper.label for papers in rules.papers.values() for paper in papers} if rules else {}
    return [known.get(code, code) for code in codes]


def period_start(asked: Asked, policy: PolicyBook) -> date | None:
    """Where the benefit period of the bill begins, without any wait (F-11); None if there is no bill or no money on it.

    1 January in the window (R-032), the first of the next month later (R-034), the birth of a child in its window (R-022).
    """
    if asked.facts is None or not asked.money:
        return None
    charge, arrival = asked.facts.charge, max(payment.arrival_date for payment, _ in asked.money)
    start = first_day(charge.benefit_year)
    born = asked.registration.birth_date or asked.registration.expected_on if asked.registration else None
    if charge.kind is BillKind.NEWBORN_BIRTHYEAR and born is not None and asked.registration is not None:
        foreign = asked.registration.is_foreign
        window_end = newborn_window_end(born, foreign=foreign, area=charge.area, policy=policy)
        return born if arrival <= window_end else first_of_next_month(arrival)
    if charge.kind is BillKind.NORMAL and (asked.deemed_in_window or in_window(arrival, asked.facts, policy)):
        return start
    return max(start, first_of_next_month(arrival))


def end_of(ground: Ground, *, of_bill: bool) -> RefundEnd:
    """R-073: the money of a second payment leaves the participation as it is; a bill that is given back ends it, on every ground."""
    return RefundEnd.KEEP if ground is Ground.DUPLICATE_PAYMENT and not of_bill else RefundEnd.TERMINATE


def effective_on(approved_on: date, start: date | None) -> date:
    """The participation ends with the approval; benefits that had begun in the meantime end with their beginning (R-073, R-075)."""
    return approved_on if start is None else min(approved_on, start)


class Paper(NamedTuple):
    """A paper that was handed in: its code, and the id of its upload if there is one."""

    paper: str
    material_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refund:
    """One refund as it is kept. Amount in fen."""

    refund_id: UUID
    bill_id: UUID
    participation_id: UUID | None
    person_id: UUID | None
    area: str | None
    ground: Ground
    of_bill: bool
    amount: int
    payer: Payer
    ends: RefundEnd
    applied_on: date
    fact_on: date | None
    case_id: UUID | None = None
    period_start: date | None
    effective_on: date
    applicant: str
    papers: tuple[Paper, ...]
    payee_sealed: str | None
    state: RefundState
    version: int
    changed_on: date
    reasons: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    first_by: str | None = None
    first_on: date | None = None
    first_decision: str | None = None
    second_by: str | None = None
    second_on: date | None = None
    second_decision: str | None = None
    payout_no: int = 0
    payout_failed: bool = False
    paid_back_on: date | None = None

    @property
    def payout_id(self) -> UUID:
        """Of the newest payout that was ordered."""
        return payout_id_of(self.refund_id, self.payout_no)


class MoneyOfRefund(NamedTuple):
    """One payment that a refund gives back. Amount in fen."""

    refund_id: UUID
    tax_serial: str
    amount: int
