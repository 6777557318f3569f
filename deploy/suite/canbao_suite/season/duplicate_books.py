"""What dedup and the simulated regions wrote down of who is insured twice."""

import json
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

import asyncpg

from canbao_suite.processes import Suite
from canbao_suite.season.client import SuiteClient

Facts = Mapping[str, Any]

_CASES = "SELECT case_id, person_id, escalated, told::text AS told FROM cases ORDER BY opened_at, case_id"
_NOTICES = "SELECT notice_id, person_id, case_id, application_id, rule, relation, effective_on, state FROM notices"
_COVERAGE = "SELECT person_id, spells::text AS spells FROM told_coverage"
_TOKENS = "SELECT person_id, token FROM identity_links"


@dataclass(frozen=True)
class DuplicateBooks:
    """Read when nothing is under way."""

    cases: list[tuple[UUID, bool, Facts]]
    """Person, escalated, the case as it was told last."""
    notices: Sequence[Facts]
    coverage: dict[UUID, list[Facts]]
    """By person: years elsewhere as they were told last."""
    tokens: dict[UUID, set[str]]
    """By person: his documents."""
    held: Sequence[Facts]
    """Relations elsewhere as they stand there; those that never were are marked `gone`."""
    asked: Sequence[Facts]
    """What other regions have asked of us, each with its answer."""
    still_both: Sequence[Facts]
    """Decided, and it counts all the same."""
    found_by_sweep: int
    """People of whom the sweep alone knew."""

    def without(self, people: Set[UUID]) -> "DuplicateBooks":
        """The books without people who were there before the season."""
        return replace(
            self,
            cases=[one for one in self.cases if one[0] not in people],
            notices=[one for one in self.notices if one["person_id"] not in people],
            coverage={person: told for person, told in self.coverage.items() if person not in people},
            still_both=[one for one in self.still_both if UUID(one["person_id"]) not in people],
        )


async def read_duplicate_books(suite: Suite, client: SuiteClient, today: date) -> DuplicateBooks:
    """From dedup's database, from its REST, and from the simulated platform; after a sweep that an operator asks for."""
    await client.run_job("dedup", "sweep_duplicates", today)
    dedup = await asyncpg.connect(suite.database_url("dedup"))
    try:
        cases = [(row["person_id"], row["escalated"], json.loads(row["told"])) for row in await dedup.fetch(_CASES)]
        notices = [dict(row) for row in await dedup.fetch(_NOTICES)]
        coverage = {row["person_id"]: json.loads(row["spells"]) for row in await dedup.fetch(_COVERAGE)}
        tokens: dict[UUID, set[str]] = {}
        for row in await dedup.fetch(_TOKENS):
            tokens.setdefault(row["person_id"], set()).add(row["token"])
    finally:
        await dedup.close()
    operator = client.token("operator")
    both = await client.get("dedup", "/cases/still-both", operator, hours=0, limit=1000)
    sweeps = await client.get("dedup", "/sweeps", operator, limit=1000)
    return DuplicateBooks(
        cases=cases,
        notices=notices,
        coverage=coverage,
        tokens=tokens,
        held=await client.told_by_regions("/relations"),
        asked=await client.told_by_regions("/asked"),
        still_both=both["items"],
        found_by_sweep=sum(one["new"] for one in sweeps["items"]),
    )
