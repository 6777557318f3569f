"""Making persons, and comparing with those there are."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from registration.domain.person import KnownIdentity, NewPerson
from registration.tables import persons
from row_sets import Driver, Statement, columns_of, insert_rows, names_of, reader, same_rows, value

_PERSON = names_of(NewPerson)
_MAKE = Statement(insert_rows(persons, *_PERSON, created_at=value("now", persons.c.created_at)))
_LOCK = Statement(
    sa.select(persons.c.person_id, *(persons.c[name] for name in names_of(KnownIdentity)))
    .where(same_rows(persons, "person_id"))
    .order_by(persons.c.person_id)
    .with_for_update()
)
_known = reader(KnownIdentity)


async def lock_identities(driver: Driver, people: Sequence[UUID]) -> dict[UUID, KnownIdentity]:
    """What the file says of these people, locked in one order; those who are not in it are not there."""
    return {row["person_id"]: _known(row) for row in await _LOCK.rows(driver, person_id=people)}


async def make_persons(driver: Driver, people: Sequence[NewPerson], now: datetime) -> None:
    """Puts them into the file; their documents are claimed before."""
    if people:
        await _MAKE.run(driver, **columns_of(people, _PERSON), now=now)
