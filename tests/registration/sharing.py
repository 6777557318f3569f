"""The spring in which registers are asked, a gate before them, and what an answer misses."""

import asyncio
from datetime import datetime

import httpx

from enrolment_terms.benefit_year import SHANGHAI

SPRING = datetime(2024, 3, 10, 9, tzinfo=SHANGHAI)


class Gate(httpx.AsyncBaseTransport):
    """Leads to the registers; while it is shut, whoever comes waits."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner, self.waiting = inner, asyncio.Semaphore(0)
        self.open = asyncio.Event()
        self.open.set()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.waiting.release()
        await self.open.wait()
        return await self._inner.handle_async_request(request)


def missing(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 422, answer.text
    return [one["field"] for one in answer.json()["missing"]]
