"""The weekly report of an area (R-110): the town table of what had come before its day, kept and published."""

from datetime import date

from enrolment_events.envelope import new_event
from enrolment_events.progress import ProgressSnapshotV1, TownProgress
from enrolment_terms.identifiers import new_id
from enrolment_terms.regions import pooling_region_of
from enrolment_terms.scheme import FailureCause
from policy_parameters import PolicyBook
from policy_parameters.rule_parameters import windows
from registration.domain.progress import TownRow
from registration.repository.snapshot_rows import keep_snapshot
from registration.use_cases.read_progress import towns_before
from service_runtime import Transaction


def is_report_day(policy: PolicyBook, area: str, day: date) -> bool:
    """「从9月1日起，每周四」 to the end of the period, for the benefit year that follows. Raises PolicyNotKnown."""
    year = day.year + 1
    rules = policy.read(windows, area, year)
    weekday = policy.value("progress.report_weekday", region=area, year=year).value
    return rules.progress_from <= day <= rules.progress_until and day.isoweekday() == weekday


async def take_snapshot(tx: Transaction, area: str, day: date) -> int:
    """How many towns it tells of. Counted again, it is the newer version of the same report."""
    year = day.year + 1
    towns = await towns_before(tx, year, area, day)
    snapshot_id, version = await keep_snapshot(tx.driver, new_id(), area, year, day, tx.now, towns)
    data = ProgressSnapshotV1(area=area, benefit_year=year, day=day, rows=tuple(_told(town) for town in towns))
    tx.publish(
        new_event(
            data,
            aggregate_id=snapshot_id,
            aggregate_version=version,
            person_id=snapshot_id,
            region=pooling_region_of(area),
            occurred_at=tx.now,
            recorded_at=tx.now,
        )
    )
    return len(towns)


def _told(town: TownRow) -> TownProgress:
    return TownProgress(
        area=town.area,
        name=town.name,
        target=town.target,
        registered=town.registered,
        paid=town.paid,
        unpaid=town.unpaid,
        abandoned=town.abandoned,
        failed={FailureCause(cause): number for cause, number in town.failed.items()},
    )
