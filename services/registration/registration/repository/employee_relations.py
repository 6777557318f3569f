"""Relations in the employee scheme as they were told last, and the participations of those who have one."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
import sqlalchemy as sa

from enrolment_events.envelope import Event
from enrolment_events.payment import EmployeeData
from registration.domain.employee_relation import EmployeeRelation, ResidentYear
from registration.tables import participations, remote_employee_relations
from row_sets import Driver, Statement, columns_of, names_of, reader, same_rows, upsert_newest, value

pa, relation = participations.c, remote_employee_relations.c
_TOLD = ("spell_id", "identity", "registered_on", "first_payment_on", "benefits_until", "ended_notice_on", "area", "employer")
_NOW = value("now", relation.recorded_at)
_KEEP = Statement(upsert_newest(remote_employee_relations, *_TOLD, "changes", "person_id", "version", recorded_at=_NOW))
_OF_PEOPLE = Statement(
    sa.select(*(relation[name] for name in names_of(EmployeeRelation))).where(same_rows(remote_employee_relations, "person_id"))
)
_EMPLOYMENTS = Statement(
    sa.select(relation.identity, relation.registered_on, relation.first_payment_on, relation.benefits_until, relation.changes)
    .where(relation.person_id == value("person_id", relation.person_id))
    .order_by(relation.registered_on.desc(), relation.spell_id)
)
_YEARS = Statement(
    sa.select(*(pa[name] for name in names_of(ResidentYear)))
    .where(same_rows(participations, "person_id"), pa.scheme == "RESIDENT")
    .order_by(pa.participation_id)
    .with_for_update()
)
_relation, _year = reader(EmployeeRelation), reader(ResidentYear)


async def keep_relations(driver: Driver, events: Sequence[Event[EmployeeData]], merged: Mapping[UUID, UUID], now: datetime) -> None:
    """The newest telling of each; `merged`: who some of these people turned out to be. One that was withdrawn is nobody's."""
    told = columns_of([event.data for event in events], _TOLD)
    people = [None if event.data.withdrawn else merged.get(event.personid, event.personid) for event in events]
    versions = [event.aggregateversion for event in events]
    changes = [msgspec.json.encode(event.data.changes).decode() for event in events]
    await _KEEP.run(driver, **told, changes=changes, person_id=people, version=versions, now=now)


async def relations_of(driver: Driver, people: Sequence[UUID]) -> list[EmployeeRelation]:
    """All relations of these people; most have none."""
    return [_relation(row) for row in await _OF_PEOPLE.rows(driver, person_id=people)]


async def employments_of(driver: Driver, person_id: UUID) -> list[dict[str, Any]]:
    """As they are shown to the person, newest first, with the changes that the tax office passed on (B21)."""
    rows = await _EMPLOYMENTS.rows(driver, person_id=person_id)
    return [{**row, "changes": msgspec.json.decode(row["changes"] or "[]")} for row in rows]


async def lock_resident_years(driver: Driver, people: Sequence[UUID]) -> list[ResidentYear]:
    """All their participations in the resident scheme, locked in one order."""
    return [_year(row) for row in await _YEARS.rows(driver, person_id=people)]
