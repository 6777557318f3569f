"""1 January and month starts: decide again for everybody, chunk by chunk, by any number of workers (R-140, D8)."""

from typing import NamedTuple

from benefits.repository.runs import cut_run, finish_chunk, is_cut, people_of, run_state, take_chunk
from benefits.use_cases.derive_entitlements import derive_entitlements
from benefits.use_cases.update_filings import update_filings
from service_runtime import Transaction


class RunStep(NamedTuple):
    """How far a run has come after a step. `found`: this step had a chunk to do; others may still be at work on theirs."""

    people: int
    changed: int
    open_chunks: int
    found: bool


async def run_step(tx: Transaction, size: int) -> RunStep:
    """One chunk of today's run. It is marked done in the transaction that did it: nobody is left out or done twice."""
    today = tx.now.date()
    if not await is_cut(tx.driver, today):
        await cut_run(tx.driver, today, size)
    chunk = await take_chunk(tx.driver, today)
    if chunk is not None:
        people = await people_of(tx.driver, chunk)
        changed = await derive_entitlements(tx, people, {}) if people else 0
        changed += await update_filings(tx, people)
        await finish_chunk(tx.driver, today, chunk, len(people), changed, tx.now)
    return RunStep(*await run_state(tx.driver, today), chunk is not None)
