"""How fresh the word of each source is."""

from typing import Annotated

from pydantic import Field

from service_runtime.rest import Answer, Area, Body, Moment, PointInTime


class FeedExpectation(Body):
    """一个数据来源应报送的统筹区；expected 为真时，逾期未报的，校验不作答复。"""

    areas: Annotated[list[Area], Field(min_length=1, max_length=500, title="统筹区", examples=[["450100"]])]
    expected: Annotated[bool, Field(title="校验须等待其报送")] = True


class FeedFreshness(Body):
    """该来源已报齐 complete_until 之前发生的全部参保信息。"""

    areas: Annotated[list[Area], Field(min_length=1, max_length=500, title="统筹区", examples=[["450100"]])]
    complete_until: Annotated[PointInTime, Field(title="已报齐的时间")]


class FeedResponse(Answer):
    """一个数据来源在一个统筹区的报送情况；silent 为逾期未报。"""

    source: Annotated[str, Field(title="数据来源代码", examples=["GX-450100"])]
    area: str
    expected: Annotated[bool, Field(title="校验须等待其报送", examples=[True])]
    complete_until: Annotated[Moment | None, Field(title="已报齐的时间")]
    heard_at: Annotated[Moment | None, Field(title="最近一次报送时间")]
    silent: Annotated[bool, Field(title="逾期未报", examples=[False])]
