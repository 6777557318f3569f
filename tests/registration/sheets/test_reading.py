"""What is read out of the files that offices hand in, and what is refused before it costs anything."""

import struct
import time
import tracemalloc
from datetime import date

import pytest

from registration.gateways.sheets.archive import check_entries
from registration.gateways.sheets.reading import check_sheet
from registration.gateways.sheets.rows import SheetRefused
from tests.registration.sheets.made import archive, read, with_value, xlsx

WORKBOOK = {"xl_workbook__xml": b"<workbook/>"}


async def test_cells_of_an_xlsx_keep_their_types_and_their_rows() -> None:
    rows = await read(xlsx(["名单"], [], ["姓名", "号码"], [" 陈大文 ", "001"], ["李", 44.5, date(2024, 1, 5), True]))
    assert [row.number for row in rows] == [1, 3, 4, 5]
    assert list(rows[2].cells)[:2] == ["陈大文", "001"]
    assert list(rows[3].cells) == ["李", 44.5, "2024-01-05", True]


async def test_a_merged_cell_stands_in_all_its_rows() -> None:
    rows = await read(xlsx(["户号", "姓名"], ["", "甲"], ["", "乙"], ["H2", "丙"], merged=[(1, 0, 2, 0, "H1")]))
    assert [row.cells[0] for row in rows] == ["户号", "H1", "H1", "H2"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
async def test_a_csv_in_any_encoding_with_any_separator(encoding: str, separator: str) -> None:
    text = (
        separator.join(["姓名", "住址"])
        + "\r\n"
        + separator.join(["𠮷大文", '"示例村\n1号, 东; 侧"'])
        + "\r\n\r\n"
        + separator.join(["李", ""])
    )
    rows = await read(text.encode(encoding))
    assert [(row.number, list(row.cells)) for row in rows] == [
        (1, ["姓名", "住址"]),
        (2, ["𠮷大文", "示例村\n1号, 东; 侧"]),
        (4, ["李", None]),
    ]


def _lies(content: bytes) -> bytes:
    """The directory says that each entry is a hundred bytes long."""
    places, found = [], content.find(b"PK\x01\x02")
    while found >= 0:
        places.append(found + 24)
        found = content.find(b"PK\x01\x02", found + 1)
    for place in places:
        content = content[:place] + struct.pack("<I", 100) + content[place + 4 :]
    return content


BOMB = archive(**WORKBOOK, xl_worksheets_sheet1__xml=b"0" * 200 * 1024 * 1024)
MANY = archive(**WORKBOOK, **{f"x{number}": b"" for number in range(1_001)})


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (BOMB, "展开后过大"),
        (MANY, "展开后过大"),
        (b"PK\x03\x04" + b"0" * 51 * 1024 * 1024, "50MB"),
        (b"PK\x03\x04 broken", "已损坏"),
        (archive(mimetype=b"application/zip"), "已损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧版"),
        (b" \r\n", "没有内容"),
    ],
    ids=["bomb", "entries", "size", "broken", "no workbook", "old or encrypted", "empty"],
)
def test_what_is_refused_at_once(content: bytes, why: str) -> None:
    tracemalloc.start()
    began = time.process_time()
    with pytest.raises(SheetRefused) as refused:
        check_sheet(content)
    seconds, (_, peak) = time.process_time() - began, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert why in refused.value.msg
    assert peak < 8 * 1024 * 1024
    assert seconds < 1, "a tenth of it on a quiet machine"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (_lies(BOMB), "已损坏"),
        (archive(**WORKBOOK, xl_worksheets_sheet1__xml=b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"), "DTD"),
        (archive(**WORKBOOK, xl_worksheets_sheet1__xml="<!DOCTYPE a><a/>".encode("utf-16")), "DTD"),
        (archive(**WORKBOOK), "无法读取"),
        (b'"no end of the quotes\n', "引号"),
        (b"\xff\xff\xff", "编码"),
        (b"a\0b", "已损坏"),
        (b",".join([b"a"] * 101), "100列"),
    ],
    ids=["lies", "dtd", "utf-16", "no sheet", "quotes", "encoding", "binary", "columns"],
)
async def test_what_is_refused_while_reading(content: bytes, why: str) -> None:
    with pytest.raises(SheetRefused) as refused:
        await read(content)
    assert why in refused.value.msg


@pytest.mark.parametrize("number", ["NaN", "inf", "-inf", "1e400"])
async def test_a_number_that_is_none_is_refused_whole(number: str) -> None:
    """It would stop whoever reads the cell, again and again, for whatever column it stands in."""
    with pytest.raises(SheetRefused, match="无法读取"):
        await read(with_value(xlsx(["姓名", "到账日期"], ["陈大文", 4242424242]), number))


def test_a_dtd_is_refused_before_any_parser_sees_it() -> None:
    """Not only by the parser's own process, which would end with it."""
    with pytest.raises(SheetRefused, match="DTD"):
        check_entries(archive(**WORKBOOK, xl_worksheets_sheet1__xml=b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"))


async def test_a_sheet_that_is_too_wide_is_refused() -> None:
    with pytest.raises(SheetRefused, match="表格最多"):
        await read(xlsx(["x"] * 101))
