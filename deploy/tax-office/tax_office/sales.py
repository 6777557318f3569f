"""Payments by other channels (B17): one person at a counter, or a share of all who have not paid."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from enrolment_terms.scheme import FailureCause
from row_sets import Statement, insert_rows, same_rows, typed, value
from tax_office import problems
from tax_office.behaviour import Planted, chances
from tax_office.callbacks import announce
from tax_office.database import Connection, writing
from tax_office.ledger import NewEntry, book
from tax_office.office import Office
from tax_office.tables import bills, pinned_fates

CHUNK = 5_000
_PERSONAL = [cause.value for cause in FailureCause if cause.is_personal]
_of_bill = bills.c.bill_id == value("bill_id", bills.c.bill_id)
_BILL = Statement(sa.select(*bills.c["amount", "state", "resend_no"]).where(_of_bill))
_PAID = Statement(sa.update(bills).where(_of_bill).values(state="PAID"))
_ALL_PAID = Statement(sa.update(bills).where(same_rows(bills, "ordinal")).values(state="PAID"))
_UNPAID = Statement(
    sa.select(*bills.c["ordinal", "bill_id", "amount", "resend_no", "chance_key"])
    .where(
        bills.c.ordinal > value("after", bills.c.ordinal),
        bills.c.state == "OUTSTANDING",
        sa.or_(~value("only_failed", sa.Boolean), bills.c.last_cause.in_(_PERSONAL)),
    )
    .order_by(bills.c.ordinal)
    .limit(CHUNK)
)
_pins = insert_rows(pinned_fates, "key", "fate")
_PIN = Statement(_pins.on_conflict_do_update(index_elements=["key"], set_={"fate": _pins.excluded.fate}))
_APPLY_PINS = Statement(
    """
UPDATE bills SET fate = given.fate FROM {pins.rows}
WHERE given.key IN ('bill:' || bill_id, 'document:' || document_key, 'account:' || account_key)
""",
    pins=typed(pinned_fates, "key", "fate"),
)


@dataclass(frozen=True, slots=True)
class Share:
    """Which part of whom pays, by which channels in which proportion; the same people for the same seed."""

    share: float
    only_failed: bool
    channels: Mapping[str, float]
    seed: int
    day: date


async def sell_one(office: Office, bill_id: str, channel: str, day: date, amount: int | None) -> Planted | None:
    """Money for one bill; `amount` None means as billed. Returns what is wrong with it: amount, unknown bill, paid before."""
    async with writing(office.pool) as connection:
        bill = await _BILL.row(connection, bill_id=bill_id)
        billed, state, resend_no = bill or (None, None, 0)
        paid = amount or billed
        if paid is None:
            raise problems.bill_not_found()
        planted = _what_is_wrong(billed, paid, state)
        entry = NewEntry(bill_id, paid, day, channel, None, None, resend_no, planted)
        if planted is None:
            await _PAID.run(connection, bill_id=bill_id)
        await announce(connection, [entry], await book(connection, [entry]), office.behaviour, office.now())
    office.callbacks_bell.set()
    return planted


def _what_is_wrong(billed: int | None, paid: int, state: str | None) -> Planted | None:
    if billed is None:
        return Planted.UNKNOWN_BILL
    if paid != billed:
        return Planted.WRONG_AMOUNT
    return Planted.DOUBLE_PAYMENT if state == "PAID" else None


async def sell_share(office: Office, share: Share) -> int:
    """Sells to a share of the unpaid and returns to how many."""
    sold, after = 0, 0
    while True:
        async with writing(office.pool) as connection:
            last, count = await _sell_chunk(connection, office, share, after)
        office.callbacks_bell.set()
        sold += count
        if last is None:
            return sold
        after = last


async def _sell_chunk(connection: Connection, office: Office, share: Share, after: int) -> tuple[int | None, int]:
    rows = await _UNPAID.rows(connection, after=after, only_failed=share.only_failed)
    drawn = [(row, chances(share.seed, f"sale-{share.day}", row["chance_key"])) for row in rows]
    buyers = [(row, pick(share.channels, draw[1])) for row, draw in drawn if draw[0] < share.share]
    if buyers:
        entries = [NewEntry(row["bill_id"], row["amount"], share.day, channel, None, None, row["resend_no"]) for row, channel in buyers]
        await _ALL_PAID.run(connection, ordinal=[row["ordinal"] for row, _ in buyers])
        await announce(connection, entries, await book(connection, entries), office.behaviour, office.now())
    return (rows[-1]["ordinal"] if len(rows) == CHUNK else None), len(buyers)


def pick(weights: Mapping[str, float], number: float) -> str:
    """The key on which a number in [0, 1) falls when the keys are laid out by their weights."""
    point = number * sum(weights.values())
    for key, weight in weights.items():
        point -= weight
        if point < 0:
            return key
    return list(weights)[-1]


async def pin_fates(office: Office, fates: Mapping[str, str]) -> int:
    """Lets a story decide the fate of a bill, document or account, for bills here and to come. Returns how many bills here it concerns."""
    async with writing(office.pool) as connection:
        await _PIN.run(connection, key=list(fates), fate=list(fates.values()))
        return await _APPLY_PINS.run(connection, key=list(fates), fate=list(fates.values()))
