"""Every value of the book for one place and year, for people and for programs: what it is, from where, and how firm."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from policy_parameters.areas import full_area_name, is_known_area
from policy_parameters.book_files import BOOK, NATION, read_sources
from policy_parameters.parameter import ParameterValue, PolicyNotKnown, Status, Unit
from policy_parameters.policy_book import PolicyBook

_LEVELS = {4: "市", 6: "县", 9: "镇", 12: "村"}
_COLUMNS = {
    "amount": "数量", "authority": "部门", "category": "类别", "channel": "渠道", "code": "代码", "days": "日", "document": "证件",
    "event": "事由", "event_in_year": "事由须在当年", "extra_fields": "另填", "from": "自", "groups": "材料", "ground": "情形",
    "household_moved": "户口迁入", "label": "名称", "later_filing": "可以后补", "local_household": "本市户籍", "long_term": "长期",
    "lines": "文字", "material": "材料", "retired": "须已退休", "title": "标题",
    "min_stay_months": "最短月数", "months": "月", "needs_flag": "须本地规定", "number": "序号", "place": "参保地", "portion": "时段",
    "promise_only_months": "只有承诺书的月数", "proofs": "证明", "rate": "标准", "rule": "规则", "start": "开始", "subsidy": "定额资助",
    "type": "类型", "until": "至", "years": "年",
}  # fmt: skip


class CannotShow(ValueError):
    """There is no such place, subject or year; the message is for people."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The values of one place and year, and the parameters that the book does not know there."""

    area: str
    year: int
    values: tuple[ParameterValue, ...]
    unknown: Mapping[str, str]
    sources: Mapping[str, str]

    @property
    def proposed(self) -> tuple[ParameterValue, ...]:
        """Those that no document says."""
        return tuple(value for value in self.values if value.status is Status.PROPOSED)

    def lines(self, only_proposed: bool = False) -> Iterator[str]:
        """For people; at the end how many values are only proposed, and which."""
        yield f"{full_area_name(self.area) or '全国'}（{self.area}）{self.year}年度"
        for value in self.proposed if only_proposed else self.values:
            yield from self._told(value)
        for name, label in {} if only_proposed else self.unknown.items():
            yield from (f"{name}  {label}", "    手册没有此地此年度的数值，不能推定")
        names = "、".join(value.name for value in self.proposed)
        yield f"共{len(self.values)}项，其中{len(self.proposed)}项只是拟定口径" + (f"：{names}" if names else "")

    def as_json(self, only_proposed: bool = False) -> dict[str, Any]:
        """The same for programs."""
        told = self.proposed if only_proposed else self.values
        return {
            "area": self.area,
            "year": self.year,
            "values": [
                {**value.as_dict(), "level": level_of(value), "source_title": self._title(value), "rows": list(_rows(value))}
                for value in told
            ],
            "unknown": dict(self.unknown),
            "proposed": [value.name for value in self.proposed],
        }

    def _told(self, value: ParameterValue) -> Iterator[str]:
        yield f"{value.name}  {value.label}"
        yield from (f"    {row}" for row in _rows(value))
        place = "" if level_of(value) in ("国家", "默认") else f" {full_area_name(value.region)}"
        yield f"    〔{level_of(value)}{place}〕{self._title(value)}；{value.clause}（{value.status.label}）"

    def _title(self, value: ParameterValue) -> str:
        return self.sources.get(value.source, value.source)


def show(book: PolicyBook, area: str, year: int, subject: str | None = None) -> Shown:
    """All parameters, or those of a subject (`windows`), as they hold for an area and benefit year. Raises CannotShow."""
    if area != NATION and not is_known_area(area):
        raise CannotShow(f"没有区划代码为 {area} 的地区")
    names = [name for name in book.names() if subject in (None, name.partition(".")[0])]
    if not names:
        subjects = "、".join(sorted({name.partition(".")[0] for name in book.names()}))
        raise CannotShow(f"没有 {subject} 这一类参数，可用的有：{subjects}")
    values, unknown = _found(book, names, area, year)
    if not values:
        raise CannotShow(f"政策参数手册没有 {year} 年度")
    return Shown(area, year, values, unknown, read_sources(BOOK))


def _found(book: PolicyBook, names: Sequence[str], area: str, year: int) -> tuple[tuple[ParameterValue, ...], Mapping[str, str]]:
    values: list[ParameterValue] = []
    unknown: dict[str, str] = {}
    for name in names:
        try:
            values.append(book.value(name, region=area, year=year))
        except PolicyNotKnown as missing:
            unknown[name] = missing.label or name
    return tuple(values), unknown


def level_of(value: ParameterValue) -> str:
    """村 / 镇 / 县 / 市 / 省 / 国家, or 默认: what the rule book proposes for the whole nation."""
    if value.region == NATION:
        return "默认" if value.status is Status.PROPOSED else "国家"
    if value.region.endswith("0000"):
        return "省"
    return _LEVELS[4 if value.region.endswith("00") and len(value.region) == 6 else len(value.region)]


def _rows(value: ParameterValue) -> Iterator[str]:
    """The value in Chinese; of a table one line for each row."""
    if value.unit is Unit.TABLE:
        yield from (_row(row) for row in value.value)
        if not value.value:
            yield "（无）"
    elif value.unit is Unit.RECORD:
        yield _row(value.value)
    else:
        yield value.shown or "（无）"


def _row(row: Mapping[str, Any]) -> str:
    return "，".join(f"{_COLUMNS.get(key, key)} {_cell(cell)}" for key, cell in row.items())


def _cell(cell: object) -> str:
    """One cell: materials by their names, alternatives with 或, what must come together with 和."""
    if cell is None:
        return "无"
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, Mapping):
        return str(cell.get("label") or _row(cell))
    if isinstance(cell, list | tuple):
        nested = any(isinstance(one, list | tuple) for one in cell)
        return (" 和 " if nested else "、").join(_cell(one) for one in cell) or "无"
    return str(cell)
