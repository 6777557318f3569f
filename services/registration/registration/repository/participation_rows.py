"""Participations: registered in bulk, read whole for events."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from enrolment_terms.documents import DocumentType, Sex
from enrolment_terms.scheme import Category, Channel, ParticipationState, Payer, Scheme
from enrolment_terms.sealed import IdentityToken, Sealed
from registration.domain.participation import Key, Participation, Person
from registration.domain.scope import Scope
from registration.repository.connection import Driver, Row
from registration.tables import LIVE

_WHOLE = """
SELECT pa.*, pe.name, pe.sex, pe.birth_date, pe.of_foreigners, k.kinds, k.tokens, k.numbers
FROM participations AS pa JOIN persons AS pe USING (person_id) CROSS JOIN LATERAL (
    SELECT array_agg(kind ORDER BY added_at, token) AS kinds, array_agg(token ORDER BY added_at, token) AS tokens,
        array_agg(number ORDER BY added_at, token) AS numbers
    FROM person_keys WHERE person_keys.person_id = pa.person_id
) AS k
"""


async def load_participations(driver: Driver, ids: Sequence[UUID]) -> list[Participation]:
    """The participations with their persons, as events carry them."""
    rows = await driver.fetch(f"{_WHOLE} WHERE pa.participation_id = ANY($1::uuid[]) ORDER BY pa.participation_id", list(ids))
    return [participation_of(row) for row in rows]


def participation_of(row: Row) -> Participation:
    """One row with its person."""
    keys = tuple(
        Key(DocumentType(kind), IdentityToken(token), Sealed(number))
        for kind, token, number in zip(row["kinds"], row["tokens"], row["numbers"], strict=True)
    )
    return Participation(
        participation_id=row["participation_id"],
        person=Person(
            person_id=row["person_id"],
            name=Sealed(row["name"]),
            sex=Sex(row["sex"]),
            birth_date=row["birth_date"],
            of_foreigners=row["of_foreigners"],
            keys=keys,
        ),
        region=row["region"],
        scheme=Scheme(row["scheme"]),
        benefit_year=row["benefit_year"],
        area=row["area"],
        category=Category(row["category"]),
        channel=Channel(row["channel"]),
        payer=Payer(row["payer"]),
        household_no=row["household_no"],
        holder=row["holder"],
        bank=row["bank"],
        account_number=row["account_number"],
        application_id=row["application_id"],
        consent_signed_on=row["consent_signed_on"],
        registered_on=row["registered_on"],
        state=ParticipationState(row["state"]),
        state_reason=row["state_reason"],
        paid_on=row["paid_on"],
        effective_on=row["effective_on"],
        version=row["version"],
    )


_REGISTER = f"""
WITH approved AS (
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[]) AS t (participation_id, application_id, payer)
), registered AS (
    INSERT INTO participations (
        participation_id, person_id, region, scheme, benefit_year, area, category, channel, payer, household_no, holder, bank,
        account_number, application_id, consent_signed_on, permit_valid_to, registered_on, own_state, acted_on, state, effective_on
    )
    SELECT t.participation_id, a.person_id, a.region, 'RESIDENT', a.benefit_year, a.area, a.category, a.channel, t.payer, a.household_no,
        a.holder, a.bank, a.account_number, a.application_id, a.consent_signed_on, a.permit_valid_to, $4, 'REGISTERED', $4, 'REGISTERED', $4
    FROM approved AS t JOIN applications AS a USING (application_id)
    ON CONFLICT (person_id, region, scheme, benefit_year) WHERE {LIVE} DO NOTHING
    RETURNING participation_id, application_id, person_id
), recorded AS (
    INSERT INTO participation_history (participation_id, effective_on, recorded_at, to_state, event, actor)
    SELECT participation_id, $4, $5, 'REGISTERED', 'registered', $6 FROM registered
), reached AS (
    UPDATE persons SET phone = a.phone, address = a.address
    FROM registered AS r JOIN applications AS a USING (application_id) WHERE persons.person_id = r.person_id
)
SELECT application_id, participation_id FROM registered
"""  # noqa: S608 -- constants only


async def register_applications(
    driver: Driver, approved: Sequence[tuple[UUID, UUID, Payer]], registered_on: date, now: datetime, actor: str
) -> dict[UUID, UUID]:
    """(participation, application, payer) -> application: participation. An application whose person is registered already is not in it."""
    rows = await driver.fetch(
        _REGISTER,
        [participation_id for participation_id, _, _ in approved],
        [application_id for _, application_id, _ in approved],
        [payer for _, _, payer in approved],
        registered_on,
        now,
        actor,
    )
    return {row["application_id"]: row["participation_id"] for row in rows}


_SHOWN = """
SELECT pa.participation_id, pa.person_id, pa.region, pa.scheme, pa.benefit_year, pa.area, pa.category, pa.channel, pa.payer, pa.state,
    pa.state_reason, pa.registered_on, pa.paid_on, pa.effective_on, pa.failure_cause, pa.application_id, e.state AS entitlement_state,
    e.starts_on, e.ends_on, w.total_months AS wait_months
FROM participations AS pa LEFT JOIN entitlements_heard AS e USING (participation_id) LEFT JOIN waits_heard AS w USING (participation_id)
"""
_NEWEST_FIRST = "ORDER BY pa.benefit_year DESC, pa.participation_id LIMIT 500"


async def participations_of_person(driver: Driver, person_id: UUID) -> list[Mapping[str, Any]]:
    """All participations of a person, newest year first, with what benefits said of them."""
    return [dict(row) for row in await driver.fetch(f"{_SHOWN} WHERE pa.person_id = $1 {_NEWEST_FIRST}", person_id)]


async def participations_filed_by(driver: Driver, subject: str) -> list[Mapping[str, Any]]:
    """Participations that came of applications this subject filed."""
    filed = "WHERE pa.application_id IN (SELECT application_id FROM applications WHERE filed_by = $1)"
    return [dict(row) for row in await driver.fetch(f"{_SHOWN} {filed} {_NEWEST_FIRST}", subject)]


async def lock_participation(driver: Driver, participation_id: UUID, scope: Scope) -> Participation | None:
    """One participation in scope, locked."""
    locked = await driver.fetchval(
        """
        SELECT participation_id FROM participations AS pa
        WHERE participation_id = $1 AND (area LIKE ANY($3::text[]) OR EXISTS (
            SELECT FROM applications AS a WHERE a.participation_id = pa.participation_id AND a.filed_by = $2))
        FOR UPDATE
        """,
        participation_id,
        scope.filed_by,
        scope.patterns,
    )
    found = await load_participations(driver, [locked]) if locked else []
    return found[0] if found else None


async def record_own_act(
    driver: Driver, participation_id: UUID, *, from_state: str, to_state: str, event: str, reason: str, on: date, now: datetime, actor: str
) -> None:
    """An act of our own, such as a stop: it is a fact beside the others, and closes the way for later money."""
    await driver.execute(
        """
        WITH acted AS (
            UPDATE participations SET own_state = $2, acted_on = $3, acted_reason = $4, state = $2, state_reason = $4, effective_on = $3,
                failure_cause = NULL, version = version + 1
            WHERE participation_id = $1
        )
        INSERT INTO participation_history (participation_id, effective_on, recorded_at, from_state, to_state, event, reason, actor)
        VALUES ($1, $3, $5, $6, $2, $7, $4, $8)
        """,
        participation_id,
        to_state,
        on,
        reason,
        now,
        from_state,
        event,
        actor,
    )
