"""A season of Kaiping at scale 0.0005 while every process of the suite is killed in turn: nothing is lost, nothing is doubled."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.console import Console

from canbao_suite.chaos.suite_under_fire import under_fire
from canbao_suite.environments import Bus
from canbao_suite.season.audit_report import AuditReport
from canbao_suite.season.client import SuiteClient
from canbao_suite.season.ledger import SeasonLedger
from canbao_suite.season.plan import plan_season
from canbao_suite.season.progress_bar import SeasonProgress
from canbao_suite.season.run import audit_season, town_figures
from canbao_suite.season.story import Season
from tests.chaos.gunner import Gunner
from tests.chaos.harness import TestedSuite
from tests.servers import on_test_settings, scratch_folder

SCALE, SEED = 0.0005, 1
ROUNDS = 2
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
    async with under_fire(tested) as suite:
        gunner = Gunner(suite)
        ledger = await season_under_fire(suite, gunner)
        report = await audit_at_rest(suite, ledger)
    print(f"shots: {len(gunner.shots)}, services started again: {suite.restarts}, checked: {report.checked}")
    assert len(gunner.shots) == ROUNDS * len(gunner.targets), "the season was over before everything had been shot at"
    assert gunner.relays_with_events_in_hand
    assert report.differences == []


async def season_under_fire(suite: TestedSuite, gunner: Gunner) -> SeasonLedger:
    """The whole season; the firing ends with it. A gunner that fails ends the season too."""
    client = SuiteClient(suite)
    plan = plan_season(town_figures(), SCALE, SEED)
    season = Season(suite, client, plan, SeasonProgress(Console(quiet=True), total=1))
    try:
        async with asyncio.TaskGroup() as group:
            firing = group.create_task(gunner.fire(ROUNDS))
            await group.create_task(season.run())
            firing.cancel()
    finally:
        await client.close()
    return season.ledger


async def audit_at_rest(suite: TestedSuite, ledger: SeasonLedger) -> AuditReport:
    """The audit once all are up again and what they held is through: the last shot may have come with the last event."""
    client = SuiteClient(suite)
    try:
        report = await audit_season(suite, client, ledger)
        deadline = asyncio.get_running_loop().time() + REST_SECONDS
        while report.differences and asyncio.get_running_loop().time() < deadline:
            await asyncio.sleep(1.0)
            report = await audit_season(suite, client, ledger)
    finally:
        await client.close()
    return report
