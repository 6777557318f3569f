"""Targets: those that were recorded, over those of the policy book (R-113)."""

from datetime import date

from policy_parameters import PolicyNotKnown
from policy_parameters.rule_parameters import targets
from registration.domain.targets import TargetVersion, version_on
from registration.repository.target_rows import recorded_targets
from service_runtime import ReadConnection

_COUNTY_DIGITS = 6


async def read_targets(read: ReadConnection, benefit_year: int, area: str) -> list[TargetVersion]:
    """All versions for the county that an area lies in, oldest first; none for what is larger than a county."""
    if len(area) < _COUNTY_DIGITS:
        return []
    recorded = await recorded_targets(read.driver, area[:_COUNTY_DIGITS], benefit_year)
    return [*_of_the_book(read, benefit_year, area), *recorded]


async def targets_on(read: ReadConnection, benefit_year: int, area: str, day: date) -> TargetVersion | None:
    """The version that holds on a day; None where no targets are set."""
    return version_on(await read_targets(read, benefit_year, area), day)


def _of_the_book(read: ReadConnection, benefit_year: int, area: str) -> list[TargetVersion]:
    try:
        table = targets(read.policy, area[:_COUNTY_DIGITS], benefit_year)
        citation = read.policy.value("targets.towns", region=area[:_COUNTY_DIGITS], year=benefit_year).citation
    except PolicyNotKnown:
        return []
    return [TargetVersion(1, None, citation, table)]
