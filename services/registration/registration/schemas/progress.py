"""The town table."""

from datetime import date
from typing import Annotated

from pydantic import Field

from enrolment_terms.scheme import FailureCause
from service_runtime.rest import Answer


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
