"""One person's way through the service."""

from uuid import UUID

from dedup.errors import PersonNotKnown
from dedup.use_cases.build_timeline import build_timeline
from dedup.use_cases.looks import LOOKS
from service_runtime import Caller, Read, allow, refusals, service_router
from service_runtime.rest import Timeline

router = service_router("/dedup/v1/persons", tags=["人员经过"])


@router.get(
    "/{person_id}/timeline",
    operation_id="getDedupTimeline",
    dependencies=[allow("clerk", "reviewer", "operator", "auditor")],
    responses=refusals(PersonNotKnown),
)
async def timeline(person_id: UUID, read: Read, caller: Caller) -> Timeline:
    """查询一人的校验、通知和重复参保案件经过

    查询留痕。
    """
    with LOOKS.expecting(read, caller, "timeline"):
        items = await build_timeline(read, person_id, caller.area_patterns)
    LOOKS.note(read, caller, "timeline", [person_id])
    return Timeline(items=items)
