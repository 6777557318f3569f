"""Reading one person's file, within what the caller may see."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from registration.domain.scope import Scope
from registration.repository.connection import Driver

_SEEN = """
(EXISTS (SELECT FROM participations AS pa WHERE pa.person_id = p.person_id AND pa.area LIKE ANY($3::text[]))
OR EXISTS (SELECT FROM applications AS a WHERE a.person_id = p.person_id AND (a.filed_by = $2 OR a.area LIKE ANY($3::text[]))))
"""
_PERSON = """
SELECT p.person_id, p.name, p.sex, p.birth_date, p.of_foreigners, p.phone, k.kinds, k.numbers
FROM persons AS p CROSS JOIN LATERAL (
    SELECT array_agg(kind ORDER BY added_at, token) AS kinds, array_agg(number ORDER BY added_at, token) AS numbers
    FROM person_keys WHERE person_keys.person_id = p.person_id
) AS k
"""


async def read_person(driver: Driver, person_id: UUID, scope: Scope) -> Mapping[str, Any] | None:
    """The sealed person; None if there is none in scope."""
    row = await driver.fetchrow(f"{_PERSON} WHERE p.person_id = $1 AND {_SEEN}", person_id, scope.filed_by, scope.patterns)
    return dict(row) if row else None


async def find_person(driver: Driver, token: str, scope: Scope) -> Mapping[str, Any] | None:
    """The person of a document; None if there is none in scope."""
    holder = "p.person_id = (SELECT person_id FROM person_keys WHERE token = $1)"
    row = await driver.fetchrow(f"{_PERSON} WHERE {holder} AND {_SEEN}", token, scope.filed_by, scope.patterns)
    return dict(row) if row else None
