"""Participations counted by town, state and cause of failure: one grouped query over one index."""

from collections import defaultdict

from registration.domain.progress import TownCount
from registration.repository.connection import Driver

_COUNT = """
SELECT area, state, failure_cause, count(*) AS number FROM participations
WHERE benefit_year = $1 AND area >= $2 AND area < $3 GROUP BY area, state, failure_cause
"""
_PAID = {"ACTIVE", "STOPPED", "SUSPENDED"}


async def count_towns(driver: Driver, benefit_year: int, area: str) -> list[TownCount]:
    """The figures of each town (nine digits, or the county where no town is known) below an area."""
    figures: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    failed: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in await driver.fetch(_COUNT, benefit_year, area, area + "~"):
        town, state, number = figures[row["area"]], row["state"], row["number"]
        town["registered"] += number if state != "CANCELLED" else 0
        town["paid"] += number if state in _PAID else 0
        town["unpaid"] += number if state == "REGISTERED" else 0
        town["abandoned"] += number if state == "LAPSED" else 0
        if row["failure_cause"]:
            failed[row["area"]][row["failure_cause"]] += number
    return [
        TownCount(town, counted["registered"], counted["paid"], counted["unpaid"], counted["abandoned"], dict(failed[town]))
        for town, counted in sorted(figures.items())
    ]
