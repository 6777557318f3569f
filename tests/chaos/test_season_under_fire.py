"""A season of Kaiping at scale 0.0005 while every process of the suite is killed in turn: nothing is lost, nothing is doubled.

Without fire it is told by the demo (tests/suite/test_demo.py).
"""

import asyncio
from collections.abc import AsyncIterator, Iterator, Set
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pytest
from rich.console import Console

from canbao_suite.chaos.suite_under_fire import under_fire
from canbao_suite.environments import Bus
from canbao_suite.season.audit_report import AuditReport
from canbao_suite.season.books import people_registered
from canbao_suite.season.client import SuiteClient
from canbao_suite.season.plan import plan_season
from canbao_suite.season.population import Population
from canbao_suite.season.progress_bar import SeasonProgress
from canbao_suite.season.quiet import until_quiet
from canbao_suite.season.run import audit_season, town_figures
from canbao_suite.season.story import YEAR, Season
from enrolment_terms.benefit_year import SHANGHAI
from tests.chaos.gunner import Gunner
from tests.chaos.harness import TestedSuite
from tests.servers import on_test_settings, scratch_folder

SCALE, SEED = 0.0005, 1
ROUNDS: dict[Bus, int] = {"rabbitmq": 1, "embedded": 2}
"""So many shots at each target: at seven processes, or at three."""
REST_SECONDS = 60.0


@pytest.fixture
def folder() -> Iterator[Path]:
    """One that PostgreSQL's user may pass through."""
    with scratch_folder() as folder:
        yield folder / "suite"


@pytest.mark.chaos
@pytest.mark.rabbitmq
@pytest.mark.timeout(600)
@pytest.mark.xdist_group("chaos")
@pytest.mark.parametrize("bus", ["rabbitmq", "embedded"])
async def test_nothing_is_lost_or_doubled_under_fire(bus: Bus, folder: Path) -> None:
    tested = TestedSuite(folder, {}, bus=bus)
    on_test_settings(tested)
    plan = plan_season(town_figures(), SCALE, SEED)
    async with under_fire(tested) as suite, client_of(suite) as client:
        waiting = await applied_before(suite, client)
        earlier = await people_registered(suite)
        gunner = Gunner(suite)
        season = Season(suite, client, plan, SeasonProgress(Console(quiet=True), total=1), earlier)
        await under_shots(season, gunner, ROUNDS[bus])
        report = await audit_at_rest(suite, client, season, earlier)
        untouched = await client.get("registration", f"/applications/{waiting}", client.token("clerk"))
        towns = (await client.get("registration", "/progress", client.token("clerk"), benefit_year=YEAR, area="440783"))["towns"]
    print(f"shots: {len(gunner.shots)}, services started again: {suite.restarts}, checked: {report.checked}")
    assert len(gunner.shots) == ROUNDS[bus] * len(gunner.targets), "the season was over before everything had been shot at"
    assert gunner.relays_with_events_in_hand
    assert report.differences == []
    assert untouched["state"] == "UNDER_REVIEW"
    assert sum(town["paid"] for town in towns) > 0.8 * plan.people


@asynccontextmanager
async def client_of(suite: TestedSuite) -> AsyncIterator[SuiteClient]:
    """One for the whole test."""
    client = SuiteClient(suite)
    try:
        yield client
    finally:
        await client.close()


async def applied_before(suite: TestedSuite, client: SuiteClient) -> str:
    """Somebody whose application waits for a clerk when the season begins, and is none of the season's business."""
    await client.move_clock(datetime(YEAR - 1, 10, 10, 9, tzinfo=SHANGHAI))
    form = next(Population(4713).people("440783115", 1)).as_application(YEAR, "COUNTER")
    application: str = (await client.post("registration", "/applications", form, client.token("clerk")))["application_id"]
    await until_quiet(suite, client, lambda _: None)
    return application


async def under_shots(season: Season, gunner: Gunner, rounds: int) -> None:
    """The whole season; the firing ends with it. A gunner that fails ends the season too."""
    async with asyncio.TaskGroup() as group:
        firing = group.create_task(gunner.fire(rounds))
        await group.create_task(season.run())
        firing.cancel()


async def audit_at_rest(suite: TestedSuite, client: SuiteClient, season: Season, earlier: Set[UUID]) -> AuditReport:
    """The audit once all are up again and what they held is through: the last shot may have come with the last event."""
    report = await audit_season(suite, client, season.ledger, earlier)
    deadline = asyncio.get_running_loop().time() + REST_SECONDS
    while report.differences and asyncio.get_running_loop().time() < deadline:
        await asyncio.sleep(1.0)
        report = await audit_season(suite, client, season.ledger, earlier)
    return report
