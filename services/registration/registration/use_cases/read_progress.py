"""The town table of a county (R-110): counts beside the targets of the policy book."""

from dataclasses import dataclass, replace

from enrolment_terms.regions import is_area_code
from policy_parameters import PolicyNotKnown, area_name
from policy_parameters.rule_parameters import targets
from registration.domain.progress import TownRow, total_row, town_rows
from registration.repository.progress_counts import count_towns
from service_runtime import ReadConnection


@dataclass(frozen=True, slots=True)
class ProgressTable:
    """Rows, their total, and the total as it is printed in the source (R-112: the two may differ)."""

    rows: list[TownRow]
    total: TownRow
    target_printed: int | None


async def read_progress(read: ReadConnection, benefit_year: int, area: str) -> ProgressTable:
    """The towns below an area, with targets where the book has some for this area."""
    listed: list[tuple[str, str, int | None]] = []
    printed = None
    if is_area_code(area):
        try:
            table = targets(read.policy, area, benefit_year)
            listed = [(town.code, town.town, town.target) for town in table.towns if town.code.startswith(area)]
            printed = table.printed.target if len(listed) == len(table.towns) else None
        except PolicyNotKnown:
            pass
    counts = await count_towns(read.driver, benefit_year, area)
    rows = [_named(row) for row in town_rows(listed, counts)]
    return ProgressTable(rows, total_row(rows), printed)


def _named(row: TownRow) -> TownRow:
    return replace(row, name=area_name(row.area) or row.area) if row.name == row.area else row
