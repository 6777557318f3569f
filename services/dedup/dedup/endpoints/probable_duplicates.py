"""People with different documents who may be one, for an office to look at."""

from dedup.domain.duplicate_words import in_words
from dedup.domain.probable_duplicates import explained
from dedup.repository.probable_duplicates import ProbableDuplicate, list_proposals
from dedup.schemas.probable_duplicates import ProbableDuplicateResponse
from dedup.use_cases.looks import LOOKS
from service_runtime import Caller, Read, allow, service_router
from service_runtime.rest import AfterNumber, Limit, Page, page_of

router = service_router("/dedup/v1/probable-duplicates", tags=["疑似同一人"])


@router.get("", operation_id="listProbableDuplicates", dependencies=[allow("clerk", "reviewer", "operator", "auditor")])
async def probable_duplicates(read: Read, caller: Caller, after: AfterNumber = None, limit: Limit = 100) -> Page[ProbableDuplicateResponse]:
    """查询疑似同一人的两个编号

    证件不同、其他信息相近的，每日排查；只作提示，不自动合并。认定用“认定是否同一人”。限其中一人在本人辖区内参保；查询留痕。
    """
    rows = await list_proposals(read.driver, caller.area_patterns, after or 0, limit + 1)
    LOOKS.note_list(read, caller, "probable_duplicate", [one.one for _, one in rows[:limit]])
    return page_of(rows, limit, lambda row: _shown(row[1]), lambda row: row[0])


def _shown(one: ProbableDuplicate) -> ProbableDuplicateResponse:
    return ProbableDuplicateResponse(
        one=one.one, other=one.other, score=round(one.score, 3), explanation=in_words(explained(one.levels)), found_on=one.found_on
    )
