"""Batches of what this service tells anew, by id."""

from uuid import UUID

import sqlalchemy as sa

from benefits.tables import entitlements, facts, filings, incentives, remote_mandates
from row_sets import Driver, Statement, value
from service_runtime.retelling import Wanted, versions_of

_most = value("most", sa.Integer)


def _after(table: sa.Table, key: str, recorded: str) -> Statement:
    found, at, area = table.c[key], table.c[recorded], table.c.area
    wanted = (found > value("after", found), area.like(value("area", area)), at >= value("since", at))
    return Statement(sa.select(found).where(*wanted).group_by(found).order_by(found).limit(_most))


_WITH_ENTITLEMENTS, _WITH_LEDGERS = _after(entitlements, "person_id", "recorded_at"), _after(incentives, "person_id", "recorded_at")
_FILINGS = _after(filings, "filing_id", "changed_at")
_HEARD = """
    SELECT CAST(fact_id AS uuid) AS id, max(version) AS version FROM {facts}
    WHERE kind = '{kind}' AND fact_id > CAST(CAST(:after AS uuid) AS text)
    GROUP BY fact_id ORDER BY fact_id LIMIT :most
"""
VERSIONS = {
    "entitlement": versions_of(entitlements, "participation_id"),
    "participation": Statement(_HEARD, facts=facts.name, kind="PARTICIPATION"),
    "mandate": versions_of(remote_mandates, "mandate_id"),
}
"""What it owns, and what it has heard of."""


async def people_with_entitlements(driver: Driver, wanted: Wanted) -> list[UUID]:
    """For whom something was decided."""
    return await _WITH_ENTITLEMENTS.values(driver, **wanted._asdict())


async def people_with_ledgers(driver: Driver, wanted: Wanted) -> list[UUID]:
    """Whose incentives were evaluated."""
    return await _WITH_LEDGERS.values(driver, **wanted._asdict())


async def filings_after(driver: Driver, wanted: Wanted) -> list[UUID]:
    """Filings of every state."""
    return await _FILINGS.values(driver, **wanted._asdict())
