"""The participation that an application asks something of."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from enrolment_terms.sealed import IdentityToken, Sealed
from registration.domain.service_rules import Standing
from registration.tables import persons
from row_sets import Driver, Statement, reader, typed

_FIND = Statement(
    """
    SELECT pa.participation_id, pa.person_id, pa.state, pa.area FROM participations AS pa
    WHERE pa.person_id = (SELECT person_id FROM person_keys WHERE token = ANY(:tokens) ORDER BY array_position(:tokens, token) LIMIT 1)
        AND pa.region = :region AND pa.scheme = 'RESIDENT' AND pa.benefit_year = :benefit_year
    ORDER BY pa.state IN ('REGISTERED', 'ACTIVE') DESC, pa.participation_id DESC LIMIT 1
    """
)
_LOCK = Statement(
    """
    SELECT a.application_id, pa.participation_id, pa.person_id, pa.state, pa.area, pa.benefit_year = a.benefit_year AS asked
    FROM participations AS pa JOIN person_keys AS k ON k.person_id = pa.person_id
    JOIN applications AS a ON a.token = k.token AND a.region = pa.region AND pa.benefit_year IN (a.benefit_year, a.benefit_year + 1)
    WHERE a.application_id = ANY(:ids) AND pa.scheme = 'RESIDENT' AND pa.state IN ('REGISTERED', 'ACTIVE')
    ORDER BY pa.participation_id FOR UPDATE OF pa
    """
)
_CONTACT = Statement(
    """
    UPDATE persons AS p SET phone = coalesce(g.phone, p.phone), address = coalesce(g.address, p.address)
    FROM {given.rows} WHERE p.person_id = g.person_id
    """,
    given=typed(persons, "person_id", "phone", "address", alias="g"),
)
_standing = reader(Standing)


async def standing_of(driver: Driver, tokens: Sequence[IdentityToken], region: str, benefit_year: int) -> Standing | None:
    """The newest participation of whoever has the document, one in force first; None if there is none."""
    row = await _FIND.row(driver, tokens=list(tokens), region=region, benefit_year=benefit_year)
    return _standing(row) if row else None


async def lock_standings(driver: Driver, applications: Sequence[UUID]) -> dict[UUID, Standing]:
    """Application -> the participation in force that it asks something of, locked in one order, with those of the years after."""
    return {row["application_id"]: _standing(row) for row in await _LOCK.rows(driver, ids=list(applications)) if row["asked"]}


async def change_contacts(driver: Driver, contacts: Mapping[UUID, Mapping[str, Sealed | None]]) -> None:
    """Phone and address of persons, sealed for them; None leaves what is there."""
    columns = {name: [one[name] for one in contacts.values()] for name in ("phone", "address")}
    await _CONTACT.run(driver, person_id=list(contacts), **columns)
