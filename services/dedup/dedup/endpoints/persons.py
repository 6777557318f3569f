"""One person's way through the service."""

from uuid import UUID

from dedup.use_cases.build_timeline import build_timeline
from service_runtime import Caller, Read, allow, service_router
from service_runtime.rest import Timeline

router = service_router("/dedup/v1/persons", tags=["persons"])


@router.get("/{person_id}/timeline", operation_id="getDedupTimeline", dependencies=[allow("clerk", "reviewer", "operator", "auditor")])
async def timeline(person_id: UUID, read: Read, caller: Caller) -> Timeline:
    """Checks and notices of a person of the caller's areas, the oldest first."""
    return Timeline(items=await build_timeline(read, person_id, caller.area_patterns))
