"""A new target table replaces the one before it from its day on; both are kept (R-113)."""

from datetime import date

from policy_parameters.target_table import TargetTable
from registration.domain.targets import TargetVersion, table_reasons
from registration.errors import TargetsHaveFaults
from registration.repository.target_rows import add_targets, lock_targets
from registration.use_cases.read_targets import read_targets
from service_runtime import Transaction


async def record_targets(
    tx: Transaction, benefit_year: int, county: str, table: TargetTable, valid_from: date, source: str, actor: str
) -> TargetVersion:
    """The version that it became. Recorded twice, it is one. Raises TargetsHaveFaults."""
    await lock_targets(tx.driver, county, benefit_year)
    versions = await read_targets(tx, benefit_year, county)
    if faults := tuple(table_reasons(county, benefit_year, table, valid_from, versions)):
        raise TargetsHaveFaults(reasons=faults)
    last = versions[-1] if versions else None
    if last and (last.table, last.valid_from) == (table, valid_from):
        return last
    told = TargetVersion(last.version + 1 if last else 1, valid_from, source, table)
    await add_targets(tx.driver, county, benefit_year, told, actor, tx.now)
    tx.audit("targets.recorded", subject=county, actor=actor, detail={"benefit_year": benefit_year, "version": told.version})
    return told
