"""Prometheus figures of one service: requests by route template, event path, pool, its own. One registry an app, one process a port."""

from collections.abc import Iterable, Sequence

from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from service_runtime.figures import DatabaseFigures, FigureSource
from service_runtime.runtime import Runtime

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
disable_created_metrics()  # type: ignore[no-untyped-call]  # in this text format each would be one more gauge per counter


class Metrics:
    """Counts requests; other figures are read when they are asked for."""

    def __init__(self, runtime: Runtime, collectors: Sequence[Collector], sources: Sequence[FigureSource]) -> None:
        """`collectors` are counters and what is known without the database; `sources` read from it."""
        self.registry = CollectorRegistry()
        labels = ("method", "route", "status")
        self._requests = Counter("canbao_http_requests", "Requests by route template", labels, registry=self.registry)
        self._seconds = Histogram(
            "canbao_http_request_seconds", "Seconds by route template", ("route",), buckets=_BUCKETS, registry=self.registry
        )
        self._counters: dict[tuple[str, str, int], Counter] = {}
        self._histograms: dict[str, Histogram] = {}
        for collector in (PoolFigures(runtime), *collectors):
            self.registry.register(collector)
        self._database_figures = DatabaseFigures(runtime, sources)

    def observe(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one request. `route` is the template, never the path: ids leak, and series explode."""
        key = (method, route, status)
        counter = self._counters.get(key)
        if counter is None:
            counter = self._counters[key] = self._requests.labels(method, route, str(status))
            self._histograms.setdefault(route, self._seconds.labels(route))
        counter.inc()
        self._histograms[route].observe(seconds)

    async def exposition(self) -> bytes:
        """All figures in the text format. Never fails because the database is away."""
        just_read = CollectorRegistry()
        just_read.register(JustRead(await self._database_figures.read()))
        return generate_latest(self.registry) + generate_latest(just_read)

    async def aclose(self) -> None:
        """Ends a reading that is under way."""
        await self._database_figures.aclose()


class JustRead(Collector):
    """Figures that are there already."""

    def __init__(self, metrics: Sequence[Metric]) -> None:
        self._metrics = metrics

    def collect(self) -> Iterable[Metric]:
        """All of them."""
        return self._metrics


class PoolFigures(Collector):
    """How many database connections are in use."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def collect(self) -> Iterable[Metric]:
        """Connections in use and open."""
        pool = self._runtime.database.pool
        yield GaugeMetricFamily("canbao_database_pool_in_use", "Connections in use", value=pool.in_use)
        yield GaugeMetricFamily("canbao_database_pool_open", "Connections open", value=pool.open)
