"""D4 冲正: what the tax office took back, seen against all that it told of the money under its serial.

One serial may have been told of with two amounts: our callback said 400, the ledger of the tax office 406. Its reversal is of what stands
in its ledger, so money is gone in whole if what it told of it in any telling was taken back. Facts in, decisions out: no order matters, and
what is gone in whole stays so whatever else is told, until it is made good: money that a refund paid out, too, is then refunded alone.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from payment_bridge.domain.payment_states import PaymentState
from payment_bridge.domain.tax_cases import CaseKind, case_of_reversal
from payment_bridge.domain.tax_rows import Reversal


class KnownMoney(NamedTuple):
    """A payment as it stands, and all amounts that were told under its serial. In fen."""

    amounts: Collection[int]
    state: PaymentState
    bill_id: UUID | None = None


def in_whole(told: Iterable[Reversal], amounts: Collection[int], recovered: Collection[UUID]) -> Sequence[Reversal]:
    """The entries that took the money of one serial back in whole: one of an amount that was told, or several that come to one. Else none.

    `recovered`: cases of entries that the tax office made good: they took nothing. Of several amounts the largest counts.
    """
    ways: dict[int, tuple[Reversal, ...]] = {0: ()}
    for one in sorted(told):
        if case_of_reversal(one) in recovered:
            continue
        for total, way in [(total, way) for total, way in ways.items() if total + one.amount <= max(amounts, default=0)]:
            other = ways.get(total + one.amount)
            if other is None or len(way) + 1 < len(other):
                ways[total + one.amount] = (*way, one)
    return next((ways[amount] for amount in sorted(amounts, reverse=True) if amount in ways), ())


def gone_since(told: Iterable[Reversal], amounts: Collection[int], recovered: Collection[UUID]) -> date | None:
    """The day on which the last of the money was taken back; None if it stands."""
    return max((one.reversed_on for one in in_whole(told, amounts, recovered)), default=None)


def kinds_of(
    told: Collection[Reversal], money: KnownMoney | None, recovered: Collection[UUID], *, refunded: bool
) -> Iterator[tuple[Reversal, CaseKind]]:
    """What each entry that takes back the money of one serial is.

    `money`: None if no such payment is known; `refunded`: a granted refund gives it back, too.
    """
    whole = in_whole(told, money.amounts, recovered) if money else ()
    for one in told:
        if money is None:
            yield one, CaseKind.REVERSAL_WITHOUT_MONEY
        elif one in whole:
            yield one, CaseKind.REVERSED_AND_REFUNDED if refunded else CaseKind.REVERSAL
        else:
            yield one, CaseKind.REVERSED_AGAIN if whole else CaseKind.REVERSED_IN_PART
