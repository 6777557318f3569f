"""Money that names a person by document and year instead of a bill (R-061): kept with its tokens until the bill is there."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on

from enrolment_terms.sealed import Sealed
from payment_bridge.tables import bills, documents_of_money, payments, person_tokens, refund_money
from row_sets import Driver, Record, Statement, row, same_rows, update_rows, value


class KeptDocument(NamedTuple):
    """A row of the table; the document is sealed for the serial."""

    serial: str
    tokens: Sequence[str]
    document_kind: str
    document_sealed: Sealed
    benefit_year: int
    bill_id: UUID | None


class FoundBill(NamedTuple):
    """The bill of the person and year that money named."""

    serial: str
    bill_id: UUID


of = documents_of_money.c
_KEEP = Statement(sa.insert(documents_of_money).values(row(documents_of_money, *KeptDocument._fields)))
_mine = (
    (person_tokens, person_tokens.c.token == sa.any_(of.tokens)),
    (bills, sa.and_(bills.c.person_id == person_tokens.c.person_id, bills.c.benefit_year == of.benefit_year, bills.c.kind != "REPAIR")),
    (payments, payments.c.tax_serial == of.serial),
)
_goes_back = sa.exists().where(refund_money.c.tax_serial == of.serial, ~refund_money.c.called_off)
_found = sa.select(of.serial, bills.c.bill_id).select_from(documents_of_money)
for _table, _on in _mine:
    _found = _found.join(_table, _on)
_FIND = Statement(
    _found.where(of.bill_id.is_(None), ~_goes_back)
    .ext(distinct_on(of.serial))
    .order_by(of.serial, bills.c.state.in_(["CANCELLED", "ABANDONED"]), bills.c.amount != payments.c.amount, bills.c.bill_id)
    .limit(value("most", sa.Integer()))
)
_WAITING = Statement(
    sa.select(of.serial, of.tokens, of.document_kind, of.document_sealed)
    .where(of.bill_id.is_(None), of.serial > value("after", of.serial))
    .order_by(of.serial)
    .limit(500)
    .with_for_update()
)
_RENEW = Statement(update_rows(documents_of_money, "serial", "tokens"))
_LOCK = Statement(
    sa.select(of.serial).where(same_rows(documents_of_money, "serial"), of.bill_id.is_(None)).order_by(of.serial).with_for_update()
)
_NAME = Statement(update_rows(documents_of_money, "serial", "bill_id"))
_POINT = Statement(update_rows(payments, "tax_serial", "bill_id"))


async def keep_documents(driver: Driver, rows: Sequence[KeptDocument]) -> None:
    """Of money that is told for the first time."""
    for one in rows:
        await _KEEP.run(driver, **one._asdict())


async def bills_that_came(driver: Driver, most: int) -> list[FoundBill]:
    """Money whose bill is there now, locked; what is on its way back is left out. Of several bills one that is open, of its amount."""
    found = {one["serial"]: one["bill_id"] for one in await _FIND.rows(driver, most=most)}
    locked = await _LOCK.values(driver, serial=sorted(found)) if found else []
    return [FoundBill(serial, found[serial]) for serial in locked]


async def waiting_after(driver: Driver, after: str) -> list[Record]:
    """The next page of money without its bill, locked: serial, tokens, document_kind, document_sealed. Empty at the end."""
    return await _WAITING.rows(driver, after=after)


async def set_tokens_of_money(driver: Driver, tokens: Mapping[str, Sequence[str]]) -> None:
    """Writes the tokens of each."""
    await _RENEW.run(driver, serial=list(tokens), tokens=[" ".join(each) for each in tokens.values()])


async def point_to_bills(driver: Driver, found: Sequence[FoundBill]) -> None:
    """From now on the money is for this bill."""
    serials, bill_ids = [one.serial for one in found], [one.bill_id for one in found]
    await _NAME.run(driver, serial=serials, bill_id=bill_ids)
    await _POINT.run(driver, tax_serial=serials, bill_id=bill_ids)
