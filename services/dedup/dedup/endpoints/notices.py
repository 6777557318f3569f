"""Notices to other regions."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from dedup.repository.notices import list_notices
from dedup.schemas.notices import NoticeResponse
from dedup.use_cases.looks import LOOKS
from enrolment_events.duplicates import NoticeState
from service_runtime import Caller, Read, allow, service_router
from service_runtime.rest import After, Limit, Page, page_of

router = service_router("/dedup/v1/notices", tags=["异地通知"])
_START = UUID(int=0)


@router.get("", operation_id="listNotices", dependencies=[allow("clerk", "reviewer", "operator", "auditor")])
async def notices(
    read: Read,
    caller: Caller,
    state: Annotated[NoticeState | None, Query(title="状态")] = None,
    after: After = None,
    limit: Limit = 100,
) -> Page[NoticeResponse]:
    """查询发往其他统筹区的通知

    限本区划登记所产生的；查询留痕。
    """
    rows = await list_notices(read.driver, caller.area_patterns, state=state, after=after or _START, limit=limit + 1)
    seen = sorted({str(row.person_id) for row in rows[:limit]})
    read.audit("notice.listed", subject="notices", actor=caller.subject, purpose=LOOKS.purpose, detail={"persons": seen})
    return page_of(rows, limit, NoticeResponse.model_validate, lambda row: row.notice_id)
