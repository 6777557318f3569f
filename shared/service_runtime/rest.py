"""What the REST bodies of all services are made of: strict bodies, labelled answers, years, areas, money, moments, pages, timelines."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from enum import StrEnum
from inspect import get_annotations
from typing import Annotated, Any, Generic, TypeVar, get_args, get_origin
from uuid import UUID

from fastapi import Query
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema, computed_field
from pydantic.fields import FieldInfo

from enrolment_terms.benefit_year import SHANGHAI
from enrolment_terms.labels import DICTIONARIES
from enrolment_terms.money import yuan
from enrolment_terms.reasons import ReasonCode
from enrolment_terms.writing import VISIBLE, half_width

Item = TypeVar("Item")
Row = TypeVar("Row")

FIRST_YEAR, LAST_YEAR = 1900, 2100


def sensible_day(day: date) -> date:
    """The day. Raises ValueError: what lies further away is a slip of the hand, and beyond it the calendar ends."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"日期应在{FIRST_YEAR}年至{LAST_YEAR}年之间")
    return day


def _sensible_moment(moment: datetime) -> datetime:
    if not 2000 <= moment.year < LAST_YEAR:
        raise ValueError(f"时间应在2000年至{LAST_YEAR - 1}年之间")
    return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)


Day = Annotated[date, AfterValidator(sensible_day)]
"""A date that comes in."""
PointInTime = Annotated[datetime, AfterValidator(_sensible_moment)]
"""A time that comes in; without an offset it is Beijing time."""
Year = Annotated[int, Field(ge=1998, le=2100, title="参保年度")]
Area = Annotated[str, Field(pattern=r"^[0-9]{6}([0-9]{3}){0,2}$", title="行政区划代码")]
"""A county (six digits), a town (nine) or a village (twelve)."""
AreaPrefix = Annotated[str, Field(pattern=r"^[0-9]{2,12}$", title="行政区划代码")]
"""Everything below a province, a city, a county or a town."""
Region = Annotated[str, Field(pattern=r"^[0-9]{4}00$", title="统筹区")]
"""A pooling region, such as 440700."""
Yuan = Annotated[str, Field(pattern=r"^[0-9]{1,10}(\.[0-9]{1,2})?$", title="金额（元）")]
"""Money that comes in."""
Number = Annotated[str, AfterValidator(half_width)]
"""A number as people type it, taken half-width: phone, document."""
Token = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$", title="身份标识令牌")]
Line = Annotated[str, Field(pattern=VISIBLE)]
"""Free text of one line, without characters that nobody sees."""

Id = Annotated[str, BeforeValidator(lambda told: str(told) if isinstance(told, UUID | int) else told)]
"""An id in an answer: always a string."""
Amount = Annotated[
    str,
    BeforeValidator(lambda told: yuan(told) if isinstance(told, int) else told),
    Field(pattern=r"^-?[0-9]+\.[0-9]{2}$", title="金额（元）"),
]
"""Money in an answer, with two decimals; made of fen (int)."""


def _in_business_time(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(SHANGHAI).isoformat()


Moment = Annotated[
    datetime,
    PlainSerializer(_in_business_time, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time", "pattern": r"\+08:00$"}, mode="serialization"),
]
"""A time in an answer: always written with +08:00."""

Limit = Annotated[int, Query(ge=1, le=1000, title="每页条数")]
After = Annotated[UUID | None, Query(title="上一页的 next，首页不填")]
"""Where a page goes on, in a list that is ordered by an id."""
AfterNumber = Annotated[int | None, Query(ge=0, le=2**62, title="上一页的 next，首页不填")]
"""Where a page goes on, in a list that is ordered by a running number."""


class Body(BaseModel):
    """What comes in: unknown fields are refused, and so are values of another JSON type.

    Lines of a file are texts: `model_validate_strings(line, strict=False)`.
    """

    model_config = ConfigDict(extra="forbid", strict=True)


class Answer(BaseModel):
    """What goes out: beside each enumeration `x` stands its Chinese label `x_label`, from `enrolment_terms.labels`.

    A `code` that has its text beside it as `msg` needs no other label.
    """

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        fields = get_annotations(cls)
        for name, hint in fields.items():
            if (codes := codes_in(hint)) and (name, "msg" in fields) != ("code", True):
                setattr(cls, f"{name}_label", _label_beside(name, hint, codes))


def codes_in(hint: object) -> type[StrEnum] | None:
    """The enumeration in `Codes`, `Codes | None`, `Annotated[Codes, ...]`; None in anything else."""
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return hint
    parts = get_args(hint)[:1] if get_origin(hint) is Annotated else get_args(hint)
    if get_origin(hint) in (list, dict, tuple):
        return None
    return next((found for part in parts if (found := codes_in(part))), None)


def _label_beside(name: str, hint: object, codes: type[StrEnum]) -> object:
    if codes not in DICTIONARIES:
        raise TypeError(f"{codes.__name__} has no Chinese labels")
    labels: dict[str | None, str] = dict(DICTIONARIES[codes].labels.items())
    optional = type(None) in get_args(get_args(hint)[0] if get_origin(hint) is Annotated else hint)

    def label(answer: BaseModel) -> str | None:
        return labels.get(getattr(answer, name))

    aliases = [part.serialization_alias for part in get_args(hint)[1:] if isinstance(part, FieldInfo)]
    alias = f"{aliases[0]}_label" if aliases and aliases[0] else None
    return computed_field(return_type=str | None if optional else str, alias=alias)(property(label))


class Page(Answer, Generic[Item]):
    """列表的一页；next 用作下一页的 after，最后一页为空。"""

    items: list[Item]
    next: Annotated[str | None, Field(examples=[None])] = None


def page_of(rows: Sequence[Row], limit: int, item: Callable[[Row], Item], after: Callable[[Row], object]) -> Page[Item]:
    """A page of rows, of which one more was read than fits; `after` tells where the next page goes on after a row."""
    return Page(items=[item(row) for row in rows[:limit]], next=str(after(rows[limit - 1])) if len(rows) > limit else None)


class ReasonResponse(Answer):
    """一条原因；field 为有关的填写项，rule 为依据。"""

    model_config = ConfigDict(from_attributes=True)

    code: ReasonCode
    msg: str
    field: str | None = None
    rule: str | None = None


class MissingResponse(Answer):
    """一项需补正的内容。"""

    field: str
    label: str
    rule: str | None = None


class TimelineItem(Answer):
    """一件经过：发生时间、记录时间、中文说明，以及供程序使用的明细。"""

    at: Moment | date
    recorded_at: Moment
    service: str
    code: Annotated[str, Field(examples=["submit"])]
    what: str
    detail: dict[str, Any]


class Timeline(Page[TimelineItem]):
    """个人在一个服务中的办理经过。"""
