"""Files of texts, as XLSX or CSV: nothing in them is a number, a formula or a link, whatever it looks like."""

import asyncio
import csv
import re
from collections.abc import AsyncIterator, Sequence
from io import BytesIO, StringIO

import xlsxwriter

_LONGEST = 32_767
"""Characters of one cell."""
_FORMULA = re.compile("[\\s\x00-\x20]*[=+\\-@＝＋－＠]|[\t\r\n]")
"""How a cell begins that a spreadsheet would calculate, or that breaks out of its row: whatever stands before it, and full-width too."""
_AMOUNT = re.compile("-?[0-9]+([.][0-9]+)?")
"""A number below nothing is no formula."""


async def sheet_of(parts: AsyncIterator[Sequence[Sequence[str]]]) -> bytes:
    """Rows as they come; they wait in memory and never on a disk."""
    file = BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "constant_memory": True})
    sheet, as_text = book.add_worksheet(), book.add_format({"num_format": "@"})
    number = 0
    async for rows in parts:
        for cells in rows:
            for place, text in enumerate(cells):
                sheet.write_string(number, place, text[:_LONGEST], as_text)
            number += 1
    await asyncio.to_thread(book.close)
    return file.getvalue()


async def csv_of(parts: AsyncIterator[Sequence[Sequence[str]]]) -> bytes:
    """Rows as they come, in UTF-8 with its mark, by which spreadsheets read Chinese."""
    text = StringIO(newline="")
    lines = csv.writer(text)
    async for rows in parts:
        lines.writerows([guarded(cell) for cell in cells] for cells in rows)
    return text.getvalue().encode("utf-8-sig")


def guarded(cell: str) -> str:
    """The cell of a CSV file, as a text whatever it begins with."""
    return f"'{cell}" if _FORMULA.match(cell) and not _AMOUNT.fullmatch(cell) else cell
