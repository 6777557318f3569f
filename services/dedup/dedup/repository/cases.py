"""Duplicate cases, as they stand and as they ever stood (R-129)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

import msgspec
import sqlalchemy as sa

from dedup.repository.area_scope import is_any_inside
from dedup.tables import case_versions, cases, identities
from enrolment_events.duplicates import CaseChangedV1
from row_sets import Driver, Record, Statement, columns_of, insert_rows, names_of, reader, same_rows, update_rows, upsert_newest, value
from service_runtime import Safe
from service_runtime.retelling import Wanted


class Said(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What was asked, chosen and said of a case.

    `asked`: relations of which it was ever asked that they rest or end. `back_on`: detected anew after it was over.
    """

    asked_on: date | None = None
    chosen: str | None = None
    chosen_on: date | None = None
    residence_area: str | None = None
    special: bool = False
    identified_area: str | None = None
    soldier: bool = False
    told_on: date | None = None
    different_people: bool = False
    asked: tuple[str, ...] = ()
    back_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One case. `told`: the event as it was told last; `promise`: the number of the written promise."""

    case_id: UUID
    number: int
    person_id: UUID
    areas: tuple[str, ...]
    state: str
    escalated: bool
    look_on: date | None
    facts: Said
    promise: str | None
    told: CaseChangedV1
    version: int
    opened_at: datetime
    recorded_at: datetime


class Version(msgspec.Struct, frozen=True):
    """A state that a case was in."""

    version: int
    told: CaseChangedV1
    actor: str
    recorded_at: datetime


_NAMES = names_of(Case)
_JSON = ("facts", "told")
_c = cases.c
_COLUMNS = [sa.cast(_c[name], sa.Text).label(name) if name in _JSON else _c[name] for name in _NAMES]
_OF_NUMBERS = Statement(sa.select(*_COLUMNS).where(same_rows(cases, "number")).order_by(_c.opened_at, _c.case_id))
_ONE = Statement(sa.select(*_COLUMNS).where(_c.case_id == value("case_id", _c.case_id), is_any_inside(_c.areas)))
_state = value("state", _c.state)
_LIST = Statement(
    sa.select(*_COLUMNS)
    .where(_state.is_(None) | (_c.state == _state), is_any_inside(_c.areas), _c.case_id > value("after", _c.case_id))
    .order_by(_c.case_id)
    .limit(value("limit", sa.Integer))
)
_OF_PERSON = Statement(
    sa.select(*_COLUMNS)
    .where(_c.number == sa.select(identities.c.number).where(identities.c.node == value("person_id", _c.person_id)).scalar_subquery())
    .where(is_any_inside(_c.areas))
    .order_by(_c.opened_at, _c.case_id)
)
_DUE = Statement(
    sa.select(_c.number)
    .distinct()
    .where(_c.look_on <= value("day", _c.look_on), _c.number > value("after", _c.number))
    .order_by(_c.number)
    .limit(value("most", sa.Integer()))
)
_SAVE = Statement(upsert_newest(cases, *_NAMES))
_LOOK = Statement(update_rows(cases, "case_id", "look_on"))
_KEEP = Statement(insert_rows(case_versions, "case_id", "version", "told", "actor", "recorded_at").on_conflict_do_nothing())
_HISTORY = Statement(
    sa.select(
        *(case_versions.c[name] for name in ("version", "actor", "recorded_at")), sa.cast(case_versions.c.told, sa.Text).label("told")
    )
    .where(case_versions.c.case_id == value("case_id", _c.case_id))
    .order_by(case_versions.c.version)
)
_AFTER = Statement(
    sa.select(*_COLUMNS)
    .where(_c.case_id > value("after", _c.case_id), sa.literal_column("areas[1]").like(value("area", sa.Text())))
    .where(_c.recorded_at >= value("since", _c.recorded_at))
    .order_by(_c.case_id)
    .limit(value("most", sa.Integer))
)
_said, _event = msgspec.json.Decoder(Said).decode, msgspec.json.Decoder(CaseChangedV1).decode
_case = reader(Case, facts=_said, told=_event, areas=tuple)
_encode = msgspec.json.Encoder().encode
_PURPOSE, _ACTOR = "promise", "actor"


async def cases_of(driver: Driver, safe: Safe, numbers: Collection[int]) -> list[Case]:
    """All cases of whoever has these numbers, the oldest first."""
    return [_opened(safe, row) for row in await _OF_NUMBERS.rows(driver, number=list(numbers))]


async def case_in(driver: Driver, safe: Safe, case_id: UUID, areas: Sequence[str]) -> Case | None:
    """The case, if one of its relations is inside the areas (LIKE patterns)."""
    row = await _ONE.row(driver, case_id=case_id, areas=areas)
    return _opened(safe, row) if row else None


async def list_cases(driver: Driver, safe: Safe, areas: Sequence[str], *, state: str | None, after: UUID, limit: int) -> list[Case]:
    """Cases with a relation inside the areas (LIKE patterns), by id."""
    return [_opened(safe, row) for row in await _LIST.rows(driver, areas=areas, state=state, after=after, limit=limit)]


async def cases_of_person(driver: Driver, safe: Safe, person_id: UUID, areas: Sequence[str]) -> list[Case]:
    """The person's cases inside the areas, the oldest first."""
    return [_opened(safe, row) for row in await _OF_PERSON.rows(driver, person_id=person_id, areas=areas)]


async def numbers_due(driver: Driver, day: date, after: int, most: int) -> list[int]:
    """Whose cases a time-out or a date changes until this day, in their order after this number."""
    return await _DUE.values(driver, day=day, after=after, most=most)


async def save_cases(driver: Driver, safe: Safe, changed: Sequence[Case], actor: str) -> None:
    """As they stand now, and as one more version."""
    columns = columns_of(changed, [name for name in _NAMES if name not in ("facts", "told", "promise", "areas")])
    told = [_encode(case.told).decode() for case in changed]
    await _SAVE.run(
        driver,
        **columns,
        areas=[" ".join(case.areas) for case in changed],
        facts=[_encode(case.facts).decode() for case in changed],
        told=told,
        promise=[None if case.promise is None else safe.seal(case.promise, _PURPOSE, str(case.case_id)) for case in changed],
    )
    sealed = [safe.seal(actor, _ACTOR, str(case.case_id)) for case in changed]
    kept = columns_of(changed, ("case_id", "version", "recorded_at"))
    await _KEEP.run(driver, **kept, told=told, actor=sealed)


async def note_looks(driver: Driver, looks: Mapping[UUID, date | None]) -> None:
    """When these are looked at again: no new version."""
    if looks:
        await _LOOK.run(driver, case_id=list(looks), look_on=list(looks.values()))


async def history_of(driver: Driver, safe: Safe, case_id: UUID) -> list[Version]:
    """Every state that it was in, the oldest first."""
    rows = await _HISTORY.rows(driver, case_id=case_id)
    return [Version(row["version"], _event(row["told"]), safe.open(row["actor"], _ACTOR, str(case_id)), row["recorded_at"]) for row in rows]


async def cases_after(driver: Driver, safe: Safe, wanted: Wanted) -> list[Case]:
    """A batch to tell anew, by id."""
    return [_opened(safe, row) for row in await _AFTER.rows(driver, **wanted._asdict())]


def _opened(safe: Safe, row: Record) -> Case:
    case = _case(row)
    return case if case.promise is None else replace(case, promise=safe.open(case.promise, _PURPOSE, str(case.case_id)))
