"""Decisions on refunds under names, for rule cases written by clerks (docs/rule-cases.md)."""

from datetime import date

from enrolment_events.payment import RefundEnd
from enrolment_terms.scheme import Scheme
from payment_bridge.domain.charges import charge_of
from payment_bridge.domain.duplicates import Proof, grounds_against
from payment_bridge.domain.payment_states import HELD, PaymentState
from payment_bridge.domain.refunds import Asked, Ground, effective_on, end_of, judge_request, period_start
from payment_bridge.domain.rule_cases_of_levies import Levied, LevyEvents, facts_of
from payment_bridge.domain.settlement import judge_group
from policy_parameters import Answer, Area, Decision, Facts, PolicyBook


class RefundAsked(Answer, frozen=True):
    """Whether it is taken, why not, what is missing; from which day the participation would end, and where its benefits begin."""

    taken: bool
    reasons: tuple[str, ...]
    missing: tuple[str, ...]
    ends: RefundEnd
    period_start: date | None
    ends_on: date


class KeptRelation(Facts, frozen=True, kw_only=True):
    """What a decided duplicate case keeps instead of the relation that was paid for."""

    scheme: Scheme
    area: Area
    registered_here: bool = False
    found_on: date


class RefundWish(LevyEvents, frozen=True, kw_only=True):
    """What had arrived, and what is asked for."""

    ground: Ground
    applied_on: date
    fact_on: date | None = None
    """The day of what the ground is."""
    papers: tuple[str, ...] = ()
    approved_on: date | None = None
    kept_relation: KeptRelation | None = None


def refund_request(given: Levied, when: RefundWish, area: Area, policy: PolicyBook) -> RefundAsked:
    """A request for a refund (R-070 to R-076)."""
    registration = given.registration(area, given.registered_on)
    facts = facts_of(charge_of(registration, policy), given, when)
    verdict = judge_group([facts], policy)[facts.bill_id]
    proof = _proof(when.kept_relation, when.ground, area)
    states = [(payment, verdict.payments[payment.tax_serial]) for payment in facts.payments]
    of_held = when.ground is Ground.DUPLICATE_PAYMENT
    is_second = of_held and proof is not None and not any(state in HELD for _, state in states)
    wanted = HELD if of_held and not is_second else (PaymentState.SETTLED,)
    asked = Asked(
        ground=when.ground,
        applied_on=when.applied_on,
        fact_on=when.fact_on,
        facts=facts,
        state=verdict.status.state,
        deemed_in_window=verdict.status.deemed_in_window,
        registration=registration,
        money=[(payment, state) for payment, state in states if state in wanted],
        papers=when.papers,
        by_office=True,
        known_on=proof.known_on if proof else None,
        is_second_relation=is_second,
        area=area,
        year=given.benefit_year,
    )
    told, start = judge_request(asked, policy), period_start(asked, policy) if asked.of_bill else None
    reasons, missing = tuple(one.code for one in told.reasons), tuple(one.field for one in told.missing)
    ends_on = effective_on(when.approved_on or when.applied_on, start)
    return RefundAsked(not reasons and not missing, reasons, missing, end_of(when.ground, of_bill=asked.of_bill), start, ends_on)


def _proof(kept: KeptRelation | None, ground: Ground, area: str) -> Proof | None:
    if kept is None or ground not in grounds_against(kept.scheme, kept.area, area, is_ours=kept.registered_here):
        return None
    return Proof(kept.found_on)


REFUND_DECISIONS = {"refund_request": Decision.of("退费申请能否受理，参保关系从哪天起终止", refund_request)}
