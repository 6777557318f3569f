"""The scanner's protocol against a daemon written by hand: clean, known, broken, silent."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from service_runtime.virus_scanner import ScannerAway, VirusScanner

EICAR = b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE"


async def daemon(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """As clamd answers INSTREAM."""
    assert await reader.readexactly(10) == b"zINSTREAM\0"
    content = b""
    while length := int.from_bytes(await reader.readexactly(4)):
        content += await reader.readexactly(length)
    answer = b"stream: Eicar-Test-Signature FOUND" if EICAR in content else b"stream: OK"
    writer.write((b"INSTREAM size limit exceeded. ERROR" if content == b"too large" else answer) + b"\0")
    writer.close()


@asynccontextmanager
async def over_tcp(_: Path) -> AsyncIterator[str]:
    async with await asyncio.start_server(daemon, "127.0.0.1", 0) as server:
        yield f"tcp://127.0.0.1:{server.sockets[0].getsockname()[1]}"


@asynccontextmanager
async def over_a_socket(folder: Path) -> AsyncIterator[str]:
    async with await asyncio.start_unix_server(daemon, folder / "clamd.sock"):
        yield f"unix://{folder}/clamd.sock"


@pytest.mark.parametrize("serving", [over_tcp, over_a_socket])
async def test_a_clean_file_passes_and_a_known_one_does_not(serving: object, tmp_path: Path) -> None:
    async with serving(tmp_path) as address:  # type: ignore[operator]
        scanner = VirusScanner(address)
        assert await scanner.is_clean(b"x" * 700_000)
        assert not await scanner.is_clean(b"x" * 300_000 + EICAR)
        with pytest.raises(ScannerAway):
            await scanner.is_clean(b"too large")


async def test_who_does_not_answer_lets_nothing_through(tmp_path: Path) -> None:
    async def hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    async with await asyncio.start_server(hang_up, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        for address in (f"tcp://127.0.0.1:{port}", "tcp://127.0.0.1:1", f"unix://{tmp_path}/none.sock", "tcp://127.0.0.1"):
            with pytest.raises(ScannerAway):
                await VirusScanner(address).is_clean(b"x" * 3_000_000)
