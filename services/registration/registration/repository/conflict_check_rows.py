"""Answers of dedup, kept as facts."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import msgspec

from enrolment_events.dedup import CheckCompletedV1, Hit
from enrolment_events.envelope import Event
from registration.domain.check_verdict import CheckAnswer
from registration.repository.connection import Driver

_KEEP = """
INSERT INTO conflict_checks AS c (application_id, submit_no, clear, hits, checked_at, version)
SELECT DISTINCT ON (application_id, submit_no) *
FROM unnest($1::uuid[], $2::int[], $3::bool[], $4::jsonb[], $5::timestamptz[], $6::int[])
    AS heard (application_id, submit_no, clear, hits, checked_at, version)
ORDER BY application_id, submit_no, version DESC
ON CONFLICT (application_id, submit_no) DO UPDATE
SET clear = excluded.clear, hits = excluded.hits, checked_at = excluded.checked_at, version = excluded.version
WHERE excluded.version > c.version
"""


async def keep_checks(driver: Driver, events: Sequence[Event[CheckCompletedV1]]) -> None:
    """Stores the answers; an older version never overwrites a newer one."""
    await driver.execute(
        _KEEP,
        [event.data.application_id for event in events],
        [event.data.submit_no for event in events],
        [event.data.clear for event in events],
        [msgspec.json.encode(event.data.hits).decode() for event in events],
        [event.data.checked_at for event in events],
        [event.aggregateversion for event in events],
    )


@dataclass(frozen=True, slots=True)
class OpenAnswer:
    """The answer to the check that an application waits for."""

    application_id: UUID
    answer: CheckAnswer


_OPEN = """
SELECT c.application_id, c.clear, c.hits, c.checked_at FROM conflict_checks AS c JOIN applications AS a USING (application_id, submit_no)
WHERE c.application_id = ANY($1::uuid[]) AND a.checked_at IS NULL
"""


async def open_answers(driver: Driver, ids: Sequence[UUID]) -> list[OpenAnswer]:
    """Of these applications, those whose current check is answered but not yet applied; a stale submit number is not there."""
    rows = await driver.fetch(_OPEN, list(ids))
    return [OpenAnswer(row["application_id"], CheckAnswer(row["clear"], _hits(row["hits"]), row["checked_at"])) for row in rows]


def _hits(stored: object) -> tuple[Hit, ...]:
    return msgspec.convert(stored, tuple[Hit, ...])
