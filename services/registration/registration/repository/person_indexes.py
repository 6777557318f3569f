"""Name indexes and identity tokens, a page at a time: to make them anew."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from registration.domain.person import PersonKey
from registration.tables import applications, mandates, person_keys, persons
from row_sets import Driver, Record, Statement, columns_of, given_rows, names_of, same_rows, typed, update_rows, value

_PAGE = 1000
_KEY = names_of(PersonKey)
_PEOPLE = Statement(
    sa.select(*(persons.c[name] for name in ("person_id", "name", "birth_date", "name_index")))
    .where(persons.c.person_id > value("after", persons.c.person_id))
    .order_by(persons.c.person_id)
    .limit(_PAGE)
    .with_for_update()
)
_KEYS = Statement(sa.select(person_keys).where(same_rows(person_keys, "person_id")).order_by(person_keys.c.added_at, person_keys.c.token))
_SET_NAMES = Statement(update_rows(persons, "person_id", "name_index"))
_given = given_rows(person_keys, _KEY).c
_ADD_KEYS = Statement(
    insert(person_keys)
    .from_select(
        [*_KEY, "added_at"], sa.select(*(_given[name] for name in _KEY), value("now", person_keys.c.added_at)).order_by(_given.token)
    )
    .on_conflict_do_nothing()
)
_COUNT_ON = Statement(
    """
    WITH own AS MATERIALIZED (
        SELECT participation_id FROM participations WHERE person_id = ANY(:person_id) ORDER BY participation_id FOR UPDATE
    )
    UPDATE participations AS pa SET version = version + 1 FROM own WHERE pa.participation_id = own.participation_id
    RETURNING pa.participation_id
    """
)
_APPLICATIONS = Statement(
    sa.select(*(applications.c[name] for name in ("application_id", "document_kind", "number", "token")))
    .where(applications.c.application_id > value("after", applications.c.application_id))
    .order_by(applications.c.application_id)
    .limit(_PAGE)
    .with_for_update()
)
_SET_TOKENS = Statement(update_rows(applications, "application_id", "token"))
_MANDATES = Statement(
    sa.select(mandates.c.mandate_id, mandates.c.document, mandates.c.token)
    .where(mandates.c.mandate_id > value("after", mandates.c.mandate_id))
    .order_by(mandates.c.mandate_id)
    .limit(_PAGE)
    .with_for_update()
)
_SET_MANDATES = Statement(
    """
    UPDATE mandates AS m SET token = given.token FROM {given.rows}
    WHERE m.mandate_id = given.mandate_id AND NOT EXISTS (
        SELECT FROM mandates AS same WHERE same.subject = m.subject AND same.token = given.token AND same.state = 'REQUESTED'
    )
    """,
    given=typed(mandates, "mandate_id", "token"),
)
_OF_KEY = Statement(
    sa.select(person_keys)
    .where(person_keys.c.key_id == value("key_id", person_keys.c.key_id), person_keys.c.token > value("after", person_keys.c.token))
    .order_by(person_keys.c.token)
    .limit(_PAGE)
    .with_for_update()
)


async def read_people(driver: Driver, after: UUID) -> list[Record]:
    """The next page, locked: person_id, name, birth_date, name_index. Empty at the end."""
    return await _PEOPLE.rows(driver, after=after)


async def read_keys(driver: Driver, people: Sequence[UUID]) -> list[Record]:
    """All documents of these people, the oldest first."""
    return await _KEYS.rows(driver, person_id=people)


async def read_keys_made_with(driver: Driver, key_id: str, after: str) -> list[Record]:
    """The next page of tokens that this identity key made, locked. Empty at the end."""
    return await _OF_KEY.rows(driver, key_id=key_id, after=after)


async def read_documents_of_applications(driver: Driver, after: UUID) -> list[Record]:
    """The next page, locked: application_id, document_kind, number, token. Empty at the end."""
    return await _APPLICATIONS.rows(driver, after=after)


async def read_documents_of_mandates(driver: Driver, after: UUID) -> list[Record]:
    """The next page, locked: mandate_id, document, token. Empty at the end."""
    return await _MANDATES.rows(driver, after=after)


async def set_name_indexes(driver: Driver, indexes: Mapping[UUID, str]) -> None:
    """Writes the index of each person."""
    await _SET_NAMES.run(driver, person_id=list(indexes), name_index=list(indexes.values()))


async def set_tokens(driver: Driver, tokens: Mapping[UUID, str]) -> None:
    """Writes the token of each application."""
    await _SET_TOKENS.run(driver, application_id=list(tokens), token=list(tokens.values()))


async def set_tokens_of_mandates(driver: Driver, tokens: Mapping[UUID, str]) -> None:
    """The same of mandates; one that is asked for under the new token too stays as it is."""
    await _SET_MANDATES.run(driver, mandate_id=list(tokens), token=list(tokens.values()))


async def add_keys(driver: Driver, keys: Sequence[PersonKey], now: datetime) -> None:
    """More keys of people; one that somebody took meanwhile is left."""
    await _ADD_KEYS.run(driver, **columns_of(keys, _KEY), now=now)


async def count_on(driver: Driver, people: Sequence[UUID]) -> list[UUID]:
    """All participations of these people, each one version on, to be told again; locked in the order of their ids."""
    return await _COUNT_ON.values(driver, person_id=people)
