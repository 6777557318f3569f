"""Money that left beside what bills and refunds account for (待收回款项): it stands in TO_RECOVER until it is back.

The tax office takes money back in part, again, that we do not know, or that a refund gave back, too; it pays a refund after it was called
off, twice, with another amount, or one that nobody ordered. Each such telling is a case for a person, and a fact: where its money stands
follows from all facts, in any order, and is booked from where it left (`home`) to TO_RECOVER, and back by the same way.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from enrolment_terms.labels import labelled
from payment_bridge.domain.ledger import Account, Posting
from payment_bridge.domain.payment_states import PaymentState
from payment_bridge.domain.payouts import PayoutFacts, case_of_payout, paying
from payment_bridge.domain.refunds import PayoutResult, Refund
from payment_bridge.domain.reversals import KnownMoney, in_whole
from payment_bridge.domain.tax_cases import case_of_reversal
from payment_bridge.domain.tax_rows import Reversal


class Resolution(StrEnum):
    """How a person settles money that is to be recovered: it is on its way from the tax office again, or it stands as the refund it was."""

    RECOVERED = "RECOVERED"
    REFUND_STANDS = "REFUND_STANDS"


labelled(Resolution, "待收回款项处理结果", {Resolution.RECOVERED: "款项已追回", Resolution.REFUND_STANDS: "按退费处理，恢复已撤销的退费"})


class Outflow(NamedTuple):
    """Money that left by one telling of the tax office, and where it stands: at `home` nothing is to come back. Amount in fen."""

    case_id: UUID
    amount: int
    home: Account
    place: Account
    on: date
    bill_id: UUID | None


class Booked(NamedTuple):
    """The newest posting of one telling."""

    cause_version: int
    debit: Account


def reversals_standing_out(told: Iterable[Reversal], money: KnownMoney | None, recovered: Collection[UUID]) -> Iterator[Outflow]:
    """D4: of one payment, all that took it back. What took it back in whole is in its state REVERSED; all else is to be recovered.

    `recovered`: cases that a person closed so. `money`: None if no such payment is known.
    """
    ordered = sorted(told)
    is_gone = money is not None and money.state is PaymentState.REVERSED
    whole = in_whole(ordered, money.amounts, recovered) if money is not None and is_gone else ()
    for one in ordered:
        case_id, home = case_of_reversal(one), Account.TAX_IN_TRANSIT
        place = home if one in whole or case_id in recovered else Account.TO_RECOVER
        yield Outflow(case_id, one.amount, home, place, one.reversed_on, one.bill_id)


def payouts_standing_out(refund: Refund | None, payouts: Sequence[PayoutFacts], recovered: Collection[UUID]) -> Iterator[Outflow]:
    """D5: of one refund, all that was told as paid. What pays the refund is booked with its money; every other is to be recovered.

    What came back after it was paid stands out no more. `refund`: None if nobody ordered the payout.
    """
    pays = paying(refund, payouts, recovered)
    for payout in payouts:
        for told in payout.told:
            if told.result is not PayoutResult.PAID:
                continue
            case_id, place = case_of_payout(told), Account.TO_RECOVER
            if told is not payout.last or told is pays:
                place = Account.BANK
            elif case_id in recovered:
                place = Account.TAX_IN_TRANSIT
            yield Outflow(case_id, told.amount, Account.BANK, place, told.happened_on, refund.bill_id if refund else None)


def postings_of(outflows: Iterable[Outflow], booked: dict[UUID, Booked], today: date) -> Iterator[Posting]:
    """What is to be booked so that each stands where it does: one posting from where it stood, on the day it left, or today."""
    for one in outflows:
        before = booked.get(one.case_id, Booked(0, one.home))
        if before.debit is not one.place:
            yield Posting(
                cause_id=one.case_id,
                cause_version=before.cause_version + 1,
                line=0,
                debit=one.place,
                credit=before.debit,
                amount=one.amount,
                booked_on=today if before.cause_version else one.on,
                bill_id=one.bill_id,
            )
