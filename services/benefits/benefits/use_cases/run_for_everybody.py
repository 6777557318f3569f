"""1 January and month starts: decide again for everybody, in steps that can be stopped and taken up (R-140, D8)."""

from datetime import date, datetime
from typing import NamedTuple

from benefits.repository.runs import RunState, advance_run, next_people, start_run
from benefits.use_cases.derive_entitlements import derive_entitlements
from benefits.use_cases.move_filings import move_filings
from event_bus import Transaction
from policy_parameters import PolicyBook


class RunStep(NamedTuple):
    """How far a run has come after a step."""

    people: int
    changed: int
    finished: bool


async def run_step(tx: Transaction, business_date: date, limit: int, policy: PolicyBook, now: datetime) -> RunStep:
    """The next `limit` people of the run of this date; its place is kept in the same transaction, so nobody is left out or done twice."""
    run: RunState = await start_run(tx.connection, business_date, now)
    if run.finished:
        return RunStep(run.people, run.changed, True)
    people = await next_people(tx.connection, run.after_person, limit)
    changed = await derive_entitlements(tx, people, {}, policy, now) if people else 0
    changed += await move_filings(tx, people, now)
    finished = len(people) < limit
    state = await advance_run(tx.connection, business_date, people[-1] if people else run.after_person, len(people), changed, finished, now)
    return RunStep(state.people, state.changed, state.finished)
