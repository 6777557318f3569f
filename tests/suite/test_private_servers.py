"""The private servers start, survive a kill and keep what was committed."""

import asyncpg

from canbao_suite.postgres import PostgresServer
from tests.servers import scratch_folder


async def test_a_killed_postgres_starts_again_with_its_data_at_the_same_address() -> None:
    with scratch_folder() as folder:
        server = PostgresServer(folder / "postgres", {"shared_buffers": "32MB"})
        server.start()
        try:
            url = server.create_database("kept")
            connection = await asyncpg.connect(url)
            await connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
            await connection.close()
            killed = server.pid
            server.kill()
            server.start()
            connection = await asyncpg.connect(url)
            assert await connection.fetchval("SELECT one FROM kept") == 1
            await connection.close()
            assert server.pid != killed
        finally:
            server.stop()


async def test_a_server_that_outlived_its_runner_is_taken_over() -> None:
    with scratch_folder() as folder:
        first = PostgresServer(folder / "postgres", {"shared_buffers": "32MB"})
        first.start()
        first._lock.give_back()  # as the kernel does when the runner is killed
        second = PostgresServer(folder / "postgres")
        second.start()
        try:
            assert (second.pid, second.url()) == (first.pid, first.url())
        finally:
            first.stop()
