"""What ends a person's whole part in the scheme, not one participation alone (B27, R-091, H-R-091)."""

from enrolment_terms.reasons import ReasonCode, reason
from registration.domain.application import Application, Transition
from registration.domain.application_form import Faults
from registration.domain.application_states import ApplicationEvent, next_state
from registration.domain.participation_acts import ParticipationActKind
from registration.domain.participation_states import StateReason

ENDS_OF_PERSONS = frozenset({StateReason.EMIGRATED, StateReason.NOT_BORN})
"""Beside a death, which is recorded for the person. Who joins the army or another scheme stops or is suspended (B3, R-081)."""
_TOLD = reason(ReasonCode.OTHER, rule="R-091", msg="参保人的参保关系已终止，申请随之撤回；登记有误的，更正后可重新提交")


def ends_person(kind: ParticipationActKind, cause: StateReason | None) -> bool:
    """Of an act that an office records."""
    return kind is ParticipationActKind.END and cause in ENDS_OF_PERSONS


def withdrawn_by_end(application: Application, actor: str) -> Transition:
    """Nobody is left to decide for; whoever filed it reads why."""
    event = ApplicationEvent.WITHDRAW
    return Transition(
        application_id=application.application_id,
        from_state=application.state,
        to_state=next_state(application.state, event),
        event=event,
        actor=actor,
        faults=Faults((_TOLD,)),
    )
