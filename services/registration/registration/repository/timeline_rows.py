"""What this service knows of a person, in the order in which it was recorded."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from registration.tables import (
    application_history,
    applications,
    participation_history,
    participations,
    persons,
    remote_bills,
    remote_entitlement_years,
    remote_payments,
)
from row_sets import Driver, Statement, value

a, pa, line, step = applications.c, participations.c, application_history.c, participation_history.c
bill, payment, entitlement = remote_bills.c, remote_payments.c, remote_entitlement_years.c
_PERSON = value("person_id", pa.person_id)
_SOURCES = {
    "applications": sa.select(line.at, line.at.label("recorded_at"), line.event, line.from_state, line.to_state)
    .add_columns(a.application_id, a.benefit_year, a.channel, a.area)
    .join_from(application_history, applications, line.application_id == a.application_id)
    .where(a.person_id == _PERSON)
    .order_by(line.id),
    "participations": sa.select(step.effective_on, step.recorded_at, step.event, step.from_state, step.to_state, step.reason)
    .add_columns(pa.participation_id, pa.benefit_year, pa.area)
    .join_from(participation_history, participations, step.participation_id == pa.participation_id)
    .where(pa.person_id == _PERSON)
    .order_by(step.id),
    "bills": sa.select(remote_bills)
    .join_from(remote_bills, participations, bill.participation_id == pa.participation_id)
    .where(pa.person_id == _PERSON),
    "payments": sa.select(remote_payments).where(
        (payment.person_id == _PERSON) | payment.person_id.in_(sa.select(persons.c.person_id).where(persons.c.merged_into == _PERSON))
    ),
    "entitlements": sa.select(entitlement.recorded_at, entitlement.state, entitlement.starts_on, entitlement.ends_on)
    .add_columns(entitlement.wait_months, entitlement.participation_id, entitlement.benefit_year)
    .join_from(remote_entitlement_years, participations, entitlement.participation_id == pa.participation_id)
    .where(pa.person_id == _PERSON),
}
_STATEMENTS = {kind: Statement(source) for kind, source in _SOURCES.items()}


async def read_timeline(driver: Driver, person_id: UUID) -> dict[str, list[Mapping[str, Any]]]:
    """The records by kind."""
    return {kind: [dict(row) for row in await statement.rows(driver, person_id=person_id)] for kind, statement in _STATEMENTS.items()}
