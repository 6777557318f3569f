"""The environment that holds what the suite is compared with; script/bench makes it from requirements-bench.lock."""

import os
import subprocess
from pathlib import Path

from canbao_suite.bench.machine import versions_of
from canbao_suite.cannot_run import CannotRun


def peers_python() -> Path:
    """Python of that environment."""
    return Path(os.environ.get("CANBAO_BENCH_VENV", ".venv-bench")).absolute() / "bin" / "python"


def peer_versions(packages: tuple[str, ...]) -> dict[str, str]:
    """Versions of the peers, by `peer NAME`. Raises CannotRun if they are not installed."""
    python = peers_python()
    try:
        return {f"peer {name}": number for name, number in versions_of(python, packages).items()}
    except (OSError, subprocess.CalledProcessError):
        needed = ", ".join(packages)
        raise CannotRun(f"{python} lacks what this is compared with ({needed}); script/bench installs requirements-bench.lock.") from None
