"""Name indexes and identity tokens, a page of people at a time: to make them anew."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from registration.domain.participation import Key
from registration.tables import participations, person_keys, persons
from row_sets import Driver, Record, Statement, insert_rows, same_rows, update_rows, value

_PAGE = 1000
_PEOPLE = Statement(
    sa.select(persons.c.person_id, persons.c.name, persons.c.name_index)
    .where(persons.c.person_id > value("after", persons.c.person_id))
    .order_by(persons.c.person_id)
    .limit(_PAGE)
)
_KEYS = Statement(sa.select(person_keys).where(same_rows(person_keys, "person_id")))
_SET_NAMES = Statement(update_rows(persons, "person_id", "name_index"))
_HOLDERS = Statement(sa.select(person_keys.c.token, person_keys.c.person_id).where(same_rows(person_keys, "token")))
_ADD_KEYS = Statement(insert_rows(person_keys, "token", "person_id", "kind", "number", "added_at"))
_COUNT_ON = Statement(
    sa.update(participations)
    .values(version=participations.c.version + 1)
    .where(same_rows(participations, "person_id"))
    .returning(participations.c.participation_id)
)


async def read_people(driver: Driver, after: UUID) -> list[Record]:
    """The next page: person_id, name, name_index. Empty at the end."""
    return await _PEOPLE.rows(driver, after=after)


async def read_keys(driver: Driver, people: Sequence[UUID]) -> list[Record]:
    """All documents of these people."""
    return await _KEYS.rows(driver, person_id=people)


async def set_name_indexes(driver: Driver, indexes: Mapping[UUID, str]) -> None:
    """Writes the index of each person."""
    await _SET_NAMES.run(driver, person_id=list(indexes), name_index=list(indexes.values()))


async def holders_of(driver: Driver, tokens: Sequence[str]) -> dict[str, UUID]:
    """Token -> person, for those that are somebody's."""
    return {row["token"]: row["person_id"] for row in await _HOLDERS.rows(driver, token=tokens)}


async def add_keys(driver: Driver, keys: Sequence[tuple[UUID, Key]], now: datetime) -> list[UUID]:
    """One more key for each of these people. Returns their participations, which are each one version on: to be told again."""
    people = [person for person, _ in keys]
    await _ADD_KEYS.run(
        driver,
        token=[key.token for _, key in keys],
        person_id=people,
        kind=[key.kind for _, key in keys],
        number=[key.number for _, key in keys],
        added_at=[now] * len(keys),
    )
    return await _COUNT_ON.values(driver, person_id=people)
