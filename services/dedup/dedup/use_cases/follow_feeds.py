"""How far each source has told; checks that waited for one are answered once it has (V-71)."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from dedup.repository.checks import people_waiting, places_waiting
from dedup.repository.feeds import Feed, Freshness, expect_feed, feeds_known, hear_feeds
from dedup.repository.told_spells import source_key
from dedup.use_cases.answer_checks import silent_sources
from dedup.use_cases.identify_people import Named, hold
from dedup.use_cases.look_at_people import look_at
from enrolment_terms.regions import pooling_region_of
from policy_parameters import PolicyNotKnown
from service_runtime import ReadConnection, Runtime, Transaction

_AT_ONCE = 200


async def expect(tx: Transaction, source: str, areas: Sequence[str], *, expected: bool) -> None:
    """Checks wait for this source's word on these areas from now on, or do not any more."""
    key = source_key(tx.safe, source)
    await expect_feed(tx.driver, tx.safe, key, source, sorted(set(areas)), expected=expected)


async def hear(tx: Transaction, source: str, areas: Sequence[str], complete_until: datetime) -> None:
    """The source has told all that happened before; nobody tells of the future."""
    key, until = source_key(tx.safe, source), min(complete_until, tx.now)
    await hear_feeds(tx.driver, tx.safe, source, [Freshness(key, area, until) for area in sorted(set(areas))], tx.now)


async def list_feeds(read: ReadConnection) -> list[tuple[Feed, bool]]:
    """All sources, each with True if checks wait for it now, by the age that this year's policy of the nation allows."""
    minutes = int(read.policy.value("conflict.feed_max_age_minutes", region="440000", year=read.now.year).value)
    since = read.now - timedelta(minutes=minutes)
    known = await feeds_known(read.driver, read.safe)
    return [(feed, feed.expected and (feed.complete_until is None or feed.complete_until < since)) for feed in known]


async def answer_waiting(runtime: Runtime) -> int:
    """A portion of the checks that wait for a source; 0 if none can be answered. While nothing changes nobody is looked at."""
    async with runtime.database.transaction() as tx:
        people = await people_waiting(tx.driver, await _silent(tx), _AT_ONCE)
        if not people:
            return 0
        held = await hold(tx, [Named((person_id,)) for person_id in people])
        before = len(tx.events)
        await look_at(tx, set(held.values()))
        return len(tx.events) - before


async def _silent(read: ReadConnection) -> dict[tuple[str, int], tuple[str, ...]]:
    """By place and year of the checks that wait, who has not told in time. A year that the policy book does not know has no answer."""
    found = {}
    for area, year in await places_waiting(read.driver):
        with suppress(PolicyNotKnown):
            found[area, year] = await silent_sources(read, pooling_region_of(area), year)
    return found
