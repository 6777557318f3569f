"""Answers of the conflict check move applications: to review, or to correction with all reasons (R-004)."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from registration.domain.application_states import ApplicationState, after
from registration.domain.check_verdict import verdict_of
from registration.domain.filing import Case
from registration.repository.application_moves import Move, move_applications
from registration.repository.application_rows import lock_cases_for_facts
from registration.repository.conflict_check_rows import OpenAnswer, open_answers
from registration.repository.connection import Driver

_WAITING = {ApplicationState.CHECK_PENDING, ApplicationState.UNDER_REVIEW}


async def apply_check_answers(driver: Driver, application_ids: Sequence[UUID], now: datetime) -> None:
    """Looks at all answers known of these applications; only the current submit number counts, and only once."""
    cases = await lock_cases_for_facts(driver, application_ids)
    answers = await open_answers(driver, list(cases))
    moves = [_move(cases[answer.application_id], answer) for answer in answers if cases[answer.application_id].state in _WAITING]
    await move_applications(driver, moves, now)


def _move(case: Case, found: OpenAnswer) -> Move:
    event, faults = verdict_of(found.answer)
    return Move(
        application_id=case.application_id,
        from_state=case.state,
        to_state=after(case.state, event),
        event=event,
        actor="dedup",
        faults=faults,
        checked_at=found.answer.checked_at,
    )
