"""Facts of persons told anew, with the versions and moments under which they were told first."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from enrolment_events.envelope import EventData, new_event
from enrolment_events.registration import DeathRecordedV1, HistoryRecordedV1, PermitRecordedV1, PersonMergedV1
from registration.repository.circumstance_rows import circumstances_after
from registration.repository.subsidy_rows import marks_of
from registration.repository.told_person_facts import deaths_after, histories_after, marks_after, merges_after, permits_after
from registration.use_cases.publish_marks import marks_event
from registration.use_cases.record_circumstances import circumstance_event
from registration.use_cases.record_insured_years import SOURCE
from service_runtime import Transaction
from service_runtime.retelling import Wanted


async def tell_deaths(tx: Transaction, wanted: Wanted) -> Sequence[UUID]:
    """Deaths, and errors that were taken back."""
    told = await deaths_after(tx.driver, wanted)
    for one in told:
        _tell(
            tx,
            DeathRecordedV1(died_on=one.died_on, source=one.source),
            one.person_id,
            one.person_id,
            one.version,
            one.region,
            one.recorded_at,
        )
    return [one.person_id for one in told]


async def tell_permits(tx: Transaction, wanted: Wanted) -> Sequence[UUID]:
    """Residence permits."""
    told = await permits_after(tx.driver, wanted)
    for one in told:
        data = PermitRecordedV1(permit_id=one.permit_id, filed_on=one.filed_on, valid_to=one.valid_to)
        _tell(tx, data, one.permit_id, one.person_id, 1, one.region, one.recorded_at)
    return [one.permit_id for one in told]


async def tell_circumstances(tx: Transaction, wanted: Wanted) -> Sequence[UUID]:
    """Documented circumstances, also those that were withdrawn."""
    told = await circumstances_after(tx.driver, wanted)
    tx.publish(*(circumstance_event(one) for one in told))
    return [one.circumstance_id for one in told]


async def tell_histories(tx: Transaction, wanted: Wanted) -> Sequence[UUID]:
    """Years insured elsewhere, of each person as one set (F-30)."""
    told = await histories_after(tx.driver, wanted)
    for one in told:
        data = HistoryRecordedV1(resident_years=tuple(one.resident_years), employee_years=tuple(one.employee_years), source=SOURCE)
        _tell(tx, data, one.person_id, one.person_id, one.version, one.region, one.recorded_at)
    return [one.person_id for one in told]


async def tell_marks(tx: Transaction, wanted: Wanted) -> Sequence[UUID]:
    """Marks of subsidised persons, of each the whole set."""
    told = await marks_after(tx.driver, wanted)
    held = await marks_of(tx.driver, [one.person_id for one in told])
    tx.publish(*(marks_event(one.person_id, held[one.person_id], one.added, one.version, one.region, one.recorded_at) for one in told))
    return [one.person_id for one in told]


async def tell_merges(tx: Transaction, wanted: Wanted) -> Sequence[UUID]:
    """Records that became one; one that was merged twice is told as the person it is now."""
    told = await merges_after(tx.driver, wanted)
    for one in told:
        data = PersonMergedV1(kept_person_id=one.person_id, merged_person_id=one.merged_person_id)
        _tell(tx, data, one.merged_person_id, one.person_id, one.version, one.region, one.recorded_at)
    return [one.merged_person_id for one in told]


def _tell(tx: Transaction, data: EventData, aggregate_id: UUID, person_id: UUID, version: int, region: str, at: datetime) -> None:
    tx.publish(
        new_event(
            data,
            aggregate_id=aggregate_id,
            aggregate_version=version,
            person_id=person_id,
            region=region,
            occurred_at=at,
            recorded_at=at,
        )
    )
