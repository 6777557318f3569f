"""Notices to other regions."""

from dataclasses import replace
from typing import Annotated
from uuid import UUID

from fastapi import Query

from dedup.domain.notices import Notice
from dedup.errors import NothingToSend, NoticeNotKnown
from dedup.repository.notices import list_notices
from dedup.schemas.notices import NoticeResponse
from dedup.use_cases.looks import LOOKS
from dedup.use_cases.settle_notices import list_still_active, open_reason, send_again
from enrolment_events.duplicates import NoticeState
from service_runtime import Caller, Read, Safe, Tx, allow, refusals, service_router
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
    return page_of(rows, limit, lambda row: _shown(read.safe, row), lambda row: row.notice_id)


@router.get("/still-active", operation_id="listNoticesNotDone", dependencies=[allow("clerk", "reviewer", "operator", "auditor")])
async def still_active(read: Read, caller: Caller, after: After = None, limit: Limit = 100) -> Page[NoticeResponse]:
    """查询对方已确认但仍未办理的通知

    对方已确认、起始日已过五日，而其报送的参保关系仍未暂停、终止或恢复；已再次通知的也在内。应为空，否则请与对方核实。查询留痕。
    """
    rows = await list_still_active(read, caller.area_patterns, limit + 1, after or _START)
    LOOKS.note_list(read, caller, "notices", [row.notice_id for row in rows[:limit]])
    return page_of(rows, limit, lambda row: _shown(read.safe, row), lambda row: row.notice_id)


@router.post(
    "/{notice_id}/sending", operation_id="sendNotice", dependencies=[allow("operator")], responses=refusals(NoticeNotKnown, NothingToSend)
)
async def send(notice_id: UUID, tx: Tx, caller: Caller) -> NoticeResponse:
    """立即重新发送发往其他统筹区的通知

    用于对方拒收或多次发送未成功的通知；对方可能已收到的，先查询。已答复的不能重新发送。
    """
    again = await send_again(tx, notice_id, caller.area_patterns)
    tx.audit("notice.sent_again", subject=str(notice_id), actor=caller.subject)
    return _shown(tx.safe, again)


def _shown(safe: Safe, notice: Notice) -> NoticeResponse:
    return NoticeResponse.model_validate(replace(notice, answer_reason=open_reason(safe, notice)))
