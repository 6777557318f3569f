"""Take an application back before it is decided."""

from uuid import UUID

from registration.domain.application_states import ApplicationEvent, ApplicationState, after
from registration.domain.scope import Scope
from registration.repository.application_moves import Move, move_applications
from registration.repository.application_rows import lock_cases
from registration.use_cases.refuse_transitions import transitions_refused
from service_runtime import NotFound, UnitOfWork


async def withdraw_application(tx: UnitOfWork, application_id: UUID, scope: Scope) -> ApplicationState:
    """WITHDRAWN. Raises NotFound, TransitionNotAllowed."""
    cases = await lock_cases(tx.driver, [application_id], scope)
    if application_id not in cases:
        raise NotFound()
    state = cases[application_id].state
    with transitions_refused(application_id, scope.filed_by):
        to_state = after(state, ApplicationEvent.WITHDRAW)
    move = Move(application_id=application_id, from_state=state, to_state=to_state, event=ApplicationEvent.WITHDRAW, actor=scope.filed_by)
    await move_applications(tx.driver, [move], tx.now)
    tx.audit("application.withdrawn", subject=str(application_id), actor=scope.filed_by)
    return to_state
