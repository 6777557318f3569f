"""Which tokens are one person's."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from enrolment_terms.sealed import IdentityToken


@dataclass(frozen=True, slots=True)
class Identification:
    """A person was seen with these documents; recorded at that instant."""

    person_id: UUID
    tokens: tuple[IdentityToken, ...]
    recorded_at: datetime


_LEARN = text("""
INSERT INTO identity_links AS known (person_id, token, known_since)
SELECT person_id, token, min(recorded_at)
FROM unnest(CAST(:persons AS uuid[]), CAST(:tokens AS text[]), CAST(:instants AS timestamptz[])) AS seen(person_id, token, recorded_at)
GROUP BY person_id, token
ORDER BY person_id, token
ON CONFLICT (person_id, token) DO UPDATE SET known_since = excluded.known_since WHERE excluded.known_since < known.known_since
""")


async def learn_identities(connection: AsyncConnection, seen: Iterable[Identification]) -> None:
    """Keep each link with the earliest instant at which it was known."""
    rows = [(one.person_id, token, one.recorded_at) for one in seen for token in one.tokens]
    if rows:
        persons, tokens, instants = zip(*rows, strict=True)
        await connection.execute(_LEARN, {"persons": list(persons), "tokens": list(tokens), "instants": list(instants)})
