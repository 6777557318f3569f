"""One request is one transaction, committed before the response (P5)."""

import asyncio
from contextlib import suppress

import asyncpg
import pytest

from service_runtime import Database
from tests.service_runtime.sample_service import Sample

TABLES = ("notes", "outbox", "audit_rows", "idempotency_keys")


async def counts(sample: Sample) -> tuple[int, ...]:
    return tuple([await sample.count(table) for table in TABLES])


async def test_state_outbox_audit_and_key_commit_together(sample: Sample) -> None:
    before = await counts(sample)
    response = await sample.take("together", "together-1")
    assert response.status_code == 201
    after = await counts(sample)
    assert after == tuple(count + 1 for count in before)
    stored = await sample.client.get(f"/sample/v1/notes/{response.json()['id']}", headers=sample.as_citizen())
    assert stored.json()["text"] == "together"


@pytest.mark.parametrize(("kind", "status"), [("refused", 422), ("broken", 500)])
async def test_an_error_leaves_nothing(sample: Sample, kind: str, status: int) -> None:
    before = await counts(sample)
    assert (await sample.take(f"error {kind}", f"error-{kind}", kind=kind)).status_code == status
    assert await counts(sample) == before


async def test_a_commit_that_fails_is_never_a_2xx(sample: Sample) -> None:
    assert (await sample.take("unique", "unique-1")).status_code == 201
    before = await counts(sample)
    response = await sample.take("unique", "unique-2")
    assert response.status_code == 500
    assert response.json()["code"] == "INTERNAL"
    assert await counts(sample) == before


async def test_a_cancelled_request_rolls_back_and_leaves_its_connection(sample: Sample) -> None:
    gates = sample.settings.gates
    before = await counts(sample)
    for number in range(2 * sample.settings.pool_size + 1):
        gates.inside.clear()
        request = asyncio.create_task(sample.take(f"cancelled {number}", f"cancelled-{number}", kind="gated"))
        await gates.inside.wait()
        request.cancel()
        with pytest.raises(asyncio.CancelledError):
            await request
    assert await counts(sample) == before


async def test_a_connection_that_dies_in_the_transaction_gives_503(sample: Sample) -> None:
    gates = sample.settings.gates
    gates.inside.clear()
    gates.go_on.clear()
    request = asyncio.create_task(sample.take("dies", "dies-1", kind="gated"))
    await gates.inside.wait()
    async with sample.runtime.database.read() as read:
        await read.driver.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
            " AND state = 'idle in transaction' AND pid <> pg_backend_pid()"
        )
    gates.go_on.set()
    response = await request
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "1"
    assert (await sample.take("lives", "dies-1")).status_code == 201


async def test_an_audited_reading_commits_its_row(sample: Sample) -> None:
    note_id = (await sample.take("secret", "secret-1")).json()["id"]
    before = await sample.count("audit_rows")
    read = await sample.client.get(f"/sample/v1/notes/{note_id}/unmasked", headers=sample.as_clerk())
    assert read.status_code == 200
    assert await sample.count("audit_rows") == before + 1


async def test_the_transaction_block_commits_or_rolls_back(sample: Sample) -> None:
    database: Database = sample.runtime.database
    insert = "INSERT INTO notes (id, owner, area, text) VALUES (gen_random_uuid(), 'x', '440783', $1)"

    async def insert_and(text: str, error: Exception | None) -> None:
        async with database.transaction() as tx:
            await tx.driver.execute(insert, text)
            if error:
                raise error

    before = await sample.count("notes")
    await insert_and("block", None)
    with pytest.raises(ValueError, match="on purpose"):
        await insert_and("no block", ValueError("on purpose"))
    assert await sample.count("notes") == before + 1


async def test_a_transaction_that_failed_inside_is_no_success(sample: Sample) -> None:
    """Who catches the error of a statement does not get a commit: PostgreSQL rolls back and says so."""

    async def catch_the_error() -> None:
        async with sample.runtime.database.transaction() as tx:
            with suppress(asyncpg.DivisionByZeroError):
                await tx.driver.execute("SELECT 1 / 0")

    with pytest.raises(asyncpg.InFailedSQLTransactionError):
        await catch_the_error()


async def test_no_state_stays_without_the_rows_that_tell_of_it(sample: Sample) -> None:
    insert = "INSERT INTO notes (id, owner, area, text) VALUES (gen_random_uuid(), 'wx:1', '440783', 'untold')"

    async def insert_and_tell() -> None:
        async with sample.runtime.database.transaction() as tx:
            await tx.driver.execute(insert)
            tx.audit("note.taken", subject="a\0", actor="wx:1")

    before = await counts(sample)
    with pytest.raises(asyncpg.CharacterNotInRepertoireError):
        await insert_and_tell()
    assert await counts(sample) == before
