"""What this service knows of a person, in the order in which it was recorded."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from registration.repository.connection import Driver

_APPLICATIONS = """
SELECT h.at, h.at AS recorded_at, h.event, h.from_state, h.to_state, a.application_id, a.benefit_year, a.channel, a.area
FROM application_history AS h JOIN applications AS a USING (application_id) WHERE a.person_id = $1 ORDER BY h.id
"""
_PARTICIPATIONS = """
SELECT h.effective_on, h.recorded_at, h.event, h.from_state, h.to_state, h.reason, pa.participation_id, pa.benefit_year, pa.channel, pa.area
FROM participation_history AS h JOIN participations AS pa USING (participation_id) WHERE pa.person_id = $1 ORDER BY h.id
"""
_BILLS = """
SELECT b.effective_on, b.recorded_at, b.state, b.kind, b.benefit_year, b.amount, b.cause, b.bill_id, b.participation_id
FROM bill_states AS b JOIN participations AS pa USING (participation_id) WHERE pa.person_id = $1
"""
_PAYMENTS = """
SELECT arrival_date, recorded_at, outcome, amount, channel, benefit_year, payment_id, bill_id, participation_id
FROM payments WHERE person_id = $1
"""
_ENTITLEMENTS = """
SELECT e.recorded_at, e.state, e.starts_on, e.ends_on, e.wait_months, pa.participation_id, pa.benefit_year
FROM entitlements_heard AS e JOIN participations AS pa USING (participation_id) WHERE pa.person_id = $1
"""


async def read_timeline(driver: Driver, person_id: UUID) -> Mapping[str, list[Mapping[str, Any]]]:
    """The records by kind."""
    sources = {
        "applications": _APPLICATIONS,
        "participations": _PARTICIPATIONS,
        "bills": _BILLS,
        "payments": _PAYMENTS,
        "entitlements": _ENTITLEMENTS,
    }
    return {kind: [dict(row) for row in await driver.fetch(sql, person_id)] for kind, sql in sources.items()}
