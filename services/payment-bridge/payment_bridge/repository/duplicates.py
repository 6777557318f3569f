"""Decided duplicate cases, and the participations that they do not keep (R-133)."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from enrolment_events.duplicates import CaseChangedV1
from enrolment_events.envelope import Event
from payment_bridge.domain.duplicates import Proof, drops_of
from payment_bridge.domain.refunds import Ground
from payment_bridge.tables import bills, duplicate_drops, remote_duplicate_cases
from row_sets import Driver, Statement, columns_of, insert_rows, names_of, typed, upsert_newest


class _Drop(NamedTuple):
    case_id: UUID
    version: int
    participation_id: UUID
    ground: Ground


_DROP = names_of(_Drop)
_KEEP = Statement(upsert_newest(remote_duplicate_cases, "case_id", "version", "opened_on"))
_ADD = Statement(insert_rows(duplicate_drops, *_DROP).on_conflict_do_nothing())
_PROOFS = Statement(
    """
WITH RECURSIVE ended AS MATERIALIZED (
    SELECT p.participation_id, p.person_id, p.benefit_year, p.effective_on
    FROM {asked.rows} JOIN participations AS p USING (participation_id)
    WHERE p.state IN ('SUSPENDED', 'TERMINATED') AND p.state_reason = 'DUPLICATE'
), same (participation_id, person_id) AS (
    SELECT participation_id, person_id FROM ended
    UNION
    SELECT participation_id, CASE WHEN m.kept_person_id = same.person_id THEN m.merged_person_id ELSE m.kept_person_id END
    FROM same JOIN merged_people AS m ON same.person_id IN (m.kept_person_id, m.merged_person_id)
)
SELECT d.participation_id, d.ground, c.opened_on AS known_on, c.case_id
FROM {asked.rows} JOIN duplicate_drops AS d USING (participation_id) JOIN remote_duplicate_cases AS c USING (case_id, version)
UNION ALL
SELECT participation_id, :twice, effective_on, NULL FROM ended WHERE EXISTS (
    SELECT FROM same JOIN bills AS b USING (person_id)
    WHERE same.participation_id = ended.participation_id AND b.participation_id <> ended.participation_id
        AND b.benefit_year = ended.benefit_year AND b.state = 'PAID' AND b.kind <> 'REPAIR'
)
ORDER BY case_id DESC NULLS FIRST
""",
    asked=typed(bills, "participation_id"),
)
"""By the newest version of each case; or by registration, where two records turned out to be one person (R-026) and both were paid for."""


async def keep_cases(driver: Driver, events: Sequence[Event[CaseChangedV1]]) -> None:
    """Every version with what it drops; which one holds is asked when it matters. Any order, any repetition."""
    in_order = sorted(events, key=lambda event: event.data.case_id.int)
    told = columns_of([event.data for event in in_order], ("case_id", "opened_on"))
    await _KEEP.run(driver, **told, version=[event.aggregateversion for event in in_order])
    drops = {_Drop(event.data.case_id, event.aggregateversion, *drop) for event in in_order for drop in drops_of(event.data)}
    if drops:
        await _ADD.run(driver, **columns_of(sorted(drops), _DROP))


async def proofs_of(driver: Driver, participation_ids: Sequence[UUID]) -> dict[UUID, dict[Ground, Proof]]:
    """Of those that are not kept: each ground with its proof, a case before anything else."""
    found: dict[UUID, dict[Ground, Proof]] = defaultdict(dict)
    for row in await _PROOFS.rows(driver, participation_id=participation_ids, twice=Ground.DUPLICATE_PAYMENT):
        found[row["participation_id"]][Ground(row["ground"])] = Proof(row["known_on"], row["case_id"])
    return found
