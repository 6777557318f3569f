"""What happens to people beside the season: deaths and removals, which offices record, and jobs, of which the tax office tells.

Nothing is told behind the services' backs.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence, Set
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import asyncpg

from canbao_suite.processes import Suite
from canbao_suite.season.client import SuiteClient
from canbao_suite.season.jobs import Job, told_by_the_tax_office
from canbao_suite.season.population import Person
from canbao_suite.season.quiet import DATABASE_AWAY
from row_sets import Driver, Record, Statement

_ONE_IN = 400
_CANDIDATES = 8
"""Looked at for each that is wanted: some have not paid, or are on a list."""
_TRIES = 30
_ELSEWHERE = "450103"
_PAID = Statement("""
    SELECT person_id, participation_id, token FROM participations JOIN person_keys USING (person_id)
    WHERE benefit_year = :year AND state = 'ACTIVE' AND paid_on IS NOT NULL AND region = '440700' AND person_id <> ALL(:earlier)
        AND person_id NOT IN (SELECT person_id FROM subsidy_marks) AND token = ANY(:tokens)
    ORDER BY person_id LIMIT :people
""")
_MARKED = Statement("SELECT person_id FROM subsidy_marks WHERE removed_on IS NULL AND person_id <> ALL(:earlier)")


@dataclass(frozen=True, slots=True)
class OtherFact:
    """What was told of a person, and what benefits must say on a day because of it."""

    person_id: UUID
    on: date
    covered: bool
    scheme: str | None
    level: str | None
    rule: str
    leaves: tuple[str, str | None] = ("ACTIVE", None)
    """State and reason of the participation after it."""

    def holds_in(self, answer: Mapping[str, Any]) -> bool:
        """True if the answer says so, with the rule among its reasons. Scheme and level count only while there is cover."""
        said = (answer["covered"], answer["scheme"], answer["level"]) if self.covered else (answer["covered"], None, None)
        return said == (self.covered, self.scheme, self.level) and self.rule in {step["rule"] for step in answer["explanation"]}


async def tell_other_facts(
    suite: Suite, client: SuiteClient, year: int, insured: Sequence[Person], people: int, earlier: Set[UUID]
) -> list[OtherFact]:
    """One in 400 of the `people` dies on 1 January, one takes a job, one moves away. Answers what must follow, for those on a list too.

    Nothing happens to `earlier` people, who were there before the season.
    """
    wanted = len(_HAPPENS) * max(1, people // _ONE_IN)
    by_token = {client.identity_token(one.document): one for one in insured[:: max(1, len(insured) // (_CANDIDATES * wanted))]}
    paid, marked = await _read(suite, year, list(by_token), wanted, earlier)
    facts = [OtherFact(row["person_id"], date(year, 1, 1), True, "RESIDENT", "SUBSIDISED", "R-042") for row in marked]
    for number, happens in enumerate(_HAPPENS):
        facts += await happens(client, year, paid[number :: len(_HAPPENS)], by_token)
    return facts


async def _read(suite: Suite, year: int, tokens: list[str], people: int, earlier: Set[UUID]) -> tuple[Sequence[Record], Sequence[Record]]:
    """Those who have paid, and those on a list; asked for again while the database is away."""
    for _ in range(_TRIES):
        with suppress(*DATABASE_AWAY):
            async with _connected(suite) as registration:
                paid = await _PAID.rows(registration, year=year, tokens=tokens, people=people, earlier=list(earlier))
                return paid, await _MARKED.rows(registration, earlier=list(earlier))
        await asyncio.sleep(1.0)
    raise TimeoutError("the database of registration is away")


@asynccontextmanager
async def _connected(suite: Suite) -> AsyncIterator[Driver]:
    connection = await asyncpg.connect(suite.database_url("registration"))
    try:
        yield connection
    finally:
        await connection.close()


async def _die(client: SuiteClient, year: int, rows: Sequence[Record], _: Mapping[str, Person]) -> list[OtherFact]:
    """B27."""
    for row in rows:
        told = {"died_on": date(year, 1, 1).isoformat(), "source": "PUBLIC_SECURITY"}
        await client.post("registration", f"/persons/{row['person_id']}/death", told, client.token("reviewer"))
    return [OtherFact(row["person_id"], date(year, 1, 2), False, None, None, "R-091", ("TERMINATED", "DEATH")) for row in rows]


async def _take_a_job(client: SuiteClient, year: int, rows: Sequence[Record], by_token: Mapping[str, Person]) -> list[OtherFact]:
    """B20: covered by it from February."""
    jobs = [Job(by_token[row["token"]], date(year - 1, 12, 29)) for row in rows]
    await told_by_the_tax_office(client, *(job.paid(1, benefits_from=f"{year}-02-01") for job in jobs))
    after = "SUSPENDED", "EMPLOYEE_SCHEME"
    return [OtherFact(row["person_id"], date(year, 2, 1), True, "EMPLOYEE", "BASE", "R-081", after) for row in rows]


async def _move_away(client: SuiteClient, year: int, rows: Sequence[Record], _: Mapping[str, Person]) -> list[OtherFact]:
    """B26: to another province, which confirms at once."""
    for row in rows:
        path = f"/participations/{row['participation_id']}/transfers"
        transfer = await client.post("registration", path, {"to_area": _ELSEWHERE}, client.token("clerk"))
        told = {"outcome": "COMPLETED", "confirmation": "联系函〔2024〕1号"}
        await client.post("registration", f"/transfers/{transfer['transfer_id']}/outcome", told, client.token("reviewer"))
    after = "TERMINATED", "TRANSFERRED"
    return [OtherFact(row["person_id"], date(year, 1, 2), False, None, None, "R-090", after) for row in rows]


_HAPPENS = (_die, _take_a_job, _move_away)


async def facts_without_effect(client: SuiteClient, told: Sequence[OtherFact], most: int = 300) -> list[str]:
    """People, up to 300, for whom benefits does not say what must follow."""
    apart = []
    for fact in told[:: max(1, len(told) // most)]:
        answer = await client.get("benefits", f"/entitlements/{fact.person_id}", client.token("hospital"), on=fact.on.isoformat())
        if not fact.holds_in(answer):
            apart.append(f"{fact.person_id} {fact.rule}")
    return apart
