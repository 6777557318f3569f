"""Lists: filed once for each file, worked at by one at a time, seen in the areas of an office."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from enrolment_terms.sealed import Sealed
from registration.domain.lists import FiledList, ListKind, ListState
from registration.domain.scope import Scope
from registration.repository.scope_conditions import in_areas, scope_values
from registration.tables import lists
from row_sets import Driver, Statement, names_of, reader, row, value, values_of

t = lists.c


@dataclass(frozen=True, slots=True)
class NewList:
    """A list as it is filed."""

    list_id: UUID
    kind: ListKind
    area: str
    benefit_year: int
    digest: str
    filed_by: str
    filer_areas: Sequence[str]
    filed_at: datetime
    organisation: str | None = None
    """Whose it is; the digest tells it too: of two schools with the same file each has its own list."""
    list_month: str | None = None
    late: bool | None = None


@dataclass(frozen=True, slots=True)
class ShownList:
    """A list as its offices see it; the last four compare it with the list before (`compared_with`)."""

    list_id: UUID
    kind: ListKind
    area: str
    benefit_year: int
    state: ListState
    refusal: str | None
    organisation: str | None
    list_month: str | None
    late: bool | None
    filed_by: str
    filed_at: datetime
    checked_at: datetime | None
    confirmed_by: str | None
    confirmed_at: datetime | None
    applied_at: datetime | None
    compared_with: UUID | None
    people: int | None
    added: int | None
    removed: int | None


_new = insert(lists).values(row(lists, *names_of(NewList), state=ListState.UPLOADED.value))
_FILE = Statement(
    _new.on_conflict_do_update(
        index_elements=["kind", "area", "benefit_year", "digest"],
        index_where=t.state != ListState.REFUSED.value,
        set_={"digest": _new.excluded.digest},
    ).returning(t.list_id, t.state)
)
_LIST = names_of(FiledList)
_THIS = t.list_id == value("list_id", t.list_id)
_IN_STATES = t.state == sa.any_(value("states", sa.ARRAY(sa.Text)))
_NEXT = Statement(
    sa.select(t.list_id, t.state).where(t.has_file | t.state.in_([ListState.CONFIRMED.value, ListState.APPLYING.value])).order_by(t.list_id)
)
_FILE_GONE = Statement(sa.update(lists).where(_THIS).values(has_file=False))
_TAKE = Statement(sa.select(*(t[name] for name in _LIST)).where(_THIS, _IN_STATES).with_for_update(skip_locked=True))
_WHOSE = value("organisation", t.organisation)
_SEEN = in_areas(t.area) & (_WHOSE.is_(None) | (t.organisation == _WHOSE))
"""In the caller's areas; a school or department sees its own there and no others."""
_LOCK = Statement(sa.select(*(t[name] for name in _LIST)).where(_THIS, _SEEN).with_for_update())
_REFUSE = Statement(
    sa.update(lists).where(_THIS, _IN_STATES).values(state="REFUSED", refusal=value("refusal", t.refusal)).returning(t.list_id)
)
_CONFIRM = Statement(
    sa.update(lists)
    .where(_THIS)
    .values(
        state="CONFIRMED",
        confirmed_by=value("actor", t.confirmed_by),
        confirmer_areas=value("areas", sa.ARRAY(sa.Text)),
        confirmed_at=value("now", t.confirmed_at),
    )
)
_PROGRESS = Statement(
    sa.update(lists)
    .where(_THIS)
    .values(state=value("state", t.state), applied_at=sa.case((value("state", t.state) == "APPLIED", value("now", t.applied_at))))
)
_CHECKED = Statement(
    """
    WITH before AS (
        SELECT b.list_id FROM lists AS b JOIN lists AS l ON l.list_id = :list_id
        WHERE b.kind = l.kind AND b.area = l.area AND b.organisation IS NOT DISTINCT FROM l.organisation
            AND b.state = 'APPLIED' AND b.list_id <> l.list_id
        ORDER BY b.applied_at DESC LIMIT 1
    ), was AS (
        SELECT DISTINCT person FROM list_rows JOIN before USING (list_id) WHERE person IS NOT NULL
    ), is_now AS (
        SELECT DISTINCT person FROM list_rows WHERE list_id = :list_id AND person IS NOT NULL
    ), both_lists AS (
        SELECT count(is_now.person) AS people, count(*) FILTER (WHERE was.person IS NULL) AS added,
            count(*) FILTER (WHERE is_now.person IS NULL) AS removed
        FROM is_now FULL JOIN was USING (person)
    )
    UPDATE lists SET state = 'CHECKED', checked_at = :now, titles = :titles, compared_with = (SELECT list_id FROM before),
        people = both_lists.people, added = both_lists.added, removed = both_lists.removed
    FROM both_lists WHERE lists.list_id = :list_id
    """
)
_SHOWN = sa.select(*(t[name] for name in names_of(ShownList))).where(_SEEN)
_ONE = Statement(_SHOWN.where(_THIS))
_PAGE = Statement(_SHOWN.where(t.list_id > value("after", t.list_id)).order_by(t.list_id).limit(value("limit", sa.Integer)))
_TITLES = Statement(sa.select(t.titles).where(_THIS))
_filed, _shown = reader(FiledList), reader(ShownList)
_FIRST = UUID(int=0)


async def file_list(driver: Driver, new: NewList) -> tuple[UUID, ListState]:
    """The list of this file, and how far it is: a file that was filed before keeps its list."""
    found = await _FILE.row(driver, **values_of(new))
    assert found is not None
    return found["list_id"], ListState(found["state"])


async def lists_at_work(driver: Driver) -> list[tuple[UUID, ListState]]:
    """What waits to be read or applied, or still has a file, the oldest first."""
    return [(found["list_id"], ListState(found["state"])) for found in await _NEXT.rows(driver)]


async def note_file_gone(driver: Driver, list_id: UUID) -> None:
    """Its file is deleted."""
    await _FILE_GONE.run(driver, list_id=list_id)


async def take_list(driver: Driver, list_id: UUID, *states: ListState) -> FiledList | None:
    """To work at it until the transaction ends; None if another does, or it is in none of the states by now."""
    found = await _TAKE.row(driver, list_id=list_id, states=list(states))
    return _filed(found) if found else None


async def lock_list(driver: Driver, list_id: UUID, scope: Scope) -> FiledList | None:
    """For an office that acts on it; None if there is none in its areas."""
    found = await _LOCK.row(driver, list_id=list_id, **scope_values(_LOCK, scope))
    return _filed(found) if found else None


async def refuse_list(driver: Driver, list_id: UUID, refusal: str, *states: ListState) -> bool:
    """No row of it is taken; False if it is in none of the states."""
    return await _REFUSE.row(driver, list_id=list_id, refusal=refusal, states=list(states)) is not None


async def confirm_list(driver: Driver, list_id: UUID, actor: str, areas: Sequence[str], now: datetime) -> None:
    """From now on it is applied."""
    await _CONFIRM.run(driver, list_id=list_id, actor=actor, areas=list(areas), now=now)


async def set_progress(driver: Driver, list_id: UUID, state: ListState, now: datetime) -> None:
    """APPLYING or APPLIED."""
    await _PROGRESS.run(driver, list_id=list_id, state=state, now=now)


async def note_checked(driver: Driver, list_id: UUID, titles: Sealed, now: datetime) -> None:
    """All its rows are there: compared with the list of the same kind, area and organisation that was applied last."""
    await _CHECKED.run(driver, list_id=list_id, titles=titles, now=now)


async def find_list(driver: Driver, list_id: UUID, scope: Scope) -> ShownList | None:
    """One in the areas of an office."""
    found = await _ONE.row(driver, list_id=list_id, **scope_values(_ONE, scope))
    return _shown(found) if found else None


async def page_of_lists(driver: Driver, scope: Scope, after: UUID | None, limit: int) -> list[ShownList]:
    """Those in the areas of an office, the oldest first."""
    return [_shown(found) for found in await _PAGE.rows(driver, after=after or _FIRST, limit=limit, **scope_values(_PAGE, scope))]


async def titles_of(driver: Driver, list_id: UUID) -> Sealed | None:
    """The sealed header of the sheet, once it is read."""
    found: Sealed | None = await _TITLES.value(driver, list_id=list_id)
    return found
