"""Answers of the conflict check move applications: to review, or to correction with all reasons (R-004)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from registration.domain.application import Application, Transition
from registration.domain.application_states import ApplicationState, next_state
from registration.domain.check_verdict import CheckAnswer, verdict_of
from registration.repository.application_rows import lock_applications_for_facts
from registration.repository.conflict_check_rows import open_answers
from registration.use_cases.prove_stops import prove_stops
from registration.use_cases.record_transitions import record_transitions
from service_runtime import Transaction

_WAITING = {ApplicationState.CHECK_PENDING, ApplicationState.UNDER_REVIEW}


@dataclass(frozen=True, slots=True)
class Applied:
    """What answers have done: the steps taken, and the applications whose check is asked for again."""

    steps: tuple[Transition, ...]
    asked_again: frozenset[UUID]


NOTHING_APPLIED = Applied((), frozenset())


async def apply_check_answers(tx: Transaction, application_ids: Iterable[UUID]) -> None:
    """Looks at all answers known of these applications; only the current submit number counts."""
    await apply_to_locked(tx, await lock_applications_for_facts(tx.driver, list(application_ids)))


async def apply_to_locked(tx: Transaction, applications: Mapping[UUID, Application]) -> Applied:
    """The same for applications that are locked already. Whoever was late with a decision finds the answer in force.

    The first answer to a submit counts, and each later one that hinders. A job that our own file says is stopped is no reason: then the
    check is asked for again, with the proof (R-002).
    """
    answers = await open_answers(tx.driver, list(applications))
    waiting = [(applications[found], answer) for found, answer in answers if applications[found].state in _WAITING]
    asked_again = await prove_stops(tx, waiting)
    steps = tuple(_transition(one, answer) for one, answer in waiting if one.application_id not in asked_again)
    await record_transitions(tx, steps)
    return Applied(steps, frozenset(asked_again))


def _transition(application: Application, answer: CheckAnswer) -> Transition:
    event, faults = verdict_of(answer)
    return Transition(
        application_id=application.application_id,
        from_state=application.state,
        to_state=next_state(application.state, event),
        event=event,
        actor="dedup",
        faults=faults,
        checked_at=answer.checked_at,
    )
