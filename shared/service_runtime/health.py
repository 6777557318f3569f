"""Probes (application/health+json): livez touches nothing, readyz asks the own database, business checks tell of the work.

A broker that is away is a warning, not a failure: the outbox buffers. No probe asks another service.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from service_runtime.logs import describe
from service_runtime.runtime import Runtime

MEDIA_TYPE = "application/health+json"
Status = Literal["pass", "warn", "fail"]
_DATABASE_SECONDS = 2.0
_CHECK_SECONDS = 1.0
_CHECKS_SECONDS = 2.0
"""Of all business checks together."""
_ORDER: dict[Status, int] = {"pass": 0, "warn": 1, "fail": 2}


@dataclass(frozen=True, slots=True)
class HealthFigure:
    """One observed figure, such as "payments:unknown" = 3."""

    name: str
    status: Status
    value: float | int | str | None = None
    unit: str | None = None
    output: str | None = None
    time: str | None = None
    """ISO time of what was observed, where it is not now."""

    @property
    def as_json(self) -> dict[str, Any]:
        """The check object of application/health+json."""
        told = {"observedValue": self.value, "observedUnit": self.unit, "time": self.time, "output": self.output}
        return {"status": self.status, **{key: value for key, value in told.items() if value is not None}}


HealthCheck = Callable[[Runtime], Awaitable[Sequence[HealthFigure]]]
"""A business check of a service. It never makes the service unready; `fail` shows as warn."""


async def readiness(runtime: Runtime, checks: Sequence[HealthCheck], remembered: Sequence[HealthFigure]) -> tuple[int, dict[str, Any]]:
    """HTTP status and body of readyz: 503 if the own database is away, no key verifies tokens, or the service drains.

    `remembered` are figures that need no database, and so are told also while it is away.
    """
    figures = [await _database(runtime)]
    there = figures[0].status == "pass"
    if there:
        figures += await _business(runtime, checks)
    figures += remembered
    if runtime.draining:
        figures.append(HealthFigure("service:draining", "fail"))
    keys_there = runtime.tokens is None or runtime.tokens.has_keys()
    if not keys_there:
        figures.append(HealthFigure("identity:keys", "fail", output="no key in the JWKS file: every caller would be refused"))
    ready = there and keys_there and not runtime.draining
    worst: Status = max((figure.status for figure in figures), key=lambda status: _ORDER[status])
    overall: Status = "fail" if not ready else "warn" if worst != "pass" else "pass"
    body = {"status": overall, "serviceId": runtime.name, "checks": {figure.name: [figure.as_json] for figure in figures}}
    return (200 if ready else 503), body


async def _database(runtime: Runtime) -> HealthFigure:
    try:
        await runtime.database.ping(_DATABASE_SECONDS)
    except Exception as error:
        return HealthFigure("database:connection", "fail", output=describe(error))
    return HealthFigure("database:connection", "pass")


async def _business(runtime: Runtime, checks: Sequence[HealthCheck]) -> list[HealthFigure]:
    figures: list[HealthFigure] = []
    aside = replace(runtime, database=runtime.database.aside)
    loop = asyncio.get_running_loop()
    end = loop.time() + _CHECKS_SECONDS
    for check in checks:
        try:
            async with asyncio.timeout_at(min(end, loop.time() + _CHECK_SECONDS)):
                figures += await check(aside)
        except Exception as error:
            figures.append(HealthFigure(f"check:{getattr(check, '__name__', 'unnamed')}", "warn", output=describe(error)))
    return figures
