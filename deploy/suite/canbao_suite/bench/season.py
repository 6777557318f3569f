"""The season at full size: `CANBAO_SEASON_SCALE` (1.0) on RabbitMQ and embedded, one after the other; the audit must be clean.

`CANBAO_SEASON_BUS` names the one transport that is wanted.
"""

import asyncio
import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from rich.console import Console

from canbao_suite.bench.machine import machine
from canbao_suite.bench.season_figures import hot_shares, ms_per_person, seconds_by_process
from canbao_suite.environments import SEASON_FACTOR, Bus
from canbao_suite.processes import Suite
from canbao_suite.season.run import run_season


def run(json_file: Path | None) -> None:
    """Prints the town table and the figures of each transport; writes them by transport, and on what they were measured."""
    scale = float(os.environ.get("CANBAO_SEASON_SCALE", "1.0"))
    buses: tuple[Bus, ...] = ("rabbitmq", "embedded")
    wanted = os.environ.get("CANBAO_SEASON_BUS", " ".join(buses)).split()
    figures: dict[str, Any] = {bus: _measure(bus, scale) for bus in buses if bus in wanted}
    figures["machine"] = machine("aio-pika", "asyncpg", "fastapi", "sqlalchemy", "uvicorn", "uvloop", broker=True)
    document = json.dumps(figures, ensure_ascii=False, indent=2)
    print(document)
    if json_file:
        json_file.write_text(document + "\n")


def _measure(bus: Bus, scale: float) -> dict[str, Any]:
    folder = Path(tempfile.mkdtemp(prefix="canbao-bench-"))
    folder.chmod(0o755)
    suite = Suite(folder / "suite", bus=bus, rate_limit_factor=SEASON_FACTOR)
    try:
        suite.start()
        before = seconds_by_process(suite)
        result = asyncio.run(run_season(suite, scale, 1, Console()))
        used = ms_per_person(before, seconds_by_process(suite), result.people)
        updates = asyncio.run(hot_shares(suite))
        peaks = {name: round(process.peak_mb) for name, process in suite.processes.items()}
        return {**result.as_json(), "cpu_ms_per_person": used, "hot_share": updates, "peak_mb_by_process": peaks}
    finally:
        suite.stop()
        suite.forget()
        shutil.rmtree(folder, ignore_errors=True)
