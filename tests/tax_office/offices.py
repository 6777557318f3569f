"""A running tax office on a real port with a real database, and a real receiver of its callbacks."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from enrolment_terms.documents import Sex
from enrolment_terms.fictitious import fictitious_id
from process_runtime.listening import listening
from process_runtime.signature_profiles import Checking, StandardWebhooks
from tax_office.app import create_app
from tax_office.settings import Settings
from tax_office.signatures import signed_headers

OUT_SECRET = "whsec_b3V0LXNlY3JldC1mb3ItdGVzdHMtb25seQ=="
IN_SECRET = "whsec_aW4tc2VjcmV0LWZvci10ZXN0cy1vbmx5ISE="


@asynccontextmanager
async def serving(app: Any, port: int = 0) -> AsyncIterator[str]:
    """The application on this or a free loopback port; gives its address."""
    options = {"host": "127.0.0.1", "port": port, "log_level": "critical", "lifespan": "on", "timeout_graceful_shutdown": 1}
    server = uvicorn.Server(listening(app, **options))
    task = asyncio.create_task(server.serve())
    while not server.started:
        if task.done():
            task.result()
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        await task


@dataclass
class Receiver:
    """Takes callbacks, verifies them, and answers as the test likes: `answers` gives the status for the n-th attempt."""

    answers: Callable[[int], int] = lambda _: 202
    received: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    attempts: int = 0
    heard: asyncio.Event = field(default_factory=asyncio.Event)
    checking: Checking = field(default_factory=lambda: StandardWebhooks(accept=[IN_SECRET]))

    async def hears_something(self, patience: float) -> None:
        """Returns with the next callback, or after some seconds without any."""
        self.heard.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(patience):
                await self.heard.wait()

    def app(self) -> Starlette:
        return Starlette(routes=[Route("/callbacks", self._take, methods=["POST"])])

    async def _take(self, request: Request) -> Response:
        body = await request.body()
        received = self.checking.received(body, request.headers)
        assert received is not None
        self.attempts += 1
        self.heard.set()
        status = self.answers(self.attempts)
        if status < 300:
            self.received.append((received.message_id, json.loads(received.body)))
        return JSONResponse({"received": True}, status)

    def rows(self, kind: str) -> list[dict[str, Any]]:
        """All rows of all callbacks of a type, as often as they came."""
        return [row for _, message in self.received if message["type"] == kind for row in message["data"]["rows"]]


class TaxClient:
    """Speaks to an office as the payment bridge does, and holds its strings as a story does."""

    def __init__(self, address: str, receiver: Receiver) -> None:
        self.http = httpx.AsyncClient(base_url=address, timeout=10, trust_env=False)
        self.receiver = receiver

    async def signed(self, method: str, path: str, body: Any = None, **arguments: Any) -> httpx.Response:
        content = b"" if body is None else json.dumps(body).encode()
        headers = signed_headers(content, f"msg_{uuid4().hex}", OUT_SECRET)
        return await self.http.request(method, f"/tax-office/v1{path}", content=content, headers=headers, **arguments)

    async def send(self, bills: list[dict[str, Any]], batch_id: str | None = None) -> dict[str, Any]:
        answer = await self.signed("POST", "/levy-batches", batch(bills, batch_id))
        assert answer.status_code == 202, answer.text
        result: dict[str, Any] = answer.json()
        return result

    async def control(self, path: str, body: Any = None) -> Any:
        answer = await (self.http.post(f"/simulator/v1{path}", json=body) if body is not None else self.http.get(f"/simulator/v1{path}"))
        assert answer.is_success, answer.text
        return answer.json()

    async def round(self, number: int, day: str) -> None:
        await self.control("/rounds", {"round_no": number, "business_date": day})
        await self.until_quiet()

    async def until_quiet(self) -> None:
        while not (await self.control("/quiet"))["quiet"]:
            await self.receiver.hears_something(0.05)

    async def ledger(self) -> list[dict[str, Any]]:
        return list((await self.control("/ledger"))["entries"])


@asynccontextmanager
async def running_office(database_url: str, receiver: Receiver | None = None, national_keys: str = "") -> AsyncIterator[TaxClient]:
    """An office and a receiver, both real servers."""
    receiver = receiver or Receiver()
    async with serving(receiver.app()) as callbacks:
        settings = Settings(database_url, f"{callbacks}/callbacks", (OUT_SECRET,), IN_SECRET, national_keys=national_keys)
        async with serving(create_app(settings)) as address:
            client = TaxClient(address, receiver)
            try:
                yield client
            finally:
                await client.http.aclose()


def bill(number: int, **differently: Any) -> dict[str, Any]:
    """A levy bill of fictitious person `number`."""
    document = fictitious_id(date(1980, 1, 1 + number % 28), number // 28, Sex.FEMALE)
    return {
        "bill_id": bill_id(number),
        "resend_no": 0,
        "person_id": str(UUID(int=(7 << 76) | (8 << 60) | (1 << 40) | number)),
        "doc_type": "RESIDENT_ID",
        "doc_number": document,
        "name": "样例",
        "area": "440783115",
        "benefit_year": 2024,
        "kind": "NORMAL",
        "amount": "406.00",
        "payer": "PERSON",
        "bank": "开平样例银行",
        "account": f"62{number:014d}",
        "account_holder": "样例",
        "agreement": None,
        "household_no": f"H-{number:05d}",
        **differently,
    }


def bill_id(number: int) -> str:
    """The id of that bill."""
    return str(UUID(int=(7 << 76) | (8 << 60) | number))


def batch(bills: list[dict[str, Any]], batch_id: str | None = None) -> dict[str, Any]:
    """A levy batch."""
    return {
        "batch_id": batch_id or str(uuid4()),
        "benefit_year": 2024,
        "region": "440700",
        "sent_at": "2023-10-09T09:30:00+08:00",
        "bills": bills,
    }
