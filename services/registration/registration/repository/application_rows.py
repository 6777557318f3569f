"""Reading applications, within what the caller may see."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from enrolment_terms.scheme import Category, Channel
from enrolment_terms.sealed import IdentityToken
from registration.domain.application_states import ApplicationState
from registration.domain.filing import Case
from registration.domain.scope import Scope
from registration.repository.connection import Driver, Row

_CASE = """
SELECT application_id, person_id, state, version, submit_no, benefit_year, region, area, category, channel, filed_by, applied_on,
    submitted_at, checked_at, token, consent_signed_on, employee_stop_proved
FROM applications
"""
_SEEN = "(filed_by = $2 OR area LIKE ANY($3::text[]))"


async def lock_cases(driver: Driver, ids: Sequence[UUID], scope: Scope) -> dict[UUID, Case]:
    """The applications to decide on, locked in one order; those out of scope are not there."""
    rows = await driver.fetch(
        f"{_CASE} WHERE application_id = ANY($1::uuid[]) AND {_SEEN} ORDER BY application_id FOR UPDATE",
        list(ids),
        scope.filed_by,
        scope.patterns,
    )
    return {row["application_id"]: _case(row) for row in rows}


async def lock_cases_for_facts(driver: Driver, ids: Sequence[UUID]) -> dict[UUID, Case]:
    """The same for consumers, who have no scope."""
    rows = await driver.fetch(f"{_CASE} WHERE application_id = ANY($1::uuid[]) ORDER BY application_id FOR UPDATE", list(ids))
    return {row["application_id"]: _case(row) for row in rows}


def _case(row: Row) -> Case:
    return Case(
        application_id=row["application_id"],
        person_id=row["person_id"],
        state=ApplicationState(row["state"]),
        version=row["version"],
        submit_no=row["submit_no"],
        benefit_year=row["benefit_year"],
        region=row["region"],
        area=row["area"],
        category=Category(row["category"]),
        channel=Channel(row["channel"]),
        filed_by=row["filed_by"],
        applied_on=row["applied_on"],
        submitted_at=row["submitted_at"],
        checked_at=row["checked_at"],
        token=IdentityToken(row["token"]),
        consent_signed_on=row["consent_signed_on"],
        employee_stop_proved=row["employee_stop_proved"],
    )


_SHOWN = """
SELECT a.application_id, a.state, a.kind, a.category, a.benefit_year, a.area, a.channel, a.submit_no, a.submitted_at, a.participation_id,
    a.reasons, a.missing, p.person_id, p.name, k.number
FROM applications AS a JOIN persons AS p USING (person_id) JOIN person_keys AS k ON k.token = a.token
"""


async def read_application(driver: Driver, application_id: UUID, scope: Scope) -> Mapping[str, Any] | None:
    """One application with the sealed name and number of its person; None if there is none in scope."""
    row = await driver.fetchrow(f"{_SHOWN} WHERE application_id = $1 AND {_SEEN}", application_id, scope.filed_by, scope.patterns)
    return dict(row) if row else None


async def read_state(driver: Driver, application_id: UUID) -> str:
    """The state alone, for somebody who waits for his own application."""
    state: str = await driver.fetchval("SELECT state FROM applications WHERE application_id = $1", application_id)
    return state


async def count_waiting_since(driver: Driver, moment: datetime) -> int:
    """Applications handed in before the moment whose check is not answered."""
    waiting = "state = 'CHECK_PENDING' AND submitted_at < $1"
    count: int = await driver.fetchval(f"SELECT count(*) FROM applications WHERE {waiting}", moment)  # noqa: S608
    return count


_OVERDUE = """
FROM applications AS a WHERE state = 'NEEDS_CORRECTION' AND area LIKE $1 AND $2 > (
    SELECT max(at) FROM application_history AS h WHERE h.application_id = a.application_id
)
"""


async def lock_overdue(driver: Driver, area: str, asked_before: datetime, limit: int) -> list[Case]:
    """Applications below an area that were sent back before the moment and have not moved since, locked."""
    page = "ORDER BY application_id LIMIT $3 FOR UPDATE SKIP LOCKED"
    ids = await driver.fetch(f"SELECT application_id {_OVERDUE} {page}", f"{area}%", asked_before, limit)
    return list((await lock_cases_for_facts(driver, [row["application_id"] for row in ids])).values())


async def count_overdue(driver: Driver, area: str, asked_before: datetime) -> int:
    """How many of them are left."""
    count: int = await driver.fetchval(f"SELECT count(*) {_OVERDUE}", f"{area}%", asked_before)
    return count


async def read_history(driver: Driver, application_id: UUID) -> list[Mapping[str, Any]]:
    """All transitions, oldest first."""
    rows = await driver.fetch(
        "SELECT at, from_state, to_state, event, actor, note FROM application_history WHERE application_id = $1 ORDER BY id", application_id
    )
    return [dict(row) for row in rows]


async def list_applications(
    driver: Driver, scope: Scope, *, state: str | None, area: str | None, benefit_year: int | None, after: UUID | None, limit: int
) -> list[Mapping[str, Any]]:
    """The next `limit` applications in scope after `after`, oldest first."""
    conditions = ["$1::uuid IS NULL OR application_id > $1", _SEEN]
    values: list[Any] = [after, scope.filed_by, scope.patterns]
    for condition, value in (("state = {}", state), ("area LIKE {}", f"{area}%" if area else None), ("benefit_year = {}", benefit_year)):
        if value is not None:
            values.append(value)
            conditions.append(condition.format(f"${len(values)}"))
    where = " AND ".join(f"({condition})" for condition in conditions)
    rows = await driver.fetch(f"{_SHOWN} WHERE {where} ORDER BY application_id LIMIT {int(limit)}", *values)
    return [dict(row) for row in rows]
