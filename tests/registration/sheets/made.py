"""Sheets as offices make them."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import xlsxwriter

from registration.gateways.sheets.reading import rows_of
from registration.gateways.sheets.rows import Row


def xlsx(*rows: Sequence[Any], merged: Sequence[tuple[int, int, int, int, Any]] = ()) -> bytes:
    """Texts as texts, numbers as numbers, dates as Excel keeps them."""
    file = BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "default_date_format": "yyyy/m/d", "strings_to_numbers": False})
    sheet = book.add_worksheet()
    for number, cells in enumerate(rows):
        sheet.write_row(number, 0, cells)
    for range_ in merged:
        sheet.merge_range(*range_)
    book.close()
    return file.getvalue()


def archive(**entries: bytes) -> bytes:
    """A ZIP file with these entries; `_` stands for the slash in a name and `__` for its dot."""
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as made:
        for name, content in entries.items():
            made.writestr(name.replace("__", ".").replace("_", "/"), content)
    return file.getvalue()


def with_value(content: bytes, number: str) -> bytes:
    """The same XLSX file with something else where it says 4242424242."""
    file = BytesIO()
    with ZipFile(BytesIO(content)) as before, ZipFile(file, "w", ZIP_DEFLATED) as made:
        for entry in before.infolist():
            made.writestr(entry.filename, before.read(entry).replace(b"4242424242", number.encode()))
    return file.getvalue()


async def read(content: bytes) -> list[Row]:
    """All rows."""
    return [row async for rows in rows_of(content) for row in rows]
