"""The town table of a county (R-110): counts beside the targets."""

from dataclasses import dataclass, replace
from datetime import date

from policy_parameters import area_name
from registration.domain.progress import TownCount, TownRow, total_row, town_rows
from registration.domain.targets import TargetVersion
from registration.repository.progress_counts import count_towns, count_towns_before
from registration.use_cases.read_targets import targets_on
from service_runtime import ReadConnection


@dataclass(frozen=True, slots=True)
class ProgressTable:
    """Rows, their total, and the total as it is printed in the source (R-112: the two may differ)."""

    rows: list[TownRow]
    total: TownRow
    target_printed: int | None


async def read_progress(read: ReadConnection, benefit_year: int, area: str) -> ProgressTable:
    """The towns below an area, with the targets of today where there are some for this area."""
    version = await targets_on(read, benefit_year, area, read.now.date())
    rows = _rows(version, area, await count_towns(read.driver, benefit_year, area))
    whole = version is not None and all(town.code.startswith(area) for town in version.table.towns)
    return ProgressTable(rows, total_row(rows), version.table.printed.target if version and whole else None)


async def towns_before(read: ReadConnection, benefit_year: int, area: str, day: date) -> list[TownRow]:
    """The same of what had come before a day, with the targets of that day."""
    version = await targets_on(read, benefit_year, area, day)
    return _rows(version, area, await count_towns_before(read.driver, benefit_year, area, day))


def _rows(version: TargetVersion | None, area: str, counts: list[TownCount]) -> list[TownRow]:
    towns = version.table.towns if version else ()
    listed = [(town.code, town.town, town.target) for town in towns if town.code.startswith(area)]
    return [_named(row) for row in town_rows(listed, counts)]


def _named(row: TownRow) -> TownRow:
    return replace(row, name=area_name(row.area) or row.area) if row.name == row.area else row
