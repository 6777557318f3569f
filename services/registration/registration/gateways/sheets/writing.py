"""An XLSX file of texts: nothing in it is a number, a formula or a link, whatever it looks like."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from io import BytesIO

import xlsxwriter

_LONGEST = 32_767
"""Characters of one cell."""


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
