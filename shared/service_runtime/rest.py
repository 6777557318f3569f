"""What the REST bodies of all services are made of: strict bodies, years, areas, money, moments, pages, timelines."""

from datetime import date, datetime
from typing import Annotated, Any, Generic, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainSerializer, WithJsonSchema

from enrolment_terms.benefit_year import SHANGHAI
from enrolment_terms.writing import half_width

Item = TypeVar("Item")

Year = Annotated[int, Field(ge=1998, le=2100, title="参保年度")]
Area = Annotated[str, Field(pattern=r"^[0-9]{6}([0-9]{3})?$", title="行政区划代码")]
"""A county (six digits) or a town (nine)."""
AreaPrefix = Annotated[str, Field(pattern=r"^[0-9]{2,9}$", title="行政区划代码")]
"""Everything below a province, a city, a county or a town."""
Region = Annotated[str, Field(pattern=r"^[0-9]{4}00$", title="统筹区")]
"""A pooling region, such as 440700."""
Yuan = Annotated[str, Field(pattern=r"^[0-9]{1,10}(\.[0-9]{1,2})?$", title="金额（元）")]
Number = Annotated[str, AfterValidator(half_width)]
"""A number as people type it, taken half-width: phone, document."""
Token = Annotated[str, Field(min_length=16, max_length=128, pattern=r"^[\x21-\x7e]+$", title="身份标识令牌")]


def _in_business_time(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(SHANGHAI).isoformat()


Moment = Annotated[
    datetime,
    PlainSerializer(_in_business_time, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time"}, mode="serialization"),
]
"""A time in an answer: always written with +08:00."""


class Body(BaseModel):
    """What comes in: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")


class Page(BaseModel, Generic[Item]):
    """One page of a list; `next` is given as `after` to get the next one, null on the last."""

    items: list[Item]
    next: str | None = None


class TimelineItem(BaseModel):
    """One thing that happened to a person: when it counts, when it was recorded, what in Chinese, and figures for programs."""

    at: Moment | date
    recorded_at: Moment
    service: str
    code: str
    what: str
    detail: dict[str, Any]


class Timeline(BaseModel):
    """A person's way through one service."""

    items: list[TimelineItem]
