"""Dedup over HTTP, with a registration that hears its answers."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

from pydantic import SecretStr

from canbao_suite.issuer import Issuer
from dedup.app import create_app
from dedup.settings import Settings
from enrolment_events.dedup import CheckCompletedV1, SuspendRequestedV1
from enrolment_events.envelope import Event
from event_bus import EmbeddedBus
from row_sets import Statement
from service_runtime import MovableClock, generate_storage_keys
from tests.conftest import FreshDatabase
from tests.dedup.builders import MORNING
from tests.running_service import RunningService
from tests.tables import neighbour_database

Answer = Event[CheckCompletedV1]
Asked = Event[SuspendRequestedV1]


class RunningDedup(RunningService):
    """Speaks to the service as clerks, operators and the registration service do."""

    async def answer_to(self, application: UUID) -> Answer:
        """The next answer for this application that comes over the bus."""
        return await self.next_that(lambda told: isinstance(told.data, CheckCompletedV1) and told.data.application_id == application)

    async def asked_of(self, participation_id: UUID) -> Asked:
        """The next request about this participation that comes over the bus."""
        return await self.next_that(
            lambda told: isinstance(told.data, SuspendRequestedV1) and told.data.participation_id == participation_id
        )

    async def rows(self, sql: str, **values: Any) -> Sequence[Any]:
        """What a statement finds in the service's database."""
        async with self.app.state.runtime.database.read() as read:
            return await Statement(sql).rows(read.driver, **values)

    async def until(self, sql: str, **values: Any) -> Any:
        """The one row that the statement finds in the end."""
        async with asyncio.timeout(60):
            while not (found := await self.rows(sql, **values)):  # noqa: ASYNC110 -- nobody tells us
                await asyncio.sleep(0.02)
        return found[0]


@asynccontextmanager
async def running_dedup(fresh_database: FreshDatabase, folder: Path, **regions: Any) -> AsyncIterator[RunningDedup]:
    """The service with its lifespan, and a registration that hears it. `regions`: settings of the platform of other regions."""
    bus, issuer, clock = EmbeddedBus(), Issuer(folder), MovableClock(MORNING)
    url, keys = await fresh_database("dedup", "dedup.migrations"), SecretStr(generate_storage_keys())
    app = create_app(Settings(database_url=url, storage_keys=keys, jwks_file=issuer.jwks_file, **regions), bus, clock)
    service = RunningDedup("dedup", app, issuer, clock, await neighbour_database(await fresh_database("registration")))
    async with service.on(bus, [CheckCompletedV1, SuspendRequestedV1]):
        yield service
