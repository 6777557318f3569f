"""A restore: databases of slightly different moments, an empty broker, and the present state told anew until all agree."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from canbao_suite.environments import SERVICES
from canbao_suite.listening import free_port
from canbao_suite.processes import Suite
from canbao_suite.season.population import Population
from tests.servers import on_test_settings, require_installed_rabbitmq, scratch_folder
from tests.suite.restoring import Drill
from tests.suite.terminal import given

TOWN = "440783115"
LISTENERS = ("payment-bridge", "dedup", "benefits")
pytestmark = [pytest.mark.rabbitmq, pytest.mark.timeout(240)]


@pytest.fixture
async def drill() -> AsyncIterator[Drill]:
    """A distributed suite with a front."""
    require_installed_rabbitmq()
    with scratch_folder() as folder:
        suite = on_test_settings(Suite(folder / "drill", bus="rabbitmq", port=free_port(), rate_limit_factor=0))
        suite.start()
        drill = Drill(suite)
        try:
            yield drill
        finally:
            await drill.client.close()
            suite.stop()
            suite.forget()


def compared(drill: Drill, *services: str, code: int) -> dict[tuple[str, str], dict[str, Any]]:
    """What `canbao events compare` says, by kind and listener."""
    said = given("events", "compare", *services, "--json", "--state", str(drill.suite.folder.parent), ends=code)
    return {(one["kind"], one["listener"]): one for one in json.loads(said)}


async def all_told(drill: Drill, services: tuple[str, ...]) -> None:
    """Returns when these services have told everything, and it has been heard. Two operators ask for it."""
    for service in services:
        number = int((await drill.client.post_by_two(service, "/republications", {}))["republication_id"])
        connection = await asyncpg.connect(drill.suite.database_url(SERVICES[service]))
        done = "SELECT state FROM republications WHERE republication_id = $1"
        while await connection.fetchval(done, number) != "DONE":  # noqa: ASYNC110 -- nobody tells us
            await asyncio.sleep(0.05)
        await connection.close()
    await drill.quiet()


async def states_of(drill: Drill) -> dict[str, str]:
    """Of participations, by application."""
    connection = await asyncpg.connect(drill.suite.database_url("registration"))
    rows = await connection.fetch("SELECT application_id, state FROM participations")
    await connection.close()
    return {str(application): state for application, state in rows}


async def test_after_a_restore_the_services_agree_again(drill: Drill, tmp_path: Path) -> None:
    early, late = tmp_path / "early", tmp_path / "late"
    early.mkdir()
    late.mkdir()
    population = Population(seed=7)
    first, second, third = (list(population.people(TOWN, 2)) for _ in range(3))
    await drill.open_the_levy()
    await drill.submit(first)
    approved_first = await drill.approve()
    await drill.submit(second)
    drill.dump("registration", early)
    drill.dump("benefits", late)

    drill.end(LISTENERS)
    approved_second = await drill.approve()
    await drill.sent("registration")
    drill.dump("registration", late)
    drill.dump("dedup", late)
    drill.dump("payment_bridge", late)
    drill.start(LISTENERS)
    acknowledged = dict(drill.ledger.applications), set(drill.ledger.approved)
    await drill.quiet()
    await drill.collect()
    await drill.submit(third)
    await drill.approve()
    await drill.quiet()
    assert (await drill.audit()).differences == []

    drill.end(SERVICES)
    drill.restore(SERVICES.values(), late)
    await drill.empty_the_broker()
    drill.start(SERVICES)
    await drill.quiet()
    drill.ledger.applications, drill.ledger.approved = acknowledged
    told = " ".join((await drill.audit()).differences)
    assert "participations without a bill" in told
    assert "participations unknown to dedup" in told

    await all_told(drill, tuple(SERVICES))
    assert (await drill.audit()).differences == []
    assert set((await states_of(drill)).values()) == {"ACTIVE"}
    assert compared(drill, code=0)["participation", "dedup"]["same"] == len(acknowledged[1])

    drill.end(("registration",))
    drill.restore(["registration"], early)
    drill.start(("registration",))
    await all_told(drill, ("payment-bridge", "dedup", "benefits"))
    states = await states_of(drill)
    assert {states[application] for application in approved_first} == {"ACTIVE"}, "learned again from the others"
    assert states.keys().isdisjoint(approved_second), "what it decided later itself nobody can give back"
    apart = compared(drill, "registration", code=4)
    assert len(apart["participation", "dedup"]["ahead"]) == len(approved_second)
    assert len(apart["participation", "benefits"]["ahead"]) == len(approved_second)
    assert apart["participation", "dedup"]["behind"] == apart["participation", "dedup"]["missing"] == []
