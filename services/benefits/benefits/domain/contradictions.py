"""Facts that do not go together. They are named and left to people; the rules answer meanwhile, never the last message."""

from benefits.domain.facts import Participation, PersonFacts
from enrolment_terms.scheme import BillKind, ParticipationState

LABELS = {
    "PAID_AFTER_DEATH": "死亡日期之后仍有缴费到账",
    "PAID_WHILE_CANCELLED": "参保登记已取消，但有缴费到账",
    "REFUNDED_BUT_ACTIVE": "费用已退回，但参保状态仍为正常",
    "REFUND_WITHOUT_PAYMENT": "有退费记录，但没有对应的缴费",
    "REPAIR_WITHOUT_MAIN_PAYMENT": "有修复缴费到账，但当年居民医保费未缴",
    "CLAIM_AFTER_DEATH": "死亡日期之后仍有基金支付",
}


def flags_of(facts: PersonFacts, participation: Participation, year: int) -> tuple[str, ...]:
    """The contradictions around one participation and year, sorted."""
    mine = [payment for payment in facts.payments if payment.participation_id == participation.id and payment.benefit_year == year]
    if not mine and not facts.refunds and facts.died_on is None:
        return ()
    refunds = [one for one in facts.refunds if one.participation_id == participation.id and one.paid_back_on and not one.double_payment]
    reversed_ids = {reversal.payment_id for reversal in facts.reversals}
    standing = [payment for payment in mine if payment.id not in reversed_ids]
    found = set()
    if facts.died_on is not None:
        if any(payment.arrival > facts.died_on for payment in standing):
            found.add("PAID_AFTER_DEATH")
        if any(claim.settled_on > facts.died_on and claim.year == year and not claim.withdrawn for claim in facts.claims):
            found.add("CLAIM_AFTER_DEATH")
    if standing and participation.state is ParticipationState.CANCELLED:
        found.add("PAID_WHILE_CANCELLED")
    if refunds and participation.state is ParticipationState.ACTIVE:
        found.add("REFUNDED_BUT_ACTIVE")
    if refunds and not mine and participation.paid_on is None:
        found.add("REFUND_WITHOUT_PAYMENT")
    if any(payment.kind is BillKind.REPAIR for payment in standing) and all(payment.kind is BillKind.REPAIR for payment in standing):
        found.add("REPAIR_WITHOUT_MAIN_PAYMENT")
    return tuple(sorted(found))
