"""The days that the tax office tells: none of what has happened lies after today."""

from collections.abc import Iterator
from datetime import date

from payment_bridge.domain.facts import Payment
from payment_bridge.domain.tax_rows import Contradiction, TaxReport


def require_past_days(report: TaxReport, today: date) -> None:
    """Money, failures, reversals, reviews and payouts are of today or before: the arrival date decides (R-032, R-057).

    `today`: the business date. Raises Contradiction with the field, for the first row that is not.
    """
    for field, day in _days(report):
        if day > today:
            raise Contradiction(field, "a day after today")


def _days(report: TaxReport) -> Iterator[tuple[str, date]]:
    for row in report.told:
        yield "arrival_date", row.fact.arrival_date if isinstance(row.fact, Payment) else row.fact.failed_on
    for one in report.reversals:
        yield "arrival_date", one.reversed_on
    for review in report.reviews:
        yield "reviewed_on", review.reviewed_on
    for payout in report.payouts:
        yield "arrival_date", payout.happened_on
