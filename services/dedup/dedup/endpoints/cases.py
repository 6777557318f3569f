"""Duplicate cases: the list, one case in full, every state that it was in, and the list that must be empty."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import Query

from dedup.endpoints.case_answers import case_detail, case_summary, case_version
from dedup.errors import CaseNotKnown
from dedup.repository.cases import history_of, list_cases
from dedup.repository.still_both import Told, still_both
from dedup.schemas.cases import CaseVersionResponse, DuplicateCaseDetail, DuplicateCaseSummary, StillBothResponse
from dedup.use_cases.looks import LOOKS
from dedup.use_cases.read_case import read_case
from dedup.use_cases.show_case import show_case
from enrolment_events.duplicates import DuplicateCaseState
from service_runtime import Caller, Read, allow, refusals, service_router
from service_runtime.rest import After, Limit, Page, page_of

router = service_router("/dedup/v1/cases", tags=["重复参保案件"])
_LOOK = allow("clerk", "reviewer", "operator", "auditor")
_KIND = "duplicate_case"
_START = UUID(int=0)
_TWO_YEARS = timedelta(days=731)


@router.get("", operation_id="listDuplicateCases", dependencies=[_LOOK])
async def cases(
    read: Read,
    caller: Caller,
    state: Annotated[DuplicateCaseState | None, Query(title="状态")] = None,
    after: After = None,
    limit: Limit = 100,
) -> Page[DuplicateCaseSummary]:
    """查询重复参保案件

    限有参保关系在本辖区的；查询留痕。
    """
    rows = await list_cases(read.driver, read.safe, caller.area_patterns, state=state, after=after or _START, limit=limit + 1)
    LOOKS.note_list(read, caller, _KIND, [row.case_id for row in rows[:limit]])
    return page_of(rows, limit, case_summary, lambda row: row.case_id)


@router.get("/still-both", operation_id="listStillBoth", dependencies=[_LOOK])
async def both(
    read: Read,
    caller: Caller,
    hours: Annotated[int, Query(ge=0, le=8760, title="宽限小时数")] = 24,
    after: After = None,
    limit: Limit = 100,
) -> Page[StillBothResponse]:
    """查询已确定但仍重复的参保关系

    已提出暂停或终止、起始日已到，满宽限时间仍然正常的；正常情况下应当没有。限本辖区，查询留痕。
    """
    until = read.now - timedelta(hours=hours)
    told = Told(until - _TWO_YEARS, until)
    rows = await still_both(read.driver, caller.area_patterns, read.now.date(), told, limit + 1, after or _START)
    LOOKS.note_list(read, caller, _KIND, [row.case_id for row in rows[:limit]])
    return page_of(rows, limit, StillBothResponse.model_validate, lambda row: row.place)


@router.get("/{case_id}", operation_id="getDuplicateCase", dependencies=[_LOOK], responses=refusals(CaseNotKnown))
async def case(case_id: UUID, read: Read, caller: Caller) -> DuplicateCaseDetail:
    """查询一件重复参保案件

    各条参保记录逐项对照、认定为同一人的依据（不含号码）、处理原则及条款、处理、请求和通知、下一步由谁最迟何时办理、经过。查询留痕。
    """
    with LOOKS.expecting(read, caller, _KIND):
        picture = await show_case(read, case_id, caller.area_patterns)
    LOOKS.note(read, caller, _KIND, [picture.known.case.person_id])
    return case_detail(read.safe, caller, picture)


@router.get("/{case_id}/history", operation_id="listDuplicateCaseVersions", dependencies=[_LOOK], responses=refusals(CaseNotKnown))
async def history(case_id: UUID, read: Read, caller: Caller) -> Page[CaseVersionResponse]:
    """查询一件重复参保案件的全部版本

    清理的重复参保信息一直保存，以备后续查验；最早的在前，一页给出。查询留痕。
    """
    with LOOKS.expecting(read, caller, _KIND):
        known = await read_case(read, case_id, caller.area_patterns)
    LOOKS.note(read, caller, _KIND, [known.case.person_id])
    versions = await history_of(read.driver, read.safe, case_id)
    return Page(items=[case_version(one, caller) for one in versions])
