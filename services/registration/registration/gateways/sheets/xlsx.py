"""An XLSX file as rows, read by a process of its own (xlsx_process)."""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncGenerator
from contextlib import suppress

import msgspec

from registration.gateways.sheets.archive import check_directory
from registration.gateways.sheets.rows import Row, SheetRefused

_PROCESS = (sys.executable, "-I", "-m", "registration.gateways.sheets.xlsx_process")
_SECONDS = 60.0
"""Until the next frame: the reader needs about ten for half a million rows before it tells the first."""
_decode = msgspec.msgpack.Decoder(str | list[tuple[int, list[str | bool | int | float | None]]]).decode


async def rows_of_xlsx(content: bytes) -> AsyncGenerator[list[Row], None]:
    """The rows of the first sheet that holds any, some at a time. Raises SheetRefused."""
    check_directory(content)
    process = await asyncio.create_subprocess_exec(*_PROCESS, stdin=PIPE, stdout=PIPE, env={})
    feeding = asyncio.create_task(_feed(process, content))
    try:
        while (frame := await _frame(process)) is not None:
            told = _decode(frame)
            if isinstance(told, str):
                raise SheetRefused(told)
            yield [Row(number, cells) for number, cells in told]
        if await process.wait() != 0:
            raise SheetRefused("文件过大或过于复杂，请拆分后上传")
    finally:
        feeding.cancel()
        if process.returncode is None:
            process.kill()
            await process.wait()


async def _feed(process: Process, content: bytes) -> None:
    assert process.stdin is not None
    with suppress(BrokenPipeError, ConnectionResetError):
        process.stdin.write(content)
        await process.stdin.drain()
        process.stdin.close()


async def _frame(process: Process) -> bytes | None:
    """The next frame; None at the end, and where the process died in the middle of one."""
    assert process.stdout is not None
    try:
        async with asyncio.timeout(_SECONDS):
            length = await process.stdout.readexactly(4)
            return await process.stdout.readexactly(int.from_bytes(length))
    except asyncio.IncompleteReadError:
        return None
    except TimeoutError:
        raise SheetRefused("文件读取超时，请拆分后上传") from None
