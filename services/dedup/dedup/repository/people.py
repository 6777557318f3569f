"""What is kept of one person, and whether a caller's areas reach to him."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from dedup.repository.checks import SHOWN, Check, check_of
from dedup.repository.notices import NoticeRow, notice_of

_IS_THERE = text("""
SELECT EXISTS (SELECT FROM participation_spells WHERE person_id = :person AND area LIKE ANY(:areas))
    OR EXISTS (SELECT FROM checks WHERE person_id = :person AND area LIKE ANY(:areas))
""")
_CHECKS = text(f"SELECT {SHOWN} FROM checks WHERE person_id = :person AND area LIKE ANY(:areas) ORDER BY known_at")  # noqa: S608
_NOTICES = text("SELECT * FROM notices WHERE person_id = :person AND from_area LIKE ANY(:areas) ORDER BY notice_id")


async def is_person_in(connection: AsyncConnection, person_id: UUID, areas: Sequence[str]) -> bool:
    """True if the person has a participation or an application inside the areas (LIKE patterns)."""
    return bool((await connection.execute(_IS_THERE, {"person": person_id, "areas": list(areas)})).scalar_one())


async def checks_of_person(connection: AsyncConnection, person_id: UUID, areas: Sequence[str]) -> list[Check]:
    """The person's checks inside the areas, the oldest first."""
    found = await connection.execute(_CHECKS, {"person": person_id, "areas": list(areas)})
    return [check_of(row) for row in found]


async def notices_of_person(connection: AsyncConnection, person_id: UUID, areas: Sequence[str]) -> list[NoticeRow]:
    """The notices that the person's registrations inside the areas brought."""
    found = await connection.execute(_NOTICES, {"person": person_id, "areas": list(areas)})
    return [notice_of(row) for row in found]
