"""A small season on RabbitMQ, audited over all books; on the embedded bus it is told under fire (tests/chaos/test_season_under_fire.py)."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from rich.console import Console

from canbao_suite.environments import SEASON_FACTOR
from canbao_suite.processes import Suite
from canbao_suite.season.client import SuiteClient
from canbao_suite.season.population import Population
from canbao_suite.season.quiet import until_quiet
from canbao_suite.season.run import run_season
from enrolment_terms.benefit_year import SHANGHAI
from tests.servers import on_test_settings, require_installed_rabbitmq, scratch_folder

SCALE = 0.0005


@pytest.fixture
def folder() -> Iterator[Path]:
    with scratch_folder() as folder:
        yield folder


async def applied_before(suite: Suite) -> str:
    """Somebody whose application waits for a clerk when the season begins, and is none of the season's business."""
    client = SuiteClient(suite)
    try:
        await client.move_clock(datetime(2023, 10, 10, 9, tzinfo=SHANGHAI))
        form = next(Population(4713).people("440783115", 1)).as_application(2024, "COUNTER")
        application: str = (await client.post("registration", "/applications", form, client.token("clerk")))["application_id"]
        await until_quiet(suite, client, lambda _: None)
    finally:
        await client.close()
    return application


async def state_of(suite: Suite, application: str) -> str:
    client = SuiteClient(suite)
    try:
        return str((await client.get("registration", f"/applications/{application}", client.token("clerk")))["state"])
    finally:
        await client.close()


@pytest.mark.timeout(600)
@pytest.mark.rabbitmq
async def test_a_season_ends_in_a_clean_audit(folder: Path) -> None:
    require_installed_rabbitmq()
    suite = on_test_settings(Suite(folder / "suite", bus="rabbitmq", rate_limit_factor=SEASON_FACTOR))
    suite.start()
    try:
        earlier = await applied_before(suite)
        result = await run_season(suite, SCALE, seed=7, console=Console(quiet=True))
        untouched = await state_of(suite, earlier)
    finally:
        suite.stop()
        suite.forget()
    assert untouched == "UNDER_REVIEW"
    assert result.differences == []
    assert (result.lost, result.doubled) == (0, 0)
    total_paid = sum(int(str(town["paid"])) for town in result.towns)
    assert total_paid > 0.8 * result.people
