"""Making persons, comparing with those there are, and correcting them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from enrolment_terms.documents import Sex
from enrolment_terms.sealed import Sealed
from registration.domain.person import KnownIdentity, NewPerson
from registration.tables import identity_history, persons
from row_sets import Driver, Statement, columns_of, insert_rows, names_of, reader, row, same_rows, value

_PERSON = names_of(NewPerson)
_MAKE = Statement(insert_rows(persons, *_PERSON, created_at=value("now", persons.c.created_at)))
_IDENTITIES = (
    sa.select(persons.c.person_id, *(persons.c[name] for name in names_of(KnownIdentity)))
    .where(same_rows(persons, "person_id"))
    .order_by(persons.c.person_id)
)
_READ, _LOCK = Statement(_IDENTITIES), Statement(_IDENTITIES.with_for_update())
_known = reader(KnownIdentity)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """One person as a correction sees him, the name sealed."""

    person_id: UUID
    name: Sealed
    sex: Sex | None
    birth_date: date | None
    expected_on: date | None
    of_foreigners: bool
    provisional: bool
    version: int


_person = reader(PersonRow)
_THIS = persons.c.person_id == value("person_id", persons.c.person_id)
_LOCK_ONE = Statement(sa.select(*(persons.c[name] for name in names_of(PersonRow))).where(_THIS).with_for_update())
_IDENTITY = ("name", "name_index", "sex", "birth_date", "of_foreigners", "provisional")
_CORRECT = Statement(sa.update(persons).where(_THIS).values(row(persons, *_IDENTITY, version=persons.c.version + 1)))
_KEEP = Statement(sa.insert(identity_history).values(row(identity_history, "person_id", "at", "actor", "before", "reason")))


async def lock_identities(driver: Driver, people: Sequence[UUID]) -> dict[UUID, KnownIdentity]:
    """What the file says of these people, locked in one order; those who are not in it are not there."""
    return {row["person_id"]: _known(row) for row in await _LOCK.rows(driver, person_id=people)}


async def read_identities(driver: Driver, people: Sequence[UUID]) -> dict[UUID, KnownIdentity]:
    """The same as it stands, for telling somebody early."""
    return {row["person_id"]: _known(row) for row in await _READ.rows(driver, person_id=people)}


async def make_persons(driver: Driver, people: Sequence[NewPerson], now: datetime) -> None:
    """Puts them into the file; their documents are claimed before."""
    if people:
        await _MAKE.run(driver, **columns_of(people, _PERSON), now=now)


async def lock_person(driver: Driver, person_id: UUID) -> PersonRow:
    """Somebody who is in the file, locked."""
    found = await _LOCK_ONE.row(driver, person_id=person_id)
    assert found is not None
    return _person(found)


async def correct_person(driver: Driver, person_id: UUID, identity: Mapping[str, Any]) -> None:
    """Writes name, name_index, sex, birth_date, of_foreigners and provisional; one version on."""
    await _CORRECT.run(driver, person_id=person_id, **identity)


async def keep_correction(driver: Driver, person_id: UUID, at: datetime, actor: str, before: Sealed, reason: Sealed) -> None:
    """One line of the history of an identity."""
    await _KEEP.run(driver, person_id=person_id, at=at, actor=actor, before=before, reason=reason)
