"""Close applications whose correction never came (D1: correction deadline → REJECTED)."""

from dataclasses import dataclass
from datetime import timedelta

from enrolment_terms.reasons import ReasonCode, reason
from registration.domain.application import Application, Transition
from registration.domain.application_form import Faults
from registration.domain.application_states import ApplicationEvent, next_state
from registration.repository.application_rows import count_overdue, lock_overdue
from registration.use_cases.record_transitions import record_transitions
from service_runtime import Transaction


@dataclass(frozen=True, slots=True)
class OverdueOutcome:
    """How many were closed now, and how many are still to be closed."""

    rejected: int
    remaining: int


async def reject_overdue(tx: Transaction, area: str, limit: int, actor: str) -> OverdueOutcome:
    """The next `limit` below an area that have waited longer than the region's correction period; call until nothing remains."""
    days = tx.policy.value("application.correction_days", region=area, year=tx.now.year).value
    asked_before = tx.now - timedelta(days=days)
    transitions = [_transition(application, days, actor) for application in await lock_overdue(tx.driver, area, asked_before, limit)]
    await record_transitions(tx, transitions)
    tx.audit("applications.overdue", subject=area, actor=actor, detail={"rejected": len(transitions)})
    return OverdueOutcome(len(transitions), await count_overdue(tx.driver, area, asked_before))


def _transition(application: Application, days: int, actor: str) -> Transition:
    told = reason(ReasonCode.DEADLINE_PASSED, rule="D1", msg=f"{days}日内未补正，申请不予通过，可重新申请")
    event = ApplicationEvent.CORRECTION_OVERDUE
    return Transition(
        application_id=application.application_id,
        from_state=application.state,
        to_state=next_state(application.state, event),
        event=event,
        actor=actor,
        faults=Faults((told,)),
        decided=True,
    )
