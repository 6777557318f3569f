"""Dedup over HTTP, with a registration that hears its answers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import UUID

from pydantic import SecretStr

from canbao_suite.issuer import Issuer
from dedup.app import create_app
from dedup.settings import Settings
from enrolment_events.dedup import CheckCompletedV1
from enrolment_events.envelope import Event
from event_bus import EmbeddedBus
from service_runtime import MovableClock, generate_storage_keys
from tests.conftest import FreshDatabase
from tests.dedup.builders import MORNING
from tests.running_service import RunningService
from tests.tables import neighbour_database

Answer = Event[CheckCompletedV1]


class RunningDedup(RunningService):
    """Speaks to the service as clerks, operators and the registration service do."""

    async def answer_to(self, application: UUID) -> Answer:
        """The next answer for this application that comes over the bus."""
        return await self.next_that(lambda answer: answer.data.application_id == application)


@asynccontextmanager
async def running_dedup(fresh_database: FreshDatabase, folder: Path) -> AsyncIterator[RunningDedup]:
    """The service with its lifespan, and a registration that hears the answers."""
    bus, issuer, clock = EmbeddedBus(), Issuer(folder), MovableClock(MORNING)
    app = create_app(
        Settings(database_url=await fresh_database("dedup"), storage_keys=SecretStr(generate_storage_keys()), jwks_file=issuer.jwks_file),
        bus,
        clock,
    )
    service = RunningDedup("dedup", app, issuer, clock, await neighbour_database(await fresh_database("registration")))
    async with service.on(bus, [CheckCompletedV1]):
        yield service
