"""Take an application back before it is decided."""

from uuid import UUID

from registration.domain.application import Transition
from registration.domain.application_states import ApplicationEvent, ApplicationState, next_state
from registration.domain.scope import Scope
from registration.repository.application_rows import lock_applications
from registration.use_cases.looks import LOOKS
from registration.use_cases.record_transitions import record_transitions
from registration.use_cases.refuse_transitions import transitions_refused
from service_runtime import NotFound, Transaction


async def withdraw_application(tx: Transaction, application_id: UUID, scope: Scope) -> ApplicationState:
    """WITHDRAWN. Raises NotFound, TransitionNotAllowed."""
    found = (await lock_applications(tx.driver, [application_id], scope)).get(application_id)
    if found is None:
        LOOKS.miss(tx, scope.filed_by, "application")
        raise NotFound()
    with transitions_refused(application_id, scope.filed_by):
        to_state = next_state(found.state, ApplicationEvent.WITHDRAW)
    event, actor = ApplicationEvent.WITHDRAW, scope.filed_by
    step = Transition(application_id=application_id, from_state=found.state, to_state=to_state, event=event, actor=actor)
    await record_transitions(tx, [step])
    tx.audit("application.withdrawn", subject=str(application_id), actor=scope.filed_by)
    return to_state
