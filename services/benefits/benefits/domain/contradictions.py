"""Facts that do not go together. They are named and left to people; the rules answer meanwhile, never the last message."""

from collections.abc import Iterable, Iterator
from enum import StrEnum

from benefits.domain.facts import Claim, Participation, Payment, PersonFacts
from benefits.domain.incentives import is_above_cap
from enrolment_terms.labels import labelled
from enrolment_terms.scheme import BillKind, ParticipationState


class Contradiction(StrEnum):
    """Kinds of facts that do not go together."""

    PAID_AFTER_DEATH = "PAID_AFTER_DEATH"
    PAID_WHILE_CANCELLED = "PAID_WHILE_CANCELLED"
    REFUNDED_BUT_ACTIVE = "REFUNDED_BUT_ACTIVE"
    REFUND_WITHOUT_PAYMENT = "REFUND_WITHOUT_PAYMENT"
    REPAIR_WITHOUT_MAIN_PAYMENT = "REPAIR_WITHOUT_MAIN_PAYMENT"
    CLAIM_AFTER_DEATH = "CLAIM_AFTER_DEATH"
    BONUS_NOT_AS_PAID = "BONUS_NOT_AS_PAID"


_texts = labelled(
    Contradiction,
    "相互矛盾的信息",
    {
        Contradiction.PAID_AFTER_DEATH: "死亡日期之后仍有缴费到账",
        Contradiction.PAID_WHILE_CANCELLED: "参保登记已取消，但有缴费到账",
        Contradiction.REFUNDED_BUT_ACTIVE: "费用已退回，但参保状态仍为正常",
        Contradiction.REFUND_WITHOUT_PAYMENT: "有退费记录，但没有对应的缴费",
        Contradiction.REPAIR_WITHOUT_MAIN_PAYMENT: "有修复缴费到账，但当年居民医保费未缴",
        Contradiction.CLAIM_AFTER_DEATH: "死亡日期之后仍有基金支付",
        Contradiction.BONUS_NOT_AS_PAID: "大病保险支付金额与是否使用奖励额度的标记不一致",
    },
)
LABELS = {str(kind): text for kind, text in _texts.items()}


def flags_of(facts: PersonFacts, participation: Participation, year: int, mine: list[Payment]) -> tuple[str, ...]:
    """The contradictions around one participation, year and the money that came for them, sorted."""
    cancelled = participation.state is ParticipationState.CANCELLED
    if not facts.refunds and facts.died_on is None and not cancelled and not any(one.kind is BillKind.REPAIR for one in mine):
        return ()
    reversed_ids = {reversal.payment_id for reversal in facts.reversals}
    standing = [payment for payment in mine if payment.id not in reversed_ids]
    found = {*_after_death(facts, standing, year), *_around_refunds(facts, participation, mine)}
    if standing and cancelled:
        found.add("PAID_WHILE_CANCELLED")
    if standing and all(payment.kind is BillKind.REPAIR for payment in standing):
        found.add("REPAIR_WITHOUT_MAIN_PAYMENT")
    return tuple(sorted(found))


def _after_death(facts: PersonFacts, standing: list[Payment], year: int) -> Iterator[str]:
    """R-091: money or care after the date of death."""
    if facts.died_on is None:
        return
    if any(payment.arrival > facts.died_on for payment in standing):
        yield "PAID_AFTER_DEATH"
    if any(claim.settled_on > facts.died_on and claim.year == year and not claim.withdrawn for claim in facts.claims):
        yield "CLAIM_AFTER_DEATH"


def _around_refunds(facts: PersonFacts, participation: Participation, mine: list[Payment]) -> Iterator[str]:
    """R-073: a refund never leaves a paid participation behind."""
    refunds = [one for one in facts.refunds if one.participation_id == participation.id and one.paid_back_on and not one.double_payment]
    if refunds and participation.state is ParticipationState.ACTIVE:
        yield "REFUNDED_BUT_ACTIVE"
    if refunds and not mine and participation.paid_on is None:
        yield "REFUND_WITHOUT_PAYMENT"


def flags_of_claims(claims: Iterable[Claim], year: int, base_cap: int) -> tuple[str, ...]:
    """H2 R-142: payments above the plain cap that nobody said used the bonus, or the other way round."""
    of_year = [claim for claim in claims if claim.year == year and not claim.withdrawn]
    is_said = any(claim.bonus_used and claim.serious_paid for claim in of_year)
    return ("BONUS_NOT_AS_PAID",) if is_said != is_above_cap(of_year, base_cap) else ()
