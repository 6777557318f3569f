"""1 January and month starts: decide again for everybody, chunk by chunk, by any number of workers (R-140, D8)."""

from datetime import date, datetime
from typing import NamedTuple

from benefits.repository.runs import cut_run, finish_chunk, is_cut, people_of, run_state, take_chunk
from benefits.use_cases.derive_entitlements import derive_entitlements
from benefits.use_cases.move_filings import move_filings
from event_bus import Transaction
from policy_parameters import PolicyBook


class RunStep(NamedTuple):
    """How far a run has come after a step. `found`: this step had a chunk to do; others may still be at work on theirs."""

    people: int
    changed: int
    open_chunks: int
    found: bool


async def run_step(tx: Transaction, business_date: date, size: int, policy: PolicyBook, now: datetime) -> RunStep:
    """One chunk of the run of this date. It is marked done in the transaction that did it: nobody is left out or done twice."""
    if not await is_cut(tx.connection, business_date):
        await cut_run(tx.connection, business_date, size)
    chunk = await take_chunk(tx.connection, business_date)
    if chunk is not None:
        people = await people_of(tx.connection, chunk)
        changed = await derive_entitlements(tx, people, {}, policy, now) if people else 0
        changed += await move_filings(tx, people, now)
        await finish_chunk(tx.connection, business_date, chunk, len(people), changed, now)
    state = await run_state(tx.connection, business_date)
    return RunStep(state.people, state.changed, state.open_chunks, chunk is not None)
