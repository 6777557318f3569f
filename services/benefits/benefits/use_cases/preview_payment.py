"""What would happen if a person paid on a day, repaired years, enrolled a newborn: the same rules on supposed facts."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from benefits.domain.facts import History, PersonFacts
from benefits.domain.previews import Preview, Supposed, preview
from benefits.domain.terms import terms_reader
from benefits.domain.years import years
from benefits.errors import PersonNotKnownHere
from benefits.repository.facts import load_person
from benefits.repository.people import Scope, person_in
from service_runtime import ReadConnection


class PersonPreview(NamedTuple):
    """What would happen to whom."""

    person_id: UUID
    seen: Preview


async def preview_for_person(read: ReadConnection, person: UUID, supposed: Supposed, scope: Scope) -> PersonPreview:
    """On everything known of the person. Raises PersonNotKnownHere, PolicyNotKnown."""
    root = await person_in(read.driver, person, scope)
    if root is None:
        raise PersonNotKnownHere
    return PersonPreview(root, preview(await load_person(read.driver, root, read.now), supposed, terms_reader(read.policy)))


def preview_for_anybody(read: ReadConnection, born: date | None, foreign: bool, insured: Sequence[int], supposed: Supposed) -> Preview:
    """For somebody who tells birth date and insured years himself. Raises PolicyNotKnown."""
    facts = PersonFacts(born=born, foreign=foreign, history=History(resident=years(insured)))
    return preview(facts, supposed, terms_reader(read.policy))
