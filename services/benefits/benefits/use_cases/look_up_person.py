"""A person's facts and the answer for a day, for the kiosk (B28) and the national adapter (1101)."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

from benefits.domain.answers import Answer, answer_on
from benefits.domain.facts import PersonFacts
from benefits.domain.person import PersonOutcomes, decide_person
from benefits.domain.terms import terms_reader
from benefits.errors import PersonNotKnownHere
from benefits.repository.facts import load_person
from benefits.repository.people import Scope, people_by_token, person_in
from benefits.use_cases.answer_entitlement import is_known
from service_runtime import ReadConnection


class FoundPerson(NamedTuple):
    """Everything known of a person, decided."""

    person_id: UUID
    facts: PersonFacts
    decided: PersonOutcomes
    answer: Answer


async def look_up_person(read: ReadConnection, person: UUID | None, token: str | None, on: date, scope: Scope) -> FoundPerson:
    """By id or by identity token. Raises PersonNotKnownHere, PolicyNotKnown."""
    if token is not None:
        person = (await people_by_token(read.driver, [token], scope)).get(token)
    root = await person_in(read.driver, person, scope) if person else None
    facts = await load_person(read.driver, root, read.now) if root else PersonFacts()
    if root is None or not is_known(facts):
        raise PersonNotKnownHere
    terms_for = terms_reader(read.policy)
    return FoundPerson(root, facts, decide_person(facts, terms_for), answer_on(facts, on, terms_for))
