"""The embedded suite: four services, one in-process bus and the front in one process.

It knows no rule and no route of the services: it hands a request to the application whose prefix the path begins with.
"""

import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from process_runtime.collector import without_collections

with without_collections():
    from fastapi import FastAPI
    from starlette.applications import Starlette

    import benefits.app
    import benefits.settings
    import dedup.app
    import dedup.settings
    import payment_bridge.app
    import payment_bridge.settings
    import registration.app
    import registration.settings
    from canbao_suite.environments import SERVICES
    from canbao_suite.front import PrefixGateway, front_from_environment, serve
    from event_bus import EmbeddedBus
    from service_runtime import Clock, clock_of


def create_services(clock: Clock | None = None) -> dict[str, FastAPI]:
    """The four applications on one embedded bus and one clock, with settings from the environment."""
    for_registration = registration.settings.Settings(**_own("REGISTRATION"))
    for_payment = payment_bridge.settings.Settings(**_own("PAYMENT_BRIDGE"))
    for_dedup = dedup.settings.Settings(**_own("DEDUP"))
    for_benefits = benefits.settings.Settings(**_own("BENEFITS"))
    bus = EmbeddedBus(expects=SERVICES)
    clock = clock or clock_of(for_registration)
    return {
        "registration": registration.app.create_app(for_registration, bus, clock),
        "payment-bridge": payment_bridge.app.create_app(for_payment, bus, clock),
        "dedup": dedup.app.create_app(for_dedup, bus, clock),
        "benefits": benefits.app.create_app(for_benefits, bus, clock),
    }


def _own(package: str) -> dict[str, Any]:
    """What each service has for itself alone."""
    own = {name: os.environ[f"CANBAO_{package}_{name.upper()}"] for name in ("database_url", "storage_keys")}
    return own | {"migration_url": os.environ.get(f"CANBAO_{package}_MIGRATION_URL")}


def create_suite(services: dict[str, FastAPI] | None = None) -> PrefixGateway:
    """The whole suite as one ASGI application."""
    services = services or create_services()

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            for app in services.values():
                await stack.enter_async_context(app.router.lifespan_context(app))
            yield

    return PrefixGateway(dict(services), front_from_environment(lifespan))


def main() -> None:
    """Serves on the socket that the runner hands over, until SIGTERM."""
    with without_collections():
        services = create_services()

    def drain() -> None:
        for app in services.values():
            app.state.runtime.drain()

    serve(create_suite(services), drain)


if __name__ == "__main__":
    main()
