"""A small season on both transports, audited over all books."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.console import Console

from canbao_suite.environments import Bus
from canbao_suite.processes import Suite
from canbao_suite.rabbitmq_node import installed_server
from canbao_suite.season.run import run_season
from tests.servers import scratch_folder

SCALE = 0.002


@pytest.fixture
def folder() -> Iterator[Path]:
    with scratch_folder() as folder:
        yield folder


@pytest.mark.timeout(300)
@pytest.mark.parametrize("bus", ["embedded", pytest.param("rabbitmq", marks=pytest.mark.rabbitmq)])
async def test_a_season_ends_in_a_clean_audit(bus: Bus, folder: Path) -> None:
    if bus == "rabbitmq" and installed_server() is None and os.environ.get("CI") != "true":
        pytest.skip("rabbitmq-server is not installed")
    suite = Suite(folder / "suite", bus=bus)
    suite.start()
    try:
        result = await run_season(suite, SCALE, seed=7, console=Console(quiet=True))
    finally:
        suite.stop()
        suite.forget()
    assert result.differences == []
    assert (result.lost, result.doubled) == (0, 0)
    total_paid = sum(int(str(town["paid"])) for town in result.towns)
    assert total_paid > 0.8 * result.people
