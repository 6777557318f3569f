"""What ends with a person: memberships, mandates, open applications; and from which day on that is so."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from registration.domain.person_end import ENDS_OF_PERSONS
from registration.repository.mandate_rows import LockedMandate
from registration.tables import OPEN
from row_sets import Driver, Statement, names_of, reader

_OPEN_OF = Statement(
    """
    SELECT application_id FROM applications
    WHERE {open} AND token IN (SELECT token FROM person_keys WHERE person_id = :person_id) ORDER BY application_id FOR UPDATE
    """,
    open=OPEN,
)
_PERSON_OF = Statement("SELECT person_id FROM participations WHERE participation_id = :participation_id")
_ENDED_ON = Statement(
    """
    SELECT least(
        (SELECT died_on FROM deaths WHERE person_id = :person_id),
        (SELECT min(a.happened_on) FROM participation_acts AS a JOIN participations USING (participation_id)
            WHERE person_id = :person_id AND a.kind = 'END' AND a.cause = ANY(:causes) AND NOT a.withdrawn)
    )
    """
)
_LOCK_HOUSEHOLDS = Statement(
    """
    SELECT household_id FROM households WHERE household_id IN (SELECT household_id FROM household_members WHERE person_id = :person_id)
    ORDER BY household_id FOR UPDATE
    """
)
_END_MEMBERSHIPS = Statement(
    """
    UPDATE household_members SET until_on = greatest(from_on, CAST(:day AS date)), ended_with_person = true
    WHERE person_id = :person_id AND (until_on IS NULL OR ended_with_person)
        AND until_on IS DISTINCT FROM greatest(from_on, CAST(:day AS date))
    RETURNING household_id
    """
)
_RESTORE_MEMBERSHIPS = Statement(
    """
    UPDATE household_members SET until_on = NULL, ended_with_person = false WHERE member_id = (
        SELECT member_id FROM household_members WHERE person_id = :person_id AND ended_with_person
        ORDER BY from_on DESC, member_id DESC LIMIT 1
    ) AND NOT EXISTS (SELECT FROM household_members WHERE person_id = :person_id AND until_on IS NULL)
    RETURNING household_id
    """
)
_LOCKED = names_of(LockedMandate)
_WAS_UNTIL = "CASE WHEN ended_with_person THEN until_before ELSE until_on END"
_END_MANDATES = Statement(
    """
    UPDATE mandates SET until_before = {was}, until_on = least({was}, CAST(:day AS date)), ended_with_person = true, version = version + 1,
        changed_at = :now
    WHERE token IN (SELECT token FROM person_keys WHERE person_id = :person_id)
        AND state IN ('REQUESTED', 'IN_FORCE') AND (NOT ended_with_person OR until_on IS DISTINCT FROM least({was}, CAST(:day AS date)))
    RETURNING {locked}
    """,
    was=_WAS_UNTIL,
    locked=", ".join(_LOCKED),
)
_RESTORE_MANDATES = Statement(
    """
    UPDATE mandates SET until_on = until_before, until_before = NULL, ended_with_person = false, version = version + 1,
        changed_at = :now
    WHERE token IN (SELECT token FROM person_keys WHERE person_id = :person_id) AND ended_with_person AND state IN ('REQUESTED', 'IN_FORCE')
    RETURNING {locked}
    """,
    locked=", ".join(_LOCKED),
)
_mandate = reader(LockedMandate)


async def lock_open_applications_of(driver: Driver, person_id: UUID) -> list[UUID]:
    """For this person, whoever filed them. Before any fact of persons is locked: whoever decides locks them first, too."""
    return await _OPEN_OF.values(driver, person_id=person_id)


async def person_of(driver: Driver, participation_id: UUID) -> UUID | None:
    """Whose participation it is."""
    found: UUID | None = await _PERSON_OF.value(driver, participation_id=participation_id)
    return found


async def ended_on(driver: Driver, person_id: UUID) -> date | None:
    """The first day of what is recorded; None of somebody who takes part."""
    found: date | None = await _ENDED_ON.value(driver, person_id=person_id, causes=[*ENDS_OF_PERSONS])
    return found


async def set_memberships(driver: Driver, person_id: UUID, day: date | None) -> Sequence[UUID]:
    """End them on the day, or give back what ended so; the households to tell, locked before their members."""
    await _LOCK_HOUSEHOLDS.run(driver, person_id=person_id)
    if day is None:
        return await _RESTORE_MEMBERSHIPS.values(driver, person_id=person_id)
    return await _END_MEMBERSHIPS.values(driver, person_id=person_id, day=day)


async def set_mandates(driver: Driver, person_id: UUID, day: date | None, now: datetime) -> list[LockedMandate]:
    """The same of mandates for the person: those to tell."""
    if day is None:
        rows = await _RESTORE_MANDATES.rows(driver, person_id=person_id, now=now)
    else:
        rows = await _END_MANDATES.rows(driver, person_id=person_id, day=day, now=now)
    return [_mandate(row) for row in rows]
