"""Recorded targets, version by version."""

from datetime import date, datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from policy_parameters.target_table import TargetTable, TownTarget
from registration.domain.targets import TargetVersion
from registration.tables import target_tables
from row_sets import Driver, Statement, row, value

_t = target_tables.c
_KEY = (_t.area == value("area", _t.area), _t.benefit_year == value("benefit_year", _t.benefit_year))
_VERSIONS = Statement(sa.select(_t.version, _t.valid_from, _t.source, _t.towns, _t.printed).where(*_KEY).order_by(_t.version))
_LOCK = Statement("SELECT pg_advisory_xact_lock(hashtextextended('targets ' || :area || ' ' || CAST(:benefit_year AS integer), 0))")
_ADD = Statement(
    sa.insert(target_tables).values(
        row(target_tables, "area", "benefit_year", "version", "valid_from", "source", "towns", "printed", "recorded_by", "recorded_at")
    )
)
_towns = msgspec.json.Decoder(tuple[TownTarget, ...])
_printed = msgspec.json.Decoder(TownTarget)


async def lock_targets(driver: Driver, area: str, benefit_year: int) -> None:
    """Versions of one area and year are recorded one after another."""
    await _LOCK.value(driver, area=area, benefit_year=benefit_year)


async def recorded_targets(driver: Driver, area: str, benefit_year: int) -> list[TargetVersion]:
    """Oldest first."""
    return [_version(found) for found in await _VERSIONS.rows(driver, area=area, benefit_year=benefit_year)]


async def add_targets(driver: Driver, area: str, benefit_year: int, told: TargetVersion, actor: str, now: datetime) -> None:
    """One more version."""
    assert told.valid_from is not None
    await _ADD.run(
        driver,
        area=area,
        benefit_year=benefit_year,
        version=told.version,
        valid_from=told.valid_from,
        source=told.source,
        towns=msgspec.json.encode(told.table.towns).decode(),
        printed=msgspec.json.encode(told.table.printed).decode(),
        recorded_by=actor,
        recorded_at=now,
    )


def _version(found: Any) -> TargetVersion:  # noqa: ANN401 -- the driver's row
    valid_from: date = found["valid_from"]
    table = TargetTable(_towns.decode(found["towns"]), _printed.decode(found["printed"]))
    return TargetVersion(found["version"], valid_from, found["source"], table)
