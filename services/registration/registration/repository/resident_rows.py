"""Residents whom rosters name: one row a person and year, by any token of the document."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from enrolment_terms.sealed import IdentityToken, Sealed
from registration.domain.listed_residents import ResidentGroup
from registration.tables import known_residents
from row_sets import Driver, Record, Statement, columns_of, given_rows, names_of, reader, typed, update_rows, value

r = known_residents.c
_PAGE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedResident:
    """A row; number and name are sealed for it."""

    resident_id: UUID
    token: IdentityToken
    document_kind: str
    number: Sealed
    name: Sealed
    known_as: ResidentGroup
    area: str
    told_at: datetime
    birth_date: date | None
    parent_token: IdentityToken | None
    parent: Sealed | None


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where a resident was told to be, as whom, and when; of a newborn also its birth and its parent, by token and sealed."""

    resident_id: UUID
    token: IdentityToken
    known_as: ResidentGroup
    area: str
    told_at: datetime
    birth_date: date | None
    parent_token: IdentityToken | None
    parent: Sealed | None


_NEW, _WHERE = names_of(SealedResident), names_of(Whereabouts)
_given = given_rows(known_residents, _NEW).c
_YEAR = value("benefit_year", r.benefit_year)
_FIND = Statement(
    sa.select(*(r[name] for name in _WHERE))
    .where(r.benefit_year == _YEAR, r.token == sa.any_(value("tokens", sa.ARRAY(sa.Text))))
    .order_by(r.resident_id)
    .with_for_update()
)
_MAKE = Statement(
    insert(known_residents)
    .from_select([*_NEW, "benefit_year"], sa.select(*(_given[name] for name in _NEW), _YEAR).order_by(_given.token))
    .on_conflict_do_nothing()
    .returning(r.resident_id)
)
_MOVED = tuple(name for name in _WHERE if name != "token")
_MOVE = Statement(update_rows(known_residents, *_MOVED))
_DOCUMENTS = Statement(
    sa.select(r.resident_id, r.document_kind, r.number, r.token, r.parent_token, r.parent)
    .where(r.resident_id > value("after", r.resident_id))
    .order_by(r.resident_id)
    .limit(_PAGE)
    .with_for_update()
)
_SET_TOKENS = Statement(
    """
    UPDATE known_residents AS r SET token = given.token FROM {given.rows}
    WHERE r.resident_id = given.resident_id AND NOT EXISTS (
        SELECT FROM known_residents AS same WHERE same.benefit_year = r.benefit_year AND same.token = given.token
    )
    """,
    given=typed(known_residents, "resident_id", "token"),
)
_SET_PARENTS = Statement(update_rows(known_residents, "resident_id", "parent_token"))
_told = typed(known_residents, "token", category=r.known_as)
_NAME = Statement(
    """
    UPDATE known_residents AS r SET categories = ARRAY(SELECT unnest(r.categories) UNION SELECT unnest(told.categories) ORDER BY 1)
    FROM (SELECT token, array_agg(category) AS categories FROM {given.rows} GROUP BY token) AS told
    WHERE r.token = told.token AND r.benefit_year = :benefit_year
    """,
    given=_told,
)
_NAME_NO_MORE = Statement(
    """
    UPDATE known_residents AS r SET categories = ARRAY(SELECT unnest(r.categories) EXCEPT SELECT unnest(told.categories) ORDER BY 1)
    FROM (SELECT token, array_agg(category) AS categories FROM {given.rows} GROUP BY token) AS told
    WHERE r.token = told.token AND r.benefit_year >= :from_year AND (r.categories IS NOT NULL OR r.known_as = 'SUBSIDISED')
    """,
    given=_told,
)
_whereabouts = reader(Whereabouts)


async def residents_among(driver: Driver, tokens: Sequence[IdentityToken], benefit_year: int) -> dict[IdentityToken, Whereabouts]:
    """Token -> who is known by it in that year, locked."""
    rows = await _FIND.rows(driver, tokens=list(tokens), benefit_year=benefit_year)
    return {row["token"]: _whereabouts(row) for row in rows}


async def make_residents(driver: Driver, new: Sequence[SealedResident], benefit_year: int) -> set[UUID]:
    """Those that were made: somebody whom another list names at the same moment is made once."""
    return set(await _MAKE.values(driver, **columns_of(new, _NEW), benefit_year=benefit_year)) if new else set()


async def move_residents(driver: Driver, moved: Sequence[Whereabouts]) -> None:
    """Told later, they are elsewhere, or known as somebody else."""
    if moved:
        await _MOVE.run(driver, **columns_of(moved, _MOVED))


async def name_subsidised(driver: Driver, named: Sequence[tuple[IdentityToken, str]], benefit_year: int) -> None:
    """Residents of a year, each by a token and a category that a department's list adds."""
    if named:
        await _NAME.run(driver, **_by_category(named), benefit_year=benefit_year)


async def name_subsidised_no_more(driver: Driver, named: Sequence[tuple[IdentityToken, str]], from_year: int) -> None:
    """Residents of a year and later ones: a list takes the category away. Of rows of before, which kept none, any was the last."""
    if named:
        await _NAME_NO_MORE.run(driver, **_by_category(named), from_year=from_year)


def _by_category(named: Sequence[tuple[IdentityToken, str]]) -> dict[str, Sequence[str]]:
    return {"token": [token for token, _ in named], "category": [category for _, category in named]}


async def read_documents_of_residents(driver: Driver, after: UUID) -> list[Record]:
    """The next page, locked: resident_id, document_kind, number, token; parent_token and parent. Empty at the end."""
    return await _DOCUMENTS.rows(driver, after=after)


async def set_tokens_of_residents(driver: Driver, tokens: Mapping[UUID, str]) -> None:
    """Writes the token of each resident."""
    await _SET_TOKENS.run(driver, resident_id=list(tokens), token=list(tokens.values()))


async def set_tokens_of_parents(driver: Driver, tokens: Mapping[UUID, str]) -> None:
    """Writes the token of each resident's parent."""
    await _SET_PARENTS.run(driver, resident_id=list(tokens), parent_token=list(tokens.values()))
