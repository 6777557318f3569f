"""Columns of a list, and what a cell in one says. A cell that cannot be read is a fault of its row, named by its column."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

from enrolment_terms.labels import DICTIONARIES
from enrolment_terms.reasons import Reason, ReasonCode, reason
from enrolment_terms.writing import NOT_A_NAME, VISIBLE, half_width, is_name
from enrolment_terms.written_dates import read_date

Cell = str | int | float | bool | None
_VISIBLE = re.compile(VISIBLE)
_AS_NUMBER = re.compile(r"[0-9](\.[0-9]+)?[Ee]\+?[0-9]+")
"""What Excel makes of a long number in a CSV file: 4.40783E+17."""
_TICKS = {True: set("√✓✔☑是有对YyTt1"), False: set("×✗✘xX否无错NnFf0╳")}
_LAST_EXACT = 10**15
_LONGEST = 200


class CellKind(StrEnum):
    """What a column holds."""

    TEXT = "TEXT"
    NAME = "NAME"
    """Of a person."""
    LONG_NUMBER = "LONG_NUMBER"
    """Must be kept as text: a sheet rounds numbers of more than fifteen digits."""
    NUMBER = "NUMBER"
    """A phone or a code, which a sheet may keep as a number."""
    DAY = "DAY"
    TICK = "TICK"
    CODE = "CODE"


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One column: the field that it fills, and the titles that it may have; ours first. Each is declared once, and is itself alone."""

    name: str
    titles: tuple[str, ...]
    kind: CellKind = CellKind.TEXT
    required: bool = False
    codes: type[StrEnum] | None = None
    at_most: int = _LONGEST

    @property
    def title(self) -> str:
        """Ours."""
        return self.titles[0]


@dataclass(frozen=True, slots=True)
class Reading:
    """What the cells of one row say, by field; what cannot be read is None and stands in the reasons."""

    values: Mapping[str, Any]
    reasons: tuple[Reason, ...]


class Unreadable(Exception):
    """Why a cell says nothing."""


def read_row(columns: Sequence[Column], places: Mapping[str, int], cells: Sequence[Cell]) -> Reading:
    """All cells of a row; `places` tells where each column is found."""
    values: dict[str, Any] = dict.fromkeys(column.name for column in columns)
    reasons = []
    for column in columns:
        place = places.get(column.name)
        cell = cells[place] if place is not None and place < len(cells) else None
        try:
            values[column.name] = _READERS[column.kind](cell, column) if cell is not None else None
        except Unreadable as why:
            reasons.append(reason(ReasonCode.CELL_UNREADABLE, field=column.name, msg=f"“{column.title}”{why}"))
        else:
            if column.required and values[column.name] is None:
                reasons.append(reason(ReasonCode.CELL_UNREADABLE, field=column.name, msg=f"“{column.title}”为空"))
    return Reading(values, tuple(reasons))


def text_of(cell: Cell) -> str:
    """As a person reads it."""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float) and cell == int(cell):
        cell = int(cell)
    return "" if cell is None else str(cell)


def _text(cell: Cell, column: Column) -> str | None:
    text = text_of(cell).strip()
    if len(text) > column.at_most:
        raise Unreadable(f"超过{column.at_most}字")
    if not _VISIBLE.fullmatch(text):
        raise Unreadable("含有看不见的字符或换行")
    return text or None


def _name(cell: Cell, column: Column) -> str | None:
    text = _text(cell, column)
    if text is not None and not is_name(text):
        raise Unreadable(NOT_A_NAME)
    return text


def _long_number(cell: Cell, column: Column) -> str | None:
    if not isinstance(cell, str) or _AS_NUMBER.fullmatch(cell):
        raise Unreadable("是数值格式，末几位可能已丢失，请改为文本格式后重新填写")
    text = _text(cell, column)
    return half_width(text) if text else None


def _number(cell: Cell, column: Column) -> str | None:
    if isinstance(cell, int | float) and not 0 <= cell < _LAST_EXACT:
        raise Unreadable("不正确")
    text = _text(cell, column)
    return half_width(text) if text else None


def _day(cell: Cell, _: Column) -> date | None:
    assert cell is not None
    day = read_date(cell)
    if day is None:
        raise Unreadable("不是日期")
    return day


def _tick(cell: Cell, _: Column) -> bool:
    sign = text_of(cell).strip()
    for value, signs in _TICKS.items():
        if sign in signs or half_width(sign) in signs:
            return value
    raise Unreadable("只能填√、×或是、否")


def _code(cell: Cell, column: Column) -> StrEnum:
    """By its code or by its Chinese label."""
    assert column.codes is not None
    code = _written(column.codes).get(half_width(text_of(cell).strip()))
    if code is None:
        raise Unreadable("不在可填范围")
    return code


@cache
def _written(codes: type[StrEnum]) -> Mapping[str, StrEnum]:
    """The code of each writing; of two that share one, the first."""
    labels = DICTIONARIES[codes].labels if codes in DICTIONARIES else {}
    written: dict[str, StrEnum] = {}
    for code in codes:
        written.setdefault(code.value, code)
        if code in labels:
            written.setdefault(labels[code], code)
    return written


_READERS: Mapping[CellKind, Callable[[Cell, Column], Any]] = {
    CellKind.TEXT: _text,
    CellKind.NAME: _name,
    CellKind.LONG_NUMBER: _long_number,
    CellKind.NUMBER: _number,
    CellKind.DAY: _day,
    CellKind.TICK: _tick,
    CellKind.CODE: _code,
}
