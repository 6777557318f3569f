"""Claims that are known, by their reference."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from benefits.domain.facts import Claim


class KnownClaim(NamedTuple):
    """The newest version of a claim."""

    person_id: UUID
    version: int
    claim: Claim


_NEWEST = text("""
SELECT DISTINCT ON (fact_id) fact_id, person_id, version, body::text AS body FROM facts
WHERE kind = 'CLAIM' AND fact_id = ANY(:refs) ORDER BY fact_id, version DESC
""")
_decode = msgspec.json.Decoder(Claim).decode


async def newest_claims(connection: AsyncConnection, refs: Sequence[str]) -> dict[str, KnownClaim]:
    """Those of these references that are known."""
    rows = await connection.execute(_NEWEST, {"refs": list(refs)})
    return {row.fact_id: KnownClaim(row.person_id, row.version, _decode(row.body)) for row in rows}
