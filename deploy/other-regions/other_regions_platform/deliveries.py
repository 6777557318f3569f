"""Sends what is in the queue, in its order, until it is taken or refused for good; pauses grow, for ever."""

import asyncio
import logging
from collections import deque
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx
import msgspec

from other_regions_platform.behaviour import Behaviour
from other_regions_platform.feeds import Message
from process_runtime.webhook_signatures import signed_headers

LOG = logging.getLogger("other_regions_platform.deliveries")
_LONGEST_PAUSE = 5.0
_FOR_GOOD = {400, 409, 413, 422}


@dataclass(slots=True)
class Sent:
    """One message: how often it was tried, and what was answered. `refused` are rows that were not taken."""

    webhook_id: str
    kind: str
    body: bytes
    attempts: int = 0
    status: int | None = None
    refused: list[Any] = field(default_factory=list)

    @property
    def is_over(self) -> bool:
        """Taken, or refused for good."""
        return self.status is not None and (self.status < 300 or self.status in _FOR_GOOD)


@dataclass(slots=True)
class Postman:
    """The one sender. `sent` is everything that ever was in the queue."""

    url: str
    secret: str
    sent: list[Sent] = field(default_factory=list)
    queue: deque[Sent] = field(default_factory=deque)
    bell: asyncio.Event = field(default_factory=asyncio.Event)

    def post(self, messages: list[Message], behaviour: Behaviour) -> None:
        """Into the queue; by chance again under the same id, and again under a new one, behind all others."""
        told = [Sent(f"region_{uuid4()}", kind, msgspec.json.encode({"type": kind, "data": data})) for kind, data in messages]
        again = []
        for place, one in enumerate(told):
            if behaviour.happens(behaviour.feeds.twice, "twice", f"{len(self.sent)}:{place}"):
                again += [Sent(one.webhook_id, one.kind, one.body), Sent(f"region_{uuid4()}", one.kind, one.body)]
        self.sent += [*told, *again]
        self.queue.extend([*told, *again])
        self.bell.set()

    async def work(self, client: httpx.AsyncClient) -> None:
        """Runs until cancelled."""
        while True:
            self.bell.clear()
            if not self.queue:
                await self.bell.wait()
                continue
            one = self.queue[0]
            await self._deliver(client, one)
            if one.is_over:
                self.queue.popleft()
            else:
                await asyncio.sleep(min(_LONGEST_PAUSE, 0.05 * 2 ** min(one.attempts, 10)))

    async def _deliver(self, client: httpx.AsyncClient, one: Sent) -> None:
        one.attempts += 1
        headers = signed_headers(one.body, one.webhook_id, self.secret) | {"content-type": "application/json"}
        try:
            answer = await client.post(self.url, content=one.body, headers=headers)
        except httpx.HTTPError as error:
            LOG.info("message %s: %s", one.webhook_id, type(error).__name__)
            return
        one.status = answer.status_code
        if answer.is_success:
            one.refused = _refused(answer.content)


def _refused(content: bytes) -> list[Any]:
    try:
        told = msgspec.json.decode(content)
    except msgspec.MsgspecError:
        return []
    refused = told.get("refused", []) if isinstance(told, dict) else []
    return list(refused) if isinstance(refused, list) else []
