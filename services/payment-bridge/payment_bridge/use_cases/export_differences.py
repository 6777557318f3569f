"""The differences of a day as a sheet, for those who settle them with the tax office and the bank. No names, no documents."""

from collections.abc import AsyncIterator, Sequence
from datetime import date

from enrolment_terms.labels import label_of
from enrolment_terms.money import yuan
from payment_bridge.domain.reconciliation import Book, FindingKind, FindingState
from payment_bridge.domain.scope import Scope
from payment_bridge.repository.reconciliation import differences_of_day
from row_sets import Record
from service_runtime import ReadConnection
from service_runtime.sheet_writing import csv_of, sheet_of

_TITLES = (
    "对账日期", "对账单", "差异类别", "税票号码、批次号或流水序号", "冲正", "账单编号", "辖区", "我方金额（元）", "对方金额（元）",
    "我方日期", "对方日期", "状态", "发现日期",
)  # fmt: skip
_AT_ONCE = 2000


async def export_differences(read: ReadConnection, day: date, scope: Scope, *, as_csv: bool) -> bytes:
    """All that the scope sees, whatever became of it, in the order in which it was found."""
    write = csv_of if as_csv else sheet_of
    return await write(_parts(read, day, scope))


async def _parts(read: ReadConnection, day: date, scope: Scope) -> AsyncIterator[Sequence[Sequence[str]]]:
    yield [_TITLES]
    after = 0
    while rows := await differences_of_day(read.driver, day, scope, _AT_ONCE, opened_by=date.max, after=after):
        yield [_cells(row) for row in rows]
        after = rows[-1]["position"]


def _cells(row: Record) -> list[str]:
    codes = (Book(row["book"]), FindingKind(row["kind"]), FindingState(row["state"]))
    book, kind, state = (label_of(code) or "" for code in codes)
    amounts = ["" if row[name] is None else yuan(row[name]) for name in ("our_amount", "their_amount")]
    days = [_text(row[name]) for name in ("our_day", "their_day")]
    back = "是" if row["takes_back"] else ""
    return [
        _text(row["day"]),
        book,
        kind,
        row["reference"],
        back,
        _text(row["bill_id"]),
        _text(row["area"]),
        *amounts,
        *days,
        state,
        _text(row["opened_on"]),
    ]


def _text(value: object) -> str:
    return "" if value is None else str(value)
