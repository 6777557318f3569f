"""Answers of dedup, kept as facts."""

from collections.abc import Sequence
from uuid import UUID

import msgspec
import sqlalchemy as sa

from enrolment_events.dedup import CheckCompletedV1, Hit
from enrolment_events.envelope import Event
from registration.domain.check_verdict import CheckAnswer
from registration.tables import applications, conflict_checks
from row_sets import Driver, Statement, columns_of, reader, same_rows, upsert_newest, value

_CHECK = ("application_id", "submit_no", "clear", "checked_at")
_KEEP = Statement(upsert_newest(conflict_checks, *_CHECK, "hits", "version"))
_OF_NEWEST_SUBMIT = (conflict_checks.c.application_id == applications.c.application_id) & (
    conflict_checks.c.submit_no == applications.c.submit_no
)
_OPEN = Statement(
    sa.select(
        *(conflict_checks.c[name] for name in _CHECK if name != "submit_no"),
        sa.cast(conflict_checks.c.hits, sa.Text).label("hits"),
    )
    .join_from(
        conflict_checks,
        applications,
        _OF_NEWEST_SUBMIT,
    )
    .where(same_rows(conflict_checks, "application_id"), applications.c.checked_at.is_(None) | ~conflict_checks.c.clear)
)
"""A spell that was recorded since may turn an answer that was applied already (C8): what hinders counts at any time before the decision."""
_HITS_OF = Statement(
    sa.select(sa.cast(conflict_checks.c.hits, sa.Text))
    .join(
        applications,
        _OF_NEWEST_SUBMIT,
    )
    .where(applications.c.application_id == value("application_id", applications.c.application_id))
)
_hits = msgspec.json.Decoder(tuple[Hit, ...])
_answer = reader(CheckAnswer, hits=_hits.decode)


async def keep_checks(driver: Driver, events: Sequence[Event[CheckCompletedV1]]) -> None:
    """Stores the answers; an older version never overwrites a newer one."""
    answers = [event.data for event in events]
    hits = [msgspec.json.encode(answer.hits).decode() for answer in answers]
    await _KEEP.run(driver, **columns_of(answers, _CHECK), hits=hits, version=[event.aggregateversion for event in events])


async def open_answers(driver: Driver, ids: Sequence[UUID]) -> list[tuple[UUID, CheckAnswer]]:
    """Of these applications, those whose current check is answered for the first time, or says by now that something hinders.

    A stale submit number is not there.
    """
    return [(row["application_id"], _answer(row)) for row in await _OPEN.rows(driver, application_id=ids)]


async def hits_of(driver: Driver, application_id: UUID) -> tuple[Hit, ...]:
    """What the check of its newest submit found."""
    found = await _HITS_OF.value(driver, application_id=application_id)
    return _hits.decode(found) if found else ()
