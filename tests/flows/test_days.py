"""What a day brings comes with nobody calling, and after an outage all that was missed (D8, R-140)."""

import asyncio
from datetime import datetime
from typing import Any

import asyncpg
import pytest

from canbao_suite.season.population import Person
from enrolment_terms.benefit_year import SHANGHAI
from tests.flows.kaiping import Kaiping

pytestmark = pytest.mark.xdist_group("flows")
JOBS = ("decide_again_even", "decide_again_odd")


async def insured(kaiping: Kaiping) -> Person:
    """Somebody who has paid for 2024 in December, and is not covered yet."""
    await kaiping.on(2023, 12, 20)
    person = kaiping.somebody()
    await kaiping.pay(await kaiping.enrolled(person), 2023, 12, 20)
    await in_state(kaiping, person, "PENDING")
    return person


async def in_state(kaiping: Kaiping, person: Person, state: str) -> None:
    """Returns once the entitlement stands so in benefits' own tables: an answer over REST would be made for its day."""
    person_id = await kaiping.person_id(person)
    connection = await asyncpg.connect(kaiping.suite.database_url("benefits"))
    try:
        sql = "SELECT state FROM entitlements WHERE person_id = $1 AND benefit_year = 2024"
        await kaiping.until(lambda: connection.fetchval(sql, person_id), lambda seen: seen == state)
    finally:
        await connection.close()


async def runs(kaiping: Kaiping) -> list[dict[str, Any]]:
    """The newest runs of the days' work in benefits."""
    token = kaiping.client.token("operator")
    return [one for job in JOBS for one in (await kaiping.look("benefits", "/job-runs", token, job=job, limit=2))["items"]]


async def test_cover_begins_on_its_day_with_nobody_calling(kaiping: Kaiping) -> None:
    """D8 PENDING→ACTIVE."""
    person = await insured(kaiping)
    await kaiping.on(2023, 12, 31)
    await in_state(kaiping, person, "PENDING")
    await kaiping.on(2024, 1, 1)
    await in_state(kaiping, person, "ACTIVE")


async def test_months_that_nobody_saw_are_made_up_for_at_the_next_start(kaiping: Kaiping) -> None:
    """D8 PENDING→ACTIVE: everything stands still over 1 January and three starts of months."""
    person = await insured(kaiping)
    kaiping.suite.processes["suite"].kill()
    (kaiping.suite.folder / "clock").write_text(datetime(2024, 3, 5, 9, tzinfo=SHANGHAI).isoformat())
    kaiping.suite.processes["suite"].start()
    await asyncio.to_thread(kaiping.suite.wait_ready, "suite")
    await in_state(kaiping, person, "ACTIVE")
    done = await kaiping.until(lambda: runs(kaiping), lambda found: all(one["state"] == "DONE" for one in found))
    assert [one["day"] for one in done] == ["2024-03-05", "2023-12-31"] * 2, "one for each year"
