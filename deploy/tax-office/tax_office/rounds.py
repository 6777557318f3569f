"""Deduction rounds (集中扣费): stored when asked for, worked off in chunks of one transaction each, resumed after a crash."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import asyncpg
import sqlalchemy as sa

from enrolment_terms.scheme import FailureCause, Payer, PaymentChannel
from row_sets import Statement, columns_of, insert_from, reader, row, update_rows, value
from tax_office import problems
from tax_office.behaviour import DueBill, Planted, TakenBack, cause_of_failure, money_beside, taken_back, unknown_bill_id
from tax_office.callbacks import announce, announce_levy
from tax_office.database import Connection, writing
from tax_office.ledger import NewEntry, book
from tax_office.office import Office
from tax_office.reversals import Reversal, book_reversals, tell_reversals
from tax_office.tables import bills, rounds

CHUNK = 5_000
_UNKNOWN_SERIAL = 8_000_000_000
"""Beyond every serial of this book."""
_PAYER_CHANNEL = {
    Payer.PERSON.value: PaymentChannel.BANK_DEDUCTION.value,
    Payer.FINANCE.value: PaymentChannel.FINANCE.value,
    Payer.SCHOOL.value: PaymentChannel.SCHOOL.value,
    Payer.GOVERNMENT.value: PaymentChannel.FINANCE.value,
}

_open = insert_from(
    rounds, row(rounds, "round_no", "business_date", "kinds", "told", upto=sa.func.coalesce(sa.func.max(bills.c.ordinal), 0)), bills
)
_OPEN = Statement(
    _open.on_conflict_do_update(
        index_elements=["round_no"],
        set_={"upto": _open.excluded.upto, "finished": sa.false()},
        where=sa.and_(
            rounds.c.business_date == _open.excluded.business_date,
            rounds.c.kinds.is_not_distinct_from(_open.excluded.kinds),
            rounds.c.upto < _open.excluded.upto,
        ),
    )
)
_this = rounds.c.round_no == value("round_no", rounds.c.round_no)
_ROUND = Statement(sa.select(*rounds.c["business_date", "kinds", "done_to"]).where(_this))
_OPEN_NOW = Statement(sa.select(rounds).where(~rounds.c.finished).order_by(rounds.c.round_no).limit(1))
_DONE = Statement(sa.update(rounds).where(_this).values(row(rounds, "done_to", "finished")))
_kinds = value("kinds", rounds.c.kinds)
_is_due = sa.and_(
    bills.c.state == "OUTSTANDING",
    bills.c.ordinal > value("done_to", rounds.c.done_to),
    sa.or_(_kinds.is_(None), bills.c.kind == sa.any_(_kinds)),
)
_COUNT_DUE = Statement(sa.select(sa.func.count()).select_from(bills).where(_is_due))
_DUE = Statement(
    sa.select(
        *bills.c["ordinal", "bill_id", "chance_key", "fate", "payer", "amount", "attempts", "resend_no", "batch_id"],
        bills.c.account_key.is_not(None).label("has_account"),
    )
    .where(_is_due, bills.c.ordinal <= value("upto", rounds.c.upto))
    .order_by(bills.c.ordinal)
    .limit(CHUNK)
)
_SETTLE = Statement(
    update_rows(bills, "ordinal", "state", "last_cause").values(
        attempts=bills.c.attempts + sa.literal_column("(given.last_cause IS NOT NULL)::int", sa.Integer)
    )
)
_due_bill = reader(DueBill)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one attempt did to one bill."""

    bill: DueBill
    last_cause: FailureCause | None
    back: Sequence[TakenBack] = ()
    """What is taken back of the money at once."""

    @property
    def ordinal(self) -> int:
        """The bill's place in the book."""
        return self.bill.ordinal

    @property
    def state(self) -> str:
        """A personal failure stays in collection (随存随扣, R-058); any other waits to be sent again (R-059)."""
        if self.last_cause is None:
            return "OUTSTANDING" if any(one.amount == self.bill.amount and not one.unknown for one in self.back) else "PAID"
        return "OUTSTANDING" if self.last_cause.is_personal else "WAITING_RESEND"


async def open_round(office: Office, round_no: int, business_date: date, kinds: Sequence[str] | None, *, told: bool = True) -> int:
    """Stores a round over all bills outstanding now and returns how many are to be tried. Asked for again, it goes on over later bills:
    no bill is tried twice in one round. One that is not told by callbacks stands in the ledger and in its file.

    Raises Refusal 409 for a number used on another day.
    """
    async with writing(office.pool) as connection:
        await _OPEN.run(connection, round_no=round_no, business_date=business_date, kinds=kinds, told=told)
        found = await _ROUND.row(connection, round_no=round_no)
        assert found is not None
        if (found["business_date"], found["kinds"]) != (business_date, kinds):
            raise problems.round_differs()
        due: int = await _COUNT_DUE.value(connection, done_to=found["done_to"], kinds=kinds)
    office.rounds_bell.set()
    return due


async def work_next_chunk(office: Office) -> bool:
    """Works off one chunk of the oldest open round. False if no round is open."""
    async with writing(office.pool) as connection:
        open_now = await _OPEN_NOW.row(connection)
        if open_now is None:
            return False
        limits = {name: open_now[name] for name in ("done_to", "upto", "kinds")}
        due = [_due_bill(row) for row in await _DUE.rows(connection, **limits)]
        if due:
            await _deduct(connection, office, open_now, due)
        done_to = due[-1].ordinal if len(due) == CHUNK else open_now["upto"]
        await _DONE.run(connection, round_no=open_now["round_no"], done_to=done_to, finished=len(due) < CHUNK)
    office.callbacks_bell.set()
    return True


async def _deduct(connection: Connection, office: Office, open_now: asyncpg.Record, due: Sequence[DueBill]) -> None:
    round_no, day, behaviour = open_now["round_no"], open_now["business_date"], office.behaviour
    await _begin_again(connection, office, round_no, due)
    outcomes = [_outcome(bill, round_no, office) for bill in due]
    entries = [entry for outcome in outcomes for entry in _entries(outcome, round_no, day, office)]
    serials = await book(connection, entries)
    own = {entry.bill_id: serial for entry, serial in zip(entries, serials, strict=True) if entry.planted is None}
    backs = list(_reversals(outcomes, own, serials[-1], day, behaviour.seed))
    await book_reversals(connection, [entry for entry, _ in backs])
    await _SETTLE.run(connection, **columns_of(outcomes, ("ordinal", "state", "last_cause")))
    await tell_reversals(connection, office, [entry for entry, back in backs if back.told_first])
    if open_now["told"]:
        await announce(connection, entries, serials, behaviour, office.now(), {entry.reverses for entry, _ in backs})
    await tell_reversals(connection, office, [entry for entry, back in backs if not back.told_first])


async def _begin_again(connection: Connection, office: Office, round_no: int, due: Sequence[DueBill]) -> None:
    """随存随扣: what failed for a cause of the person's own is in deduction again, as is told for each batch in which it came."""
    again: dict[str, list[str]] = {}
    for bill in due:
        if bill.attempts and bill.batch_id is not None:
            again.setdefault(bill.batch_id, []).append(bill.bill_id)
    for batch_id, bill_ids in again.items():
        await announce_levy(connection, batch_id, bill_ids, office.behaviour, office.now(), round_no)


def _outcome(bill: DueBill, round_no: int, office: Office) -> Outcome:
    cause = cause_of_failure(bill, office.behaviour)
    return Outcome(bill, cause, () if cause else taken_back(bill, round_no, office.behaviour))


def _reversals(
    outcomes: Sequence[Outcome], own: Mapping[str, int], last: int, day: date, seed: int
) -> Iterator[tuple[Reversal, TakenBack]]:
    """Behind the last serial of the round, of the serials by bill; what nobody knows names a serial and a bill that were never made."""
    backs = [(outcome.bill, back) for outcome in outcomes for back in outcome.back]
    for serial, (bill, back) in enumerate(backs, last + 1):
        if back.unknown:
            yield Reversal(serial, _UNKNOWN_SERIAL + serial, unknown_bill_id(seed, f"back {bill.chance_key}"), back.amount, day), back
        else:
            yield Reversal(serial, own[bill.bill_id], bill.bill_id, back.amount, day), back


def _entries(outcome: Outcome, round_no: int, day: date, office: Office) -> list[NewEntry]:
    bill = outcome.bill
    own = NewEntry(bill.bill_id, bill.amount, day, _PAYER_CHANNEL[bill.payer], outcome.last_cause, round_no, bill.resend_no)
    if outcome.last_cause is not None:
        return [own]
    beside = [
        NewEntry(
            money.bill_id,
            money.amount,
            day,
            money.channel,
            None,
            None if money.planted is Planted.DOUBLE_PAYMENT else round_no,
            bill.resend_no,
            money.planted,
        )
        for money in money_beside(bill, round_no, office.behaviour)
    ]
    return [own, *beside]
