"""Books money that left beside what bills and refunds account for, and that came back: from where it stood to where it stands now."""

from collections import defaultdict
from collections.abc import Sequence

from payment_bridge.domain.claims import Outflow, payouts_standing_out, postings_of, reversals_standing_out
from payment_bridge.domain.differences import TaxSource
from payment_bridge.domain.payouts import PayoutFacts, case_of_payout
from payment_bridge.domain.refunds import PayoutResult, Refund
from payment_bridge.domain.reversals import kinds_of
from payment_bridge.domain.tax_cases import TaxCase, case_of_reversal, reversal_case
from payment_bridge.domain.tax_rows import Reversal
from payment_bridge.repository.changes import add_postings
from payment_bridge.repository.claims import booked_of, recovered_of
from payment_bridge.repository.refunds import given_back
from payment_bridge.repository.reversals import money_under
from payment_bridge.use_cases.open_tax_cases import keep_reversals
from service_runtime import Transaction


async def book_reversals(tx: Transaction, told: Sequence[Reversal], told_by: TaxSource | None = None) -> None:
    """`told`: all that took back the money of some serials; those serials are held by whoever calls. What each is stands as its case."""
    if not told:
        return
    of_money: dict[str, list[Reversal]] = defaultdict(list)
    for one in told:
        of_money[one.takes_back].append(one)
    known, going_back = await money_under(tx.driver, sorted(of_money)), await given_back(tx.driver, sorted(of_money))
    recovered = await recovered_of(tx.driver, [case_of_reversal(one) for one in told])
    standing: list[Outflow] = []
    cases: list[TaxCase] = []
    for serial, those in of_money.items():
        money = known.get(serial)
        standing += reversals_standing_out(those, money, recovered)
        for one, kind in kinds_of(those, money, recovered, refunded=serial in going_back):
            cases.append(reversal_case(one, kind, money.bill_id if money else None, told_by))
    await _book(tx, standing)
    await keep_reversals(tx, cases)


async def book_payouts(tx: Transaction, refund: Refund | None, payouts: Sequence[PayoutFacts]) -> list[Outflow]:
    """All that was told as paid of one refund, as it stands now. Whoever calls holds the refund, or the payout that nobody ordered."""
    cases = [case_of_payout(told) for payout in payouts for told in payout.told if told.result is PayoutResult.PAID]
    standing = list(payouts_standing_out(refund, payouts, await recovered_of(tx.driver, cases)))
    await _book(tx, standing)
    return standing


async def _book(tx: Transaction, outflows: Sequence[Outflow]) -> None:
    booked = await booked_of(tx.driver, [one.case_id for one in outflows]) if outflows else {}
    await add_postings(tx.driver, list(postings_of(outflows, booked, tx.now.date())))
