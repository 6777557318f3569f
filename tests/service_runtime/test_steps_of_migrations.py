"""Each service's database goes up, down and up again step by step, with dead letters in it, and ends as the code says."""

import importlib

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from service_runtime.migration import migrate, schema_differences, script_of
from tests.conftest import FreshDatabase
from tests.service_runtime.stepping import down_to

SERVICES = ("registration", "payment_bridge", "dedup", "benefits")
LETTER = """
    INSERT INTO dead_letters (event_id, event_type, event, origin, error)
    VALUES (gen_random_uuid(), 'payment.settled.v1', '{}', '/canbao/payment', 'ValueError')
"""
CALLBACK = """
    INSERT INTO tax_callbacks (webhook_id, body, body_digest, bytes, state, discarded_at, discarded_by, discard_reason_sealed)
    VALUES ('a', '{}', 'd', 2, 'DISCARDED', now(), 'operator', 'sealed')
"""
GIVEN_UP = "discarded_at = now(), discarded_by = 'operator', discard_reason = 'a test'"


@pytest.mark.parametrize("service", SERVICES)
async def test_up_down_and_up_again(fresh_database: FreshDatabase, service: str) -> None:
    package = f"{service}.migrations"
    metadata = importlib.import_module(f"{service}.tables").metadata
    url = (await fresh_database(f"steps_{service}")).replace("postgresql://", "postgresql+asyncpg://")
    await migrate(url, package)
    assert await schema_differences(url, metadata) == []
    engine = create_async_engine(url)
    first = script_of(package).get_base()
    assert first is not None
    async with engine.begin() as connection:
        await connection.execute(sa.text(LETTER))
        await connection.execute(sa.text(f"UPDATE dead_letters SET field = 'data', {GIVEN_UP}"))
        if service == "payment_bridge":
            await connection.execute(sa.text(CALLBACK))
    async with engine.connect() as connection:
        await connection.run_sync(down_to, package, first)
        await connection.commit()
        columns = await connection.run_sync(lambda sync: {column["name"] for column in sa.inspect(sync).get_columns("dead_letters")})
        assert columns & {"field", "rule", "discarded_at", "discarded_by", "discard_reason", "publisher"} == set()
        assert (await connection.execute(sa.text("SELECT count(*) FROM dead_letters"))).scalar_one() == 1, "no letter is lost"
    await migrate(url, package)
    assert await schema_differences(url, metadata) == []
    async with engine.begin() as connection:
        publisher = (await connection.execute(sa.text("SELECT publisher FROM dead_letters"))).scalar_one()
        assert publisher == "payment-bridge", "what lay there before events were signed can still be replayed"
        assert (await connection.execute(sa.text("SELECT count(*) FROM dead_letters WHERE discarded_at IS NULL"))).scalar_one() == 1
        await connection.execute(sa.text(f"UPDATE dead_letters SET {GIVEN_UP}"))
        with pytest.raises(sa.exc.IntegrityError, match="dead_letters_discarded"):
            await connection.execute(sa.text("UPDATE dead_letters SET discard_reason = NULL"))
    await engine.dispose()
