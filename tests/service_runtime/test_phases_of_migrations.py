"""Expand, migrate, contract: each step declares its phase, and none breaks the release before it unless it is declared a contract.

What a step does is read from the database that it ran on. Steps of before this was asked are not looked at.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import takewhile
from pathlib import Path

import pytest
from alembic.script import Script
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from service_runtime import Safe, generate_storage_keys
from service_runtime.migration import migrate, script_of
from service_runtime.schema_revisions import Phase, note_of
from tests.conftest import FreshDatabase
from tests.service_runtime.planted_steps import PlantedChain
from tests.service_runtime.schema_facts import Schema, breaks, new_indexes, read_schema
from tests.service_runtime.stepping import down_to, up_to

NEWEST_BEFORE = {
    "service_runtime.migrations": "202611270750",
    "registration.migrations": "202611270730",
    "payment_bridge.migrations": "202611270800",
    "dedup.migrations": "202611270840",
    "benefits.migrations": "202611270830",
}
CHAINS = {"service_runtime.migrations": "runtime_version"}


@pytest.mark.parametrize("migrations", NEWEST_BEFORE)
def test_the_steps_are_one_line(migrations: str) -> None:
    """Two steps that follow the same one are two ends: nobody says which comes first."""
    assert len(script_of(migrations).get_heads()) == 1


def faults_of(step: Script, before: Schema, after: Schema, sent: list[str]) -> list[str]:
    """What is wrong with a step that has made `after` of `before` by these statements."""
    declared = getattr(step.module, "phase", None)
    if declared not in list(Phase):
        return ["declares no phase: expand, migrate or contract"]
    broken = list(breaks(before, after, getattr(step.module, "widens", ())))
    if declared == Phase.CONTRACT:
        added = sorted({f"{table}.{name}" for table, name in after.columns.keys() - before.columns.keys()})
        return [*([f"a contract that also expands: {added}"] if added else []), *_since(step)]
    built = [name for name in new_indexes(before, after) if not any("CONCURRENTLY" in one and name in one for one in sent)]
    return [
        *(f"{fault}: a contract step, in a file of its own" for fault in broken),
        *(f"index {name} is not built concurrently and `builds_index_in_place` says not why" for name in built if not _reason(step)),
    ]


def _since(step: Script) -> list[str]:
    since = getattr(step.module, "works_since", None)
    return [] if since and since != step.revision else ["a contract says by `works_since` which step a release must know to work after it"]


def _reason(step: Script) -> str:
    return str(getattr(step.module, "builds_index_in_place", ""))


@asynccontextmanager
async def migrated(url: str, package: str, safe: Safe | None) -> AsyncIterator[AsyncConnection]:
    """A database with the runtime's tables and those of the package."""
    address = url.replace("postgresql://", "postgresql+asyncpg://")
    await migrate(address, "dedup.migrations" if package in CHAINS else package, safe)
    engine = create_async_engine(address)
    async with engine.connect() as connection:
        yield connection
    await engine.dispose()


async def faults_in(url: str, package: str, since: str) -> dict[str, list[str]]:
    """By revision, of the steps after `since`: each runs once more after all were taken back."""
    safe, chain = Safe.from_json(generate_storage_keys()), CHAINS.get(package, "alembic_version")
    steps = list(takewhile(lambda step: step.revision != since, script_of(package).walk_revisions()))
    found: dict[str, list[str]] = {}
    async with migrated(url, package, safe) as connection:
        await connection.run_sync(down_to, package, since, safe, chain)
        await connection.commit()
        for step in reversed(steps):
            before = await connection.run_sync(read_schema)
            await connection.commit()
            sent = await connection.run_sync(up_to, package, step.revision, safe, chain)
            await connection.commit()
            if faults := faults_of(step, before, await connection.run_sync(read_schema), sent):
                found[step.revision] = faults
            await connection.commit()
    return found


@pytest.mark.parametrize("package", NEWEST_BEFORE)
async def test_no_step_breaks_the_release_before_it(fresh_database: FreshDatabase, package: str) -> None:
    assert await faults_in(await fresh_database("phases"), package, NEWEST_BEFORE[package]) == {}


@pytest.mark.parametrize("package", NEWEST_BEFORE)
def test_what_was_there_before_is_taken_for_a_contract(package: str) -> None:
    old = script_of(package).get_revision(NEWEST_BEFORE[package])
    assert old is not None
    assert note_of(old).phase is Phase.CONTRACT


_THINGS = 'op.execute("CREATE TABLE things (id bigint PRIMARY KEY, word text)")'
PLANTED = {
    "a column that is gone": ("ALTER TABLE things DROP COLUMN word", "column things.word is gone or renamed"),
    "a column that is renamed": ("ALTER TABLE things RENAME COLUMN word TO words", "column things.word is gone or renamed"),
    "a table that is gone": ("DROP TABLE things", "table things is gone"),
    "another type": ("ALTER TABLE things ALTER COLUMN word TYPE varchar(9)", "column things.word is character varying(9), was text"),
    "a column that must be set": ("ALTER TABLE things ALTER COLUMN word SET NOT NULL", "column things.word must be set now"),
    "a new column that must be set": ("ALTER TABLE things ADD COLUMN n int NOT NULL", "column things.n is new, must be set"),
    "a check that is tightened": ("ALTER TABLE things ADD CONSTRAINT short CHECK (length(word) < 9)", "rule short of things is new"),
    "a unique index": ("CREATE UNIQUE INDEX one_word ON things (word)", "rule one_word of things is new or another"),
    "hidden in a block": ("DO $$ BEGIN EXECUTE 'ALTER TABLE things DROP' || ' COLUMN word'; END $$", "column things.word is gone"),
    "an index built in place": ("CREATE INDEX words ON things (word)", "index words is not built concurrently"),
}  # fmt: skip


@pytest.mark.parametrize("kind", PLANTED)
async def test_a_contract_beside_its_expand_step_is_refused(fresh_database: FreshDatabase, tmp_path: Path, kind: str) -> None:
    statement, fault = PLANTED[kind]
    planted = PlantedChain(tmp_path, f"phases_{tmp_path.name}")
    planted.step("s1", _THINGS, "op.execute('DROP TABLE things')", phase="expand")
    beside = f'op.execute("ALTER TABLE things ADD COLUMN other text")\nop.execute("""{statement}""")'
    back = f'op.execute("DROP TABLE IF EXISTS things")\n{_THINGS}'
    planted.step("s2", beside, back, phase="expand")
    found = await faults_in(await fresh_database("planted"), planted.name, "s1")
    assert any(told.startswith(fault) for told in found["s2"]), found


@pytest.mark.parametrize(
    ("declared", "fault"),
    [
        ({}, "declares no phase"),
        ({"phase": "contract"}, "a contract says by `works_since`"),
        ({"phase": "contract", "works_since": "s1"}, None),
        ({"phase": "expand", "widens": ("words",)}, None),
    ],
)
async def test_what_a_step_declares_is_held_to_what_it_does(
    fresh_database: FreshDatabase, tmp_path: Path, declared: dict[str, object], fault: str | None
) -> None:
    planted = PlantedChain(tmp_path, f"declared_{tmp_path.name}")
    table = "op.execute(\"CREATE TABLE things (id bigint PRIMARY KEY, word text CONSTRAINT words CHECK (word = 'a'))\")"
    planted.step("s1", table, "op.execute('DROP TABLE things')", phase="expand")
    other = "op.execute(\"ALTER TABLE things DROP CONSTRAINT words, ADD CONSTRAINT words CHECK (word IN ('a', 'b'))\")"
    planted.step("s2", other, other.replace("IN ('a', 'b')", "= 'a'"), **declared)
    found = (await faults_in(await fresh_database("declared"), planted.name, "s1")).get("s2", [])
    assert [told.startswith(fault) for told in found] == [True] if fault else found == []
