"""The town table."""

from datetime import date
from typing import Annotated

from pydantic import Field

from enrolment_terms.scheme import FailureCause
from service_runtime.rest import Answer, Moment


class TownResponse(Answer):
    """一个镇街的参保进度。"""

    area: str
    name: Annotated[str, Field(title="镇街名称", examples=["月山镇"])]
    target: int | None
    registered: int
    paid: int
    rate: str | None
    unpaid: int
    failed: dict[FailureCause, int]
    abandoned: int


class TotalResponse(Answer):
    """合计。"""

    target: int
    target_printed: int | None
    registered: int
    paid: int
    rate: str | None
    unpaid: int
    failed: dict[FailureCause, int]
    abandoned: int


class ProgressResponse(Answer):
    """参保进度表；rate 为百分数，两位小数。"""

    as_of: date
    benefit_year: int
    area: str
    towns: list[TownResponse]
    total: TotalResponse


class SnapshotResponse(Answer):
    """一次周报：报送日之前的情况；counted_at 晚于报送日的，为补报或重报。"""

    day: Annotated[date, Field(title="报送日", examples=["2023-09-07"])]
    version: int
    counted_at: Annotated[Moment, Field(title="统计时间")]
    towns: list[TownResponse]
    total: TotalResponse


class SnapshotsResponse(Answer):
    """一个年度的全部周报，先报的在前。"""

    benefit_year: int
    area: str
    snapshots: Annotated[list[SnapshotResponse], Field(title="周报")]
