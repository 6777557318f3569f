"""Asks benefits again why people are covered: the answer as known then must be the decision that was published then."""

import asyncio
from collections.abc import Iterator, Sequence
from itertools import islice

from canbao_suite.season.books import Books, Row
from canbao_suite.season.client import SuiteClient
from canbao_suite.season.lanes import in_parallel

_SAMPLE, _AT_ONCE = 300, 4


async def explanations_apart(client: SuiteClient, books: Books, year: int) -> list[str]:
    """People, up to 300 spread over all, whose explanation is not reproduced from stored facts. Empty if all are."""
    apart = []

    async def one(row: Row) -> None:
        first, again = await asyncio.gather(_ask(client, row), _ask(client, row))
        said = (first["starts_on"], first["ends_on"])
        if first != again or said != (str(row["starts_on"]), str(row["ends_on"])) or not first["explanation"]:
            apart.append(f"{row['person_id']} {said}")

    of_year = [row for row in books.entitlements.values() if row["benefit_year"] == year and row["starts_on"]]
    await in_parallel(_sample(of_year), one, _AT_ONCE)
    return sorted(apart)


async def _ask(client: SuiteClient, row: Row) -> dict[str, object]:
    asked = {"on": row["starts_on"].isoformat(), "known_at": row["recorded_at"].isoformat()}
    return await client.get("benefits", f"/entitlements/{row['person_id']}", client.token("hospital"), **asked)


def _sample(rows: Sequence[Row]) -> Iterator[Row]:
    return islice(rows, 0, None, max(1, len(rows) // _SAMPLE))
