"""A service over HTTP as it runs: started and drained, called by its users, with a neighbour on the bus."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import Any, Self

import httpx
from fastapi import FastAPI

from canbao_suite.issuer import Issuer
from enrolment_events.envelope import Event, EventData
from event_bus import BusMember, EmbeddedBus
from service_runtime import Database, MovableClock, Transaction
from tests.declared import DeclaredTransport
from tests.event_keys import SignsForOwners


@asynccontextmanager
async def started(app: FastAPI, name: str) -> AsyncIterator[httpx.AsyncClient]:
    """The service between start and drain, by who calls it in process; its answers are held against its contract."""
    transport = DeclaredTransport(app)
    async with app.router.lifespan_context(app), httpx.AsyncClient(transport=transport, base_url=f"http://{name}") as http:
        yield http


class RunningService:
    """Calls the service as its users do, publishes to it and hears it as the other services do."""

    http: httpx.AsyncClient

    def __init__(self, name: str, app: FastAPI, issuer: Issuer, clock: MovableClock, neighbour: Database) -> None:
        self.name, self.app, self.clock = name, app, clock
        self._issuer, self._neighbour = issuer, neighbour
        self._heard: asyncio.Queue[Event[Any]] = asyncio.Queue()

    @asynccontextmanager
    async def on(self, bus: EmbeddedBus, hears: Iterable[type[EventData]]) -> AsyncIterator[Self]:
        """Between start and drain, with a registration on the bus that hears these events."""
        async with started(self.app, self.name) as self.http:
            others = SignsForOwners(bus.signer_of)
            handlers = dict.fromkeys(hears, self._when_published)
            member = await bus.join(BusMember("registration", self._neighbour, handlers, signer=others))
            self._neighbour.on_commit = member.wake
            try:
                yield self
            finally:
                await member.leave()
                await self._neighbour.close()

    async def call(
        self,
        method: str,
        path: str,
        *,
        role: str = "operator",
        area: str | None = None,
        subject: str | None = None,
        documents: Sequence[str] = (),
        organisation: str = "",
        **options: Any,
    ) -> httpx.Response:
        """A request with a token of one role ("citizen+clerk": of two), one area or none (""), and these verified documents.

        Without an area: the whole installation for operators and auditors, Kaiping for others.
        """
        if area is None:
            area = "44" if role in ("operator", "auditor") else "440783"
        areas = [area] if area else []
        told = self._issuer.mint(subject or f"test:{role}", role.split("+"), areas, documents=documents, organisation=organisation)
        headers = {"Authorization": f"Bearer {told}", **options.pop("headers", {})}
        return await self.http.request(method, f"/{self.name}/v1{path}", headers=headers, **options)

    async def by_two(self, path: str, *, role: str = "operator", **options: Any) -> httpx.Response:
        """POST of an act that needs two persons: what the second one is answered, or the first one where it does not come to that."""
        first = await self.call("POST", path, role=role, subject="test:first", **options)
        if first.status_code != httpx.codes.ACCEPTED:
            return first
        assert first.json()["state"] == "WAITING_FOR_SECOND"
        return await self.call("POST", path, role=role, **options)

    async def audited(self, subject: object) -> list[tuple[str, str]]:
        """Who did what to it, oldest first."""
        rows = (await self.call("GET", f"/audit-rows?subject={subject}", role="auditor")).json()["items"]
        return [(row["actor"], row["action"]) for row in rows]

    async def publish(self, *events: Event[Any]) -> None:
        """A neighbour's events, by its own outbox."""
        async with self._neighbour.transaction() as tx:
            tx.publish(*events)

    async def next_that(self, is_wanted: Callable[[Event[Any]], bool]) -> Event[Any]:
        """The next such event that comes over the bus."""
        async with asyncio.timeout(30):
            while not is_wanted(event := await self._heard.get()):
                pass
        return event

    async def _when_published(self, _: Transaction, events: Sequence[Event[Any]]) -> None:
        for event in events:
            self._heard.put_nowait(event)
