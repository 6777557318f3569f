"""What is answered to each row of a callback: told before, told otherwise before, or of a bill that is not known (R-057)."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from payment_bridge.domain.tax_rows import RowOutcome, TaxReport, TaxRow, compare
from payment_bridge.repository.queries import bills_known
from payment_bridge.repository.serials import told_under
from service_runtime import ReadConnection


class Noted(NamedTuple):
    """A row, by its place from 0 on, of which there is something to say."""

    place: int
    tax_serial: str
    row_outcome: RowOutcome


async def note_rows(read: ReadConnection, report: TaxReport) -> list[Noted]:
    """Rows of money and failures that are not simply taken. What is set aside is told with its fault."""
    if not report.told:
        return []
    known = await told_under(read.driver, [row.serial for row in report.told])
    bills = await bills_known(read.driver, sorted({row.bill_id for row in report.told}))
    return list(_noted(report, known, bills))


def _noted(report: TaxReport, known: Mapping[str, Sequence[TaxRow]], bills: Collection[UUID]) -> Iterator[Noted]:
    aside = {row.place for row in report.aside}
    places = (place for place in range(len(report.told) + len(aside)) if place not in aside)
    for place, row in zip(places, report.told, strict=True):
        before = known.get(row.serial, ())
        if before:
            _, differing = compare([row], {row.serial: before})
            yield Noted(place, row.serial, RowOutcome.TOLD_OTHERWISE if differing else RowOutcome.TOLD_BEFORE)
        elif row.bill_id not in bills:
            yield Noted(place, row.serial, RowOutcome.UNKNOWN_BILL)
