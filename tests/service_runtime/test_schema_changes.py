"""A schema that is changed while requests come: nobody is told of it."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import FreshDatabase
from tests.service_runtime.sample_service import Sample, running_sample


@pytest.fixture
async def sample(fresh_database: FreshDatabase, tmp_path: Path) -> AsyncIterator[Sample]:
    async with running_sample(await fresh_database("schema_changes"), tmp_path) as running:
        yield running


async def test_what_connections_had_prepared_is_prepared_anew(sample: Sample) -> None:
    """Each connection of the pool remembers the table as it was, and none of them answers 500 for it."""
    note = (await sample.take("a note", "schema-1")).json()["id"]
    clerk = sample.headers(sample.issuer.mint("clerk-1", ["clerk"], ["44"]))

    async def read() -> int:
        return (await sample.client.get(f"/sample/v1/notes/{note}/unmasked", headers=clerk)).status_code

    assert set(await asyncio.gather(*(read() for _ in range(12)))) == {200}
    assert sample.runtime.database.pool.open > 1
    for change in ("ALTER COLUMN text TYPE varchar(300)", "ADD COLUMN later text", "ALTER COLUMN later TYPE integer USING 0"):
        async with sample.runtime.database.transaction() as tx:
            await tx.driver.execute(f"ALTER TABLE notes {change}")
        assert set(await asyncio.gather(*(read() for _ in range(12)))) == {200}, change


async def test_a_batch_that_stays_in_hand_and_what_is_parked_warn(sample: Sample) -> None:
    """As one that waits for a lock nobody gives up."""
    membership = sample.runtime.membership
    health = membership.health
    membership.health = replace(health, batch_seconds=61.0, held_by="UndefinedColumnError at benefits", holding=True, parked=2)  # type: ignore[misc]
    ready = (await sample.client.get("/readyz")).json()
    told = {name: (check["status"], check.get("observedValue"), check.get("output")) for name, [check] in ready["checks"].items()}
    assert told["consumer:batch_age"] == ("warn", 61.0, None)
    assert told["consumer:alive"] == ("warn", None, "UndefinedColumnError at benefits")
    assert told["parked:count"] == ("warn", 2, None)
    membership.health = replace(health, batch_seconds=59.0)  # type: ignore[misc]
    ready = (await sample.client.get("/readyz")).json()
    assert ready["checks"]["consumer:batch_age"][0]["status"] == "pass"
