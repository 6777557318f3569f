"""Who the people with bills are: identity tokens as they were told last, records that are one person, mandates."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa

from enrolment_events.envelope import Event
from enrolment_events.registration import DeathRecordedV1
from payment_bridge.tables import merged_people, people, person_tokens, remote_deaths, remote_mandates
from row_sets import Driver, NewRows, Statement, columns_of, given_rows, insert_rows, names_of, same_rows, typed, upsert_newest
from service_runtime import Principal, ReadConnection
from service_runtime.bindings import Bindings, RemoteMandates


class ToldPerson(NamedTuple):
    """A person as an event told of him at that moment."""

    person_id: UUID
    told_at: datetime


class PersonToken(NamedTuple):
    """A document of a person."""

    person_id: UUID
    token: str


class Merged(NamedTuple):
    """Two records that are one person."""

    merged_person_id: UUID
    kept_person_id: UUID


_TOLD, _TOKEN, _MERGED = names_of(ToldPerson), names_of(PersonToken), names_of(Merged)
_NEWEST = Statement(upsert_newest(people, *_TOLD, version="told_at").returning(people.c.person_id))
_KNOWN = Statement(sa.select(people.c.person_id).where(same_rows(people, "person_id")))
_FIRST_TOLD = NewRows(people, *_TOLD)
_still = given_rows(person_tokens, _TOKEN)
_FORGET = Statement(
    sa.delete(person_tokens).where(
        same_rows(person_tokens, "person_id", "people"),
        ~sa.exists().where(_still.c.person_id == person_tokens.c.person_id, _still.c.token == person_tokens.c.token),
    )
)
_ADD = Statement(insert_rows(person_tokens, *_TOKEN).on_conflict_do_nothing())
_FIRST = NewRows(person_tokens, *_TOKEN)
_MERGE = Statement(insert_rows(merged_people, *_MERGED).on_conflict_do_nothing())
_SAME = Statement(
    """
    WITH RECURSIVE same (person_id) AS (
        SELECT person_id FROM {asked.rows}
        UNION
        SELECT CASE WHEN m.kept_person_id = same.person_id THEN m.merged_person_id ELSE m.kept_person_id END
        FROM same JOIN merged_people m ON same.person_id IN (m.kept_person_id, m.merged_person_id)
    )
    SELECT person_id FROM same
    """,
    asked=typed(person_tokens, "person_id"),
)
_DIED = Statement(upsert_newest(remote_deaths, "person_id", "died_on", "version"))
_DIED_ON = Statement(sa.select(sa.func.max(remote_deaths.c.died_on)).where(same_rows(remote_deaths, "person_id", "people")))
_bindings = Bindings(person_tokens, remote_mandates)
MANDATES = RemoteMandates(remote_mandates)
"""Keeps the mandates that are heard."""


async def keep_tokens(driver: Driver, told: Sequence[ToldPerson], tokens: Collection[PersonToken]) -> None:
    """The documents of each person as they were told last, in any order: a number that was corrected opens nothing any more."""
    known = set(await _KNOWN.values(driver, person_id=[one.person_id for one in told]))
    first = sorted((one for one in told if one.person_id not in known), key=lambda one: one.person_id.int)
    if first and await _FIRST_TOLD.add_if_new(driver, first):
        new = {one.person_id for one in first}
        await _FIRST.add(driver, [token for token in tokens if token.person_id in new])
        told = [one for one in told if one.person_id in known]
    if told and (newest := set(await _NEWEST.values(driver, **columns_of(told, _TOLD)))):
        kept = sorted(token for token in tokens if token.person_id in newest)
        await _FORGET.run(driver, people=list(newest), **columns_of(kept, _TOKEN))
        await _ADD.run(driver, **columns_of(kept, _TOKEN))


async def keep_deaths(driver: Driver, events: Sequence[Event[DeathRecordedV1]]) -> None:
    """The newest word on each person."""
    told = {"person_id": [event.personid for event in events], "version": [event.aggregateversion for event in events]}
    await _DIED.run(driver, **told, died_on=[event.data.died_on for event in events])


async def died_on(driver: Driver, persons: Sequence[UUID]) -> date | None:
    """Of these people, who are one; None if nobody told of a death."""
    found: date | None = await _DIED_ON.value(driver, people=persons) if persons else None
    return found


async def keep_merges(driver: Driver, merged: Sequence[Merged]) -> None:
    """From now on these are one person."""
    await _MERGE.run(driver, **columns_of(merged, _MERGED))


async def same_people(driver: Driver, persons: Sequence[UUID]) -> list[UUID]:
    """These people under all ids that they have, or had before two records of theirs became one."""
    return await _SAME.values(driver, person_id=persons) if persons else []


async def persons_of(read: ReadConnection, caller: Principal) -> list[UUID]:
    """All ids of the people that a citizen or agent may act for today; nobody for an office."""
    return await same_people(read.driver, await _bindings.persons_of(read, caller))
