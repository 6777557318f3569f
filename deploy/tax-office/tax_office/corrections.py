"""What callbacks told otherwise than the ledger has it is put right, as the contract says.

Another amount: the entry is taken back, and its money told under a new serial with the day on which it arrived; a channel that there is
not: the entry is told anew; a failure: the ledger is the truth, and nothing is told.
"""

from datetime import date

import sqlalchemy as sa

from row_sets import Statement, names_of, reader
from tax_office.callbacks import tell_entries
from tax_office.database import Connection, writing
from tax_office.ledger import NewEntry, book
from tax_office.office import Office
from tax_office.reversals import Reversal, book_reversals, tell_reversals
from tax_office.tables import ledger, reversals, told_otherwise

_ENTRY = names_of(NewEntry)
_TOLD = Statement(
    sa.select(told_otherwise.c.how, ledger.c.serial, *(ledger.c[name] for name in _ENTRY))
    .join_from(told_otherwise, ledger, ledger.c.serial == told_otherwise.c.serial)
    .where(~sa.exists().where(reversals.c.reverses == ledger.c.serial))
    .order_by(ledger.c.serial)
)
_FORGET = Statement(sa.delete(told_otherwise).returning(told_otherwise.c.serial))
_entry = reader(NewEntry)


async def put_right(office: Office, day: date) -> dict[str, list[str]]:
    """On that day. The serials of all that was told otherwise, of them those that are taken back now, and those that are told anew."""
    async with writing(office.pool) as connection:
        rows = await _TOLD.rows(connection)
        wrong = {row["serial"]: _entry(row) for row in rows if row["how"] == "AMOUNT"}
        unread = [(_entry(row), int(row["serial"])) for row in rows if row["how"] == "CHANNEL"]
        await _correct(connection, office, wrong, day)
        await tell_entries(connection, unread, office.behaviour, office.now(), "anew_")
        told = sorted(await _FORGET.values(connection))
    office.callbacks_bell.set()
    found = {"told_otherwise": told, "taken_back": wrong, "told_anew": [serial for _, serial in unread]}
    return {name: [str(serial) for serial in serials] for name, serials in found.items()}


async def _correct(connection: Connection, office: Office, wrong: dict[int, NewEntry], day: date) -> None:
    if not wrong:
        return
    serials = await book(connection, list(wrong.values()))
    backs = [Reversal(own, serial, entry.bill_id, entry.amount, day) for own, (serial, entry) in enumerate(wrong.items(), serials[-1] + 1)]
    await book_reversals(connection, backs)
    await tell_reversals(connection, office, backs)
    await tell_entries(connection, list(zip(wrong.values(), serials, strict=True)), office.behaviour, office.now())
