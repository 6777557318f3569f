"""Reads one XLSX file in a process of its own: `python -m registration.gateways.sheets.xlsx_process`, the file on standard input.

What somebody hands in may make a parser eat memory and time. This process has limits of both, no environment and nothing to lose.
It answers in frames: a length of four bytes and MessagePack, either rows or the reason why there are none.
"""

import sys
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO
from itertools import islice
from math import isfinite
from typing import Any, BinaryIO

import msgspec
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum, load_workbook

from registration.gateways.sheets.archive import check_entries
from registration.gateways.sheets.rows import MOST_COLUMNS, MOST_ROWS, ROWS_AT_ONCE, SheetRefused

_MEMORY_BYTES = 1024 * 1024 * 1024
_CPU_SECONDS = 120
_MOST_MERGED = 20_000
_NOT_READ = "文件无法读取，请用办公软件另存为XLSX后上传"
_encode = msgspec.msgpack.Encoder().encode
Cells = list[Any]


def main() -> None:
    """Frames on standard output until the sheet ends."""
    _limit()
    out = sys.stdout.buffer
    try:
        content = sys.stdin.buffer.read()
        check_entries(content)
        rows = _rows_of(_sheet_of(load_workbook(BytesIO(content))))
        while part := list(islice(rows, ROWS_AT_ONCE)):
            _write(out, part)
    except SheetRefused as refused:
        _write(out, refused.msg)
    except (CalamineError, MemoryError, ValueError, OverflowError):
        _write(out, _NOT_READ)


def _limit() -> None:
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _write(out: BinaryIO, told: object) -> None:
    frame = _encode(told)
    out.write(len(frame).to_bytes(4) + frame)


def _sheet_of(workbook: CalamineWorkbook) -> CalamineSheet:
    """The first one that can be seen and holds anything."""
    for told in workbook.sheets_metadata:
        if told.visible is SheetVisibleEnum.Visible and told.typ is SheetTypeEnum.WorkSheet:
            sheet = workbook.get_sheet_by_name(told.name)
            if sheet.end is not None:
                return sheet
    raise SheetRefused("文件中没有内容")


def _rows_of(sheet: CalamineSheet) -> Iterator[tuple[int, Cells]]:
    """Rows that hold anything, each cell of a merged range as its first."""
    assert sheet.start is not None
    if sheet.total_height > MOST_ROWS + 100 or sheet.width > MOST_COLUMNS:
        raise SheetRefused(f"表格最多{MOST_ROWS}行、{MOST_COLUMNS}列，请拆分后上传")
    first_column = sheet.start[1]
    merged = _Merged(sheet.merged_cell_ranges or [], first_column)
    for index, values in enumerate(sheet.iter_rows()):
        cells = merged.fill(index, [_cell(value) for value in values])
        if any(cell is not None for cell in cells):
            yield index + 1, [None] * first_column + cells


class _Merged:
    """Merged ranges while the rows go by: the value of their first cell stands in all of them."""

    def __init__(self, ranges: list[tuple[tuple[int, int], tuple[int, int]]], first_column: int) -> None:
        if len(ranges) > _MOST_MERGED:
            raise SheetRefused("合并单元格过多，请取消合并后上传")
        self._from = first_column
        self._begin: dict[int, list[tuple[int, int, int]]] = {}
        for (top, left), (bottom, right) in ranges:
            self._begin.setdefault(top, []).append((left - first_column, right - first_column, bottom))
        self._open: list[tuple[int, int, int, Any]] = []

    def fill(self, index: int, cells: Cells) -> Cells:
        """The row with what reaches into it."""
        self._open = [one for one in self._open if one[2] >= index]
        self._open += [(left, right, bottom, cells[left]) for left, right, bottom in self._begin.get(index, ()) if left < len(cells)]
        for left, right, _, value in self._open:
            cells[left : right + 1] = [value] * (min(right + 1, len(cells)) - left)
        return cells


def _cell(value: Any) -> Any:  # noqa: ANN401 -- of whatever type the sheet says
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float) and not isfinite(value):
        raise SheetRefused(_NOT_READ)  # no office writes NaN, and nothing can be said of it
    return str(value) if isinstance(value, timedelta) else value


if __name__ == "__main__":
    main()
