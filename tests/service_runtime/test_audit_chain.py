"""The audit cannot be changed unseen: 100 of 100 rows that were touched behind the service's back are found and located."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import asyncpg
import pytest

from row_sets import Driver
from service_runtime.audit_archive import CannotArchive, archive_audit
from service_runtime.audit_chain import Block, Checkpoint, block_digest
from service_runtime.audit_rows import last_id, newest_block, unsealed_rows
from service_runtime.audit_sealer import AuditSealer, read_checkpoint
from service_runtime.audit_verify import FaultKind, Verification, verify_audit
from service_runtime.safe import Safe, generate_storage_keys
from tests.conftest import FreshDatabase
from tests.service_runtime.sample_service import Sample, running_sample

CHOICE = random.Random(20261127)
TOUCHED = 100


@pytest.fixture
async def sample(fresh_database: FreshDatabase, tmp_path: Path) -> AsyncIterator[Sample]:
    """A sample service whose own sealer rests, so that each test seals when it wants to."""
    async with running_sample(await fresh_database("audit"), tmp_path, audit_seal_seconds=3600.0) as running:
        yield running


def sealer_of(sample: Sample, folder: Path | None = None) -> AuditSealer:
    return AuditSealer("sample", sample.settings.model_copy(update={"audit_checkpoint_folder": folder, "audit_checkpoint_seconds": 0.0}))


def safe_of(sample: Sample) -> Safe:
    return Safe.from_json(sample.settings.storage_keys)


async def write(sample: Sample, count: int, actor: str = "clerk") -> None:
    async with sample.runtime.database.transaction() as tx:
        for number in range(count):
            tx.audit("note.read", subject=f"s{number}", actor=actor, purpose="CARE", detail={"number": number})


async def seal(sample: Sample, sealer: AuditSealer | None = None) -> None:
    """All that there is, and what is settled by then."""
    sealer = sealer or sealer_of(sample)
    async with superuser(sample) as driver:
        while await sealer.step(sample.runtime) or await unsealed_rows(driver, await last_id(driver), 1):
            pass
    await sealer.step(sample.runtime)


@asynccontextmanager
async def superuser(sample: Sample) -> AsyncIterator[Driver]:
    """Whom nothing in the database refuses anything."""
    driver = await asyncpg.connect(sample.settings.database_url)
    await driver.execute("SET session_replication_role = replica")
    try:
        yield driver
    finally:
        await driver.close()


async def verify(sample: Sample, checkpoint: Checkpoint | None = None) -> Verification:
    async with superuser(sample) as driver:
        return await verify_audit(driver, safe_of(sample), checkpoint)


async def some_rows(sample: Sample) -> list[int]:
    """2,500 sealed rows in several blocks; the ids of 100 of them."""
    for _ in range(25):
        await write(sample, 100)
    await seal(sample)
    async with superuser(sample) as driver:
        ids = [row["id"] for row in await driver.fetch("SELECT id FROM audit_rows ORDER BY id")]
    found = await verify(sample)
    assert (found.faults, found.rows, found.waiting) == ([], 2500, 0)
    assert found.blocks >= 3
    return CHOICE.sample(ids, TOUCHED)


@pytest.mark.parametrize("column", ["actor", "subject", "action", "purpose", "request_id", "detail", "at", "recorded_at"])
async def test_a_changed_row_is_named(sample: Sample, column: str) -> None:
    values = {"at": "at + interval '1 microsecond'", "recorded_at": "recorded_at - interval '1 hour'", "detail": "'{\"number\": -1}'"}
    touched = await some_rows(sample)
    async with superuser(sample) as driver:
        await driver.execute(f"UPDATE audit_rows SET {column} = {values.get(column, chr(39) + 'x' + chr(39))} WHERE id = ANY($1)", touched)
    found = await verify(sample)
    assert {(fault.kind, fault.number) for fault in found.faults} == {(FaultKind.CHANGED, number) for number in touched}


async def test_a_deleted_row_is_named(sample: Sample) -> None:
    touched = await some_rows(sample)
    async with superuser(sample) as driver:
        await driver.execute("DELETE FROM audit_rows WHERE id = ANY($1)", touched)
    found = await verify(sample)
    assert [(fault.kind, fault.number) for fault in found.faults] == [(FaultKind.MISSING, number) for number in sorted(touched)]


async def test_swapped_rows_are_named(sample: Sample) -> None:
    touched = await some_rows(sample)
    async with superuser(sample) as driver:
        for one, other in zip(touched[::2], touched[1::2], strict=True):
            await driver.execute(
                "UPDATE audit_rows SET (at, actor, action, subject, purpose, request_id, detail, recorded_at) = (SELECT at, actor, action, "
                "subject, purpose, request_id, detail, recorded_at FROM audit_rows AS o WHERE o.id = CASE audit_rows.id WHEN $1 THEN $2 "
                "ELSE $1 END) WHERE id IN ($1, $2)",
                one,
                other,
            )
    found = await verify(sample)
    assert [(fault.kind, fault.number) for fault in found.faults] == [(FaultKind.SWAPPED, number) for number in sorted(touched)]


async def test_a_row_that_is_added_behind_the_seal_is_named_and_never_sealed(sample: Sample) -> None:
    async with superuser(sample) as driver:
        gaps = [await driver.fetchval("SELECT nextval('audit_rows_id_seq')") for _ in range(TOUCHED - 2)]
    await some_rows(sample)
    touched = [-5, *gaps, 10**9]
    async with superuser(sample) as driver:
        await driver.executemany(
            "INSERT INTO audit_rows (id, at, actor, action, subject) OVERRIDING SYSTEM VALUE VALUES ($1, now(), 'x', 'note.read', 's')",
            [(number,) for number in touched],
        )
    await seal(sample)
    found = await verify(sample)
    assert [(fault.kind, fault.number) for fault in found.faults] == [(FaultKind.ADDED, number) for number in touched]


async def test_a_cut_tail_is_found_by_the_checkpoint(sample: Sample, tmp_path: Path) -> None:
    await some_rows(sample)
    sealer = sealer_of(sample, tmp_path)
    for _ in range(TOUCHED):
        await write(sample, 1)
        await sealer.step(sample.runtime)
    checkpoint = read_checkpoint(tmp_path / "sample.json")
    assert checkpoint is not None
    async with superuser(sample) as driver:
        newest = await newest_block(driver)
        assert checkpoint == newest.checkpoint
        for table, column, first in (
            ("audit_seals", "number", newest.number - TOUCHED + 1),
            ("audit_rows", "id", newest.ids[0] - TOUCHED + 1),
        ):
            await driver.execute(f"DELETE FROM {table} WHERE {column} >= $1", first)
    assert (await verify(sample)).faults == [], "the chain alone cannot know"
    cut = await verify(sample, checkpoint)
    assert [(fault.kind, fault.number) for fault in cut.faults] == [
        (FaultKind.TAIL_CUT, number) for number in range(newest.number - TOUCHED + 1, newest.number + 1)
    ]
    await write(sample, 1)
    await sealer.step(sample.runtime)
    assert sealer.trouble is not None, "the sealer does not move the checkpoint over a broken chain"
    assert read_checkpoint(tmp_path / "sample.json") == checkpoint
    assert {figure.name for figure in await sealer.check(sample.runtime)} == {"audit:seal-lag", "audit:chain"}


async def test_a_forged_or_removed_block_is_named(sample: Sample) -> None:
    await some_rows(sample)
    async with superuser(sample) as driver:
        await driver.execute("UPDATE audit_seals SET digests = set_byte(digests, 40, 255 - get_byte(digests, 40)) WHERE number = 2")
    found = await verify(sample)
    assert {fault.kind for fault in found.faults} == {FaultKind.BLOCK_CHANGED, FaultKind.CHANGED}
    async with superuser(sample) as driver:
        await driver.execute("DELETE FROM audit_seals WHERE number = 2")
    found = await verify(sample)
    assert {fault.number for fault in found.faults if fault.kind is FaultKind.BLOCK_MISSING} == {2}


def test_the_chain_follows_from_the_block_before() -> None:
    safe, moment = Safe.from_json(generate_storage_keys()), datetime(2026, 11, 27, tzinfo=UTC)
    block = Block(2, [1], b"d" * 32, 1, 1, b"", moment)
    assert block_digest(safe, b"one", block) != block_digest(safe, b"other", block)
    others = [replace(block, number=3), replace(block, ids=[2]), replace(block, digests=b"e" * 32), replace(block, settled=2)]
    others += [replace(block, highest=2), replace(block, sealed_at=moment + timedelta(microseconds=1))]
    assert len({block_digest(safe, b"one", other) for other in [block, *others]}) == 7
    assert block_digest(Safe.from_json(generate_storage_keys()), b"one", block) != block_digest(safe, b"one", block)


async def test_the_service_itself_cannot_change_a_row(sample: Sample) -> None:
    await write(sample, 1)
    for statement in ("UPDATE audit_rows SET actor = 'x'", "DELETE FROM audit_rows", "TRUNCATE audit_rows", "DELETE FROM audit_seals"):
        async with sample.runtime.database.read() as read:
            with pytest.raises(asyncpg.InsufficientPrivilegeError, match="append-only"):
                await read.driver.execute(statement)


@pytest.mark.timeout(120)
async def test_a_hundred_writers_at_once_end_in_one_chain(sample: Sample) -> None:
    """Ids are given before rows commit: whoever seals all ids after the last one seen would lose some. Three sealers, as three replicas."""
    done = asyncio.Event()

    async def writer(number: int) -> None:
        for _ in range(20):
            await write(sample, 5, f"writer {number}")

    async def replica() -> None:
        sealer = sealer_of(sample)
        while not done.is_set():
            await sealer.step(sample.runtime)

    replicas = [asyncio.create_task(replica()) for _ in range(3)]
    await asyncio.gather(*(writer(number) for number in range(100)))
    done.set()
    await asyncio.gather(*replicas)
    await seal(sample)
    found = await verify(sample)
    assert (found.faults, found.rows, found.waiting) == ([], 10_000, 0)


async def test_a_row_that_commits_late_is_sealed_later(sample: Sample) -> None:
    """Its id is smaller than those that are sealed already."""
    sealer = sealer_of(sample)
    async with sample.runtime.database.transaction() as late:
        late.audit("note.read", subject="late", actor="slow")
        await late.keep_audited()
        await write(sample, 3)
        await seal(sample, sealer)
        before = await verify(sample)
        assert (before.faults, before.rows) == ([], 3)
    await seal(sample, sealer)
    after = await verify(sample)
    assert (after.faults, after.rows, after.waiting) == ([], 4, 0)


async def test_old_blocks_are_archived_and_the_chain_holds_from_its_anchor(sample: Sample, tmp_path: Path) -> None:
    await some_rows(sample)
    safe, file = safe_of(sample), tmp_path / "audit.jsonl"
    async with superuser(sample) as driver:
        with file.open("w") as out, pytest.raises(CannotArchive):
            await archive_audit(driver, safe, date(2026, 11, 1), 6, out)
        await driver.execute("SET session_replication_role = origin")
        with file.open("w") as out:
            assert await archive_audit(driver, safe, date(2026, 1, 1), 6, out) == 0, "all are younger"
    await age_blocks(sample)
    async with superuser(sample) as driver:
        await driver.execute("SET session_replication_role = origin")
        with file.open("w") as out:
            assert await archive_audit(driver, safe, date(2026, 1, 1), 6, out) == 2000
    found = await verify(sample)
    assert found.rows == 500
    assert found.faults == []
    lines = file.read_text().splitlines()
    assert len(lines) == 2 + 2
    assert '"proof"' in lines[-1]
    await write(sample, 1)
    await seal(sample)
    assert (await verify(sample)).faults == []
    async with superuser(sample) as driver:
        await driver.execute("UPDATE audit_anchors SET proof = digest")
    assert {fault.kind for fault in (await verify(sample)).faults} == {FaultKind.BLOCK_CHANGED}


async def age_blocks(sample: Sample) -> None:
    """All rows as if they were of the year before, sealed anew."""
    async with superuser(sample) as driver:
        await driver.execute("UPDATE audit_rows SET recorded_at = recorded_at - interval '2 years'")
        await driver.execute("DELETE FROM audit_seals")
    await seal(sample)
