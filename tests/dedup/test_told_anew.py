"""Everything that this service has decided can be told anew: as it stands, under its present version, with a new id."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Any

import pytest

from dedup.use_cases.receive_notices import receive_notice
from dedup.use_cases.tell_anew import AGGREGATES
from enrolment_events.dedup import CheckCompletedV1, SuspendRequestedV1
from enrolment_events.duplicates import CaseChangedV1, CoverageElsewhereChangedV1, ExternalNoticeChangedV1
from enrolment_events.envelope import Event
from enrolment_terms.benefit_year import SHANGHAI
from row_sets import Statement
from service_runtime.retelling import NOBODY, Wanted
from tests.conftest import FreshDatabase
from tests.dedup.builders import GUANGZHOU, participation, reported, token
from tests.dedup.regions import Desk, desk
from tests.dedup.test_received_notices import Insured

EVERYTHING = Wanted(after=NOBODY, area="%", since=datetime(2000, 1, 1, tzinfo=SHANGHAI), most=100)
TOLD = (CheckCompletedV1, SuspendRequestedV1, CaseChangedV1, CoverageElsewhereChangedV1, ExternalNoticeChangedV1)


@pytest.fixture
async def regions(fresh_database: FreshDatabase) -> AsyncIterator[Desk]:
    async with desk(fresh_database) as one:
        yield one


async def told(regions: Desk) -> list[Event[Any]]:
    """All events that were ever published, in their order."""
    return [event for kind in TOLD for event in await regions.facts.told(kind)]


def newest(events: Sequence[Event[Any]]) -> dict[object, tuple[int, Any, object]]:
    """Of each aggregate the version told last, and what it says but for when a check was looked at."""
    return {event.subject: (event.aggregateversion, event.data, event.personid) for event in sorted(events, key=lambda one: one.id)}


async def test_all_that_was_told_is_told_anew(regions: Desk) -> None:
    """E dedup.*: checks, requests, cases, cover elsewhere, notices, and what other regions ask of us."""
    await regions.mover("moves")
    one = Insured("asked-about")
    await regions.facts.hear(participation(one.participation, one.person, token(one.word)))
    await regions.facts.report(reported("student", token(one.word), area=GUANGZHOU, student=True))
    async with regions.facts.database.transaction() as tx:
        await receive_notice(tx, one.asked())
    before = await told(regions)
    assert {type(event.data) for event in before} == set(TOLD)
    async with regions.facts.database.transaction() as tx:
        for tell in AGGREGATES.told.values():
            assert await tell(tx, EVERYTHING)
    again = [event for event in await told(regions) if event.id not in {one.id for one in before}]
    assert newest(again) == newest(before)
    assert len(again) == len(newest(again)), "each once"


async def test_versions_are_told_as_they_were_published(regions: Desk) -> None:
    """A listener that compares versions finds every aggregate of every kind."""
    await regions.mover("moves")
    one = Insured("asked-about")
    await regions.facts.hear(participation(one.participation, one.person, token(one.word)))
    async with regions.facts.database.transaction() as tx:
        await receive_notice(tx, one.asked())
    published = {event.subject: event.aggregateversion for event in await told(regions)}
    async with regions.facts.database.read() as read:
        found = [row for kind in AGGREGATES.told for row in await _versions(AGGREGATES.versions[kind], read.driver)]
    assert {str(key): version for key, version in found} == published


async def _versions(statement: Statement, driver: Any) -> list[tuple[Any, int]]:
    return [(row["id"], row["version"]) for row in await statement.rows(driver, after=NOBODY, most=100)]
