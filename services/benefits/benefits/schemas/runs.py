"""Re-evaluations of everybody."""

from datetime import date
from typing import Annotated

from pydantic import Field

from service_runtime.rest import Answer, Body


class RunOrder(Body):
    """查询当日重新判定的进展。"""

    limit: Annotated[int, Field(ge=1, le=20000, title="每批人数（不采用）", examples=[2000], deprecated=True)] = 2000


class RunResponse(Answer):
    """某业务日期的重新判定的进展。people 为已处理的人数，open_chunks 为未完成的定时任务数。"""

    business_date: date
    people: int
    changed: Annotated[int, Field(title="不再统计，为0", deprecated=True)]
    open_chunks: int
    finished: bool
