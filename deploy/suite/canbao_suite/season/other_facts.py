"""What happens to people beside the season: deaths, which an office records, and jobs, of which the tax office tells.

Nothing is told behind the services' backs.
"""

import asyncio
from collections.abc import Mapping, Sequence, Set
from contextlib import suppress
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
from row_sets import Statement

_ONE_IN = 400
_CANDIDATES = 8
"""Looked at for each that is wanted: some have not paid, or are on a list."""
_TRIES = 30
_PAID = Statement("""
    SELECT person_id, token FROM participations JOIN person_keys USING (person_id)
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
    """One in 400 of the `people` dies on 1 January, one has a job from February. Answers what must follow, for those on a list too.

    Nothing happens to `earlier` people, who were there before the season. The facts are told again if the database went away meanwhile:
    the same ones, which changes nothing more.
    """
    wanted = 2 * max(1, people // _ONE_IN)
    by_token = {client.identity_token(one.document): one for one in insured[:: max(1, len(insured) // (_CANDIDATES * wanted))]}
    for _ in range(_TRIES):
        with suppress(*DATABASE_AWAY):
            return await _tell(suite, client, year, by_token, wanted, earlier)
        await asyncio.sleep(1.0)
    return await _tell(suite, client, year, by_token, wanted, earlier)


async def _tell(
    suite: Suite, client: SuiteClient, year: int, by_token: Mapping[str, Person], wanted: int, earlier: Set[UUID]
) -> list[OtherFact]:
    registration = await asyncpg.connect(suite.database_url("registration"))
    try:
        paid = await _PAID.rows(registration, year=year, tokens=list(by_token), people=wanted, earlier=list(earlier))
        marked = await _MARKED.rows(registration, earlier=list(earlier))
    finally:
        await registration.close()
    died, employed = paid[::2], paid[1::2]
    jobs = [Job(by_token[row["token"]], date(year - 1, 12, 29)) for row in employed]
    await told_by_the_tax_office(client, *(job.paid(1, benefits_from=f"{year}-02-01") for job in jobs))
    for row in died:
        told = {"died_on": date(year, 1, 1).isoformat(), "source": "PUBLIC_SECURITY"}
        await client.post("registration", f"/persons/{row['person_id']}/death", told, client.token("reviewer"))
    return [
        *(OtherFact(row["person_id"], date(year, 1, 1), True, "RESIDENT", "SUBSIDISED", "R-042") for row in marked),
        *(OtherFact(row["person_id"], date(year, 1, 2), False, None, None, "R-091", ("TERMINATED", "DEATH")) for row in died),
        *(
            OtherFact(row["person_id"], date(year, 2, 1), True, "EMPLOYEE", "BASE", "R-081", ("SUSPENDED", "EMPLOYEE_SCHEME"))
            for row in employed
        ),
    ]


async def facts_without_effect(client: SuiteClient, told: Sequence[OtherFact], most: int = 300) -> list[str]:
    """People, up to 300, for whom benefits does not say what must follow."""
    apart = []
    for fact in told[:: max(1, len(told) // most)]:
        answer = await client.get("benefits", f"/entitlements/{fact.person_id}", client.token("hospital"), on=fact.on.isoformat())
        if not fact.holds_in(answer):
            apart.append(f"{fact.person_id} {fact.rule}")
    return apart
