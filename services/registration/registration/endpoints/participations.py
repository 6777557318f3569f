"""What a person may ask of a participation."""

from uuid import UUID

from registration.endpoints.scopes import scope_of
from registration.errors import StopHasFaults, TransitionNotAllowed
from registration.schemas.persons import ParticipationStateResponse, StopRequest
from registration.use_cases.stop_participation import stop_participation
from service_runtime import Caller, NotFound, Tx, YearNotOpen, allow, idempotent, refusals, service_router

router = service_router("/registration/v1/participations", tags=["参保关系"])


@router.post(
    "/{participation_id}/stop",
    operation_id="stopParticipation",
    dependencies=[allow("citizen", "agent", "clerk"), idempotent],
    responses=refusals(NotFound, TransitionNotAllowed, StopHasFaults, YearNotOpen),
)
async def stop(participation_id: UUID, body: StopRequest, tx: Tx, caller: Caller) -> ParticipationStateResponse:
    """停保

    未缴费的取消登记；已缴费的停止征缴关系，待遇保留。
    """
    state = await stop_participation(tx, participation_id, body.reason, scope_of(caller, tx, "clerk"))
    return ParticipationStateResponse(participation_id=str(participation_id), state=state)
