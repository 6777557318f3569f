"""A CSV file as rows: UTF-8 with or without its mark, or GB18030; comma, semicolon or tab."""

import csv
from collections.abc import Iterator
from io import StringIO

from registration.gateways.sheets.rows import MOST_COLUMNS, MOST_ROWS, Row, SheetRefused

_SEPARATORS = ",\t;"
_SAMPLE_LINES = 20
_LONGEST_CELL = 10_000


def rows_of_csv(content: bytes) -> Iterator[Row]:
    """Rows that hold anything; `number` counts rows as a spreadsheet does, not lines. Raises SheetRefused."""
    text = _text_of(content)
    lines = csv.reader(StringIO(text, newline=""), delimiter=_separator_of(text), strict=True)
    try:
        for number, cells in enumerate(lines, 1):
            if number > MOST_ROWS + 100 or len(cells) > MOST_COLUMNS:
                raise SheetRefused(f"表格最多{MOST_ROWS}行、{MOST_COLUMNS}列，请拆分后上传")
            if any(len(cell) > _LONGEST_CELL for cell in cells):
                raise SheetRefused(f"第{number}行有过长的单元格")
            shown = [cell.strip() or None for cell in cells]
            if any(shown):
                yield Row(number, shown)
    except csv.Error:
        raise SheetRefused("CSV文件的引号不成对，请用办公软件另存后上传") from None


def _text_of(content: bytes) -> str:
    if b"\0" in content:
        raise SheetRefused("文件已损坏，或不是XLSX、CSV文件")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SheetRefused("文件的编码不是UTF-8或GB18030")


def _separator_of(text: str) -> str:
    """The one that stands most often in the first lines, outside quotes."""
    plain = "".join(text[: 64 * 1024].split('"')[::2]).splitlines()[:_SAMPLE_LINES]
    return max(_SEPARATORS, key=lambda one: sum(line.count(one) for line in plain))
