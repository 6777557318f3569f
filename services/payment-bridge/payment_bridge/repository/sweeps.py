"""Finds bills whose decision time has come: end of the period, last days, money that waited for its bill."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

_END = text("INSERT INTO period_ends (region, benefit_year, ended_on) VALUES (:region, :year, :on) ON CONFLICT DO NOTHING")
_UNPAID = text("""
    SELECT bill_id FROM bills WHERE state = 'FAILED_PERSONAL' AND kind = 'NORMAL' AND region = :region AND benefit_year = :year
    LIMIT :most
""")
_COUNT_UNPAID = text("""
    SELECT count(*) FROM bills WHERE state = 'FAILED_PERSONAL' AND kind = 'NORMAL' AND region = :region AND benefit_year = :year
""")
_EXPIRED = text("""
    SELECT bill_id FROM bills
    WHERE last_day IS NOT NULL AND last_day < :today AND expired_on IS NULL AND state = ANY(CAST(:states AS text[])) LIMIT :most
""")
_FOUND = text("SELECT DISTINCT p.bill_id FROM payments p JOIN bills b USING (bill_id) WHERE NOT p.matched LIMIT :most")
_MATCHED = text("UPDATE payments SET matched = true WHERE NOT matched AND bill_id = ANY(CAST(:ids AS uuid[]))")
_SERIALS = text("SELECT tax_serial, bill_id, amount, arrival_date FROM payments WHERE tax_serial = ANY(CAST(:serials AS text[]))")

_KEPT = text("""
    SELECT tax_serial FROM payments WHERE tax_serial = ANY(CAST(:serials AS text[]))
    UNION ALL
    SELECT serial FROM failures WHERE serial = ANY(CAST(:serials AS text[]))
""")


async def kept_serials(connection: AsyncConnection, serials: Sequence[str]) -> set[str]:
    """Those of these serials that are kept already, as money or as failures."""
    return set((await connection.execute(_KEPT, {"serials": list(serials)})).scalars())


async def declare_period_end(connection: AsyncConnection, region: str, year: int, on: date) -> None:
    """The first declaration stands."""
    await connection.execute(_END, {"region": region, "year": year, "on": on})


async def unpaid_for_personal_cause(connection: AsyncConnection, region: str, year: int, most: int) -> list[UUID]:
    """Ordinary bills that failed for personal cause and are still unpaid."""
    return list((await connection.execute(_UNPAID, {"region": region, "year": year, "most": most})).scalars())


async def count_unpaid_for_personal_cause(connection: AsyncConnection, region: str, year: int) -> int:
    """How many such bills there are."""
    return int((await connection.execute(_COUNT_UNPAID, {"region": region, "year": year})).scalar_one())


async def past_their_last_day(connection: AsyncConnection, today: date, states: Sequence[str], most: int) -> list[UUID]:
    """Unpaid bills whose last day has gone by."""
    return list((await connection.execute(_EXPIRED, {"today": today, "states": list(states), "most": most})).scalars())


async def bills_whose_money_was_there_first(connection: AsyncConnection, most: int) -> list[UUID]:
    """R-061: bills that were made while money for them was being noted as having none."""
    return list((await connection.execute(_FOUND, {"most": most})).scalars())


async def mark_matched(connection: AsyncConnection, bill_ids: Sequence[UUID]) -> None:
    """The bills of this money are known now."""
    await connection.execute(_MATCHED, {"ids": list(bill_ids)})


async def payments_by_serial(connection: AsyncConnection, serials: Sequence[str]) -> dict[str, tuple[UUID, int, date]]:
    """Bill, amount and arrival date of the money that is stored under these serials."""
    return {row[0]: (row[1], row[2], row[3]) for row in await connection.execute(_SERIALS, {"serials": list(serials)})}
