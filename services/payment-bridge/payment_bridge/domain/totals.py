"""What a household, or a school for its students, owes together, and whose share is lacking (R-054, R-064)."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from enrolment_terms.scheme import BillState, Payer


@dataclass(frozen=True, slots=True)
class Share:
    """One person's bill among those that are counted together; `amount` in fen."""

    bill_id: UUID
    person_id: UUID
    amount: int
    payer: Payer
    state: BillState


@dataclass(frozen=True, slots=True)
class Total:
    """Sums in fen. `lacking`: the shares that are not paid, each with its person: a shortfall is somebody's (R-064)."""

    people: int
    owed: int
    paid: int
    by_others: int
    lacking: tuple[Share, ...]


def total_of(shares: Sequence[Share], payers: Sequence[Payer]) -> Total:
    """R-054 「本家庭户共 __ 人参保，合计应缴 __ 元」: the sum of the bills of these payers; those of others are told beside it."""
    own = [one for one in shares if one.payer in payers]
    paid = sum(one.amount for one in own if one.state is BillState.PAID)
    others = sum(one.amount for one in shares if one.payer not in payers)
    lacking = tuple(one for one in own if one.state is not BillState.PAID)
    return Total(len({one.person_id for one in shares}), sum(one.amount for one in own), paid, others, lacking)
