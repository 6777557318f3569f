"""Spans of a service: recorded and sent only where a collector is named."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from event_bus.tracing import Spans

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider


class Tracing:
    """The spans of one service, and the way to its collector. The SDK is loaded only if there is one."""

    def __init__(self, service: str, endpoint: str, ca_file: Path | None = None) -> None:
        """An empty `endpoint` names none."""
        self._provider = _provider(service, endpoint, ca_file) if endpoint else None
        self.spans = Spans(self._provider.get_tracer("canbao") if self._provider else None)

    async def aclose(self) -> None:
        """Sends what waits; a collector that is away is not waited for longer than the exporter's time limit."""
        if self._provider is not None:
            await asyncio.to_thread(self._provider.shutdown)


def _provider(service: str, endpoint: str, ca_file: Path | None) -> "TracerProvider":
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    provider = TracerProvider(resource=Resource.create({"service.name": service, "service.namespace": "canbao"}), shutdown_on_exit=False)
    exporter = OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces", certificate_file=str(ca_file) if ca_file else None)
    provider.add_span_processor(BatchSpanProcessor(exporter))
    return provider
