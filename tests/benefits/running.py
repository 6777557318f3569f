"""Benefits over HTTP, with somebody who publishes for the other services and hears the entitlements."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

from pydantic import SecretStr

from benefits.app import create_app
from benefits.settings import Settings
from canbao_suite.issuer import Issuer
from enrolment_events.benefits import ClaimRecordedV1, EntitlementChangedV1, RepairRegisteredV2
from enrolment_events.envelope import Event
from event_bus import EmbeddedBus
from service_runtime import MovableClock, generate_storage_keys
from tests.benefits.builders import MORNING
from tests.conftest import FreshDatabase
from tests.running_service import RunningService
from tests.tables import neighbour_database

Changed = Event[EntitlementChangedV1]


class RunningBenefits(RunningService):
    """Speaks to the service as citizens, hospitals, clerks, operators and the other services do."""

    async def audit_of(self, subject: object) -> list[dict[str, Any]]:
        """The audit rows of a subject, oldest first."""
        answer = await self.call("GET", f"/audit-rows?subject={subject}", role="auditor", area="44")
        rows: list[dict[str, Any]] = answer.json()["items"]
        return rows

    async def change_of(self, person: UUID) -> Changed:
        """The next entitlement of this person that comes over the bus."""
        return await self.next_that(lambda event: event.personid == person and isinstance(event.data, EntitlementChangedV1))

    async def recorded_of(self, person: UUID) -> Event[ClaimRecordedV1]:
        """The next recorded claim of this person that comes over the bus."""
        return await self.next_that(lambda event: event.personid == person and isinstance(event.data, ClaimRecordedV1))


@asynccontextmanager
async def running_benefits(fresh_database: FreshDatabase, folder: Path) -> AsyncIterator[RunningBenefits]:
    """The service with its lifespan, and somebody who hears the entitlements and the claims."""
    bus, issuer, clock = EmbeddedBus(), Issuer(folder), MovableClock(MORNING)
    app = create_app(
        Settings(
            database_url=await fresh_database("benefits"), storage_keys=SecretStr(generate_storage_keys()), jwks_file=issuer.jwks_file
        ),
        bus,
        clock,
    )
    service = RunningBenefits("benefits", app, issuer, clock, await neighbour_database(await fresh_database("others")))
    async with service.on(bus, [EntitlementChangedV1, ClaimRecordedV1, RepairRegisteredV2]):
        yield service
