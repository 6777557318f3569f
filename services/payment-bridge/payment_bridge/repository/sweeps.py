"""Finds bills whose decision time has come: end of the period, last days, money that waited for its bill."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from payment_bridge.tables import bill_counts, bills, failures, payments, period_ends
from row_sets import Driver, Statement, row, same_rows, value


class Period(NamedTuple):
    """The concentrated period of a region for a benefit year."""

    benefit_year: int
    region: str


_most = value("most", sa.Integer())
_END = Statement(
    insert(period_ends)
    .values(row(period_ends, "region", "benefit_year", "ended_on"))
    .on_conflict_do_nothing(constraint=period_ends.primary_key)
)
_DECLARED = Statement(
    sa.select(period_ends.c.region, period_ends.c.benefit_year)
    .where(
        period_ends.c.benefit_year >= value("first_year", sa.Integer),
        sa.tuple_(period_ends.c.benefit_year, period_ends.c.region) > sa.tuple_(value("year", sa.Integer), value("region", sa.Text)),
    )
    .order_by(period_ends.c.benefit_year, period_ends.c.region)
    .limit(1)
)
_k = bill_counts.c
_declared = sa.exists().where(period_ends.c.region == _k.region, period_ends.c.benefit_year == _k.benefit_year)
_UNDECLARED = Statement(
    sa.select(_k.region, _k.benefit_year)
    .where(_k.state == "FAILED_PERSONAL", ~_declared)
    .group_by(_k.region, _k.benefit_year)
    .having(sa.func.sum(_k.bills) > 0)
)
_of_the_period = (
    bills.c.kind == "NORMAL",
    bills.c.last_day.is_(None),
    bills.c.region == value("region", bills.c.region),
    bills.c.benefit_year == value("benefit_year", bills.c.benefit_year),
)
_unpaid = (bills.c.state == "FAILED_PERSONAL", *_of_the_period)
_untold = (bills.c.expired_on.is_(None), ~sa.exists().where(failures.c.bill_id == bills.c.bill_id), *_of_the_period)
_UNTOLD = Statement(sa.select(bills.c.bill_id).where(*_untold, same_rows(bills, "state")).limit(_most))
_COUNT_UNTOLD = Statement(sa.select(sa.func.count()).select_from(bills).where(*_untold, same_rows(bills, "state")))
_UNPAID = Statement(sa.select(bills.c.bill_id).where(*_unpaid).limit(_most))
_COUNT_UNPAID = Statement(sa.select(sa.func.count()).select_from(bills).where(*_unpaid))
_past = (bills.c.last_day.is_not(None), bills.c.last_day < value("today", bills.c.last_day), bills.c.expired_on.is_(None))
_EXPIRED = Statement(sa.select(bills.c.bill_id).where(*_past, same_rows(bills, "state")).limit(_most))
_waiting = sa.select(payments.c.bill_id).where(~payments.c.matched).distinct().subquery("waiting")
_its_bill = sa.select(bills.c.bill_id).where(bills.c.bill_id == _waiting.c.bill_id).offset(sa.literal_column("0")).lateral()
_FOUND = Statement(sa.select(_its_bill.c.bill_id).select_from(_waiting).join(_its_bill, sa.true()).limit(_most))
"""OFFSET 0: each bill by index, whatever the statistics say."""
_MATCHED = Statement(sa.update(payments).values(matched=True).where(~payments.c.matched, same_rows(payments, "bill_id")))


async def declare_period_end(driver: Driver, region: str, year: int, on: date) -> None:
    """The first declaration stands."""
    await _END.run(driver, region=region, benefit_year=year, ended_on=on)


async def periods_with_unpaid_bills(driver: Driver) -> list[Period]:
    """Those that nobody has declared ended, and in which bills are unpaid for personal cause."""
    return [Period(row["benefit_year"], row["region"]) for row in await _UNDECLARED.rows(driver)]


async def next_ended_period(driver: Driver, first_year: int, after: Period) -> Period | None:
    """The next one that was declared ended, of this year or later ones."""
    found = await _DECLARED.row(driver, first_year=first_year, year=after.benefit_year, region=after.region)
    return Period(found["benefit_year"], found["region"]) if found else None


async def unpaid_for_personal_cause(driver: Driver, region: str, year: int, most: int) -> list[UUID]:
    """Ordinary bills that failed for personal cause and are still unpaid."""
    return await _UNPAID.values(driver, region=region, benefit_year=year, most=most)


async def count_unpaid_for_personal_cause(driver: Driver, region: str, year: int) -> int:
    """How many such bills there are."""
    return int(await _COUNT_UNPAID.value(driver, region=region, benefit_year=year))


async def without_result(driver: Driver, region: str, year: int, states: Sequence[str], most: int) -> list[UUID]:
    """Ordinary bills in these states of which no deduction was told."""
    return await _UNTOLD.values(driver, region=region, benefit_year=year, state=states, most=most)


async def count_without_result(driver: Driver, region: str, year: int, states: Sequence[str]) -> int:
    """How many such bills there are."""
    return int(await _COUNT_UNTOLD.value(driver, region=region, benefit_year=year, state=states))


async def past_their_last_day(driver: Driver, today: date, states: Sequence[str], most: int) -> list[UUID]:
    """Unpaid bills whose last day has gone by."""
    return await _EXPIRED.values(driver, today=today, state=states, most=most)


async def bills_whose_money_was_there_first(driver: Driver, most: int) -> list[UUID]:
    """R-061: bills that were made while money for them was being recorded as having none."""
    return await _FOUND.values(driver, most=most)


async def mark_matched(driver: Driver, bill_ids: Sequence[UUID]) -> None:
    """The bills of this money are known now."""
    await _MATCHED.run(driver, bill_id=bill_ids)
