"""The index filled by COPY, straight into the tables as the migrations make them, and how large they are then."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any

import asyncpg

from canbao_suite.bench.binary_rows import BEGIN, END
from canbao_suite.bench.checks_people import FILLED, Filled
from service_runtime import Safe, generate_storage_keys
from service_runtime.migration import migrate

_KEYS = "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = CAST($1 AS regclass) AND contype = 'p'"
_INDEXES = """
SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid = CAST($1 AS regclass) AND NOT indisprimary
"""
_READ_BY_CHECKS = (
    "identities_pkey", "identities_of_number", "told_spells_for_checks", "participation_spells", "participation_spells_of_person",
    "participation_spells_pkey", "checks_of_person", "identity_links_pkey",
)  # fmt: skip
_SIZE = """
SELECT CAST(reltuples AS bigint) AS rows, pg_table_size(oid) AS table_bytes, pg_indexes_size(oid) AS index_bytes
FROM pg_class WHERE oid = CAST($1 AS regclass)
"""


async def fill(url: str, people: int) -> dict[str, Any]:
    """All tables for so many people. Their indexes are dropped before COPY and built again after it."""
    await migrate(url, "dedup.migrations", Safe.from_json(generate_storage_keys()))
    connection = await asyncpg.connect(url)
    begun, sizes = time.perf_counter(), {}
    try:
        for name, filled in FILLED.items():
            await _fill_table(connection, name, filled, people)
        await connection.execute("SELECT setval('person_numbers', $1)", people)
        await connection.execute("CHECKPOINT")
        seconds = time.perf_counter() - begun
        for name in FILLED:
            sizes[name] = _told(await connection.fetchrow(_SIZE, name))
        size = await connection.fetchval("SELECT pg_database_size(current_database())")
    finally:
        await connection.close()
    return {"checked_gb": _gb(size), "checked_load_seconds": round(seconds), "checked_tables": sizes}


async def files_of_a_check(url: str) -> list[str]:
    """Where the cluster keeps what every check reads."""
    connection = await asyncpg.connect(url)
    try:
        return [await connection.fetchval("SELECT pg_relation_filepath(CAST($1 AS regclass))", name) for name in _READ_BY_CHECKS]
    finally:
        await connection.close()


async def _fill_table(connection: "asyncpg.Connection[Any]", name: str, filled: Filled, people: int) -> None:
    """In the transaction that empties it: then no log is written, and its rows need no vacuum to be seen as settled."""
    keys, indexes = await connection.fetch(_KEYS, name), await connection.fetch(_INDEXES, name)
    async with connection.transaction():
        await connection.execute(f"TRUNCATE {name}")
        for constraint, _ in keys:
            await connection.execute(f"ALTER TABLE {name} DROP CONSTRAINT {constraint}")
        for index, _ in indexes:
            await connection.execute(f"DROP INDEX {index}")
        source = _sent(filled.rows(people))
        await connection.copy_to_table(name, source=source, columns=filled.columns, format="binary", freeze=True)
        for constraint, definition in keys:
            await connection.execute(f"ALTER TABLE {name} ADD CONSTRAINT {constraint} {definition}")
        for _, definition in indexes:
            await connection.execute(definition)
    await connection.execute(f"VACUUM (ANALYZE) {name}")


async def _sent(rows: Iterator[bytes]) -> AsyncIterator[bytes]:
    """The next rows are made while these are sent."""
    yield BEGIN
    coming = asyncio.create_task(asyncio.to_thread(next, rows, b""))
    while some := await coming:
        coming = asyncio.create_task(asyncio.to_thread(next, rows, b""))
        yield some
    yield END


def _told(size: "asyncpg.Record | None") -> dict[str, Any]:
    assert size is not None
    return {"rows": size["rows"], "gb": _gb(size["table_bytes"]), "indexes_gb": _gb(size["index_bytes"])}


def _gb(size: int) -> float:
    return round(size / 1e9, 2)
