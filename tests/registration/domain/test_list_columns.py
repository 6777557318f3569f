"""Headers and cells of lists as offices write them."""

from typing import Any

import pytest

from enrolment_terms.documents import Sex
from enrolment_terms.reasons import ReasonCode
from registration.domain.list_columns import Cell, CellKind, Column, read_row
from registration.domain.list_header import find_header, is_person

COLUMNS = (
    Column("name", ("姓名", "参保人姓名"), CellKind.NAME, required=True, at_most=20),
    Column("document_number", ("身份证号码", "证件号码"), CellKind.LONG_NUMBER, required=True),
    Column("sex", ("性别",), CellKind.CODE, codes=Sex),
    Column("phone", ("联系电话",), CellKind.NUMBER),
    Column("paid_on", ("缴费日期",), CellKind.DAY),
    Column("insured", ("是否参保",), CellKind.TICK),
)
PLACES = {column.name: place for place, column in enumerate(COLUMNS)}


def test_the_header_is_found_below_titles_by_its_words() -> None:
    rows: list[list[Cell]] = [
        ["江门市2024年度名单"] * 4,
        ["单位：某镇", None],
        ["序号", "参保人姓名*", "身份证号码（18位）", "性 别"],
        ["1", "陈大文", "4", "男"],
    ]
    assert find_header(COLUMNS, rows) == (2, {"name": 1, "document_number": 2, "sex": 3})


def test_what_the_best_header_lacks_is_named() -> None:
    assert find_header(COLUMNS, [["名单"], ["姓名", "性别"]]) == ["身份证号码"]
    assert find_header(COLUMNS, []) == ["姓名", "身份证号码"]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["陈大文", "440799195001020010"], True),
        (["合计", None, "男"], False),
        (["合计：", "合计：", None], False),
        (["填表说明：1. 本表一式两份", None], False),
        (["姓名", "身份证号码", "性别", "联系电话"], False),
        ([None, None], False),
    ],
)
def test_totals_and_remarks_are_no_people(cells: list[Cell], expected: bool) -> None:
    assert is_person(COLUMNS, PLACES, cells) is expected


@pytest.mark.parametrize(
    ("field", "cell", "value"),
    [
        ("name", " 陈大文 ", "陈大文"),
        ("document_number", "４４０７９９１９５００１０２００１０", "440799195001020010"),
        ("sex", "女", Sex.FEMALE),
        ("phone", 13800000000.0, "13800000000"),
        ("insured", "√", True),
        ("insured", "×", False),
        ("insured", "是", True),
        ("insured", "Ｎ", False),
        ("insured", True, True),
        ("insured", None, None),
    ],
)
def test_what_a_cell_says(field: str, cell: Cell, value: Any) -> None:
    assert _read({"name": "陈", "document_number": "1", field: cell}).values[field] == value


@pytest.mark.parametrize(
    ("field", "cell", "told"),
    [
        ("document_number", 4.40799195001020e17, "“身份证号码”是数值格式，末几位可能已丢失，请改为文本格式后重新填写"),
        ("document_number", "4.40799E+17", "“身份证号码”是数值格式，末几位可能已丢失，请改为文本格式后重新填写"),
        ("document_number", None, "“身份证号码”为空"),
        ("name", "", "“姓名”为空"),
        ("name", "长" * 21, "“姓名”超过20字"),
        ("name", "陈\u200b文", "“姓名”含有看不见的字符或换行"),
        ("name", 440799195001, "“姓名”不能只有数字或符号"),
        ("name", "４４０７９９１９９５０１０１０６９ｘ", "“姓名”不能只有数字或符号"),
        ("sex", "男性", "“性别”不在可填范围"),
        ("phone", 1e20, "“联系电话”不正确"),
        ("paid_on", "明天", "“缴费日期”不是日期"),
        ("insured", "也许", "“是否参保”只能填√、×或是、否"),
    ],
)
def test_what_a_cell_cannot_say(field: str, cell: Cell, told: str) -> None:
    reading = _read({"name": "陈", "document_number": "1", field: cell})
    assert [(one.code, one.field, one.msg) for one in reading.reasons] == [(ReasonCode.CELL_UNREADABLE, field, told)]
    assert reading.values[field] is None


def test_all_faults_of_a_row_are_told_at_once() -> None:
    assert [one.field for one in read_row(COLUMNS, PLACES, [None, 4.4e17, "x"]).reasons] == ["name", "document_number", "sex"]


def _read(told: dict[str, Cell]) -> Any:
    return read_row(COLUMNS, PLACES, [told.get(column.name) for column in COLUMNS])
