"""Acts that are on their way without a case: registration's own requests, and notices of people who have moved."""

from collections.abc import Collection
from datetime import date

from dedup.domain.anticipated import Settled
from enrolment_events.duplicates import SuspendAction
from row_sets import Driver, Statement

_REQUESTED = Statement(
    """
    SELECT i.number, r.participation_id, r.action, greatest(r.effective_on, r.not_before) AS from_on, r.relation AS kept
    FROM (SELECT node, number FROM identities WHERE number = ANY(:numbers) OFFSET 0) AS i
    CROSS JOIN LATERAL (SELECT DISTINCT participation_id FROM participation_spells WHERE person_id = i.node OFFSET 0) AS own
    JOIN suspend_requests AS r ON r.participation_id = own.participation_id AND NOT r.withdrawn AND coalesce(r.reason, '') <> 'DUPLICATE'
    """
)
_NOTICED = Statement(
    """
    SELECT i.number, n.relation, n.effective_on, n.participation_id FROM identities AS i JOIN notices AS n ON n.person_id = i.node
    WHERE i.number = ANY(:numbers) AND n.case_id IS NULL AND n.relation IS NOT NULL AND n.participation_id IS NOT NULL
        AND n.state IN ('OPEN', 'SENT', 'ESCALATED', 'ACKNOWLEDGED')
    """
)


async def settled_of(driver: Driver, numbers: Collection[int]) -> dict[int, list[Settled]]:
    """By number, what will happen to relations without any case. A notice whose day is not known yet waits for the new cover to begin."""
    found: dict[int, list[Settled]] = {}
    for row in await _REQUESTED.rows(driver, numbers=list(numbers)):
        act = Settled(str(row["participation_id"]), SuspendAction(row["action"]), row["from_on"], row["kept"])
        found.setdefault(row["number"], []).append(act)
    for row in await _NOTICED.rows(driver, numbers=list(numbers)):
        act = Settled(row["relation"], SuspendAction.SUSPEND, row["effective_on"] or date.min, str(row["participation_id"]))
        found.setdefault(row["number"], []).append(act)
    return found
