"""What would happen if a person paid on a day, repaired years, enrolled a newborn: the same rules on supposed facts."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from benefits.domain.facts import History, PersonFacts
from benefits.domain.previews import Preview, Supposed, preview
from benefits.domain.terms import terms_reader
from benefits.domain.years import years
from benefits.repository.facts import load_person
from benefits.repository.people import person_in
from benefits.use_cases.answer_entitlement import NotKnownHere
from policy_parameters import PolicyBook


async def preview_for_person(
    connection: AsyncConnection, person: UUID, supposed: Supposed, areas: Sequence[str], policy: PolicyBook, now: datetime
) -> Preview:
    """On everything known of the person. Raises NotKnownHere, PolicyNotKnown."""
    root = await person_in(connection, person, areas)
    if root is None:
        raise NotKnownHere
    return preview(await load_person(connection, root, now), supposed, terms_reader(policy))


def preview_for_anybody(born: date | None, foreign: bool, insured_years: Sequence[int], supposed: Supposed, policy: PolicyBook) -> Preview:
    """For somebody who tells birth date and insured years himself. Raises PolicyNotKnown."""
    facts = PersonFacts(born=born, foreign=foreign, history=History(resident=years(insured_years)))
    return preview(facts, supposed, terms_reader(policy))
