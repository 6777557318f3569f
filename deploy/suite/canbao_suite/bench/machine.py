"""On what a figure was measured: machine, date, and the versions of everything that took part."""

import json
import os
import platform
import subprocess
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psutil

from canbao_suite.postgres_home import INSTALL, WHEEL
from canbao_suite.rabbitmq_node import installed_server

_ASK = "import json, sys; from importlib.metadata import version; print(json.dumps({name: version(name) for name in sys.argv[1:]}))"


def machine(*packages: str, broker: bool = False, peers: dict[str, str] | None = None) -> dict[str, Any]:
    """Facts about this machine, with the versions of these packages; `broker` names RabbitMQ's too, `peers` comes from `versions_of`."""
    servers = {"postgresql": _said(WHEEL / INSTALL / "bin" / "postgres", "--version")}
    if broker:
        servers["rabbitmq"] = _broker_version()
    return {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "cores": os.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 2**30, 1),
        "processor": platform.machine(),
        "system": platform.platform(),
        "python": platform.python_version(),
        "versions": servers | {package: version(package) for package in packages} | (peers or {}),
    }


def versions_of(python: Path, packages: tuple[str, ...]) -> dict[str, str]:
    """Versions of packages in another environment. Raises CalledProcessError if one is missing there."""
    done = subprocess.run([str(python), "-c", _ASK, *packages], capture_output=True, text=True, check=True)
    found: dict[str, str] = json.loads(done.stdout)
    return found


def _broker_version() -> str:
    server = installed_server()
    return _said(server.with_name("rabbitmqctl"), "version") if server else ""


def _said(program: Path, argument: str) -> str:
    done = subprocess.run([str(program), argument], capture_output=True, text=True, check=False)
    return done.stdout.strip().rpartition(" ")[2]
