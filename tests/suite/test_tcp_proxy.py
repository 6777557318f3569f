"""The proxy that freezes and cuts: what its two sides hear, and what they do not."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager

import pytest

from canbao_suite.chaos.tcp_proxy import TcpProxy, proxy_before
from canbao_suite.listening import LOOPBACK, free_port

Ends = tuple[asyncio.StreamReader, asyncio.StreamWriter]
PATIENCE, MOMENT = 5.0, 0.05
MUCH = bytes(8 * 2**20)


class Echo:
    """A server that says again what it hears, and counts what it heard."""

    def __init__(self) -> None:
        self.heard = 0
        self.port = free_port()

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while piece := await reader.read(65_536):
            self.heard += len(piece)
            writer.write(piece)
            await writer.drain()
        writer.close()


@pytest.fixture
async def echo() -> AsyncIterator[Echo]:
    echo = Echo()
    async with await asyncio.start_server(echo.answer, LOOPBACK, echo.port):
        yield echo


@asynccontextmanager
async def connected(proxy: TcpProxy) -> AsyncIterator[Ends]:
    reader, writer = await asyncio.open_connection(LOOPBACK, proxy.port)
    try:
        yield reader, writer
    finally:
        writer.transport.abort()


async def says(ends: Ends, word: bytes) -> None:
    ends[1].write(word)
    await ends[1].drain()


async def hears(ends: Ends, word: bytes) -> bool:
    return await asyncio.wait_for(ends[0].readexactly(len(word)), PATIENCE) == word


async def comes(what: Awaitable[object]) -> bool:
    """True if it comes within a moment."""
    try:
        await asyncio.wait_for(what, MOMENT)
    except TimeoutError:
        return False
    return True


async def test_it_forwards_both_ways_and_the_end_too(echo: Echo) -> None:
    async with proxy_before(echo.port) as proxy, connected(proxy) as ends:
        await says(ends, b"one")
        assert await hears(ends, b"one")
        await asyncio.gather(says(ends, MUCH), hears(ends, MUCH))
        ends[1].write_eof()
        assert await asyncio.wait_for(ends[0].read(), PATIENCE) == b""
    assert echo.heard == len(MUCH) + 3


async def test_frozen_it_passes_nothing_on_and_closes_nothing(echo: Echo) -> None:
    async with proxy_before(echo.port) as proxy, connected(proxy) as ends:
        await says(ends, b"one")
        assert await hears(ends, b"one")
        proxy.freeze()
        await says(ends, b"two")
        assert not await comes(ends[0].read(1))
        assert echo.heard == 3
        proxy.forward()
        assert await hears(ends, b"two")


async def test_stranded_the_open_connection_is_dead_and_a_new_one_goes_through(echo: Echo) -> None:
    async with proxy_before(echo.port) as proxy, connected(proxy) as old:
        await says(old, b"one")
        assert await hears(old, b"one")
        assert proxy.strand() == 1
        await says(old, b"two")
        assert not await comes(old[0].read(1))
        async with connected(proxy) as new:
            await says(new, b"three")
            assert await hears(new, b"three")


async def test_frozen_it_reads_nothing_so_that_who_writes_gets_stuck(echo: Echo) -> None:
    async with proxy_before(echo.port) as proxy, connected(proxy) as ends:
        await says(ends, b"one")
        assert await hears(ends, b"one")
        proxy.freeze()
        writing = asyncio.create_task(says(ends, MUCH))
        assert not await comes(asyncio.shield(writing))
        proxy.forward()
        assert await hears(ends, MUCH)
        await writing


async def test_frozen_it_takes_a_new_connection_that_hears_nothing_until_it_forwards(echo: Echo) -> None:
    async with proxy_before(echo.port) as proxy:
        proxy.freeze()
        async with connected(proxy) as ends:
            await says(ends, b"new")
            assert not await comes(ends[0].read(1))
            assert echo.heard == 0
            proxy.forward()
            assert await hears(ends, b"new")


async def test_frozen_it_does_not_tell_the_server_that_a_client_is_gone(echo: Echo) -> None:
    """The session of such a client lives on at the server: what a lock outlives its holder by."""
    async with proxy_before(echo.port) as proxy:
        async with connected(proxy) as ends:
            await says(ends, b"one")
            assert await hears(ends, b"one")
            proxy.freeze()
        await asyncio.sleep(MOMENT)
        assert len(proxy.sides) == 2
        proxy.forward()
        async with asyncio.timeout(PATIENCE):
            for side in [*proxy.sides]:
                await side.gone.wait()


async def test_cut_it_resets_what_is_open_and_what_comes(echo: Echo) -> None:
    async with proxy_before(echo.port) as proxy, connected(proxy) as ends:
        await says(ends, b"one")
        assert await hears(ends, b"one")
        await proxy.cut()
        with pytest.raises(ConnectionResetError):
            await asyncio.wait_for(ends[0].read(), PATIENCE)
        with pytest.raises((ConnectionResetError, asyncio.IncompleteReadError)):
            async with connected(proxy) as late:
                await hears(late, b"x")
        proxy.forward()
        async with connected(proxy) as again:
            await says(again, b"two")
            assert await hears(again, b"two")


async def test_a_frozen_proxy_can_be_cut(echo: Echo) -> None:
    async with proxy_before(echo.port) as proxy, connected(proxy) as ends:
        await says(ends, b"one")
        assert await hears(ends, b"one")
        proxy.freeze()
        await proxy.cut()
        assert proxy.clients == 0


async def test_delayed_it_keeps_the_order(echo: Echo) -> None:
    async with proxy_before(echo.port) as proxy, connected(proxy) as ends:
        proxy.delay(2 * MOMENT)
        await says(ends, b"one")
        assert not await comes(ends[0].read(1))
        proxy.delay(0.0)
        await says(ends, b"two")
        assert await hears(ends, b"onetwo")


async def test_a_server_that_is_gone_ends_the_connection() -> None:
    async with proxy_before(free_port()) as proxy, connected(proxy) as ends:
        with pytest.raises(ConnectionResetError):
            await asyncio.wait_for(ends[0].read(), PATIENCE)
