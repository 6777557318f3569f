"""What the tax office took back (D4 冲正)."""

from collections.abc import Sequence

import sqlalchemy as sa

from payment_bridge.domain.tax_rows import Reversal
from payment_bridge.tables import reversals
from row_sets import Driver, Statement, columns_of, insert_rows, names_of, reader, same_rows

_REVERSAL = names_of(Reversal)
_ADD = Statement(insert_rows(reversals, *_REVERSAL).on_conflict_do_nothing(index_elements=["serial"]))
_told = sa.select(*(reversals.c[name] for name in _REVERSAL)).order_by(reversals.c.reversed_on)
_OF = Statement(_told.where(same_rows(reversals, "takes_back")))
_reversal = reader(Reversal)


async def add_reversals(driver: Driver, told: Sequence[Reversal]) -> None:
    """Keep them, once each; the money may come later."""
    if told:
        await _ADD.run(driver, **columns_of(told, _REVERSAL))


async def reversals_of(driver: Driver, serials: Sequence[str]) -> list[Reversal]:
    """What takes back the money of these serials, the earliest first."""
    return [_reversal(row) for row in await _OF.rows(driver, takes_back=serials)] if serials else []
