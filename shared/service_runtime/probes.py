"""livez, readyz, healthz and metrics of a service."""

import json
from collections.abc import Sequence

from fastapi import APIRouter, Request
from starlette.responses import Response

from service_runtime.background import Supervisor
from service_runtime.event_path import broker_health, event_path_health
from service_runtime.health import MEDIA_TYPE, HealthCheck, readiness
from service_runtime.metrics import CONTENT_TYPE, Metrics
from service_runtime.runtime import Runtime


def probes_router(prefix: str, checks: Sequence[HealthCheck], supervisor: Supervisor, metrics: Metrics) -> APIRouter:
    """The probes under a prefix; an empty prefix is for probes that ask the process directly."""
    router = APIRouter(prefix=prefix, tags=["probes"], include_in_schema=False)

    @router.get("/livez")
    async def livez() -> Response:
        """The process answers; touches nothing."""
        return Response('{"status":"pass"}', media_type=MEDIA_TYPE)

    @router.get("/readyz")
    async def readyz(request: Request) -> Response:
        """Ready to take requests: own database there, not draining."""
        runtime: Runtime = request.app.state.runtime
        remembered = [*broker_health(runtime), *supervisor.figures()]
        status, body = await readiness(runtime, (*checks, event_path_health), remembered)
        return Response(json.dumps(body, ensure_ascii=False), status, media_type=MEDIA_TYPE)

    router.add_api_route("/healthz", readyz, methods=["GET"])

    @router.get("/metrics")
    async def figures() -> Response:
        """Prometheus text."""
        return Response(await metrics.exposition(), headers={"content-type": CONTENT_TYPE})

    return router
