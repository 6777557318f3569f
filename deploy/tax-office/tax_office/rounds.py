"""Deduction rounds (集中扣费): stored when asked for, worked off in chunks of one transaction each, resumed after a crash."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import asyncpg

from enrolment_terms.scheme import FailureCause, Payer, PaymentChannel
from tax_office import problems
from tax_office.behaviour import DueBill, Planted, cause_of_failure, money_beside
from tax_office.callbacks import announce
from tax_office.database import Connection, writing
from tax_office.ledger import NewEntry, book
from tax_office.office import Office

CHUNK = 5_000
_PAYER_CHANNEL = {
    Payer.PERSON.value: PaymentChannel.BANK_DEDUCTION.value,
    Payer.FINANCE.value: PaymentChannel.FINANCE.value,
    Payer.SCHOOL.value: PaymentChannel.SCHOOL.value,
}

_OPEN = """
INSERT INTO rounds AS r (round_no, business_date, kinds, upto) SELECT $1, $2, $3, coalesce(max(ordinal), 0) FROM bills
ON CONFLICT (round_no) DO UPDATE SET upto = excluded.upto, finished = false
WHERE r.business_date = excluded.business_date AND r.kinds IS NOT DISTINCT FROM excluded.kinds AND r.upto < excluded.upto
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one attempt did to one bill."""

    bill: DueBill
    cause: FailureCause | None

    @property
    def state(self) -> str:
        """A personal failure stays in collection (随存随扣, R-058); any other waits to be sent again (R-059)."""
        if self.cause is None:
            return "PAID"
        return "OUTSTANDING" if self.cause.is_personal else "WAITING_RESEND"


async def open_round(office: Office, round_no: int, business_date: date, kinds: Sequence[str] | None) -> int:
    """Stores a round over all bills outstanding now and returns how many are to be tried. Asked for again, it goes on over later bills:
    no bill is tried twice in one round. Raises Refusal 409 for a number used on another day."""
    async with writing(office.pool) as connection:
        await connection.execute(_OPEN, round_no, business_date, kinds)
        found = await connection.fetchrow("SELECT business_date, kinds, done_to FROM rounds WHERE round_no = $1", round_no)
        assert found is not None
        if (found["business_date"], found["kinds"]) != (business_date, kinds):
            raise problems.round_differs()
        due: int = await connection.fetchval(
            "SELECT count(*) FROM bills WHERE state = 'OUTSTANDING' AND ordinal > $1 AND ($2::text[] IS NULL OR kind = ANY($2))",
            found["done_to"],
            kinds,
        )
    office.rounds_bell.set()
    return due


async def work_next_chunk(office: Office) -> bool:
    """Works off one chunk of the oldest open round. False if no round is open."""
    async with writing(office.pool) as connection:
        open_now = await connection.fetchrow("SELECT * FROM rounds WHERE NOT finished ORDER BY round_no LIMIT 1")
        if open_now is None:
            return False
        bills = await _due(connection, open_now)
        if bills:
            await _deduct(connection, office, open_now, bills)
        await connection.execute(
            "UPDATE rounds SET done_to = $2, finished = $3 WHERE round_no = $1",
            open_now["round_no"],
            bills[-1].ordinal if len(bills) == CHUNK else open_now["upto"],
            len(bills) < CHUNK,
        )
    office.callbacks_bell.set()
    return True


async def _due(connection: Connection, open_now: asyncpg.Record) -> list[DueBill]:
    rows = await connection.fetch(
        "SELECT ordinal, bill_id, chance_key, fate, payer, account_key IS NOT NULL, amount, attempts, resend_no FROM bills"
        " WHERE state = 'OUTSTANDING' AND ordinal > $1 AND ordinal <= $2"
        " AND ($3::text[] IS NULL OR kind = ANY($3)) ORDER BY ordinal LIMIT $4",
        open_now["done_to"],
        open_now["upto"],
        open_now["kinds"],
        CHUNK,
    )
    return [DueBill(*row) for row in rows]


async def _deduct(connection: Connection, office: Office, open_now: asyncpg.Record, bills: Sequence[DueBill]) -> None:
    outcomes = [Outcome(bill, cause_of_failure(bill, office.behaviour)) for bill in bills]
    entries = [entry for outcome in outcomes for entry in _entries(outcome, open_now["round_no"], open_now["business_date"], office)]
    serials = await book(connection, entries)
    await _settle(connection, outcomes)
    await announce(connection, entries, serials, office.behaviour, office.now())


def _entries(outcome: Outcome, round_no: int, day: date, office: Office) -> list[NewEntry]:
    bill = outcome.bill
    own = NewEntry(bill.bill_id, bill.amount, day, _PAYER_CHANNEL[bill.payer], outcome.cause, round_no, bill.resend_no)
    if outcome.cause is not None:
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


async def _settle(connection: Connection, outcomes: Sequence[Outcome]) -> None:
    await connection.execute(
        "UPDATE bills b SET state = n.state, last_cause = n.cause, attempts = b.attempts + (n.cause IS NOT NULL)::int"
        " FROM unnest($1::bigint[], $2::text[], $3::text[]) AS n (ordinal, state, cause) WHERE b.ordinal = n.ordinal",
        [outcome.bill.ordinal for outcome in outcomes],
        [outcome.state for outcome in outcomes],
        [outcome.cause for outcome in outcomes],
    )
