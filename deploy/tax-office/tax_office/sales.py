"""Payments by other channels (B17): one person at a counter, or a share of all who have not paid."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from enrolment_terms.scheme import FailureCause
from tax_office import problems
from tax_office.behaviour import Planted, chances
from tax_office.callbacks import announce
from tax_office.database import Connection, writing
from tax_office.ledger import NewEntry, book
from tax_office.office import Office

CHUNK = 5_000
_PERSONAL = [cause.value for cause in FailureCause if cause.is_personal]


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
        bill = await connection.fetchrow("SELECT amount, state, resend_no FROM bills WHERE bill_id = $1", bill_id)
        billed, state, resend_no = bill or (None, None, 0)
        paid = amount or billed
        if paid is None:
            raise problems.bill_not_found()
        planted = _what_is_wrong(billed, paid, state)
        entry = NewEntry(bill_id, paid, day, channel, None, None, resend_no, planted)
        if planted is None:
            await connection.execute("UPDATE bills SET state = 'PAID' WHERE bill_id = $1", bill_id)
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
    rows = await connection.fetch(
        "SELECT ordinal, bill_id, amount, resend_no, chance_key FROM bills"
        " WHERE ordinal > $1 AND state = 'OUTSTANDING' AND (NOT $2 OR last_cause = ANY($3)) ORDER BY ordinal LIMIT $4",
        after,
        share.only_failed,
        _PERSONAL,
        CHUNK,
    )
    drawn = [(row, chances(share.seed, f"sale-{share.day}", row["chance_key"])) for row in rows]
    buyers = [(row, pick(share.channels, draw[1])) for row, draw in drawn if draw[0] < share.share]
    if buyers:
        entries = [NewEntry(row["bill_id"], row["amount"], share.day, channel, None, None, row["resend_no"]) for row, channel in buyers]
        await connection.execute("UPDATE bills SET state = 'PAID' WHERE ordinal = ANY($1)", [row["ordinal"] for row, _ in buyers])
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


async def pin_fates(office: Office, keys: Sequence[tuple[str, str]]) -> int:
    """Lets a story decide the fate of a bill, document or account, for bills here and to come. Returns how many bills here it concerns."""
    async with writing(office.pool) as connection:
        await connection.executemany("INSERT INTO pinned_fates VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET fate = excluded.fate", keys)
        done = await connection.execute(
            "UPDATE bills b SET fate = n.fate FROM unnest($1::text[], $2::text[]) AS n (key, fate)"
            " WHERE n.key IN ('bill:' || b.bill_id, 'document:' || b.document_key, 'account:' || b.account_key)",
            [key for key, _ in keys],
            [fate for _, fate in keys],
        )
    return int(done.rsplit(" ", 1)[1])
