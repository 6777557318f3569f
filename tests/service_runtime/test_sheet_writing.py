"""Nothing in a file that we give out is calculated, whatever stands in it."""

import csv
from collections.abc import AsyncIterator
from io import BytesIO, StringIO

import pytest
from python_calamine import CalamineWorkbook

from service_runtime.sheet_writing import csv_of, sheet_of

LIVE = [
    "=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "  +A1", "\u3000=1", "\u00a0=1", "＝1+1", "＋1", "－1+1", "＠A1",
    "=cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0", "=HYPERLINK(\"http://x\")", "\x00=1", "\x0b@x",
]  # fmt: skip
PLAIN = ["", "陈大文", "-406.00", "406", "440783199001010011", "1-2", "a=b", "中文＝"]


async def parts(*rows: list[str]) -> AsyncIterator[list[list[str]]]:
    yield list(rows)


@pytest.mark.parametrize("cell", LIVE)
async def test_a_formula_is_a_text_in_csv(cell: str) -> None:
    (read,) = csv.reader(StringIO((await csv_of(parts([cell, "x"]))).decode("utf-8-sig"), newline=""))
    assert read == [f"'{cell}", "x"]


@pytest.mark.parametrize("cell", PLAIN)
async def test_other_texts_are_as_they_are(cell: str) -> None:
    (read,) = csv.reader(StringIO((await csv_of(parts([cell, "x"]))).decode("utf-8-sig"), newline=""))
    assert read == [cell, "x"]


async def test_all_cells_of_a_sheet_are_texts() -> None:
    content = await sheet_of(parts(["=1+1", "440783199001010011", "-406.00"]))
    assert CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python() == [["=1+1", "440783199001010011", "-406.00"]]
