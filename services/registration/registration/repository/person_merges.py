"""Two records become one: what is keyed by a person, and what becomes of it.

Whoever adds a table with a person's id says here what a merge does to it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa

from enrolment_terms.sealed import Sealed
from registration.domain.person_merge import HeldYear
from registration.tables import (
    applications,
    circumstances,
    employee_notices,
    insured_years,
    known_residents,
    mandates,
    outreach_visits,
    participations,
    person_keys,
    persons,
    remote_employee_relations,
    remote_payments,
    transfers,
)
from row_sets import Driver, Record, Statement, names_of, reader, same_rows, update_rows, value

MOVED = (
    applications,
    remote_payments,
    remote_employee_relations,
    employee_notices,
    outreach_visits,
    transfers,
    insured_years,
    circumstances,
)
"""The id is the kept person's from now on."""
SEALED_FOR_THE_PERSON = (person_keys, participations)
"""The same, and what is sealed for the person is sealed anew."""
TOLD_AGAIN = (mandates,)
"""The same, one version on: others must hear whom they hold for now."""
WITH_A_RULE = {
    *(table.name for table in (*MOVED, *SEALED_FOR_THE_PERSON, *TOLD_AGAIN)),
    "subsidy_marks",  # moved, but for a mark that the kept person has too
    "residence_permits",  # moved, but for a permit that the kept person has too
    "persons",  # the other record stays, and says whose it is
    "household_members",  # moved; of two households that of the kept person stays
    "deaths",  # one a person: the kept record's, else the other's
    "rights_records",  # each stays with the record that it was told of; the person shows those of all his records
    "certificates",  # the same
    "identity_history",  # what was corrected of a record stays with that record
}

_ACCOUNT = ("household_no", "holder", "bank", "account_number")
pa, key, person, resident = participations.c, person_keys.c, persons.c, known_residents.c
_KEPT, _MERGED = value("kept", person.person_id), value("merged", person.person_id)
_LOCK = Statement(
    sa.select(*(person[name] for name in ("person_id", "merged_into", "version", "birth_date")))
    .where(same_rows(persons, "person_id"))
    .order_by(person.person_id)
    .with_for_update()
)
_HELD = Statement(
    sa.select(*(pa[name] for name in names_of(HeldYear)))
    .where(same_rows(participations, "person_id"))
    .order_by(pa.participation_id)
    .with_for_update()
)
_MARK = Statement(
    sa.update(persons)
    .where((person.person_id == _MERGED) | (person.merged_into == _MERGED))
    .values(merged_into=_KEPT, version=person.version + 1, merged_at=value("now", person.merged_at))
)
_GUARDIAN = Statement(sa.update(persons).where(person.guardian_person_id == _MERGED).values(guardian_person_id=_KEPT))
_PARENT = Statement(sa.update(known_residents).where(resident.parent_person_id == _MERGED).values(parent_person_id=_KEPT))
_MOVE = [Statement(sa.update(table).where(table.c.person_id == _MERGED).values(person_id=_KEPT)) for table in MOVED]
_DEATH = Statement(
    """
    WITH moved AS (
        INSERT INTO deaths SELECT :kept, died_on, source, version, recorded_by, recorded_at FROM deaths WHERE person_id = :merged
        ON CONFLICT (person_id) DO NOTHING
    )
    DELETE FROM deaths WHERE person_id = :merged
    """
)
_MARKS = Statement(
    """
    WITH twice AS (
        DELETE FROM subsidy_marks AS m WHERE person_id = :merged AND removed_on IS NULL AND EXISTS (
            SELECT FROM subsidy_marks AS k WHERE k.person_id = :kept AND k.category = m.category AND k.removed_on IS NULL
        ) RETURNING mark_id
    )
    UPDATE subsidy_marks SET person_id = :kept, recorded_at = :now WHERE person_id = :merged AND mark_id NOT IN (SELECT mark_id FROM twice)
    """
)
_PERMITS = Statement(
    """
    WITH twice AS (
        DELETE FROM residence_permits AS p WHERE person_id = :merged AND EXISTS (
            SELECT FROM residence_permits AS k WHERE k.person_id = :kept AND k.valid_to = p.valid_to
        ) RETURNING permit_id
    )
    UPDATE residence_permits SET person_id = :kept WHERE person_id = :merged AND permit_id NOT IN (SELECT permit_id FROM twice)
    """
)
_KEYS = Statement(sa.select(key.token, key.number).where(key.person_id == _MERGED).order_by(key.token).with_for_update())
_SEALED = Statement(
    sa.select(pa.participation_id, *(pa[name] for name in _ACCOUNT)).where(pa.person_id == _MERGED).order_by(pa.participation_id)
)
_SEAL_KEYS = Statement(update_rows(person_keys, "token", "person_id", "number"))
_SEAL_PARTICIPATIONS = Statement(update_rows(participations, "participation_id", "person_id", *_ACCOUNT))
_NOW_OF = Statement(sa.select(person.person_id, person.merged_into).where(same_rows(persons, "person_id"), person.merged_into.is_not(None)))
_held = reader(HeldYear)


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """One of the two."""

    person_id: UUID
    merged_into: UUID | None
    version: int
    birth_date: date | None


_record = reader(PersonRecord)


async def lock_records(driver: Driver, people: Sequence[UUID]) -> dict[UUID, PersonRecord]:
    """Locked in one order, whichever of them is to be kept."""
    return {row["person_id"]: _record(row) for row in await _LOCK.rows(driver, person_id=sorted(people))}


async def lock_held(driver: Driver, people: Sequence[UUID]) -> list[HeldYear]:
    """All their participations, locked."""
    return [_held(row) for row in await _HELD.rows(driver, person_id=people)]


async def sealed_keys(driver: Driver, merged: UUID) -> Mapping[str, Sealed]:
    """Token -> number of the merged record, sealed for it; locked."""
    return {row["token"]: row["number"] for row in await _KEYS.rows(driver, merged=merged)}


async def sealed_accounts(driver: Driver, merged: UUID) -> list[Record]:
    """Participation and account of the merged record, sealed for it."""
    return await _SEALED.rows(driver, merged=merged)


async def move_all(
    driver: Driver,
    kept: UUID,
    merged: UUID,
    keys: Mapping[str, Sealed],
    accounts: Sequence[Mapping[str, UUID | Sealed | None]],
    now: datetime,
) -> None:
    """What is the merged record's is the kept one's, but for mandates; `keys` and `accounts` are sealed for that one."""
    if keys:
        await _SEAL_KEYS.run(driver, token=list(keys), person_id=[kept] * len(keys), number=list(keys.values()))
    if accounts:
        columns = {name: [one[name] for one in accounts] for name in ("participation_id", *_ACCOUNT)}
        await _SEAL_PARTICIPATIONS.run(driver, **columns, person_id=[kept] * len(accounts))
    for statement in (*_MOVE, _GUARDIAN, _PARENT):
        await statement.run(driver, kept=kept, merged=merged)
    await _MARKS.run(driver, kept=kept, merged=merged, now=now)
    await _PERMITS.run(driver, kept=kept, merged=merged)
    await _DEATH.run(driver, kept=kept, merged=merged)
    await _MARK.run(driver, kept=kept, merged=merged, now=now)


async def persons_now(driver: Driver, people: Sequence[UUID]) -> dict[UUID, UUID]:
    """Who these records turned out to be; those that were never merged are not there."""
    return {row["person_id"]: row["merged_into"] for row in await _NOW_OF.rows(driver, person_id=people)}
