"""Money that the office takes back (冲正): an entry of the ledger of its own; what was paid by it is unpaid again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from enrolment_terms.money import yuan
from row_sets import Statement, columns_of, insert_rows, value
from tax_office.behaviour import unknown_bill_id
from tax_office.callbacks import ROWS_PER_CALLBACK, body_of, plan, store
from tax_office.database import Connection, writing
from tax_office.ledger import last_serial
from tax_office.office import Office
from tax_office.tables import bills, ledger, reversals

_TAKE_BACK = Statement(insert_rows(reversals, *reversals.c.keys()))
_ENTRY_OF = Statement(sa.select(*ledger.c["bill_id", "amount"]).where(ledger.c.serial == value("serial", ledger.c.serial)))
_of_bill = bills.c.bill_id == value("bill_id", bills.c.bill_id)
_UNPAID = Statement(sa.update(bills).where(_of_bill, bills.c.state == "PAID").values(state="OUTSTANDING"))
_STRANGE_AMOUNT = 40600


@dataclass(frozen=True, slots=True)
class Reversal:
    """An entry that takes `amount` fen of the entry `reverses` back."""

    serial: int
    reverses: int
    bill_id: str
    amount: int
    arrival_date: date


async def take_back(office: Office, serial: int, day: date, amount: int | None, *, told: bool) -> str:
    """Books a reversal of an entry, in whole or of another amount; also of an entry that there is not, and again. Returns its serial."""
    async with writing(office.pool) as connection:
        entry = await _ENTRY_OF.row(connection, serial=serial)
        bill_id, paid = (entry["bill_id"], entry["amount"]) if entry else (unknown_bill_id(0, f"{serial}"), _STRANGE_AMOUNT)
        own = Reversal(await last_serial(connection) + 1, serial, bill_id, amount or paid, day)
        await book_reversals(connection, [own])
        if (amount or paid) == paid:
            await _UNPAID.run(connection, bill_id=bill_id)
        if told:
            await tell_reversals(connection, office, [own])
    office.callbacks_bell.set()
    return str(own.serial)


async def book_reversals(connection: Connection, entries: Sequence[Reversal]) -> None:
    """Into the book, whose lock the caller holds."""
    if entries:
        await _TAKE_BACK.run(connection, **columns_of(entries, tuple(reversals.c.keys())))


async def tell_reversals(connection: Connection, office: Office, entries: Sequence[Reversal]) -> None:
    """Stores the callbacks that tell of them."""
    for first in range(0, len(entries), ROWS_PER_CALLBACK):
        rows = [_row(one) for one in entries[first : first + ROWS_PER_CALLBACK]]
        body = body_of("tax.payment.reversed", office.now(), {"rows": rows})
        await store(connection, list(plan(f"reversal_{entries[first].serial}", body, office.behaviour)))


def _row(one: Reversal) -> dict[str, str]:
    return {
        "serial": str(one.serial),
        "reverses": str(one.reverses),
        "bill_id": one.bill_id,
        "amount": yuan(one.amount),
        "arrival_date": one.arrival_date.isoformat(),
    }
