"""Name indexes and identity tokens, a page of people at a time: to make them anew."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from enrolment_terms.documents import DocumentType
from enrolment_terms.sealed import IdentityToken, Sealed
from registration.tables import participations, person_keys, persons
from row_sets import Driver, Record, Statement, columns_of, insert_rows, names_of, same_rows, update_rows, value


@dataclass(frozen=True, slots=True)
class PersonKey:
    """One document of a person, its number sealed."""

    token: IdentityToken
    person_id: UUID
    kind: DocumentType
    number: Sealed


_PAGE = 1000
_KEY = names_of(PersonKey)
_PEOPLE = Statement(
    sa.select(persons.c.person_id, persons.c.name, persons.c.name_index)
    .where(persons.c.person_id > value("after", persons.c.person_id))
    .order_by(persons.c.person_id)
    .limit(_PAGE)
)
_KEYS = Statement(sa.select(person_keys).where(same_rows(person_keys, "person_id")))
_SET_NAMES = Statement(update_rows(persons, "person_id", "name_index"))
_HOLDERS = Statement(sa.select(person_keys.c.token, person_keys.c.person_id).where(same_rows(person_keys, "token")))
_ADD_KEYS = Statement(insert_rows(person_keys, *_KEY, added_at=value("now", person_keys.c.added_at)))
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


async def add_keys(driver: Driver, keys: Sequence[PersonKey], now: datetime) -> list[UUID]:
    """One more key for each of these people. Returns their participations, which are each one version on: to be told again."""
    await _ADD_KEYS.run(driver, **columns_of(keys, _KEY), now=now)
    return await _COUNT_ON.values(driver, person_id=[key.person_id for key in keys])
