"""Figures that are read from the service's database when somebody asks for them: what can be told in time is told."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence

from prometheus_client.core import GaugeMetricFamily, Metric

from service_runtime.logs import get_logger
from service_runtime.runtime import Runtime
from service_runtime.transaction import ReadConnection

FigureSource = Callable[[ReadConnection], Awaitable[Sequence[Metric]]]
"""Reads a few figures from kept counts or from indexes alone. Labels are bounded: states, causes, kinds, never ids."""
_ANSWER_SECONDS, _READING_SECONDS, _STATEMENT_MILLISECONDS = 1.0, 3.0, 1000
_log = get_logger("figures")


def gauge(name: str, told: str, value: float) -> Metric:
    """One figure of this moment; `name` is without the prefix, with the unit if it has one."""
    return GaugeMetricFamily(f"canbao_{name}", told, value=value)


def gauges(name: str, told: str, label: str, values: Mapping[str, float]) -> Metric:
    """The same for each value of a label."""
    family = GaugeMetricFamily(f"canbao_{name}", told, labels=[label])
    for value_of_label, value in values.items():
        family.add_metric([value_of_label], value)
    return family


class DatabaseFigures:
    """Reads all sources of a service. The reading goes on by itself: a hanging database hangs nobody, and is read by one at a time."""

    def __init__(self, runtime: Runtime, sources: Sequence[FigureSource]) -> None:
        self._runtime, self._sources = runtime, sources
        self._found: list[Sequence[Metric]] = []
        self._reading: asyncio.Task[None] | None = None
        self._closed = False

    async def read(self) -> list[Metric]:
        """All figures that came in time, whether the database answers, and how many sources told nothing."""
        found: list[Sequence[Metric]] = []
        if (up := await self._answers()) and not self._closed:
            if self._reading is None or self._reading.done():
                self._found = []
                self._reading = asyncio.create_task(self._read_all(self._found))
            found = self._found  # of this reading: by the time it is done, somebody else may have begun the next one
            await asyncio.wait({self._reading}, timeout=_READING_SECONDS)
            found = list(found)
        return [
            gauge("database_up", "1 if the service's database answers", up),
            gauge("figures_missing", "Groups of figures that could not be read in time", len(self._sources) - len(found)),
            *(metric for metrics in found for metric in metrics),
        ]

    async def aclose(self) -> None:
        """Ends a reading that is under way; there is none after it, though the service still answers while it drains."""
        self._closed = True
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.wait({self._reading})

    async def _answers(self) -> bool:
        try:
            await self._runtime.database.ping(_ANSWER_SECONDS)
        except Exception:
            return False
        return True

    async def _read_all(self, found: list[Sequence[Metric]]) -> None:
        for source in self._sources:
            try:
                async with self._runtime.database.aside.transaction() as tx:
                    await tx.driver.execute(f"SET LOCAL statement_timeout = {_STATEMENT_MILLISECONDS}; SET LOCAL enable_seqscan = off")
                    found.append(await source(tx))
            except Exception as error:
                _log.warning("figures.not_read", source=getattr(source, "__name__", "unnamed"), exc_info=error)
