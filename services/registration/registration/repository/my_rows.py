"""What a login may see without knowing an id: the persons it is bound to, their participations with bills, their applications."""

from itertools import chain
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on

from registration.domain.scope import Scope
from registration.repository.application_rows import LISTED
from registration.repository.participation_rows import OF_BOUND, OF_PERSON
from registration.repository.scope_conditions import HOLDS, MINE, PROVED, scope_values
from registration.tables import application_history, applications, mandates, participations, person_keys, persons, remote_bills
from row_sets import Driver, Record, Statement, value

a, pa, history, bill = applications.c, participations.c, application_history.c, remote_bills.c
m, key = mandates.c, person_keys.c
_MOST = 200
_VERIFIED = sa.select(
    sa.func.unnest(value("documents", sa.ARRAY(sa.Text))).label("token"),
    sa.literal_column("'SELF'").label("kind"),
    *(sa.cast(sa.null(), m[name].type).label(name) for name in ("mandate_id", "document", "until_on")),
)
_held = sa.union_all(_VERIFIED, sa.select(m.token, m.kind, m.mandate_id, m.document, m.until_on).where(HOLDS)).subquery("held")
_WHO = sa.func.coalesce(sa.cast(key.person_id, sa.Text), _held.c.token)
_BY_OTHERS = _held.c.kind != "SELF"
_bound = (
    sa.select(*_held.c, key.person_id)
    .ext(distinct_on(_WHO))
    .outerjoin_from(_held, person_keys, key.token == _held.c.token)
    .order_by(_WHO, _BY_OTHERS, _held.c.until_on.desc().nulls_first())
    .subquery("bound")
)
"""Each person once, by the strongest of what binds him; a document that nobody is known by stands for itself."""
_oldest = (
    sa.select(key.number).where(key.person_id == _bound.c.person_id).order_by(key.added_at, key.token).limit(1).lateral("oldest_document")
)
_PERSONS = Statement(
    sa.select(*(_bound.c[name] for name in ("person_id", "kind", "mandate_id", "document", "until_on")), persons.c.name, _oldest.c.number)
    .outerjoin_from(_bound, persons, persons.c.person_id == _bound.c.person_id)
    .outerjoin(_oldest, sa.true())
    .order_by(_bound.c.kind != "SELF", _bound.c.person_id)
    .limit(_MOST)
)
_TOLD = ("bill_id", "state", "kind", "payer", "benefit_year", "amount")
_PAIRS = list(chain.from_iterable((sa.literal_column(f"'{name}'"), bill[name]) for name in _TOLD))
_bills = (
    sa.select(sa.func.jsonb_agg(sa.func.jsonb_build_object(*_PAIRS)).label("bills"))
    .where(bill.participation_id == pa.participation_id)
    .lateral("their_bills")
)
_PARTICIPATIONS = Statement(OF_BOUND.add_columns(pa.permit_valid_to, _bills.c.bills).outerjoin(_bills, sa.true()))
_OF_PERSON = Statement(OF_PERSON.add_columns(_bills.c.bills).outerjoin(_bills, sa.true()))
_ASKED = sa.select(sa.func.max(history.at)).where(history.application_id == a.application_id).scalar_subquery()
_APPLICATIONS = Statement(
    sa.select(*(a[name] for name in LISTED), PROVED.label("proved"), _ASKED.label("moved_at"))
    .where(MINE)
    .order_by(a.submitted_at.desc(), a.application_id)
    .limit(_MOST)
)


async def my_persons(driver: Driver, scope: Scope) -> list[Record]:
    """Whom the login may act for today, himself first: by what, until when, and who it is if he is known."""
    return await _PERSONS.rows(driver, **scope_values(_PERSONS, scope))


async def my_participations(driver: Driver, scope: Scope) -> list[Record]:
    """Theirs, newest year first, each with its bills as JSON and with what benefits said of it."""
    return await _PARTICIPATIONS.rows(driver, **scope_values(_PARTICIPATIONS, scope))


async def participations_with_bills(driver: Driver, person_id: UUID) -> list[Record]:
    """The same of one person, whoever asks; the caller sees to it that he may."""
    return await _OF_PERSON.rows(driver, person_id=person_id)


async def my_applications(driver: Driver, scope: Scope) -> list[Record]:
    """Theirs, and what the login filed itself until it is approved, newest first. `moved_at`: when it came into its state."""
    return await _APPLICATIONS.rows(driver, **scope_values(_APPLICATIONS, scope))
