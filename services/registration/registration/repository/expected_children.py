"""Children that are expected: whose key is free again, whether a mother is insured here, and which logins are hers."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on

from enrolment_terms.sealed import IdentityToken
from registration.domain.mandate import Mandate
from registration.tables import mandates, person_keys
from row_sets import Driver, Statement, names_of, reader, value

m = mandates.c
_there = mandates.alias("there")


def _in_force(of: "sa.FromClause") -> "sa.ColumnElement[bool]":
    day = value("day", sa.Date)
    return sa.and_(of.c.state == "IN_FORCE", of.c.from_on <= day, of.c.until_on.is_(None) | (of.c.until_on >= day))


_FINISHED = Statement(
    """
    SELECT k.token FROM person_keys AS k JOIN persons AS p USING (person_id) WHERE k.token = ANY(:tokens) AND (
        p.birth_date IS NOT NULL OR p.expected_on < :forgotten
        OR EXISTS (SELECT FROM participations AS pa WHERE pa.person_id = p.person_id AND pa.state = 'TERMINATED')
    )
    """
)
_INSURED = Statement(
    """
    WITH mother AS (SELECT person_id FROM person_keys WHERE token = ANY(:tokens) LIMIT 1)
    SELECT EXISTS (
        SELECT FROM participations AS pa JOIN mother USING (person_id)
        WHERE pa.region = :region AND pa.benefit_year = :year AND pa.state = 'ACTIVE'
    ) OR EXISTS (
        SELECT FROM remote_employee_relations AS r JOIN mother USING (person_id)
        WHERE left(r.area, 4) = left(:region, 4) AND r.first_payment_on <= :day AND (r.benefits_until IS NULL OR r.benefits_until >= :day)
    )
    """
)
_LOGINS = Statement(
    """
    SELECT subject FROM mandates WHERE token = ANY(:tokens) AND kind = 'SELF' AND state = 'IN_FORCE' AND from_on <= :day
        AND (until_on IS NULL OR until_on >= :day)
    GROUP BY subject ORDER BY subject
    """
)


_GUARDIANS = Statement(
    sa.select(*(m[name] for name in names_of(Mandate)))
    .ext(distinct_on(m.subject))
    .join(person_keys, person_keys.c.token == m.token)
    .where(person_keys.c.person_id == value("person_id", person_keys.c.person_id), m.kind == "GUARDIAN", _in_force(mandates))
    .where(~sa.exists().where(_there.c.subject == m.subject, _there.c.token == value("token", m.token), _in_force(_there)))
    .order_by(m.subject, m.until_on.desc().nulls_first(), m.mandate_id)
)
_mandate = reader(Mandate)


async def finished_children(driver: Driver, tokens: Sequence[IdentityToken], forgotten: date) -> set[IdentityToken]:
    """Of these keys those whose child is born, was not to be, or is expected no more."""
    return set(await _FINISHED.values(driver, tokens=list(tokens), forgotten=forgotten))


async def is_insured_here(driver: Driver, tokens: Sequence[IdentityToken], region: str, day: date) -> bool:
    """True if somebody with this document is insured in the region on that day, in either scheme."""
    found: bool = await _INSURED.value(driver, tokens=list(tokens), region=region, year=day.year, day=day)
    return found


async def logins_of(driver: Driver, tokens: Sequence[IdentityToken], day: date) -> list[str]:
    """Logins of the person of this document on that day; no agent's: his mandate ends."""
    return await _LOGINS.values(driver, tokens=list(tokens), day=day)


async def guardians_of(driver: Driver, person_id: UUID, token: IdentityToken, day: date) -> list[Mandate]:
    """Guardians' mandates for any document of this person that hold on that day, one of each login; not of whoever has one for `token`."""
    return [_mandate(row) for row in await _GUARDIANS.rows(driver, person_id=person_id, token=token, day=day)]
