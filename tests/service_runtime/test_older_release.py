"""An older release meets a newer schema: it starts where it can work, and says which release can where it cannot."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from service_runtime.migration import migrate
from service_runtime.schema_revisions import SchemaTooNew
from tests.conftest import FreshDatabase
from tests.service_runtime.planted_steps import PlantedChain

TABLE = 'op.execute("CREATE TABLE things (id bigint PRIMARY KEY, word text)")'
COLUMN = 'op.execute("ALTER TABLE things ADD COLUMN other text")'
MOVE = 'op.execute("UPDATE things SET other = word")'
DROP = 'op.execute("ALTER TABLE things DROP COLUMN word")'
MIGRATE = "import asyncio, sys; from service_runtime.migration import migrate; asyncio.run(migrate(*sys.argv[1:]))"


@pytest.fixture
def chain(tmp_path: Path) -> Iterator[PlantedChain]:
    """Four steps: a table, a column beside another, the move, the end of the first column."""
    planted = PlantedChain(tmp_path, f"steps_of_{tmp_path.name}")
    planted.step("s1", TABLE, phase="expand")
    planted.step("s2", COLUMN, phase="expand")
    planted.step("s3", MOVE, phase="migrate")
    planted.step("s4", DROP, phase="contract", works_since="s3")
    yield planted
    sys.path.remove(str(tmp_path))


def asyncpg_url(url: str) -> str:
    return url.replace("postgresql://", "postgresql+asyncpg://")


def replica(url: str, package: str) -> subprocess.Popen[bytes]:
    """Migrates, as a process of its own."""
    path = os.pathsep.join(place for place in sys.path if place)
    return subprocess.Popen([sys.executable, "-c", MIGRATE, asyncpg_url(url), package], env={**os.environ, "PYTHONPATH": path})


@pytest.mark.parametrize(
    ("there", "release"), [(["s1", "s2"], ["s1"]), (["s1", "s2", "s3"], ["s1"]), (["s1", "s2", "s3", "s4"], ["s1", "s2", "s3"])]
)
async def test_a_release_that_can_work_with_a_newer_schema_leaves_it_as_it_is(
    fresh_database: FreshDatabase,
    chain: PlantedChain,
    tmp_path: Path,
    there: list[str],
    release: list[str],
    capfd: pytest.CaptureFixture[str],
) -> None:
    url = await fresh_database("newer")
    await migrate(asyncpg_url(url), chain.release(f"newer_{tmp_path.name}", there))
    capfd.readouterr()
    await migrate(asyncpg_url(url), chain.release(f"older_{tmp_path.name}", release))
    connection = await asyncpg.connect(url)
    assert await connection.fetchval("SELECT version_num FROM alembic_version") == there[-1]
    await connection.close()


@pytest.mark.parametrize("release", [["s1"], ["s1", "s2"]])
async def test_a_release_that_a_contract_breaks_is_told_which_one_is_needed(
    fresh_database: FreshDatabase, chain: PlantedChain, tmp_path: Path, release: list[str]
) -> None:
    url = asyncpg_url(await fresh_database("contracted"))
    await migrate(url, chain.release(f"newer_{tmp_path.name}", ["s1", "s2", "s3", "s4"]))
    with pytest.raises(SchemaTooNew, match=r"包含迁移 s3 的版本 / .* schema s4, .*start a release that has migration s3$"):
        await migrate(url, chain.release(f"older_{tmp_path.name}", release))


async def test_a_step_that_nobody_has_noted_is_not_taken_on_trust(
    fresh_database: FreshDatabase, chain: PlantedChain, tmp_path: Path
) -> None:
    url = await fresh_database("unknown")
    older = chain.release(f"older_{tmp_path.name}", ["s1"])
    await migrate(asyncpg_url(url), older)
    connection = await asyncpg.connect(url)
    await connection.execute("UPDATE alembic_version SET version_num = 'by-hand'")
    await connection.close()
    with pytest.raises(SchemaTooNew, match="by-hand"):
        await migrate(asyncpg_url(url), older)


async def test_a_contract_that_was_taken_back_frightens_nobody(fresh_database: FreshDatabase, chain: PlantedChain, tmp_path: Path) -> None:
    url = await fresh_database("back")
    await migrate(asyncpg_url(url), chain.release(f"newer_{tmp_path.name}", ["s1", "s2", "s3", "s4"]))
    connection = await asyncpg.connect(url)
    await connection.execute("ALTER TABLE things ADD COLUMN word text")
    await connection.execute("UPDATE alembic_version SET version_num = 's3'")
    await connection.close()
    await migrate(asyncpg_url(url), chain.release(f"older_{tmp_path.name}", ["s1"]))


async def test_four_replicas_migrate_at_once_and_one_killed_in_the_middle_holds_up_nobody(
    fresh_database: FreshDatabase, tmp_path: Path
) -> None:
    url = await fresh_database("killed")
    planted = PlantedChain(tmp_path, f"killed_{tmp_path.name}")
    planted.step("s1", TABLE, phase="expand")
    planted.step(
        "s2", f"{COLUMN}\nop.execute(\"SELECT pg_sleep(CASE WHEN EXISTS (SELECT FROM pg_class WHERE relname = 'slow') THEN 60 END)\")"
    )
    planted.step("s3", MOVE, phase="migrate")
    connection = await asyncpg.connect(url)
    await connection.execute("CREATE TABLE slow ()")
    killed = replica(url, planted.name)
    in_the_middle = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'SELECT pg_sleep%'"
    async with asyncio.timeout(60):
        while (pid := await connection.fetchval(in_the_middle)) is None:  # noqa: ASYNC110 -- nobody tells us
            await asyncio.sleep(0.05)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    assert await connection.fetchval("SELECT version_num FROM alembic_version") == "s1", "what was done before stays done"
    await connection.execute("DROP TABLE IF EXISTS slow")
    await connection.execute("SELECT pg_terminate_backend($1)", pid)
    others = [replica(url, planted.name) for _ in range(4)]
    assert [await asyncio.to_thread(other.wait, 60) for other in others] == [0, 0, 0, 0]
    assert await connection.fetchval("SELECT version_num FROM alembic_version") == "s3"
    phases = await connection.fetch("SELECT phase FROM schema_revisions WHERE chain = 'alembic_version' ORDER BY revision")
    assert [phase for (phase,) in phases] == ["expand", "contract", "migrate"]
    await connection.close()


async def test_an_index_is_built_beside_writers_and_anew_after_a_break(fresh_database: FreshDatabase, tmp_path: Path) -> None:
    url = await fresh_database("index")
    planted = PlantedChain(tmp_path, f"index_{tmp_path.name}")
    planted.step("s1", TABLE, phase="expand")
    planted.step(
        "s2",
        'from service_runtime.migration import index_concurrently\nindex_concurrently("things_word", "things", ["word"])',
        phase="expand",
    )
    await migrate(asyncpg_url(url), planted.release(f"first_{tmp_path.name}", ["s1"]))
    connection = await asyncpg.connect(url)
    await connection.execute("INSERT INTO things VALUES (1, 'a'), (2, 'a')")
    with pytest.raises(asyncpg.UniqueViolationError):
        await connection.execute("CREATE UNIQUE INDEX CONCURRENTLY things_word ON things (word)")  # what a break leaves: invalid
    await connection.execute("SELECT pg_advisory_lock(x'43616E62616F'::bigint)")
    replicas = [replica(url, planted.name) for _ in range(3)]
    asking = "SELECT pid FROM pg_stat_activity WHERE query LIKE '%advisory_lock($1%' AND datname = current_database()"
    asked: set[int] = set()
    async with asyncio.timeout(60):
        while len(asked) < len(replicas):
            asked |= {pid for (pid,) in await connection.fetch(asking)}
            await asyncio.sleep(0.01)
    await connection.execute("INSERT INTO things VALUES (3, 'b')")
    await connection.execute("SELECT pg_advisory_unlock_all()")
    assert [await asyncio.to_thread(one.wait, 60) for one in replicas] == [0, 0, 0]
    found = await connection.fetchrow("SELECT indisvalid, indisunique FROM pg_index WHERE indexrelid = 'things_word'::regclass")
    await connection.close()
    assert found is not None
    assert tuple(found) == (True, False)


REFUSED_START = """
from contextlib import asynccontextmanager
from fastapi import FastAPI
from service_runtime.serving import serve_until_end
from service_runtime.start import CannotStart

@asynccontextmanager
async def lifespan(app):
    raise CannotStart("不能启动 / cannot start: why")
    yield

serve_until_end(FastAPI(lifespan=lifespan), lambda: None, 0, log_config=None)
"""


def test_a_start_that_is_refused_is_one_sentence() -> None:
    ended = subprocess.run([sys.executable, "-c", REFUSED_START], capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 1
    assert ended.stderr.splitlines()[-1] == "不能启动 / cannot start: why"
    assert "Traceback" not in ended.stderr
