"""Who tells of which regions, and how fresh that is."""

from typing import Annotated

from fastapi import Depends, Path

from dedup.schemas.feeds import FeedExpectation, FeedFreshness, FeedResponse
from dedup.use_cases.follow_feeds import expect, hear, list_feeds
from service_runtime import Caller, Read, Tx, allow, limited, service_router
from service_runtime.identity import whole_installation
from service_runtime.rest import Page

router = service_router("/dedup/v1/feeds", tags=["参保信息"])
Name = Annotated[str, Path(pattern=r"^[0-9A-Za-z_-]{1,40}$", title="数据来源代码", examples=["GX-450100"])]


@router.get("", operation_id="listFeeds", dependencies=[allow("operator", "auditor"), Depends(whole_installation)])
async def feeds(read: Read) -> Page[FeedResponse]:
    """查询各数据来源的报送情况

    一次列出全部来源和统筹区；限辖区为整个部署范围的人员。
    """
    return Page(items=[FeedResponse(**feed._asdict(), silent=silent) for feed, silent in await list_feeds(read)])


@router.put("/{source}", operation_id="expectFeed", dependencies=[allow("operator"), Depends(whole_installation), limited("upload")])
async def set_expectation(source: Name, body: FeedExpectation, tx: Tx, caller: Caller) -> Page[FeedResponse]:
    """设置应报送的统筹区

    设为应报送的，逾期未报时校验不作答复，申请停在校验中，不会盲目通过。限辖区为整个部署范围的运行人员。
    """
    await expect(tx, source, body.areas, expected=body.expected)
    tx.audit("feed.expected", subject="feed", actor=caller.subject, detail={"areas": body.areas, "expected": body.expected})
    return await feeds(tx)


@router.post(
    "/{source}/freshness", operation_id="tellFreshness", dependencies=[allow("operator"), Depends(whole_installation), limited("upload")]
)
async def freshness(source: Name, body: FeedFreshness, tx: Tx, caller: Caller) -> Page[FeedResponse]:
    """报送已报齐的时间

    表示该来源此前的参保信息已全部报送；等待它的校验随即答复。限辖区为整个部署范围的运行人员。
    """
    await hear(tx, source, body.areas, body.complete_until)
    tx.audit("feed.heard", subject="feed", actor=caller.subject, detail={"areas": body.areas})
    return await feeds(tx)
