"""The birth year of a child that was registered for another one (R-021, R-024)."""

from datetime import date, datetime
from uuid import UUID

from registration.tables import LIVE, participations
from row_sets import Driver, Statement, typed

_REGISTER = Statement(
    """
    WITH registered AS (
        INSERT INTO participations (
            participation_id, benefit_year, {copied.names}, registered_on, own_state, acted_on, state, effective_on
        )
        SELECT :participation_id, :benefit_year, {copied.names}, :today, 'REGISTERED', :today, 'REGISTERED', :today
        FROM participations AS beside WHERE participation_id = :beside AND NOT EXISTS (
            SELECT FROM participations AS there WHERE there.person_id = beside.person_id AND there.region = beside.region
                AND there.scheme = beside.scheme AND there.benefit_year = :benefit_year
        )
        ON CONFLICT (person_id, region, scheme, benefit_year) WHERE {live} DO NOTHING
        RETURNING participation_id
    ), recorded AS (
        INSERT INTO participation_history (participation_id, effective_on, recorded_at, to_state, event, actor)
        SELECT participation_id, :today, :now, 'REGISTERED', 'registered', :actor FROM registered
    )
    SELECT participation_id FROM registered
    """,
    copied=typed(
        participations,
        *("person_id", "region", "scheme", "area", "category", "channel", "payer", "household_no", "holder", "bank", "account_number"),
        *("application_id", "consent_signed_on", "filed_on"),
    ),
    live=LIVE,
)


async def register_beside(
    driver: Driver, beside: UUID, participation_id: UUID, benefit_year: int, today: date, now: datetime, actor: str
) -> list[UUID]:
    """A registration for another year on the terms of one that is there; none where the person has one of that year, however it ended."""
    given = {"beside": beside, "participation_id": participation_id, "benefit_year": benefit_year}
    return await _REGISTER.values(driver, **given, today=today, now=now, actor=actor)
