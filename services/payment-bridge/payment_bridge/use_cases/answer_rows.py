"""What is answered to each row of a callback: told before, told otherwise before, or of a bill that is not known (R-057)."""

from collections.abc import Iterator
from typing import NamedTuple

from payment_bridge.domain.row_counts import Known, was_told
from payment_bridge.domain.tax_rows import OtherRow, RowOutcome, TaxReport, TaxRow, compare
from payment_bridge.repository.known_rows import known_of
from payment_bridge.use_cases.match_documents import name_bills
from service_runtime import ReadConnection


class Noted(NamedTuple):
    """A row, by its place from 0 on, of which there is something to say; its serial, where it has one."""

    place: int
    tax_serial: str | None
    row_outcome: RowOutcome


async def note_rows(read: ReadConnection, report: TaxReport) -> list[Noted]:
    """Rows of a callback that are not simply taken. What is set aside is told with its fault."""
    known = await known_of(read.driver, report)
    return list(_noted(name_bills(report, known.told), known))


def _noted(report: TaxReport, known: Known) -> Iterator[Noted]:
    """The rows of a callback are of one kind, in their order."""
    aside = {row.place for row in report.aside}
    rows = [*report.told, *report.others]
    places = (place for place in range(len(rows) + len(aside)) if place not in aside)
    for place, row in zip(places, rows, strict=True):
        if (outcome := _outcome(row, known)) is not None:
            yield Noted(place, getattr(row, "serial", None), outcome)


def _outcome(row: TaxRow | OtherRow, known: Known) -> RowOutcome | None:
    if not isinstance(row, TaxRow):
        return RowOutcome.TOLD_BEFORE if was_told(row, known) else None
    if before := known.told.get(row.serial, ()):
        _, differing = compare([row], {row.serial: before})
        return RowOutcome.TOLD_OTHERWISE if differing else RowOutcome.TOLD_BEFORE
    return None if row.bill_id in known.bills else RowOutcome.UNKNOWN_BILL
