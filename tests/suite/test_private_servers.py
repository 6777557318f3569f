"""The private servers start, survive a kill and keep what was committed."""

import subprocess
import sys

import asyncpg
import pytest

from canbao_suite.postgres import PostgresServer
from canbao_suite.state_lock import StateFolderInUse, StateLock
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


def test_a_second_runner_leaves_the_server_of_the_first_alone() -> None:
    with scratch_folder() as folder:
        first, second = (PostgresServer(folder / "postgres", {"shared_buffers": "32MB"}) for _ in range(2))
        first.start()
        try:
            running = first.pid
            with pytest.raises(StateFolderInUse):
                second.start()
            second.stop()
            first.create_database("still_there")
            assert first.pid == running
        finally:
            first.stop()


RUNNER_THAT_DIES = """
import os, sys
from pathlib import Path
from canbao_suite.postgres import PostgresServer
server = PostgresServer(Path(sys.argv[1]), {"shared_buffers": "32MB"})
server.start()
print(server.pid, server.url(), flush=True)
os._exit(9)
"""


def test_a_server_that_outlived_its_runner_is_taken_over() -> None:
    with scratch_folder() as folder:
        said = subprocess.run([sys.executable, "-c", RUNNER_THAT_DIES, folder / "postgres"], capture_output=True, text=True, check=False)
        server = PostgresServer(folder / "postgres")
        server.start()
        try:
            assert said.stdout.split() == [str(server.pid), server.url()]
        finally:
            server.stop()


def test_a_state_folder_has_one_runner() -> None:
    with scratch_folder() as folder:
        first, second = StateLock(folder / "lock", folder), StateLock(folder / "lock", folder)
        first.take()
        with pytest.raises(StateFolderInUse):
            second.take()
        first.give_back()
        second.take()
        second.give_back()
