"""What would happen if a person paid on a day, repaired years, enrolled a newborn: the same rules on supposed facts."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from benefits.domain.facts import History, PersonFacts
from benefits.domain.previews import Preview, Supposed, preview
from benefits.domain.terms import terms_reader
from benefits.domain.years import years
from benefits.errors import PersonNotKnownHere
from benefits.repository.facts import load_person
from benefits.repository.people import person_in
from service_runtime import ReadConnection


async def preview_for_person(read: ReadConnection, person: UUID, supposed: Supposed, areas: Sequence[str]) -> Preview:
    """On everything known of the person. Raises PersonNotKnownHere, PolicyNotKnown."""
    root = await person_in(read.driver, person, areas)
    if root is None:
        raise PersonNotKnownHere
    return preview(await load_person(read.driver, root, read.now), supposed, terms_reader(read.policy))


def preview_for_anybody(read: ReadConnection, born: date | None, foreign: bool, insured: Sequence[int], supposed: Supposed) -> Preview:
    """For somebody who tells birth date and insured years himself. Raises PolicyNotKnown."""
    facts = PersonFacts(born=born, foreign=foreign, history=History(resident=years(insured)))
    return preview(facts, supposed, terms_reader(read.policy))
