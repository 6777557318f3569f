"""Money that the office takes back (冲正): an entry of the ledger of its own; what was paid by it is unpaid again."""

from datetime import date

import sqlalchemy as sa

from enrolment_terms.money import yuan
from row_sets import Statement, insert_rows, value
from tax_office.behaviour import unknown_bill_id
from tax_office.callbacks import body_of, plan, store
from tax_office.database import writing
from tax_office.ledger import last_serial
from tax_office.office import Office
from tax_office.tables import bills, ledger, reversals

_TAKE_BACK = Statement(insert_rows(reversals, *reversals.c.keys()))
_ENTRY_OF = Statement(sa.select(*ledger.c["bill_id", "amount"]).where(ledger.c.serial == value("serial", ledger.c.serial)))
_of_bill = bills.c.bill_id == value("bill_id", bills.c.bill_id)
_UNPAID = Statement(sa.update(bills).where(_of_bill, bills.c.state == "PAID").values(state="OUTSTANDING"))


async def take_back(office: Office, serial: int, day: date, amount: int | None, *, told: bool) -> str:
    """Books a reversal of an entry, in whole or of another amount; also of an entry that there is not, and again. Returns its serial."""
    async with writing(office.pool) as connection:
        entry = await _ENTRY_OF.row(connection, serial=serial)
        bill_id, paid = (entry["bill_id"], entry["amount"]) if entry else (unknown_bill_id(0, f"{serial}"), 40600)
        own = await last_serial(connection) + 1
        back = {"serial": own, "reverses": serial, "bill_id": bill_id, "amount": amount or paid, "arrival_date": day}
        await _TAKE_BACK.run(connection, **{name: [one] for name, one in back.items()})
        if (amount or paid) == paid:
            await _UNPAID.run(connection, bill_id=bill_id)
        if told:
            row = back | {"serial": str(own), "reverses": str(serial), "amount": yuan(amount or paid), "arrival_date": day.isoformat()}
            body = body_of("tax.payment.reversed", office.now(), {"rows": [row]})
            await store(connection, list(plan(f"reversal_{own}", body, office.behaviour)))
    office.callbacks_bell.set()
    return str(own)
