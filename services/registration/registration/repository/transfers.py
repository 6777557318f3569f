"""Transfers, and years insured elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa

from registration.domain.scope import Scope
from registration.domain.transfer import Transfer
from registration.repository.scope_conditions import BOUND_PERSONS, in_areas, scope_values
from registration.tables import insured_years, transfers
from row_sets import Driver, Statement, names_of, reader, row, same_rows, value, values_of

t, y = transfers.c, insured_years.c
_TRANSFER = names_of(Transfer)
_SHOWN = sa.select(*(t[name] for name in _TRANSFER))
_ID = t.transfer_id == value("transfer_id", t.transfer_id)
_SEEN = in_areas(t.from_area) | in_areas(t.to_area) | t.person_id.in_(BOUND_PERSONS)
_FIND = Statement(_SHOWN.where(_ID, _SEEN))
_FIND_OWN = Statement(_SHOWN.where(_ID, in_areas(t.from_area) | t.person_id.in_(BOUND_PERSONS)))
_LOCK = Statement(_SHOWN.where(_ID).with_for_update())
_LIST = Statement(
    _SHOWN.where(_SEEN, t.transfer_id > value("after", t.transfer_id)).order_by(t.transfer_id).limit(value("most", sa.Integer))
)
_OPEN = Statement(
    sa.select(t.transfer_id).where(t.participation_id == value("participation_id", t.participation_id), t.state == "REQUESTED")
)
_LOCK_OPEN = Statement(
    _SHOWN.where(same_rows(transfers, "participation_id"), t.state == "REQUESTED").order_by(t.transfer_id).with_for_update()
)
_ADD = Statement(sa.insert(transfers).values(row(transfers, *_TRANSFER, "recorded_at")))
_ENDS = ("state", "ended_on", "decided_by", "confirmation")
_END = Statement(sa.update(transfers).where(_ID).values(row(transfers, *_ENDS)))
_OF_RELATIONS = same_rows(transfers, "participation_id")
_END_WITH = Statement(
    sa.update(transfers)
    .where(_OF_RELATIONS, t.state == "REQUESTED")
    .values(
        state=sa.literal_column("'WITHDRAWN'"),
        ended_on=value("today", t.ended_on),
        decided_by=value("actor", t.decided_by),
        ended_with_relation=sa.true(),
    )
    .returning(t.participation_id)
)
_GIVE_BACK = Statement(
    sa.update(transfers)
    .where(_OF_RELATIONS, t.ended_with_relation)
    .values(state=sa.literal_column("'REQUESTED'"), ended_on=sa.null(), decided_by=sa.null(), ended_with_relation=sa.false())
    .returning(t.participation_id)
)
_transfer = reader(Transfer)


@dataclass(frozen=True, slots=True, kw_only=True)
class InsuredYears:
    """Years that one transfer in brought."""

    history_id: UUID
    person_id: UUID
    application_id: UUID | None
    from_area: str
    resident_years: list[int]
    employee_years: list[int]
    recorded_by: str
    recorded_at: datetime


_YEARS = names_of(InsuredYears)
_KEEP_YEARS = Statement(
    sa.dialects.postgresql.insert(insured_years)
    .values(row(insured_years, *_YEARS))
    .on_conflict_do_nothing(index_elements=["application_id"])
)
_YEARS_OF = Statement(
    sa.select(*(y[name] for name in _YEARS), y.withdrawn_at)
    .where(y.person_id == value("person_id", y.person_id))
    .order_by(y.recorded_at, y.history_id)
)
_WITHDRAW_YEARS = Statement(
    sa.update(insured_years)
    .where(
        y.history_id == value("history_id", y.history_id),
        y.person_id == value("person_id", y.person_id),
        y.withdrawn_at.is_(None),
    )
    .values(withdrawn_by=value("actor", y.withdrawn_by), withdrawn_at=value("now", y.withdrawn_at))
    .returning(y.recorded_by)
)
_years = reader(InsuredYears)


async def find_transfer(driver: Driver, transfer_id: UUID, scope: Scope) -> Transfer | None:
    """Seen by the old place, the new one, and whoever acts for the person."""
    found = await _FIND.row(driver, transfer_id=transfer_id, **scope_values(_FIND, scope))
    return _transfer(found) if found else None


async def find_own_transfer(driver: Driver, transfer_id: UUID, scope: Scope) -> Transfer | None:
    """The same without the new place, which has nothing to take back."""
    found = await _FIND_OWN.row(driver, transfer_id=transfer_id, **scope_values(_FIND_OWN, scope))
    return _transfer(found) if found else None


async def lock_transfer(driver: Driver, transfer_id: UUID) -> Transfer:
    """One that was found; lock its participation first."""
    found = await _LOCK.row(driver, transfer_id=transfer_id)
    assert found is not None
    return _transfer(found)


async def transfers_seen(driver: Driver, scope: Scope, after: UUID, most: int) -> list[Transfer]:
    """By id, oldest first."""
    return [_transfer(row) for row in await _LIST.rows(driver, after=after, most=most, **scope_values(_LIST, scope))]


async def is_under_way(driver: Driver, participation_id: UUID) -> bool:
    """A transfer of it waits for its outcome. Lock the participation first."""
    return bool(await _OPEN.values(driver, participation_id=participation_id))


async def lock_under_way(driver: Driver, participations: Sequence[UUID]) -> list[Transfer]:
    """Transfers of these that wait for their outcome. Lock the participations first."""
    return [_transfer(row) for row in await _LOCK_OPEN.rows(driver, participation_id=participations)]


async def add_transfer(driver: Driver, transfer: Transfer, now: datetime) -> None:
    """One more."""
    await _ADD.run(driver, **values_of(transfer), recorded_at=now)


async def end_transfer(driver: Driver, transfer: Transfer) -> None:
    """Its outcome."""
    await _END.run(driver, transfer_id=transfer.transfer_id, **{name: getattr(transfer, name) for name in _ENDS})


async def end_with_relations(driver: Driver, participations: Sequence[UUID], actor: str, today: date) -> list[UUID]:
    """Those of these that are over, and had a transfer that waited: it has come to nothing. Lock the participations first."""
    return await _END_WITH.values(driver, participation_id=participations, actor=actor, today=today)


async def give_back_with_relations(driver: Driver, participations: Sequence[UUID]) -> list[UUID]:
    """Those of these that stand again, and whose transfer waits again as it did."""
    return await _GIVE_BACK.values(driver, participation_id=participations)


async def keep_years(driver: Driver, years: InsuredYears) -> None:
    """Once for an application."""
    await _KEEP_YEARS.run(driver, **values_of(years))


async def years_of(driver: Driver, person_id: UUID) -> tuple[list[InsuredYears], int]:
    """Those that count, and the version of the whole set: it grows with each that comes and each that is taken back."""
    rows = await _YEARS_OF.rows(driver, person_id=person_id)
    gone = sum(row["withdrawn_at"] is not None for row in rows)
    return [_years(row) for row in rows if row["withdrawn_at"] is None], len(rows) + gone


async def withdraw_years(driver: Driver, person_id: UUID, history_id: UUID, actor: str, now: datetime) -> str | None:
    """Who had recorded them; None if there are none that count."""
    found: str | None = await _WITHDRAW_YEARS.value(driver, person_id=person_id, history_id=history_id, actor=actor, now=now)
    return found
