"""Decisions as derived and published: the newest of each, and all there ever were."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from benefits.domain.entitlement_record import Entitlement
from benefits.tables import entitlement_history, entitlements
from row_sets import Driver, Statement, columns_of, names_of, reader, same_rows, update_newest, upsert_newest, value

_NAMES, _KEY, _MOVED = names_of(Entitlement), ("person_id", "participation_id", "benefit_year"), ("version", "state", "recorded_at")
_entitlement = reader(Entitlement, participation_id=str)
_CURRENT = Statement(sa.select(entitlements).where(same_rows(entitlements, "person_id")))
_told = entitlement_history.c
_HISTORY = Statement(
    sa.select(entitlement_history)
    .where(_told.person_id == value("person_id", _told.person_id), _told.recorded_at <= value("known_at", _told.recorded_at))
    .order_by(_told.recorded_at, _told.participation_id, _told.version)
)
_written = upsert_newest(entitlements, *_NAMES).returning(*entitlements.c).cte("written")
_SAVE = Statement(entitlement_history.insert().from_select(_NAMES, sa.select(*(_written.c[name] for name in _NAMES))))
_SAVE_STATES = Statement(update_newest(entitlements, _KEY, *_MOVED))
_COUNT = Statement(sa.select(entitlements.c.state, sa.func.count().label("found")).group_by(entitlements.c.state))


async def current_entitlements(driver: Driver, persons: Sequence[UUID]) -> dict[tuple[str, int], Entitlement]:
    """The newest decisions of these people, by participation and year."""
    found = map(_entitlement, await _CURRENT.rows(driver, person_id=persons))
    return {(one.participation_id, one.benefit_year): one for one in found}


async def list_entitlement_history(driver: Driver, person: UUID, known_at: datetime) -> list[Entitlement]:
    """Everything that was decided for a person up to a moment, in order."""
    return [_entitlement(row) for row in await _HISTORY.rows(driver, person_id=person, known_at=known_at)]


async def save_entitlements(driver: Driver, decided: Sequence[Entitlement]) -> None:
    """Newest state and history in one statement; an older version never overwrites a newer one."""
    await _SAVE.run(driver, **columns_of(decided, _NAMES) | {"rules": [" ".join(one.rules) for one in decided]})


async def save_states(driver: Driver, moved: Sequence[Entitlement]) -> None:
    """New states of decisions that stay as they are: time moved them. The history keeps decisions, not days that pass."""
    await _SAVE_STATES.run(driver, **columns_of(moved, (*_KEY, *_MOVED)))


async def count_entitlements(driver: Driver) -> dict[str, int]:
    """How many are in which state, counted on an index alone; only states that occur."""
    return {row["state"]: row["found"] for row in await _COUNT.rows(driver)}
