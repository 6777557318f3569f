"""Whose a document is: tokens and their holders."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from enrolment_terms.sealed import IdentityToken
from registration.domain.person import PersonKey
from registration.tables import person_keys
from row_sets import Driver, Statement, columns_of, given_rows, names_of, same_rows, value

_KEY = names_of(PersonKey)
_HOLDERS = Statement(sa.select(person_keys.c.token, person_keys.c.person_id).where(same_rows(person_keys, "token")))
_given = given_rows(person_keys, _KEY).c
_new = insert(person_keys).from_select(
    [*_KEY, "added_at"], sa.select(*(_given[name] for name in _KEY), value("now", person_keys.c.added_at)).order_by(_given.token)
)
_CLAIM = Statement(
    _new.on_conflict_do_update(index_elements=["token"], set_={"token": _new.excluded.token}).returning(
        person_keys.c.token, person_keys.c.person_id
    )
)
_GIVE_UP = Statement(sa.delete(person_keys).where(same_rows(person_keys, "token")))
_TOKENS = Statement(
    sa.select(person_keys.c.person_id, person_keys.c.token)
    .where(same_rows(person_keys, "person_id"))
    .order_by(person_keys.c.added_at, person_keys.c.token)
)


async def holders_of(driver: Driver, tokens: Sequence[IdentityToken]) -> dict[IdentityToken, UUID]:
    """Token -> person, for those that are somebody's."""
    return {row["token"]: row["person_id"] for row in await _HOLDERS.rows(driver, token=tokens)}


async def claim_keys(driver: Driver, keys: Sequence[PersonKey], now: datetime) -> dict[IdentityToken, UUID]:
    """Token -> its holder from now on: whoever was first. Locked in the order of the tokens until the transaction ends."""
    if not keys:
        return {}
    return {row["token"]: row["person_id"] for row in await _CLAIM.rows(driver, **columns_of(keys, _KEY), now=now)}


async def give_up_keys(driver: Driver, tokens: Sequence[IdentityToken]) -> None:
    """Takes back what was claimed in this transaction."""
    if tokens:
        await _GIVE_UP.run(driver, token=tokens)


async def tokens_of(driver: Driver, people: Sequence[UUID]) -> dict[UUID, list[IdentityToken]]:
    """Tokens of all documents of each person; a provisional id has none."""
    found: dict[UUID, list[IdentityToken]] = {person: [] for person in people}
    for row in await _TOKENS.rows(driver, person_id=list(found)):
        found[row["person_id"]].append(row["token"])
    return found
