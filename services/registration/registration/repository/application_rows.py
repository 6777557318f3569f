"""Reading applications, within what the caller may see."""

from collections.abc import Sequence
from datetime import datetime
from itertools import chain, combinations
from uuid import UUID

import sqlalchemy as sa

from registration.domain.application import Application
from registration.domain.application_states import ApplicationState
from registration.domain.scope import Scope
from registration.repository.scope_conditions import MINE, PROVED, SEEN, scope_values
from registration.tables import application_history, applications
from row_sets import Driver, Record, Statement, names_of, reader, same_rows, value

a, history = applications.c, application_history.c
_GIVEN_ID = a.application_id == value("application_id", a.application_id)
_TO_LOCK = (
    sa.select(*(a[name] for name in names_of(Application)))
    .where(same_rows(applications, "application_id"))
    .order_by(a.application_id)
    .with_for_update()
)
_LOCK, _LOCK_SEEN = Statement(_TO_LOCK), Statement(_TO_LOCK.where(SEEN))
_application = reader(Application)


async def lock_applications(driver: Driver, ids: Sequence[UUID], scope: Scope) -> dict[UUID, Application]:
    """The applications to decide on, locked in one order; those out of scope are not there."""
    rows = await _LOCK_SEEN.rows(driver, application_id=ids, **scope_values(_LOCK_SEEN, scope))
    return {row["application_id"]: _application(row) for row in rows}


async def lock_applications_for_facts(driver: Driver, ids: Sequence[UUID]) -> dict[UUID, Application]:
    """The same for consumers, who have no scope."""
    return {row["application_id"]: _application(row) for row in await _LOCK.rows(driver, application_id=ids)}


LISTED = (
    "application_id", "state", "item", "kind", "category", "benefit_year", "area", "channel", "submit_no", "submitted_at",
    "participation_id", "reasons", "missing", "person_id", "name", "number",
)  # fmt: skip
_SHOWN = sa.select(*(a[name] for name in LISTED), PROVED.label("proved"))
_FILTERS = {
    "after": a.application_id > value("after", a.application_id),
    "state": a.state == value("state", a.state),
    "area": a.area.like(value("area", a.area) + sa.literal_column("'%'")),
    "benefit_year": a.benefit_year == value("benefit_year", a.benefit_year),
}
_PAGE = _SHOWN.order_by(a.application_id).limit(value("limit", sa.BigInteger))
_CHOICES = [*chain.from_iterable(combinations(_FILTERS, count) for count in range(len(_FILTERS) + 1))]
_LIST = {
    (with_areas, chosen): Statement(_PAGE.where(seen, *(_FILTERS[name] for name in chosen)))
    for with_areas, seen in ((True, SEEN), (False, MINE))
    for chosen in _CHOICES
}
"""One statement for each choice of filters, so that each has its own plan; another for callers who have no areas."""
_READ = Statement(_SHOWN.where(_GIVEN_ID, SEEN))
_STATE = Statement(sa.select(a.state).where(_GIVEN_ID))
_HISTORY = Statement(
    sa.select(history.at, history.from_state, history.to_state, history.event, history.actor, history.note)
    .where(history.application_id == value("application_id", history.application_id))
    .order_by(history.id)
)


async def read_application(driver: Driver, application_id: UUID, scope: Scope) -> Record | None:
    """One application with the name and number that it says, sealed; None if there is none in scope."""
    return await _READ.row(driver, application_id=application_id, **scope_values(_READ, scope))


async def list_applications(
    driver: Driver, scope: Scope, limit: int, *, taken: bool = False, **filters: UUID | str | int | None
) -> list[Record]:
    """The next `limit` applications in scope, oldest first; filters: `after`, `state`, `area` and below, `benefit_year`.

    `taken`: those only that a desk took in itself.
    """
    chosen = {name: told for name in _FILTERS if (told := filters.get(name)) is not None}
    statement = _LIST[bool(scope.patterns) and not taken, tuple(chosen)]
    return await statement.rows(driver, limit=limit, **chosen, **scope_values(statement, scope))


async def read_state(driver: Driver, application_id: UUID) -> ApplicationState:
    """The state alone, for somebody who waits for his own application."""
    return ApplicationState(await _STATE.value(driver, application_id=application_id))


async def read_history(driver: Driver, application_id: UUID) -> list[Record]:
    """All transitions, oldest first."""
    return await _HISTORY.rows(driver, application_id=application_id)


_WAITING = (a.state == ApplicationState.CHECK_PENDING.value) & (a.submitted_at < value("moment", a.submitted_at))
_COUNT_WAITING = Statement(sa.select(sa.func.count()).select_from(applications).where(_WAITING))
_ASKED = sa.select(sa.func.max(history.at)).where(history.application_id == a.application_id).scalar_subquery()
_OVERDUE = (
    (a.state == ApplicationState.NEEDS_CORRECTION.value)
    & _FILTERS["area"]
    & (value("asked_before", history.at) > _ASKED)
)  # fmt: skip
_COUNT_OVERDUE = Statement(sa.select(sa.func.count()).select_from(applications).where(_OVERDUE))
_LOCK_OVERDUE = Statement(
    sa.select(a.application_id)
    .where(_OVERDUE)
    .order_by(a.application_id)
    .limit(value("limit", sa.BigInteger))
    .with_for_update(skip_locked=True)
)


async def count_waiting_since(driver: Driver, moment: datetime) -> int:
    """Applications handed in before the moment whose check is not answered."""
    count: int = await _COUNT_WAITING.value(driver, moment=moment)
    return count


async def lock_overdue(driver: Driver, area: str, asked_before: datetime, limit: int) -> list[Application]:
    """Applications below an area that were sent back before the moment and have not moved since, locked."""
    ids = await _LOCK_OVERDUE.values(driver, area=area, asked_before=asked_before, limit=limit)
    return list((await lock_applications_for_facts(driver, ids)).values())


async def count_overdue(driver: Driver, area: str, asked_before: datetime) -> int:
    """How many of them are left."""
    count: int = await _COUNT_OVERDUE.value(driver, area=area, asked_before=asked_before)
    return count
