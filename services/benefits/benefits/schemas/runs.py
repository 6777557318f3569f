"""Re-evaluations of everybody."""

from datetime import date
from typing import Annotated

from pydantic import Field

from service_runtime.rest import Answer, Body


class RunOrder(Body):
    """继续当日的全员重新判定；首次调用按 limit 分批。"""

    limit: Annotated[int, Field(ge=1, le=20000, title="每批人数", examples=[2000])] = 2000


class RunResponse(Answer):
    """某业务日期的全员重新判定的进展。"""

    business_date: date
    people: int
    changed: int
    open_chunks: int
    finished: bool
