"""Notices to other regions."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Query

from dedup.repository.notices import NoticeRow, list_notices
from dedup.schemas import NoticeList, NoticeOut
from service_runtime import Caller, Reading, allow, service_router

router = service_router("/dedup/v1/notices", tags=["notices"])
_START = UUID(int=0)


@router.get("", operation_id="listNotices", dependencies=[allow("clerk", "reviewer", "operator", "auditor")])
async def notices(
    reading: Reading,
    caller: Caller,
    state: Annotated[Literal["OPEN", "WITHDRAWN"] | None, Query(title="状态")] = None,
    after: Annotated[UUID, Query(title="上一页最后一条")] = _START,
    limit: Annotated[int, Query(ge=1, le=500, title="条数")] = 100,
) -> NoticeList:
    """Notices of registrations in the caller's areas."""
    rows = await list_notices(reading, caller.area_patterns, state=state, after=after, limit=limit + 1)
    shown = rows[:limit]
    return NoticeList(items=[_shown(row) for row in shown], next=str(shown[-1].notice_id) if len(rows) > limit else None)


def _shown(row: NoticeRow) -> NoticeOut:
    return NoticeOut(
        notice_id=str(row.notice_id),
        application_id=str(row.application_id),
        participation_id=str(row.participation_id),
        person_id=str(row.person_id),
        kind=row.kind,
        rule=row.rule,
        to_area=row.to_area,
        from_area=row.from_area,
        relation_starts_on=row.relation_starts_on,
        state=row.state,
        opened_at=row.opened_at,
    )
