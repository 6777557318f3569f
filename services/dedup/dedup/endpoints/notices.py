"""Notices to other regions."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from dedup.domain.notices import NoticeState
from dedup.repository.notices import list_notices
from dedup.schemas import NoticeResponse
from service_runtime import Caller, Read, allow, service_router
from service_runtime.rest import Page

router = service_router("/dedup/v1/notices", tags=["notices"])
_START = UUID(int=0)


@router.get("", operation_id="listNotices", dependencies=[allow("clerk", "reviewer", "operator", "auditor")])
async def notices(
    read: Read,
    caller: Caller,
    state: Annotated[NoticeState | None, Query(title="状态")] = None,
    after: Annotated[UUID, Query(title="上一页最后一条")] = _START,
    limit: Annotated[int, Query(ge=1, le=500, title="条数")] = 100,
) -> Page[NoticeResponse]:
    """Notices of registrations in the caller's areas."""
    rows = await list_notices(read.driver, caller.area_patterns, state=state, after=after, limit=limit + 1)
    items = [NoticeResponse.model_validate(row) for row in rows[:limit]]
    return Page(items=items, next=items[-1].notice_id if len(rows) > limit else None)
