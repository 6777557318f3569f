"""Households and their members: found by the digest of the number, locked in one order, written set-based."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa

from enrolment_terms.identifiers import new_id
from enrolment_terms.scheme import HouseholdRole
from enrolment_terms.sealed import Sealed
from registration.domain.household import Deduction, Member
from registration.tables import household_members, households
from row_sets import Driver, Statement, columns_of, names_of, reader, same_rows, typed, update_rows, value

h, m = households.c, household_members.c


@dataclass(frozen=True, slots=True, kw_only=True)
class NewHousehold:
    """A household as it is made: its number, and nothing else yet."""

    household_id: UUID
    region: str
    area: str
    household_index: str
    household_no: Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdTerms:
    """Address and account, sealed for the household."""

    household_id: UUID
    address: Sealed | None
    holder: Sealed | None
    bank: Sealed | None
    account_number: Sealed | None
    agreed_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Household(HouseholdTerms):
    """The row."""

    region: str
    area: str
    household_no: Sealed
    version: int
    changed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedMember:
    """A membership as it is told: in the order of the household."""

    household_id: UUID
    person_id: UUID
    role: HouseholdRole | None
    deduction: Deduction
    position: int


_NEW, _TERMS = names_of(NewHousehold), names_of(HouseholdTerms)
_MAKE = Statement(
    """
    INSERT INTO households ({new.names}, changed_at) SELECT {new.names}, :now FROM {new.rows} ORDER BY household_index
    ON CONFLICT (region, household_index) DO NOTHING
    """,
    new=typed(households, *_NEW, alias="new"),
)
_FIND = Statement(
    sa.select(h.household_index, h.household_id).where(same_rows(households, "household_index"), h.region == value("region", h.region))
)
_LOCK = Statement(
    sa.select(*(h[name] for name in names_of(Household)))
    .where(same_rows(households, "household_id"))
    .order_by(h.household_id)
    .with_for_update()
)
_READ = Statement(sa.select(*(h[name] for name in names_of(Household))).where(same_rows(households, "household_id")))
_MEMBERS = Statement(
    sa.select(*(m[name] for name in names_of(Member))).where(same_rows(household_members, "person_id"), m.until_on.is_(None))
)
_LISTED = Statement(
    sa.select(*(m[name] for name in names_of(ListedMember)))
    .where(same_rows(household_members, "household_id"), m.until_on.is_(None))
    .order_by(m.household_id, m.position)
)
_END = Statement(
    """
    UPDATE household_members SET until_on = greatest(from_on, CAST(:day AS date)) WHERE person_id = ANY(:people) AND until_on IS NULL
    """
)
_HOLD = Statement(
    """
    INSERT INTO household_members ({given.names}, position, from_on)
    SELECT {given.names}, (
        SELECT coalesce(max(position), 0) FROM household_members AS there WHERE there.household_id = given.household_id
    ) + row_number() OVER (PARTITION BY household_id ORDER BY member_id), :day
    FROM {given.rows} ORDER BY person_id
    ON CONFLICT (person_id) WHERE until_on IS NULL DO UPDATE SET role = excluded.role, deduction = excluded.deduction
    """,
    given=typed(household_members, "member_id", *names_of(Member)),
)
_SET_TERMS = Statement(update_rows(households, "household_id", *_TERMS[1:]))
_COUNT_ON = Statement(
    sa.update(households)
    .where(same_rows(households, "household_id"))
    .values(version=h.version + 1, changed_at=value("now", h.changed_at))
    .returning(*(h[name] for name in names_of(Household)))
)
_household, _member, _listed = reader(Household), reader(Member), reader(ListedMember)


async def make_households(driver: Driver, new: Sequence[NewHousehold], now: datetime) -> None:
    """Those that are there already stay as they are."""
    await _MAKE.run(driver, **columns_of(new, _NEW), now=now)


async def find_households(driver: Driver, region: str, indexes: Sequence[str]) -> dict[str, UUID]:
    """Index -> household."""
    rows = await _FIND.rows(driver, region=region, household_index=list(indexes))
    return {row["household_index"]: row["household_id"] for row in rows}


async def lock_households(driver: Driver, ids: Sequence[UUID]) -> dict[UUID, Household]:
    """Locked in one order."""
    return {row["household_id"]: _household(row) for row in await _LOCK.rows(driver, household_id=list(ids))}


async def read_households(driver: Driver, ids: Sequence[UUID]) -> list[Household]:
    """As they stand."""
    return [_household(row) for row in await _READ.rows(driver, household_id=list(ids))]


async def members_among(driver: Driver, people: Sequence[UUID]) -> dict[UUID, Member]:
    """Person -> the membership that holds."""
    return {row["person_id"]: _member(row) for row in await _MEMBERS.rows(driver, person_id=list(people))}


async def members_in(driver: Driver, ids: Sequence[UUID]) -> dict[UUID, list[ListedMember]]:
    """Household -> who belongs to it, in order."""
    found: dict[UUID, list[ListedMember]] = {}
    for row in await _LISTED.rows(driver, household_id=list(ids)):
        found.setdefault(row["household_id"], []).append(_listed(row))
    return found


async def end_memberships(driver: Driver, people: Sequence[UUID], day: date) -> None:
    """Those that hold end on this day."""
    if people:
        await _END.run(driver, people=list(people), day=day)


async def hold_memberships(driver: Driver, held: Sequence[Member], day: date) -> None:
    """New ones begin on this day, behind those that are there; others get their role and deduction."""
    if held:
        await _HOLD.run(driver, member_id=[new_id() for _ in held], **columns_of(held, names_of(Member)), day=day)


async def set_terms(driver: Driver, terms: Sequence[HouseholdTerms]) -> None:
    """Address and account."""
    if terms:
        await _SET_TERMS.run(driver, **columns_of(terms, _TERMS))


async def count_households_on(driver: Driver, ids: Sequence[UUID], now: datetime) -> list[Household]:
    """One version on, to be told."""
    return [_household(row) for row in await _COUNT_ON.rows(driver, household_id=sorted(ids), now=now)]


_MOVE_ENDED = Statement(
    """
    UPDATE household_members SET until_on = greatest(from_on, CAST(:day AS date))
    WHERE person_id = :merged AND until_on IS NULL
        AND EXISTS (SELECT FROM household_members WHERE person_id = :kept AND until_on IS NULL)
    RETURNING household_id
    """
)
_MOVE = Statement("UPDATE household_members SET person_id = :kept WHERE person_id = :merged RETURNING household_id, until_on")


async def move_memberships(driver: Driver, kept: UUID, merged: UUID, day: date) -> set[UUID]:
    """Memberships of the merged record are the kept one's; of two that hold, the kept one's stays. The households to tell."""
    ended = await _MOVE_ENDED.values(driver, kept=kept, merged=merged, day=day)
    moved = await _MOVE.rows(driver, kept=kept, merged=merged)
    return {*ended, *(row["household_id"] for row in moved if row["until_on"] is None)}
