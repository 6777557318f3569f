"""Everything one answer needs, in one statement at driver level: this is the query hospitals wait for."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec

from benefits.domain.fact_kinds import FactRow, person_from
from benefits.domain.facts import PersonFacts
from benefits.domain.filings import FilingSpan
from benefits.repository.facts import load_people
from benefits.repository.people import PLACE, Scope
from row_sets import Driver, Statement

_SPAN = """json_build_object('filing_id', filing_id, 'type', type, 'destination', destination, 'starts_on', starts_on, 'ends_on', ends_on,
        'promise_only', promise_only)"""
_APPROVED = "(state IN ('SCHEDULED', 'EFFECTIVE', 'EXPIRED') OR (state = 'ENDED' AND ends_on IS NOT NULL))"
"""One that ended without a last day never began."""
_ALL = Statement(
    """
WITH asked AS (
    SELECT coalesce(person.merged_into, person.person_id) AS root FROM people person {place} WHERE person.person_id = :person_id
), same AS (
    SELECT root AS person_id FROM asked UNION ALL SELECT people.person_id FROM asked JOIN people ON people.merged_into = asked.root
)
SELECT kind, fact_id, version, body FROM same JOIN facts USING (person_id) WHERE recorded_at <= :known_at
UNION ALL
SELECT 'FILING', filing_id::text, 0, {span} FROM asked JOIN filings ON filings.person_id = asked.root WHERE {approved}
UNION ALL
SELECT 'PERSON', root::text, 0, 'null' FROM asked
""",
    place=PLACE,
    span=_SPAN,
    approved=_APPROVED,
)
_SPANS = Statement(
    "SELECT person_id, {span} AS filing FROM filings WHERE person_id = ANY(:persons) AND {approved}", span=_SPAN, approved=_APPROVED
)
_span = msgspec.json.Decoder(FilingSpan).decode


class PersonRecord(NamedTuple):
    """What is known of a person. `person_id`: the one that the record asked for turned out to be."""

    person_id: UUID
    facts: PersonFacts
    filings: list[FilingSpan]


async def load_record(driver: Driver, person: UUID, scope: Scope, known_at: datetime) -> PersonRecord:
    """Facts as known at a moment, and approved filings. Empty for people who are not in the scope."""
    facts: list[FactRow] = []
    filings, root = [], person
    for kind, fact_id, version, body in await _ALL.rows(driver, person_id=person, **scope._asdict(), known_at=known_at):
        if kind == "FILING":
            filings.append(_span(body))
        elif kind == "PERSON":
            root = UUID(fact_id)
        else:
            facts.append((kind, fact_id, version, body))
    return PersonRecord(root, person_from(facts), filings)


async def load_records(driver: Driver, roots: Sequence[UUID]) -> dict[UUID, PersonRecord]:
    """The same of many people as they are known now; those of whom nothing is known are left out."""
    filings = defaultdict(list)
    for row in await _SPANS.rows(driver, persons=roots):
        filings[row["person_id"]].append(_span(row["filing"]))
    return {person: PersonRecord(person, facts, filings[person]) for person, facts in (await load_people(driver, roots)).items()}
