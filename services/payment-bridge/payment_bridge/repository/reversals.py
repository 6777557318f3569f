"""What the tax office took back (D4 冲正), and all that it told of the money."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

import sqlalchemy as sa

from payment_bridge.domain.differences import TaxResult
from payment_bridge.domain.payment_states import PaymentState
from payment_bridge.domain.reversals import KnownMoney, gone_since
from payment_bridge.domain.tax_cases import case_of_reversal
from payment_bridge.domain.tax_rows import Reversal
from payment_bridge.repository.claims import recovered_of
from payment_bridge.tables import differences, payments, reversals
from row_sets import Driver, Statement, columns_of, insert_rows, names_of, reader, same_rows

_REVERSAL = names_of(Reversal)
_ADD = Statement(insert_rows(reversals, *_REVERSAL).on_conflict_do_nothing(index_elements=["serial"]))
_told = sa.select(*(reversals.c[name] for name in _REVERSAL)).order_by(reversals.c.reversed_on)
_OF = Statement(_told.where(same_rows(reversals, "takes_back")))
_paid = (payments.c.tax_serial, payments.c.amount, payments.c.state, payments.c.bill_id)
_MONEY = Statement(sa.select(*_paid).where(same_rows(payments, "tax_serial")))
_amount = differences.c.other_side["amount"].as_integer()
_OTHERWISE = Statement(
    sa.select(differences.c.tax_serial, _amount.label("amount")).where(
        same_rows(differences, "tax_serial"), differences.c.other_side["result"].as_string() == TaxResult.SUCCESS.value
    )
)
_reversal = reader(Reversal)


async def add_reversals(driver: Driver, told: Sequence[Reversal]) -> None:
    """Keep them, once each; the money may come later."""
    if told:
        await _ADD.run(driver, **columns_of(told, _REVERSAL))


async def reversals_of(driver: Driver, serials: Sequence[str]) -> list[Reversal]:
    """What takes back the money of these serials, the earliest first."""
    return [_reversal(row) for row in await _OF.rows(driver, takes_back=serials)] if serials else []


async def money_under(driver: Driver, serials: Sequence[str]) -> dict[str, KnownMoney]:
    """Payments of these serials, as they stand, with all amounts that were told of them."""
    rows, otherwise = await _MONEY.rows(driver, tax_serial=serials), await _told_otherwise(driver, serials)
    return {
        row["tax_serial"]: KnownMoney({row["amount"], *otherwise.get(row["tax_serial"], ())}, PaymentState(row["state"]), row["bill_id"])
        for row in rows
    }


async def gone_of(driver: Driver, told: Sequence[Reversal], amounts: Mapping[str, int]) -> dict[str, date]:
    """Money that was taken back in whole: by its serial, since when. `told`: all that takes it back; `amounts`: its own, by serial."""
    of_money: dict[str, list[Reversal]] = defaultdict(list)
    for one in told:
        if one.takes_back in amounts:
            of_money[one.takes_back].append(one)
    if not of_money:
        return {}
    otherwise = await _told_otherwise(driver, sorted(of_money))
    recovered = await recovered_of(driver, [case_of_reversal(one) for them in of_money.values() for one in them])
    gone = {serial: gone_since(them, {amounts[serial], *otherwise.get(serial, ())}, recovered) for serial, them in of_money.items()}
    return {serial: on for serial, on in gone.items() if on is not None}


async def _told_otherwise(driver: Driver, serials: Sequence[str]) -> dict[str, set[int]]:
    """What was told of money under these serials beside what was told first (R-057)."""
    found: dict[str, set[int]] = defaultdict(set)
    for row in await _OTHERWISE.rows(driver, tax_serial=serials):
        found[row["tax_serial"]].add(row["amount"])
    return found
