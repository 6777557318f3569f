"""What the tax office took back, for rule cases."""

from datetime import date
from uuid import UUID

from enrolment_terms.money import fen_of, yuan
from payment_bridge.domain.claims import reversals_standing_out
from payment_bridge.domain.ledger import Account
from payment_bridge.domain.payment_states import PaymentState
from payment_bridge.domain.reversals import KnownMoney, in_whole, kinds_of
from payment_bridge.domain.tax_cases import CaseKind
from payment_bridge.domain.tax_rows import Reversal
from policy_parameters import Answer, Decision, When, Yuan

_ONE, _DAY = UUID(int=1), date(2023, 11, 1)


class TakenBack(Answer, frozen=True):
    """Whether the money is gone in whole, what each entry is, and what is to be recovered."""

    gone: bool
    entries: tuple[CaseKind, ...]
    to_recover: Yuan


def reversal(told_amounts: tuple[Yuan, ...], reversed_amounts: When[tuple[Yuan, ...]]) -> TakenBack:
    """What reversals of one serial are, in the order in which they are named (D4, R-063). `told_amounts`: all that was told under it."""
    told = [Reversal(str(number), "1", _ONE, fen_of(amount), _DAY) for number, amount in enumerate(reversed_amounts, 1001)]
    amounts = {fen_of(amount) for amount in told_amounts}
    gone = bool(in_whole(told, amounts, ()))
    money = KnownMoney(amounts, PaymentState.REVERSED if gone else PaymentState.SETTLED) if amounts else None
    out = sum(one.amount for one in reversals_standing_out(told, money, ()) if one.place is Account.TO_RECOVER)
    return TakenBack(gone, tuple(kind for _, kind in kinds_of(told, money, (), refunded=False)), yuan(out))


REVERSAL_DECISIONS = {"reversal": Decision.of("税务部门冲正款项", reversal)}
