"""What another region has agreed to and not done is a list, is asked for again, and is escalated (R-132)."""

from collections.abc import AsyncIterator
from datetime import date, datetime
from typing import Any

import pytest

from dedup.use_cases.escalate_notices import ESCALATIONS
from dedup.use_cases.settle_notices import list_still_active
from enrolment_events.duplicates import NoticeState
from enrolment_terms.scheme import ParticipationState
from service_runtime import Run
from tests.conftest import FreshDatabase
from tests.dedup.builders import HUNAN, MORNING, hours_later, reported
from tests.dedup.regions import Desk, desk
from tests.dedup.test_send_notices import call_back, cases, states


@pytest.fixture
async def regions(fresh_database: FreshDatabase) -> AsyncIterator[Desk]:
    async with desk(fresh_database) as one:
        yield one


async def escalate(regions: Desk, day: date) -> int:
    """The daily job, on that day."""
    regions.facts.clock.move_to(datetime.combine(day, MORNING.timetz()))
    job = ESCALATIONS
    async with regions.facts.database.transaction() as tx:
        return (await job.step(tx, Run(run_id=1, job=job.name, area="44", day=day, cursor=None, done=0))).done


async def listed(regions: Desk) -> int:
    """How many are agreed to and not done."""
    async with regions.facts.database.read() as read:
        return len(await list_still_active(read, ["4407%"], 10))


async def test_what_was_acknowledged_and_never_done_is_asked_for_again(regions: Desk) -> None:
    """R-132, D6 EXECUTING: escalated and told under the next version after some days, as long as the region's own word says active."""
    await regions.strings.misbehave(offices={"does_nothing": 1.0})
    one = await regions.mover("promises")
    await regions.send()
    await regions.send(due=True)
    before = await regions.notice(one)
    assert (before["state"], await escalate(regions, date(2023, 11, 5))) == ("ACKNOWLEDGED", 0)
    assert await escalate(regions, date(2023, 11, 6)) == 1
    row = await regions.notice(one)
    assert (row["state"], row["version"], row["due_on"]) == ("ESCALATED", before["version"] + 1, date(2023, 11, 11))
    assert (await states(regions, one))[-1] == "ESCALATED"
    assert await listed(regions) == 1, "asked for again, and not done yet"
    await regions.strings.at("2023-11-08")
    assert (await escalate(regions, date(2023, 11, 8)), await regions.send()) == (0, 1)
    there = await regions.strings.received(row["notice_id"])
    assert (there["version"], there["due_on"], there["effective_on"]) == (row["version"], "2023-11-11", "2023-11-01")
    await regions.send(due=True)
    assert (await regions.notice(one))["state"] == "ACKNOWLEDGED"
    assert [await escalate(regions, date(2023, 11, day)) for day in (12, 13, 14)] == [0, 1, 0]
    await regions.send()
    await call_back(regions, one, NoticeState.ACKNOWLEDGED, 1)
    assert [await escalate(regions, date(2023, 11, day)) for day in (17, 18)] == [0, 1], "whatever day the region names"
    await regions.facts.report(
        reported(one.word, one.document, area=HUNAN, year=2023, state=ParticipationState.SUSPENDED, ends_on=date(2023, 10, 31))
    )
    assert (await listed(regions), await cases(regions)) == (0, [])


async def test_a_relation_that_was_to_come_back_and_rests_is_asked_for_again(regions: Desk) -> None:
    """R-131, R-132: the region has agreed to resume it and tells of the suspended one; resumed, it tells of an active one beside it."""
    one = await regions.mover("comes-back")
    await regions.send()
    await call_back(regions, one, NoticeState.ACKNOWLEDGED, 12)
    as_a_case_has_it = "kind = 'RESUME_RELATION', notice_id = gen_random_uuid(), application_id = NULL, case_id = gen_random_uuid()"
    await regions.change(f"UPDATE notices SET {as_a_case_has_it}")

    async def state() -> str:
        [row] = await regions.facts.rows("SELECT state FROM notices WHERE kind = 'RESUME_RELATION'")
        return str(row["state"])

    await escalate(regions, date(2023, 11, 6))
    assert (await listed(regions), await state()) == (0, "ACKNOWLEDGED"), "it is active"
    rests: dict[str, Any] = {"state": ParticipationState.SUSPENDED, "ends_on": date(2023, 9, 30)}
    await regions.facts.report(reported(one.word, one.document, area=HUNAN, year=2023, **rests))
    await escalate(regions, date(2023, 11, 7))
    assert (await listed(regions), await state()) == (1, "ESCALATED")
    await regions.facts.report(reported("again", one.document, area=HUNAN, year=2023, starts_on=date(2023, 11, 1)))
    assert await listed(regions) == 0


async def test_what_is_done_is_asked_for_once(regions: Desk) -> None:
    """R-132: the region tells of the suspended relation."""
    one = await regions.mover("keeps-his-word")
    await regions.send()
    await call_back(regions, one, NoticeState.ACKNOWLEDGED, 12)
    regions.facts.clock.move_to(hours_later(5))
    await regions.facts.report(
        reported(one.word, one.document, area=HUNAN, year=2023, state=ParticipationState.SUSPENDED, ends_on=date(2023, 10, 31))
    )
    assert await escalate(regions, date(2023, 12, 1)) == 0
    assert (await regions.notice(one))["state"] == "ACKNOWLEDGED"


async def test_what_was_asked_for_again_may_be_refused_or_taken_back(regions: Desk) -> None:
    """R-120, R-132: a refusal is a case; a registration that is cancelled asks for nothing."""
    no, gone = await regions.mover("no"), await regions.mover("cancelled")
    await regions.send()
    for one in (no, gone):
        await call_back(regions, one, NoticeState.ACKNOWLEDGED, 12)
    assert await escalate(regions, date(2023, 11, 6)) == 2
    await call_back(regions, no, NoticeState.REFUSED, 30)
    await regions.facts.hear(regions.registered(gone, 2, state=ParticipationState.CANCELLED))
    assert [(await regions.notice(one))["state"] for one in (no, gone)] == ["REFUSED", "WITHDRAWN"]
    assert (len(await cases(regions)), await listed(regions), await escalate(regions, date(2023, 12, 1))) == (1, 0, 0)
