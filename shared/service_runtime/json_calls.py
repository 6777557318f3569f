"""Calls of another's JSON addresses: within a time, of a size, and with a plain word for whatever comes instead of an answer."""

import asyncio
import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

_MOST_BYTES = 64 * 1024
_BEFORE_IT_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


class PeerAway(Exception):
    """No answer that can be used. `may_be_done`: the peer may have done what it was asked for. Holds nothing of what was sent."""

    def __init__(self, why: str, *, may_be_done: bool = True) -> None:
        self.may_be_done = may_be_done
        super().__init__(why)


@dataclass(frozen=True, slots=True)
class Peer:
    """Where somebody is, and how he is called. `transport` replaces the network."""

    url: str
    seconds: float = 5.0
    ca_file: Path | None = None
    transport: httpx.AsyncBaseTransport | None = None


@dataclass
class JsonCalls:
    """Calls of one peer."""

    peer: Peer
    _client: httpx.AsyncClient = field(init=False)

    def __post_init__(self) -> None:
        trust = ssl.create_default_context(cafile=self.peer.ca_file)
        timeout = httpx.Timeout(self.peer.seconds, connect=min(3.0, self.peer.seconds))
        self._client = httpx.AsyncClient(
            base_url=self.peer.url, timeout=timeout, transport=self.peer.transport, trust_env=False, verify=trust
        )

    async def call(
        self, method: str, path: str, *, params: Mapping[str, str] | None = None, body: object = None, bearer: str = ""
    ) -> tuple[int, dict[str, Any]]:
        """Status and JSON object of the answer; of a 4xx the status alone. Raises PeerAway."""
        headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
        request = self._client.build_request(method, path, params=params, json=body, headers=headers)
        try:
            async with asyncio.timeout(self.peer.seconds):
                answer = await self._client.send(request, stream=True)
                try:
                    content = await _content(answer)
                finally:
                    await answer.aclose()
        except (httpx.HTTPError, TimeoutError, OSError) as error:
            raise PeerAway(type(error).__name__, may_be_done=not isinstance(error, _BEFORE_IT_LEFT)) from None
        return _read(answer.status_code, content)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()


async def _content(answer: httpx.Response) -> bytes:
    content = bytearray()
    async for part in answer.aiter_bytes():
        content += part
        if len(content) > _MOST_BYTES:
            raise PeerAway("too large an answer")
    return bytes(content)


def _read(status: int, content: bytes) -> tuple[int, dict[str, Any]]:
    """Whatever a content type says: WeChat calls its JSON text/plain."""
    if 400 <= status < 500:
        return status, {}
    if status >= 300:
        raise PeerAway(f"HTTP {status}")
    try:
        told = json.loads(content)
    except ValueError:
        raise PeerAway(f"HTTP {status}, no JSON") from None
    if not isinstance(told, dict):
        raise PeerAway(f"HTTP {status}, no object")
    return status, told
