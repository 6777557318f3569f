"""The money of payment-bridge: each part of the measurement adds its figures, its limits and its peer to one report."""

import json
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvloop

from canbao_suite.bench import money_levies, money_postings, money_reconcile, money_results, money_webhooks
from canbao_suite.bench.machine import machine
from canbao_suite.bench.money_bridge import bench_runtime
from canbao_suite.postgres import PostgresServer
from process_runtime.collector import tame_the_collector
from service_runtime import Runtime
from service_runtime.logs import configure_logs
from service_runtime.migration import migrate


@dataclass(frozen=True, slots=True)
class Part:
    """One measurement on a database of its own, and what its figures may be at most: seconds of all `lines`, of fewer by their share."""

    name: str
    measure: Callable[[Runtime], Awaitable[dict[str, Any]]]
    limits: dict[str, float]
    counted: str
    lines: int

    def shares(self, figures: dict[str, Any]) -> dict[str, float]:
        """How much of its limit each takes."""
        of_all = figures[self.counted] / self.lines
        return {name: round(figures[name] / (most * (of_all if name.endswith("seconds") else 1)), 2) for name, most in self.limits.items()}


PARTS = (
    Part("levies", money_levies.measure, money_levies.LIMITS, "billed_people", money_levies.PEOPLE),
    Part("results", money_results.measure, money_results.LIMITS, "result_lines", money_results.LINES),
    Part("reconcile", money_reconcile.measure, money_reconcile.LIMITS, "reconciled_lines", money_reconcile.LINES),
    Part("postings", money_postings.measure, money_postings.LIMITS, "postings_told_twice", money_postings.POSTINGS),
    Part("webhooks", money_webhooks.measure, money_webhooks.LIMITS, "webhooks", money_webhooks.WEBHOOKS),
)


def run(json_path: Path | None = None, part: str | None = None) -> dict[str, Any]:
    """Measure, print, write. `part`: this one only."""
    found: dict[str, Any] = {"share_of_limit": {}}
    with tempfile.TemporaryDirectory(prefix="canbao-bench-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        server = PostgresServer(Path(folder) / "postgres")
        server.start()
        try:
            for one in PARTS:
                if part in (None, one.name):
                    server.create_database(one.name)
                    figures = uvloop.run(_measured(one, server.url(one.name), Path(folder)))
                    found |= figures
                    found["share_of_limit"] |= one.shares(figures)
        finally:
            server.stop()
    found["machine"] = machine("msgspec", "asyncpg", "uvloop")
    print(json.dumps(found, indent=2, ensure_ascii=False))
    if json_path is not None:
        json_path.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n")
    return found


async def _measured(part: Part, url: str, folder: Path) -> dict[str, Any]:
    configure_logs("CRITICAL")
    runtime = bench_runtime(url, folder)
    await migrate(url, "payment_bridge.migrations")
    tame_the_collector()  # as the service does at its start, on the same loop
    try:
        return await part.measure(runtime)
    finally:
        await runtime.database.close()
