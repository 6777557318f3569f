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
    parent_person_id: UUID | None


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where a resident was told to be, as whom, and when; of a newborn also its birth and its parent."""

    resident_id: UUID
    token: IdentityToken
    known_as: ResidentGroup
    area: str
    told_at: datetime
    birth_date: date | None
    parent_person_id: UUID | None


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
    sa.select(r.resident_id, r.document_kind, r.number, r.token)
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


async def read_documents_of_residents(driver: Driver, after: UUID) -> list[Record]:
    """The next page, locked: resident_id, document_kind, number, token. Empty at the end."""
    return await _DOCUMENTS.rows(driver, after=after)


async def set_tokens_of_residents(driver: Driver, tokens: Mapping[UUID, str]) -> None:
    """Writes the token of each resident."""
    await _SET_TOKENS.run(driver, resident_id=list(tokens), token=list(tokens.values()))
