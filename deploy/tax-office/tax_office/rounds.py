"""Deduction rounds (集中扣费): stored when asked for, worked off in chunks of one transaction each, resumed after a crash."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import asyncpg
import sqlalchemy as sa

from enrolment_terms.scheme import FailureCause, Payer, PaymentChannel
from row_sets import Statement, columns_of, insert_from, reader, row, update_rows, value
from tax_office import problems
from tax_office.behaviour import DueBill, Planted, cause_of_failure, money_beside
from tax_office.callbacks import announce
from tax_office.database import Connection, writing
from tax_office.ledger import NewEntry, book
from tax_office.office import Office
from tax_office.tables import bills, rounds

CHUNK = 5_000
_PAYER_CHANNEL = {
    Payer.PERSON.value: PaymentChannel.BANK_DEDUCTION.value,
    Payer.FINANCE.value: PaymentChannel.FINANCE.value,
    Payer.SCHOOL.value: PaymentChannel.SCHOOL.value,
    Payer.GOVERNMENT.value: PaymentChannel.FINANCE.value,
}

_open = insert_from(
    rounds, row(rounds, "round_no", "business_date", "kinds", upto=sa.func.coalesce(sa.func.max(bills.c.ordinal), 0)), bills
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
        *bills.c["ordinal", "bill_id", "chance_key", "fate", "payer", "amount", "attempts", "resend_no"],
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

    @property
    def ordinal(self) -> int:
        """The bill's place in the book."""
        return self.bill.ordinal

    @property
    def state(self) -> str:
        """A personal failure stays in collection (随存随扣, R-058); any other waits to be sent again (R-059)."""
        if self.last_cause is None:
            return "PAID"
        return "OUTSTANDING" if self.last_cause.is_personal else "WAITING_RESEND"


async def open_round(office: Office, round_no: int, business_date: date, kinds: Sequence[str] | None) -> int:
    """Stores a round over all bills outstanding now and returns how many are to be tried. Asked for again, it goes on over later bills:
    no bill is tried twice in one round. Raises Refusal 409 for a number used on another day."""
    async with writing(office.pool) as connection:
        await _OPEN.run(connection, round_no=round_no, business_date=business_date, kinds=kinds)
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
    outcomes = [Outcome(bill, cause_of_failure(bill, office.behaviour)) for bill in due]
    entries = [entry for outcome in outcomes for entry in _entries(outcome, open_now["round_no"], open_now["business_date"], office)]
    serials = await book(connection, entries)
    await _SETTLE.run(connection, **columns_of(outcomes, ("ordinal", "state", "last_cause")))
    await announce(connection, entries, serials, office.behaviour, office.now())


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
