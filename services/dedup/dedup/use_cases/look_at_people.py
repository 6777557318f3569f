"""Whatever was heard of an individual: all that follows is derived again from all facts, and what is new or changed is told."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from dedup.domain.individuals import Individual
from dedup.repository.individuals import individuals_of
from dedup.repository.number_changes import note_changes
from dedup.use_cases.answer_checks import answer_checks
from dedup.use_cases.ask_suspensions import ask_suspensions
from dedup.use_cases.open_notices import open_notices
from enrolment_events.envelope import Event
from service_runtime import Transaction


async def look_at(
    tx: Transaction, numbers: Collection[int], causes: Mapping[UUID, Event[Any]] | None = None, applications: Collection[UUID] = ()
) -> list[Individual]:
    """Of whoever has these numbers, who is held. `causes`: the event by application or person; `applications` whose notices may change.

    Any order and any repetition of facts ends in the same answers, requests, cases and notices.
    """
    if not numbers:
        return []
    individuals = await individuals_of(tx.driver, numbers)
    answered = await answer_checks(tx, individuals, causes or {})
    await open_notices(tx, [*answered, *applications])
    await ask_suspensions(tx, individuals, causes or {})
    await note_changes(tx.driver, numbers)
    return individuals
