"""Close applications whose correction never came (D1: correction deadline → REJECTED)."""

from dataclasses import dataclass
from datetime import timedelta

from enrolment_terms.reasons import ReasonCode, reason
from policy_parameters import PolicyBook
from registration.domain.application_form import Faults
from registration.domain.application_states import ApplicationEvent, after
from registration.domain.filing import Case
from registration.repository.application_moves import Move, move_applications
from registration.repository.application_rows import count_overdue, lock_overdue
from service_runtime import UnitOfWork


@dataclass(frozen=True, slots=True)
class OverdueOutcome:
    """How many were closed now, and how many are still to be closed."""

    rejected: int
    remaining: int


async def reject_overdue(tx: UnitOfWork, area: str, limit: int, policy: PolicyBook, actor: str) -> OverdueOutcome:
    """The next `limit` below an area that have waited longer than the region's correction period; call until nothing remains."""
    days = policy.value("application.correction_days", region=area, year=tx.now.year).value
    asked_before = tx.now - timedelta(days=days)
    moves = [_move(case, days, actor) for case in await lock_overdue(tx.driver, area, asked_before, limit)]
    await move_applications(tx.driver, moves, tx.now)
    tx.audit("applications.overdue", subject=area, actor=actor, detail={"rejected": len(moves)})
    return OverdueOutcome(len(moves), await count_overdue(tx.driver, area, asked_before))


def _move(case: Case, days: int, actor: str) -> Move:
    told = reason(ReasonCode.DEADLINE_PASSED, rule="D1", msg=f"{days}日内未补正，申请不予通过，可重新申请")
    event = ApplicationEvent.CORRECTION_OVERDUE
    return Move(
        application_id=case.application_id,
        from_state=case.state,
        to_state=after(case.state, event),
        event=event,
        actor=actor,
        faults=Faults((told,)),
        decided=True,
    )
