"""Repairs as benefits told of them, and those whose bill is not what it should be."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import msgspec
import sqlalchemy as sa

from payment_bridge.domain.repairs import Repair
from payment_bridge.tables import bills, participations, repairs
from row_sets import Driver, Statement, columns_of, names_of, same_rows, upsert_newest, value

_NAMES = names_of(Repair)
_KEEP = Statement(upsert_newest(repairs, *_NAMES, "version"))
_repair = sa.select(*(repairs.c[name] for name in _NAMES))
_OF = Statement(_repair.where(same_rows(repairs, "repair_id")).order_by(repairs.c.repair_id))
_bill, _main = bills.alias("its"), bills.alias("main")
_its = sa.and_(_bill.c.participation_id == repairs.c.participation_id, _bill.c.kind == "REPAIR", _bill.c.repair_year == repairs.c.repair_no)
_is_paid = sa.exists().where(
    _main.c.participation_id == repairs.c.participation_id,
    _main.c.benefit_year == repairs.c.benefit_year,
    _main.c.kind != "REPAIR",
    _main.c.state == "PAID",
)
_is_known = sa.exists().where(participations.c.participation_id == repairs.c.participation_id)
_is_open = _bill.c.state.not_in(["PAID", "REFUNDED", "CANCELLED"])
_lacks = _is_paid & _is_known & (_bill.c.bill_id.is_(None) | ((_bill.c.state == "CANCELLED") & (_bill.c.expired_on <= _bill.c.last_day)))
_today = value("today", repairs.c.pay_before)
_WRONG = Statement(
    sa.select(repairs.c.repair_id)
    .outerjoin_from(repairs, _bill, _its)
    .where(repairs.c.pay_before > _today, repairs.c.withdrawn_on.is_(None), _lacks | (_is_open & ~_is_paid))
    .order_by(repairs.c.repair_id)
    .limit(value("most", sa.Integer()))
)
_missed = msgspec.json.Decoder(tuple[int, ...])


async def keep_repairs(driver: Driver, told: Sequence[Repair], versions: Sequence[int]) -> None:
    """The newest word on each stands."""
    missed = [msgspec.json.encode(one.missed_years).decode() for one in told]
    await _KEEP.run(driver, **columns_of(told, _NAMES) | {"missed_years": missed}, version=list(versions))


async def repairs_of(driver: Driver, repair_ids: Sequence[UUID]) -> list[Repair]:
    """These repairs as they were told last."""
    rows = await _OF.rows(driver, repair_id=repair_ids)
    return [Repair(**{**row, "missed_years": _missed.decode(row["missed_years"])}) for row in rows]


async def repairs_to_bill_anew(driver: Driver, today: date, most: int) -> list[UUID]:
    """Wanted ones without a bill though the year is paid, and those with an open bill though it is paid no more (V-18)."""
    return await _WRONG.values(driver, today=today, most=most)
