"""Terms that became others, with what they were."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from enrolment_terms.sealed import Sealed
from registration.tables import participation_changes, participations
from row_sets import Driver, Statement, names_of, row, typed, value, values_of


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptChange:
    """One change as it is written; `before` is sealed JSON."""

    change_id: UUID
    participation_id: UUID
    changed: str
    before: Sealed
    recorded_at: datetime
    actor: str
    application_id: UUID | None


_TERMS = ("area", "category", "payer", "household_no", "holder", "bank", "account_number", "permit_valid_to", "government_until")
_WRITE = Statement(
    """
    WITH kept AS (
        INSERT INTO participation_changes ({change.names}) VALUES ({change.values})
    ), written AS (
        UPDATE participations SET ({terms.names}) = ROW({terms.values}), version = version + 1
        WHERE participation_id = :participation_id RETURNING state
    )
    INSERT INTO participation_history (participation_id, effective_on, recorded_at, from_state, to_state, event, actor)
    SELECT :participation_id, :today, :recorded_at, state, state, 'changed', :actor FROM written
    """,
    change=typed(participation_changes, *names_of(KeptChange)),
    terms=typed(participations, *_TERMS),
)


_COLLECTOR = Statement(
    sa.update(participations)
    .where(participations.c.participation_id == value("participation_id", participations.c.participation_id))
    .values(row(participations, "school"))
)


async def keep_collector(driver: Driver, participation_id: UUID, school: str | None) -> None:
    """The school that collects for a student from the next change on (R-064); told only while a school is the payer."""
    await _COLLECTOR.run(driver, participation_id=participation_id, school=school)


async def write_change(driver: Driver, change: KeptChange, terms: Mapping[str, Any]) -> None:
    """The new terms, one version on, with a line of history."""
    await _WRITE.run(driver, **values_of(change), **terms, today=change.recorded_at.date())
