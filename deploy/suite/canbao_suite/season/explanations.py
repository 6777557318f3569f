"""Asks benefits again why people are covered: the answer as known then must be the decision that was published then."""

from collections.abc import Iterator, Sequence
from itertools import islice

from canbao_suite.season.books import Books, Row
from canbao_suite.season.client import SuiteClient

_SAMPLE = 300


async def explanations_apart(client: SuiteClient, books: Books, year: int) -> list[str]:
    """People, up to 300 spread over all, whose explanation is not reproduced from stored facts. Empty if all are."""
    apart = []
    for row in _sample([row for row in books.entitlements.values() if row["benefit_year"] == year and row["starts_on"]]):
        first = await _ask(client, row)
        again = await _ask(client, row)
        said = (first["starts_on"], first["ends_on"])
        if first != again or said != (str(row["starts_on"]), str(row["ends_on"])) or not first["explanation"]:
            apart.append(f"{row['person_id']} {said}")
    return apart


async def _ask(client: SuiteClient, row: Row) -> dict[str, object]:
    asked = {"on": row["starts_on"].isoformat(), "known_at": row["recorded_at"].isoformat()}
    return await client.get("benefits", f"/entitlements/{row['person_id']}", client.token("hospital"), **asked)


def _sample(rows: Sequence[Row]) -> Iterator[Row]:
    return islice(rows, 0, None, max(1, len(rows) // _SAMPLE))
