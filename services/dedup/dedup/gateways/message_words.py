"""Kinds of values in the messages of docs/contracts/other-regions.yaml; each says in Chinese what stands in it."""

import re
from datetime import date, datetime
from typing import Annotated

from msgspec import Meta, Struct

from enrolment_events.duplicates import NoticeKind
from enrolment_terms.scheme import EmployeeIdentity, ParticipationState, Scheme
from enrolment_terms.writing import VISIBLE, half_width

MOST_SPELLS = 2000
"""Of one batch."""
Reference = Annotated[str, Meta(pattern="^[!-~\u4e00-\u9fff]{1,120}\\Z", description="1至120个字符，不含空格")]
Source = Annotated[str, Meta(pattern=r"^[0-9A-Za-z_-]{1,40}\Z", description="1至40位字母、数字、连字符或下划线")]
Employer = Annotated[str, Meta(pattern=r"^[0-9A-Za-z_-]{1,40}\Z", description="1至40位字母、数字、连字符或下划线")]
Token = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z", description="64位小写十六进制数")]
Tokens = Annotated[tuple[Token, ...], Meta(min_length=1, max_length=20, description="1至20个64位小写十六进制数的列表")]
MoreTokens = Annotated[tuple[Token, ...], Meta(max_length=19, description="至多19个64位小写十六进制数的列表")]
WeakKind = Annotated[str, Meta(pattern=r"^[A-Z][A-Z0-9_]{0,39}\Z")]
Area = Annotated[str, Meta(pattern=r"^[0-9]{6}([0-9]{3}){0,2}\Z", description="6、9或12位行政区划代码")]
Areas = Annotated[tuple[Area, ...], Meta(min_length=1, max_length=500, description="1至500个6、9或12位行政区划代码的列表")]
Year = Annotated[int, Meta(ge=1998, le=2100, description="1998至2100的年度")]
Version = Annotated[int, Meta(ge=1, le=1_000_000_000, description="1至10亿的整数")]
Months = Annotated[int, Meta(ge=0, le=1200, description="0至1200的整数")]
Day = Annotated[date, Meta(description="日期，如2024-01-01")]
Moment = Annotated[datetime, Meta(tz=True, description="带时区的时间，如2024-01-01T08:00:00+08:00")]
YesNo = Annotated[bool, Meta(description="true或false")]
Sentence = Annotated[str, Meta(min_length=1, max_length=200, description="1至200个字符")]
InScheme = Annotated[Scheme, Meta(description="RESIDENT或EMPLOYEE")]
AsEmployee = Annotated[EmployeeIdentity, Meta(description="WORKER或FLEXIBLE")]
SpellState = Annotated[ParticipationState, Meta(description="、".join(ParticipationState) + "之一")]
Request = Annotated[NoticeKind, Meta(description="、".join(NoticeKind) + "之一")]

_VISIBLE = re.compile(VISIBLE)
_LONG_NUMBER = re.compile("[0-9](?: ?[0-9]){6,}[xX]?")


class Strict(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A field that is not in the contract is refused: it may be a number or a name, which nobody may show."""


def told_line(text: str | None) -> str | None:
    """What somebody wrote, as one visible line; long numbers are struck out, whatever they are. None if nothing is left."""
    if text is None:
        return None
    seen = "".join(one for one in half_width(text) if _VISIBLE.fullmatch(one))
    return _LONG_NUMBER.sub("＊", seen).strip() or None
