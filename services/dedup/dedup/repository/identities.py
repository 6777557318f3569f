"""Which tokens are one person's."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from dedup.tables import identity_links
from enrolment_terms.sealed import IdentityToken
from row_sets import Driver, Statement, columns_of, given_rows, names_of, same_rows


@dataclass(frozen=True, slots=True)
class Identification:
    """A person was seen with these documents; recorded at that instant."""

    person_id: UUID
    tokens: tuple[IdentityToken, ...]
    recorded_at: datetime


class _Link(NamedTuple):
    person_id: UUID
    token: IdentityToken
    known_since: datetime


_LINK = names_of(_Link)
_seen = given_rows(identity_links, _LINK)
_earliest = sa.select(_seen.c.person_id, _seen.c.token, sa.func.min(_seen.c.known_since)).group_by(*_seen.c[:2]).order_by(*_seen.c[:2])
_links = insert(identity_links).from_select(_LINK, _earliest)
_LEARN = Statement(
    _links.on_conflict_do_update(
        index_elements=["person_id", "token"],
        set_={"known_since": _links.excluded.known_since},
        where=_links.excluded.known_since < identity_links.c.known_since,
    )
)


_PERSONS = Statement(sa.select(identity_links.c.person_id).where(same_rows(identity_links, "token")).distinct())


async def persons_of(driver: Driver, tokens: Iterable[IdentityToken]) -> list[UUID]:
    """The people who were seen with one of these documents."""
    return await _PERSONS.values(driver, token=list(tokens))


async def learn_identities(driver: Driver, seen: Iterable[Identification]) -> None:
    """Keep each link with the earliest instant at which it was known."""
    links = [_Link(one.person_id, token, one.recorded_at) for one in seen for token in one.tokens]
    if links:
        await _LEARN.run(driver, **columns_of(links, _LINK))
