"""The whole service over HTTP: application, embedded bus, and a publisher that stands for registration."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
from fastapi import FastAPI

from canbao_suite.issuer import Issuer
from dedup.app import create_app
from dedup.settings import Settings
from enrolment_events.dedup import CheckCompletedV1
from enrolment_events.envelope import Event
from event_bus import BusMember, EmbeddedBus
from service_runtime import Database, MovableClock, Transaction
from tests.conftest import FreshDatabase
from tests.declared import DeclaredTransport
from tests.dedup.builders import MORNING
from tests.tables import neighbour_database

Answer = Event[CheckCompletedV1]


class RunningDedup:
    """Speaks to the service as clerks, operators and the registration service do."""

    def __init__(self, app: FastAPI, issuer: Issuer, registration: Database) -> None:
        self._issuer = issuer
        self._registration = registration
        self.answers: asyncio.Queue[Answer] = asyncio.Queue()
        self.http = httpx.AsyncClient(transport=DeclaredTransport(app), base_url="http://dedup")

    async def call(self, method: str, path: str, *, role: str = "operator", area: str = "440783", **options: Any) -> httpx.Response:
        """A request with a token of one role and one area."""
        token = self._issuer.mint(f"test:{role}", [role], [area])
        return await self.http.request(method, f"/dedup/v1{path}", headers={"Authorization": f"Bearer {token}"}, **options)

    async def publish(self, *events: Event[Any]) -> None:
        """Registration's events, by its own outbox."""
        async with self._registration.transaction() as tx:
            tx.publish(*events)

    async def answer_to(self, application: UUID) -> Answer:
        """The next answer for this application that comes over the bus."""
        async with asyncio.timeout(30):
            while (answer := await self.answers.get()).data.application_id != application:
                pass
        return answer


@asynccontextmanager
async def running_dedup(fresh_database: FreshDatabase, folder: Path) -> AsyncIterator[RunningDedup]:
    """The service with its lifespan, and a registration that hears the answers."""
    bus, issuer = EmbeddedBus(), Issuer(folder)
    settings = Settings(database_url=await fresh_database("dedup"), jwks_file=issuer.jwks_file)
    app = create_app(settings, bus, MovableClock(MORNING))
    registration = await neighbour_database(await fresh_database("registration"))
    running = RunningDedup(app, issuer, registration)

    async def when_checks_complete_note_them(_: Transaction, answers: Sequence[Answer]) -> None:
        for answer in answers:
            running.answers.put_nowait(answer)

    async with app.router.lifespan_context(app), running.http:
        member = await bus.join(BusMember("registration", registration, {CheckCompletedV1: when_checks_complete_note_them}))
        registration.on_commit = member.wake
        try:
            yield running
        finally:
            await member.leave()
            await registration.close()
