"""One person's way through the levy."""

from dataclasses import asdict
from uuid import UUID

from payment_bridge.endpoints.scopes import OFFICES, reading_scope
from payment_bridge.use_cases.build_timeline import build_timeline
from payment_bridge.use_cases.looks import LOOKS
from service_runtime import PERSONAL_ROLES, Caller, NotFound, Read, allow, refusals, service_router
from service_runtime.rest import Timeline, TimelineItem

router = service_router("/payment-bridge/v1/persons", tags=["征缴进度与核对"])


@router.get(
    "/{person_id}/timeline",
    operation_id="getLevyTimeline",
    dependencies=[allow(*PERSONAL_ROLES, *OFFICES)],
    responses=refusals(NotFound),
)
async def get_timeline(person_id: UUID, read: Read, caller: Caller) -> Timeline:
    """查询一人的征缴经过

    本人和代办人可查本人及其代办的人员，经办人员可查本辖区。
    """
    scope = await reading_scope(read, caller)
    told = await build_timeline(read, person_id, scope)
    if not told:
        LOOKS.miss(read, caller, "timeline")
        raise NotFound()
    LOOKS.note(read, caller, "timeline", scope.others([person_id]))
    return Timeline(items=[TimelineItem(service="payment-bridge", **asdict(entry)) for entry in told])
