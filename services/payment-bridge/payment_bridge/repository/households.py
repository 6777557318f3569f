"""Households as registration told of each last, and the one with which a person's levies are deducted."""

from collections.abc import Sequence
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from enrolment_events.envelope import Event
from enrolment_events.households import HouseholdChangedV1
from payment_bridge.domain.household import Household
from payment_bridge.tables import remote_households
from row_sets import Driver, Statement, columns_of, names_of, upsert_newest, value

_NAMES = names_of(Household)
_KEEP = Statement(upsert_newest(remote_households, *_NAMES, "told_at", "version"))
_asked = sa.func.unnest(value("people", sa.ARRAY(sa.Text))).table_valued("person").render_derived(name="asked")
# OFFSET 0: each person is looked up by the index; asked for together the planner reads all households there are.
_own = (
    sa.select(*(remote_households.c[name] for name in (*_NAMES, "told_at")))
    .where(remote_households.c.members.has_key(_asked.c.person))
    .offset(sa.literal_column("0"))
    .lateral("own")
)
_OF_PEOPLE = Statement(
    sa.select(*(_own.c[name] for name in _NAMES)).select_from(_asked.join(_own, sa.true())).order_by(_own.c.told_at, _own.c.household_id)
)
_MEMBERS = Statement(
    sa.select(remote_households.c.members).where(
        remote_households.c.household_id == sa.any_(value("household_ids", postgresql.ARRAY(postgresql.UUID(as_uuid=True))))
    )
)
_members = msgspec.json.Decoder(tuple[UUID, ...])


async def keep_households(driver: Driver, events: Sequence[Event[HouseholdChangedV1]]) -> None:
    """The newest terms of each win, in any order."""
    told = columns_of([_told(event.data) for event in events], _NAMES)
    members = [msgspec.json.encode(one).decode() for one in told["members"]]
    moments, versions = [event.recordedtime for event in events], [event.aggregateversion for event in events]
    await _KEEP.run(driver, **{**told, "members": members}, told_at=moments, version=versions)


async def members_of(driver: Driver, household_ids: Sequence[UUID]) -> set[UUID]:
    """Whose levies were deducted with these households, as far as they were told of."""
    return {person for members in await _MEMBERS.values(driver, household_ids=list(household_ids)) for person in _members.decode(members)}


async def households_of(driver: Driver, people: Sequence[UUID]) -> dict[UUID, Household]:
    """Person -> the household with which he is deducted; of two, while he moves, the one that was told later."""
    rows = await _OF_PEOPLE.rows(driver, people=[str(one) for one in people])
    found = {row["household_id"]: Household(**{**row, "members": _members.decode(row["members"])}) for row in rows}
    wanted = set(people)
    return {person: one for one in found.values() for person in one.members if person in wanted}


def _told(data: HouseholdChangedV1) -> Household:
    account = data.account
    return Household(
        household_id=data.household_id,
        household_no=data.household_no,
        holder_sealed=account.holder if account else None,
        bank_sealed=account.bank if account else None,
        account_sealed=account.number if account else None,
        members=tuple(one.person_id for one in data.members if one.deducted),
    )
