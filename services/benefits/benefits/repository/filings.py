"""Filings for care elsewhere."""

from collections.abc import Sequence
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from benefits.domain.filing_states import Filing, Move
from benefits.tables import filings
from enrolment_events.benefits import FilingState
from row_sets import Columns, Driver, Statement, columns_of, insert_rows, names_of, reader, same_rows, update_newest, value

_NAMES, _CHANGING = names_of(Filing), names_of(Filing, without=("filing_id", "person_id", "area", "filed_by", "filed_at"))
_ADD = Statement(insert_rows(filings, *_NAMES))
_SAVE = Statement(update_newest(filings, "filing_id", *_CHANGING).returning(filings.c.filing_id))
_c = filings.c
_FIND = Statement(
    sa.select(filings).where(
        _c.filing_id == value("filing_id", _c.filing_id),
        _c.area.like(sa.any_(value("areas", ARRAY(sa.Text)))) | (_c.filed_by == value("filed_by", _c.filed_by)),
    )
)
_OF_PERSON = Statement(sa.select(filings).where(_c.person_id == value("person_id", _c.person_id)).order_by(_c.starts_on, _c.filing_id))
_OPEN = Statement(
    sa.select(filings).where(same_rows(filings, "person_id"), _c.state.in_([FilingState.SCHEDULED, FilingState.EFFECTIVE]))
    .order_by(_c.person_id, _c.starts_on, _c.filing_id)
)  # fmt: skip
_encode = msgspec.json.Encoder().encode
_filing = reader(Filing, form=msgspec.json.decode, history=msgspec.json.Decoder(tuple[Move, ...]).decode)


async def add_filing(driver: Driver, filing: Filing) -> None:
    """Write a new one."""
    await _ADD.run(driver, **_columns([filing], _NAMES))


async def save_filings(driver: Driver, changed: Sequence[Filing]) -> list[Filing]:
    """Write new states, and return those that were written: an older version never overwrites a newer one. A merged person stays merged."""
    written = set(await _SAVE.values(driver, **_columns(changed, ("filing_id", *_CHANGING))))
    return [filing for filing in changed if filing.filing_id in written]


async def find_filing(driver: Driver, filing: UUID, *, areas: Sequence[str] = (), filed_by: str | None = None) -> Filing | None:
    """The filing if it is of these areas (LIKE patterns), or if this subject handed it in."""
    row = await _FIND.row(driver, filing_id=filing, areas=areas, filed_by=filed_by)
    return _filing(row) if row else None


async def filings_of(driver: Driver, person: UUID) -> list[Filing]:
    """All filings of a person."""
    return [_filing(row) for row in await _OF_PERSON.rows(driver, person_id=person)]


async def open_filings(driver: Driver, persons: Sequence[UUID]) -> list[Filing]:
    """Approved filings of these people that are not over."""
    return [_filing(row) for row in await _OPEN.rows(driver, person_id=persons)]


def _columns(rows: Sequence[Filing], names: Sequence[str]) -> Columns:
    json = {name: [_encode(getattr(row, name)).decode() for row in rows] for name in ("form", "history")}
    return columns_of(rows, names) | json
