"""What registers answered: added to, never changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on

from enrolment_terms.sealed import Sealed
from registration.tables import register_answers
from row_sets import Driver, Record, Statement, columns_of, insert_rows, names_of, same_rows, value

r = register_answers.c


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRow:
    """An answer as it is kept. `subject` is a keyed digest of the document, `record` what the department holds."""

    answer_id: UUID
    subject: str
    register: str
    held: bool
    as_of: date
    asked_at: datetime
    asked_by: str
    record: Sealed | None


_NAMES = names_of(AnswerRow)
_KEEP = Statement(insert_rows(register_answers, *_NAMES))
_NEWEST = Statement(
    sa.select(*(r[name] for name in _NAMES))
    .ext(distinct_on(r.subject, r.register))
    .where(same_rows(register_answers, "subject"), same_rows(register_answers, "register"), r.asked_at >= value("since", r.asked_at))
    .order_by(r.subject, r.register, r.asked_at.desc(), r.answer_id.desc())
)


async def keep_answers(driver: Driver, rows: Sequence[AnswerRow]) -> None:
    """Adds them."""
    await _KEEP.run(driver, **columns_of(rows, _NAMES))


async def newest_answers(driver: Driver, subjects: Sequence[str], registers: Sequence[str], since: datetime) -> list[Record]:
    """Of each of these registers what it said last about each of these people, if that was after the moment."""
    return await _NEWEST.rows(driver, subject=subjects, register=registers, since=since)
