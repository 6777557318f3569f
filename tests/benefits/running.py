"""The whole service over HTTP: application, embedded bus, and a publisher that stands for the other services."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
from fastapi import FastAPI

from benefits.app import create_app
from benefits.settings import Settings
from canbao_suite.issuer import Issuer
from enrolment_events.benefits import EntitlementChangedV1
from enrolment_events.envelope import Event
from event_bus import BusMember, EmbeddedBus
from service_runtime import Database, MovableClock, Transaction
from tests.benefits.builders import MORNING
from tests.conftest import FreshDatabase
from tests.declared import DeclaredTransport
from tests.tables import neighbour_database

Changed = Event[EntitlementChangedV1]


class RunningBenefits:
    """Speaks to the service as hospitals, clerks, operators and the other services do."""

    def __init__(self, app: FastAPI, issuer: Issuer, others: Database, clock: MovableClock) -> None:
        self._issuer = issuer
        self._others = others
        self.clock = clock
        self.changes: asyncio.Queue[Changed] = asyncio.Queue()
        self.http = httpx.AsyncClient(transport=DeclaredTransport(app), base_url="http://benefits")

    async def call(self, method: str, path: str, *, role: str = "operator", area: str = "440783", **options: Any) -> httpx.Response:
        """A request with a token of one role and one area."""
        token = self._issuer.mint(f"test:{role}", [role], [area])
        headers = {"Authorization": f"Bearer {token}", **options.pop("headers", {})}
        return await self.http.request(method, f"/benefits/v1{path}", headers=headers, **options)

    async def publish(self, *events: Event[Any]) -> None:
        """Other services' events, by their own outbox."""
        async with self._others.transaction() as tx:
            tx.publish(*events)

    async def change_of(self, person: UUID) -> Changed:
        """The next entitlement of this person that comes over the bus."""
        async with asyncio.timeout(30):
            while (change := await self.changes.get()).personid != person:
                pass
        return change


@asynccontextmanager
async def running_benefits(fresh_database: FreshDatabase, folder: Path) -> AsyncIterator[RunningBenefits]:
    """The service with its lifespan, and somebody who hears the entitlements."""
    bus, issuer, clock = EmbeddedBus(), Issuer(folder), MovableClock(MORNING)
    settings = Settings(database_url=await fresh_database("benefits"), jwks_file=issuer.jwks_file)
    app = create_app(settings, bus, clock)
    others = await neighbour_database(await fresh_database("others"))
    running = RunningBenefits(app, issuer, others, clock)

    async def when_entitlements_change_note_them(_: Transaction, changes: Sequence[Changed]) -> None:
        for change in changes:
            running.changes.put_nowait(change)

    async with app.router.lifespan_context(app), running.http:
        member = await bus.join(BusMember("registration", others, {EntitlementChangedV1: when_entitlements_change_note_them}))
        others.on_commit = member.wake
        try:
            yield running
        finally:
            await member.leave()
            await others.close()
