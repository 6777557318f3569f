"""Reading one person's file, within what the caller may see."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import aggregate_order_by

from enrolment_terms.sealed import IdentityToken
from registration.domain.application_states import UNDECIDED
from registration.domain.scope import Scope
from registration.repository.scope_conditions import BOUND_PERSONS, in_areas, scope_values
from registration.tables import applications, participations, person_keys, persons
from row_sets import Driver, Record, Statement, same_rows, value

key = person_keys.c
_OLDEST_FIRST = (key.added_at, key.token)
DOCUMENTS = (
    sa.select(*(sa.func.array_agg(aggregate_order_by(key[name], *_OLDEST_FIRST)).label(f"{name}s") for name in ("kind", "token", "number")))
    .where(key.person_id == persons.c.person_id)
    .lateral("documents")
)
"""The documents of a person, oldest first: kinds, tokens, numbers. To be joined to persons."""
_IN_AREA = sa.exists().where(participations.c.person_id == persons.c.person_id, in_areas(participations.c.area))
_ASKED_IN_AREA = sa.exists().where(
    applications.c.person_id == persons.c.person_id, applications.c.state.in_(UNDECIDED), in_areas(applications.c.area)
)
_SHOWN = ("person_id", "name", "sex", "birth_date", "of_foreigners", "phone", "expected_on", "provisional")
_PERSON = (
    sa.select(*(persons.c[name] for name in _SHOWN), DOCUMENTS.c.kinds, DOCUMENTS.c.numbers)
    .join_from(persons, DOCUMENTS, sa.true())
    .where(_IN_AREA | _ASKED_IN_AREA | persons.c.person_id.in_(BOUND_PERSONS))
)
_READ = Statement(_PERSON.where(persons.c.person_id == value("person_id", persons.c.person_id)))
_HOLDER = sa.select(key.person_id).where(same_rows(person_keys, "token")).order_by(key.added_at.desc()).limit(1).scalar_subquery()
_FIND = Statement(_PERSON.where(persons.c.person_id == _HOLDER))


async def read_person(driver: Driver, person_id: UUID, scope: Scope) -> Record | None:
    """The sealed person; None if there is none in scope."""
    return await _READ.row(driver, person_id=person_id, **scope_values(_READ, scope))


async def find_person(driver: Driver, tokens: Sequence[IdentityToken], scope: Scope) -> Record | None:
    """The person of a document, by any of its tokens; None if there is none in scope."""
    return await _FIND.row(driver, token=tokens, **scope_values(_FIND, scope))
