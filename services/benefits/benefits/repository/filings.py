"""Filings for care elsewhere. Form and history hold free text and logins: they are sealed, each for its own filing."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from benefits.domain.filing_states import APPROVED, NEVER_APPROVED, Filing, FilingEndReason, Move
from benefits.repository.people import Scope
from benefits.tables import filings
from enrolment_terms.benefit_year import SHANGHAI
from row_sets import Columns, Record, Statement, columns_of, insert_rows, names_of, reader, same_rows, update_newest, value
from service_runtime import ReadConnection, Safe

_NAMES, _CHANGING = names_of(Filing), names_of(Filing, without=("filing_id", "person_id", "area", "filed_by", "filed_at"))
_ADD = Statement(insert_rows(filings, *_NAMES))
_SAVE = Statement(update_newest(filings, "filing_id", *_CHANGING).returning(filings.c.filing_id))
_c = filings.c
_FIND = Statement(
    sa.select(filings).where(
        _c.filing_id == value("filing_id", _c.filing_id),
        _c.area.like(sa.any_(value("areas", ARRAY(sa.Text))))
        | (_c.person_id == sa.any_(value("bound", ARRAY(_c.person_id.type))))
        | ((_c.filed_by == value("filed_by", _c.filed_by)) & _c.state.in_(NEVER_APPROVED)),
    )
)
_OF_PERSON = Statement(sa.select(filings).where(_c.person_id == value("person_id", _c.person_id)).order_by(_c.starts_on, _c.filing_id))
_GIVEN = Statement(sa.select(filings).where(same_rows(filings, "filing_id")).order_by(_c.filing_id))
_APPROVED = Statement(
    sa.select(filings).where(same_rows(filings, "person_id"), _c.state.in_(APPROVED)).order_by(_c.person_id, _c.starts_on, _c.filing_id)
)
_encode = msgspec.json.Encoder().encode
_OPENED: dict[str, Callable[[str], Any]] = {"form": msgspec.json.decode, "history": msgspec.json.Decoder(tuple[Move, ...]).decode}
_sealed = reader(Filing, form=str, history=str)


def filer(safe: Safe, subject: str) -> str:
    """How a filing remembers the login that handed it in."""
    return safe.digest(subject, "filing.filed_by")


async def add_filing(read: ReadConnection, filing: Filing) -> None:
    """Write a new one."""
    await _ADD.run(read.driver, **_columns(read.safe, [filing], _NAMES))


async def save_filings(read: ReadConnection, changed: Sequence[Filing]) -> list[Filing]:
    """Write new states, and return those that were written: an older version never overwrites a newer one. A merged person stays merged."""
    written = set(await _SAVE.values(read.driver, **_columns(read.safe, changed, ("filing_id", *_CHANGING))))
    return [filing for filing in changed if filing.filing_id in written]


async def find_filing(read: ReadConnection, filing: UUID, scope: Scope, *, filed_by: str | None = None) -> Filing | None:
    """The filing if it is in the scope, or if this filer handed it in and it was never approved."""
    row = await _FIND.row(read.driver, filing_id=filing, **scope._asdict(), filed_by=filed_by)
    return _filing(read, row) if row else None


async def filings_of(read: ReadConnection, person: UUID) -> list[Filing]:
    """All filings of a person."""
    return [_filing(read, row) for row in await _OF_PERSON.rows(read.driver, person_id=person)]


async def read_filings(read: ReadConnection, ids: Sequence[UUID]) -> list[Filing]:
    """These filings."""
    return [_filing(read, row) for row in await _GIVEN.rows(read.driver, filing_id=ids)]


async def approved_filings(read: ReadConnection, persons: Sequence[UUID]) -> list[Filing]:
    """Filings of these people that were approved, also those that are over."""
    return [_filing(read, row) for row in await _APPROVED.rows(read.driver, person_id=persons)]


def _filing(read: ReadConnection, row: Record) -> Filing:
    opened = {name: decode(read.safe.open(row[name], f"filing.{name}", row["filing_id"])) for name, decode in _OPENED.items()}
    return _completed(_sealed(row)._replace(**opened))


def _completed(filing: Filing) -> Filing:
    """What the release before did not write. One that was cut had lasted longer, nobody knows how long; one day stands for it."""
    own_last: date | None = filing.own_last
    if own_last is None:
        cut = filing.end_reason in (FilingEndReason.REPLACED, FilingEndReason.NOT_INSURED)
        own_last = date.max if filing.ends_on is None else filing.ends_on + timedelta(days=cut)
    if filing.withdrawn_on is None and filing.end_reason is FilingEndReason.OWN_REQUEST:
        return filing._replace(own_last=own_last, withdrawn_on=filing.changed_at.astimezone(SHANGHAI).date())
    return filing._replace(own_last=own_last)


def _columns(safe: Safe, rows: Sequence[Filing], names: Sequence[str]) -> Columns:
    def sealed(name: str, filing: Filing) -> str:
        return safe.seal(_encode(getattr(filing, name)).decode(), f"filing.{name}", filing.filing_id)

    return columns_of(rows, names) | {name: [sealed(name, filing) for filing in rows] for name in _OPENED}
