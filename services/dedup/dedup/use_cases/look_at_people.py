"""Whatever was heard of an individual: all that follows is derived again from all facts, and what is new or changed is told."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from dedup.domain.individuals import Individual
from dedup.repository.cases import Case
from dedup.repository.individuals import individuals_of
from dedup.repository.looks_due import looks_done, next_looks_due, note_looks_due
from dedup.repository.notices import applications_of_persons
from dedup.repository.number_changes import note_changes
from dedup.use_cases.answer_checks import answer_checks
from dedup.use_cases.ask_suspensions import ask_suspensions
from dedup.use_cases.identify_people import hold_numbers
from dedup.use_cases.lead_cases import NOTHING_SAID, SaidOfCases, lead_cases
from dedup.use_cases.open_notices import open_notices
from dedup.use_cases.tell_coverage import tell_coverage
from enrolment_events.envelope import Event
from service_runtime import Runtime, Transaction, get_logger
from service_runtime.database import is_database_away
from service_runtime.logs import describe

Step = Callable[[], Awaitable[None]]
_log = get_logger("dedup")


async def look_at(
    tx: Transaction, numbers: Collection[int], causes: Mapping[UUID, Event[Any]] | None = None, applications: Collection[UUID] = ()
) -> list[Individual]:
    """Of whoever has these numbers, who is held. `causes`: the event by application or person; `applications` whose notices may change.

    Any order and any repetition of facts ends in the same answers, requests, cases and notices. A fault in one of these never costs the
    fact: these people are looked at again later, each by himself.
    """
    if not numbers:
        return []
    await note_changes(tx.driver, numbers)
    individuals = await individuals_of(tx.driver, numbers)
    if not await _went_well(tx, _steps(tx, individuals, causes or {}, applications)):
        await note_looks_due(tx.driver, numbers, tx.now)
    return individuals


async def look_at_said(tx: Transaction, numbers: Collection[int], said: Sequence[Case], actor: str) -> None:
    """Somebody, who is the actor, has said something more of these cases of whoever has these numbers, who is held.

    What somebody says is done as a whole or not at all: a fault refuses it.
    """
    await note_changes(tx.driver, numbers)
    individuals = await individuals_of(tx.driver, numbers)
    for step in _steps(tx, individuals, {}, (), SaidOfCases({case.case_id: case for case in said}, actor)):
        await step()


async def look_again(runtime: Runtime) -> int:
    """One of those whose look has failed, step by step, so that one fault holds up nothing else of him. 0 if there is nobody."""
    async with runtime.database.transaction() as tx:
        numbers = await next_looks_due(tx.driver, 1)
        if not numbers:
            return 0
        await hold_numbers(tx, numbers)
        individuals = await individuals_of(tx.driver, numbers)
        persons = [person_id for one in individuals for person_id in one.persons]
        steps = _steps(tx, individuals, {}, await applications_of_persons(tx.driver, persons))
        well = [await _went_well(tx, [step]) for step in steps]
        if all(well):
            await looks_done(tx.driver, numbers)
        else:
            await note_looks_due(tx.driver, numbers, tx.now)
        return int(all(well))


def _steps(
    tx: Transaction,
    individuals: Sequence[Individual],
    causes: Mapping[UUID, Event[Any]],
    applications: Collection[UUID],
    said: SaidOfCases = NOTHING_SAID,
) -> Sequence[Step]:
    """What follows from the facts, in the order in which one needs the other."""

    concerned = [*applications]

    async def answer() -> None:
        concerned.extend(await answer_checks(tx, individuals, causes))

    return (
        answer,
        lambda: open_notices(tx, concerned),
        lambda: ask_suspensions(tx, individuals, causes),
        lambda: lead_cases(tx, individuals, causes, said),
        lambda: tell_coverage(tx, individuals, causes),
    )


async def _went_well(tx: Transaction, steps: Sequence[Step]) -> bool:
    """False if one of the steps failed: none of them has left anything behind then."""
    try:
        async with tx.part(Exception):
            for step in steps:
                await step()
    except Exception as error:
        if is_database_away(error):
            raise
        _log.error("people.not_looked_at", error=describe(error))
        return False
    return True
