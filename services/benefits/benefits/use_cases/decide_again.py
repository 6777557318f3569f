"""Each day: what the day changes of states, ledgers and filings (D7, D8, R-140); by another policy book, everything of everybody.

It goes by today: after days that nobody saw, one run does the work of all. Two jobs for two halves of the people, done by two
replicas at once; in a single one, one decides while the other waits for the database.
"""

from uuid import UUID

from benefits.repository.due_people import Place, due_after, everybody_after
from benefits.repository.people import lock_roots
from benefits.use_cases.derive_entitlements import derive_entitlements
from benefits.use_cases.update_filings import update_filings
from service_runtime import Portion, Run, TimedJob, Transaction, every_day, the_installation

HALVES = {"decide_again_even": "每日重新判定（一）", "decide_again_odd": "每日重新判定（二）"}


def deciding_jobs(at_once: int = 2_000) -> list[TimedJob]:
    """For everybody; so many people of each half in one transaction."""
    return [_job(half, name, title, at_once) for half, (name, title) in enumerate(HALVES.items())]


def _job(half: int, name: str, title: str, at_once: int) -> TimedJob:
    async def step(tx: Transaction, run: Run) -> Portion:
        return await _decide_again(tx, run, half, at_once)

    return TimedJob(name, title, the_installation, every_day, step, catches_up=True, by_the_book=True, apart_from=tuple(HALVES))


async def _decide_again(tx: Transaction, run: Run, half: int, at_once: int) -> Portion:
    """The next people. Whoever is decided twice stays as he is."""
    place = Place(half, UUID(run.cursor) if run.cursor else None)
    if run.since is None or run.whole:
        people, last = await everybody_after(tx.driver, place, at_once)
    else:
        people, last = await due_after(tx.driver, place, at_once, run.since, tx.now.date())
    if people:
        await lock_roots(tx.driver, people)
        await derive_entitlements(tx, people, {})
        await update_filings(tx, people)
    return Portion(len(people), last is not None, str(last) if last else None)
