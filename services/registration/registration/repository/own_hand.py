"""Which applications somebody had a hand in: he filed or corrected them, is the person himself, or acts for the person."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa

from registration.domain.application_states import ApplicationEvent
from registration.domain.scope import Scope
from registration.tables import application_history, applications, mandates, person_keys
from row_sets import Driver, Statement, same_rows, value

a, line, m = applications.c, application_history.c, mandates.c
_ENTRIES = (ApplicationEvent.SUBMIT.value, ApplicationEvent.RESUBMIT.value)
_ACTOR = value("actor", line.actor)
_ENTERED = sa.exists().where(line.application_id == a.application_id, line.event.in_(_ENTRIES), line.actor == _ACTOR)
_TOKENS = sa.union_all(
    sa.select(sa.func.unnest(value("shown", sa.ARRAY(sa.Text))).label("token")),
    sa.select(m.token).where(m.subject == _ACTOR, m.state == "IN_FORCE"),
)
_OWN = a.token.in_(_TOKENS) | a.person_id.in_(sa.select(person_keys.c.person_id).where(person_keys.c.token.in_(_TOKENS)))
_OF_OWN_HAND = Statement(sa.select(a.application_id).where(same_rows(applications, "application_id"), _ENTERED | _OWN))


async def of_own_hand(driver: Driver, ids: Sequence[UUID], scope: Scope) -> set[UUID]:
    """Those of these applications on which the caller must not decide; asked after they are locked."""
    return set(await _OF_OWN_HAND.values(driver, application_id=ids, actor=scope.filed_by, shown=list(scope.shown)))
