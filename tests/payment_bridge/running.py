"""The whole service over HTTP: application, background work, embedded bus, a fake tax office, a publisher that stands for registration."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
from pydantic import SecretStr
from standardwebhooks.webhooks import Webhook

from canbao_suite.issuer import Issuer
from enrolment_events.envelope import Event
from enrolment_events.payment import PUBLISHED
from event_bus import EmbeddedBus
from payment_bridge.app import create_app
from payment_bridge.settings import Settings
from service_runtime import MovableClock
from tests.conftest import FreshDatabase
from tests.payment_bridge.bridge import bridge_settings, rows_of, tell_in_time
from tests.payment_bridge.builders import MORNING, VAULT_KEYS
from tests.payment_bridge.fake_tax_office import IN_SECRET, FakeTaxOffice
from tests.running_service import RunningService
from tests.tables import neighbour_database

WEBHOOK = "/payment-bridge/v1/webhooks/tax"


class RunningBridge(RunningService):
    """Speaks to the service as officials, citizens, registration and the tax office do."""

    tax: FakeTaxOffice

    async def next_event(self, event_type: str, participation_id: UUID) -> Event[Any]:
        """The next event of that type about that participation that comes over the bus."""
        return await self.next_that(lambda event: event.type == event_type and event.data.participation_id == participation_id)

    async def callback(self, body: bytes, webhook_id: str, *, secret: str = IN_SECRET, age: timedelta = timedelta(0)) -> httpx.Response:
        """A callback, signed that long ago, and not before what it tells."""
        tell_in_time(self.clock, body)
        at = datetime.now(UTC) - age
        headers = {
            "webhook-id": webhook_id,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": Webhook(secret).sign(msg_id=webhook_id, timestamp=at, data=body.decode()),
        }
        return await self.http.post(WEBHOOK, content=body, headers=headers)

    async def call_as(self, path: str, role: str, areas: Sequence[str] = (), **claims: Any) -> httpx.Response:
        """GET with a token of these claims."""
        token = self._issuer.mint(claims.pop("subject", f"test:{role}"), [role], areas, **claims)
        return await self.http.get(f"/payment-bridge/v1{path}", headers={"Authorization": f"Bearer {token}"})

    async def rows(self, sql: str) -> Sequence[Any]:
        """What a statement finds."""
        async with self.app.state.runtime.database.read() as read:
            return await rows_of(read, sql)


@asynccontextmanager
async def running_bridge(fresh_database: FreshDatabase, folder: Path, **differently: Any) -> AsyncIterator[RunningBridge]:
    """The service with its lifespan and some settings of the test's own, and a registration that hears what it publishes."""
    bus, issuer, tax, clock = EmbeddedBus(), Issuer(folder), FakeTaxOffice(), MovableClock(MORNING)
    settings = _settings(await fresh_database("payment_bridge"), folder, issuer).model_copy(update=differently)
    app = create_app(settings, bus, clock, tax_transport=tax)
    service = RunningBridge("payment-bridge", app, issuer, clock, await neighbour_database(await fresh_database("registration")))
    service.tax = tax
    async with service.on(bus, PUBLISHED):
        yield service


def _settings(database_url: str, folder: Path, issuer: Issuer) -> Settings:
    plain = bridge_settings(database_url, folder)
    return plain.model_copy(update={"jwks_file": issuer.jwks_file, "vault_keys": SecretStr(VAULT_KEYS), "tax_in_secret": _rotating()})


def _rotating() -> SecretStr:
    """The secret in use and one that is being introduced."""
    return SecretStr(f"{IN_SECRET},{NEXT_SECRET}")


NEXT_SECRET = "whsec_" + "bmV4dC1zZWNyZXQtbmV4dC1zZWNyZXQtbmV4dC1zZWM="
