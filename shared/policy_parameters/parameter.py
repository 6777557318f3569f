"""One number, date, switch or table of the policy book, with where it stands."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from enrolment_terms.labels import labelled
from enrolment_terms.money import yuan


class Status(StrEnum):
    """How firm a value is, the firmest first: in force, a draft, told by the press, proposed where nothing is said, made up for tests."""

    IN_FORCE = "in_force"
    DRAFT = "draft"
    PRESS = "press"
    PROPOSED = "proposed"
    FIXTURE = "fixture"

    @property
    def label(self) -> str:
        """现行 / 征求意见稿 / 媒体报道 / 拟定口径 / 测试样例."""
        return _STATUS_LABELS[self]


_STATUS_LABELS = labelled(
    Status,
    "效力",
    {
        Status.IN_FORCE: "现行",
        Status.DRAFT: "征求意见稿",
        Status.PRESS: "媒体报道",
        Status.PROPOSED: "拟定口径",
        Status.FIXTURE: "测试样例",
    },
)


class Unit(StrEnum):
    """What a value is counted in; it decides the Python type of `ParameterValue.value`."""

    YUAN = "yuan"  # int, in fen
    RATIO = "ratio"  # Decimal
    COUNT = "count"
    MONTHS = "months"
    DAYS = "days"
    WEEKS = "weeks"
    YEARS = "years"
    MINUTES = "minutes"
    YEAR = "year"  # int, a benefit year
    WEEKDAY = "weekday"  # int, Monday is 1
    FLAG = "flag"  # bool
    CHOICE = "choice"  # str, one of `choices`
    TEXT = "text"
    DATE = "date"
    DAY_OF_CAMPAIGN = "day_of_campaign"  # for benefit year 2024 "10-07" is 2023-10-07, "02-28" (before July) is 2024-02-28
    DAY_OF_YEAR = "day_of_year"  # "06-30" for benefit year 2024 is 2024-06-30
    CODES = "codes"  # tuple of str
    TABLE = "table"  # tuple of dict
    RECORD = "record"  # dict


_UNIT_LABELS = labelled(
    Unit,
    "单位",
    {
        Unit.YUAN: "元",
        Unit.RATIO: "比例",
        Unit.COUNT: "数量",
        Unit.MONTHS: "个月",
        Unit.DAYS: "日",
        Unit.WEEKS: "周",
        Unit.YEARS: "年",
        Unit.MINUTES: "分钟",
        Unit.YEAR: "年度",
        Unit.WEEKDAY: "星期",
        Unit.FLAG: "是否",
        Unit.CHOICE: "选项",
        Unit.TEXT: "文字",
        Unit.DATE: "日期",
        Unit.DAY_OF_CAMPAIGN: "参保年度活动的月日",
        Unit.DAY_OF_YEAR: "月日",
        Unit.CODES: "代码",
        Unit.TABLE: "表",
        Unit.RECORD: "组合",
    },
)
_SUFFIXES = {
    Unit.COUNT: "",
    Unit.MONTHS: "个月",
    Unit.DAYS: "日",
    Unit.WEEKS: "周",
    Unit.YEARS: "年",
    Unit.MINUTES: "分钟",
    Unit.YEAR: "年度",
}


@dataclass(frozen=True, slots=True)
class ParameterValue:
    """A value as it holds for one region and benefit year, with its citation."""

    name: str
    label: str
    unit: Unit
    value: Any
    region: str
    from_year: int
    until_year: int | None
    source: str
    clause: str
    status: Status

    @property
    def shown(self) -> str:
        """The value as a Chinese reader expects it: 406.00元, 3个月, 2023-10-07, 是."""
        return shown(self.unit, self.value)

    @property
    def citation(self) -> str:
        """Where it stands and how firm it is: S2 三、筹资标准（现行）."""
        return f"{self.source} {self.clause}（{self.status.label}）"

    def as_dict(self) -> dict[str, str | int]:
        """For an explanation in JSON: everything as text, money in yuan."""
        return {
            "name": self.name,
            "label": self.label,
            "value": self.shown,
            "unit": str(self.unit),
            "unit_label": _UNIT_LABELS[self.unit],
            "region": self.region,
            "from_year": self.from_year,
            "source": self.source,
            "clause": self.clause,
            "status": str(self.status),
            "status_label": self.status.label,
        }


def shown(unit: Unit, value: Any) -> str:
    """A value of this unit in Chinese."""
    if unit is Unit.YUAN:
        return f"{yuan(value)}元"
    if unit is Unit.FLAG:
        return "是" if value else "否"
    if unit is Unit.CODES:
        return "、".join(value)
    if unit in (Unit.TABLE, Unit.RECORD):
        return f"{len(value)}项"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return f"{value}{_SUFFIXES.get(unit, '')}"


class PolicyNotKnown(LookupError):
    """The book has no such value for this region and benefit year; nothing is guessed."""

    def __init__(self, name: str, region: str, year: int, label: str | None = None) -> None:
        self.rule = f"the policy book has no {name} for region {region} and benefit year {year}"
        super().__init__(self.rule)
        self.name = name
        self.region = region
        self.year = year
        self.label = label
        self.msg = f"政策参数手册没有{region}地区{year}年度的“{label or name}”，不能推定"
