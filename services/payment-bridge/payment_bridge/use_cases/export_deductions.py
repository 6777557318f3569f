"""The duplicates of a year as a sheet, for those who settle the subsidies with finance. No names, no documents, no amounts (R-098)."""

from collections.abc import AsyncIterator, Sequence

from enrolment_terms.labels import label_of
from payment_bridge.domain.finance_deductions import ENDED, DuplicateBill, finance_share
from payment_bridge.domain.scope import Scope
from payment_bridge.repository.finance_deductions import FIRST, duplicates_listed
from row_sets import Record
from service_runtime import ReadConnection
from service_runtime.sheet_writing import csv_of, sheet_of

_TITLES = (
    "参保年度", "参保区划", "参保关系编号", "人员编号", "账单编号", "参保类别", "参保状态", "终止或暂停日期",
    "缴费人", "账单状态", "财政负担情况",
)  # fmt: skip
_AT_ONCE = 2000


async def export_deductions(read: ReadConnection, year: int, scope: Scope, *, as_csv: bool) -> bytes:
    """All that the office sees, by participation. Raises PolicyNotKnown."""
    write = csv_of if as_csv else sheet_of
    return await write(_parts(read, year, scope))


async def _parts(read: ReadConnection, year: int, scope: Scope) -> AsyncIterator[Sequence[Sequence[str]]]:
    yield [_TITLES]
    after = FIRST
    while rows := await duplicates_listed(read.driver, year, scope, _AT_ONCE, after):
        yield [_cells(read, bill, row) for bill, row in rows]
        after = rows[-1][1]["participation_id"]


def _cells(read: ReadConnection, bill: DuplicateBill, row: Record) -> list[str]:
    ids = [str(row[name] or "") for name in ("participation_id", "person_id", "bill_id")]
    told = (bill.category, bill.participation_state), (bill.payer, bill.state, finance_share(bill, read.policy))
    before, after = ([label_of(code) or "" if code else "" for code in codes] for codes in told)
    ended_on = str(row["effective_on"]) if bill.participation_state in ENDED else ""
    return [str(bill.benefit_year), bill.area, *ids, *before, ended_on, *after]
