"""Marks of subsidised persons as events: all of a person, past ones too, a set and never a toggle."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from enrolment_events.envelope import Event, new_event
from enrolment_events.registration import SubsidyData, SubsidyMark, SubsidyMarkedV1, SubsidyUnmarkedV1
from registration.domain.subsidy import Mark
from registration.repository.subsidy_rows import mark_versions
from service_runtime import Transaction


async def publish_marks(
    tx: Transaction, marks: Mapping[UUID, Sequence[Mark]], regions: Mapping[UUID, str], added: Collection[UUID]
) -> None:
    """`added`: people who were given one; of the others one was taken away."""
    versions = await mark_versions(tx.driver, sorted(marks))
    for person_id, held in marks.items():
        tx.publish(marks_event(person_id, held, person_id in added, versions[person_id], regions[person_id], tx.now))


def marks_event(person_id: UUID, held: Sequence[Mark], added: bool, version: int, region: str, at: datetime) -> Event[SubsidyData]:
    """The marks of a person as they stand since that moment; `added`: one was made then."""
    kind = SubsidyMarkedV1 if added else SubsidyUnmarkedV1
    return new_event(
        kind(marks=tuple(_told(mark) for mark in held)),
        aggregate_id=person_id,
        aggregate_version=version,
        person_id=person_id,
        region=region,
        occurred_at=at,
        recorded_at=at,
    )


def _told(mark: Mark) -> SubsidyMark:
    return SubsidyMark(
        category=mark.category,
        department=mark.department,
        list_month=mark.list_month,
        received_on=mark.received_on,
        marked_on=mark.marked_on,
        removed_on=mark.removed_on,
        removal_received_on=mark.removal_received_on,
    )
