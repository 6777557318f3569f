"""The server of a measurement goes with its folder, also where its runner is killed."""

import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from canbao_suite.bench.passing_postgres import require_room
from canbao_suite.cannot_run import CannotRun

RUNNER = """
import os, sys
from canbao_suite.bench.passing_postgres import passing_folder, server_in
with passing_folder() as folder:
    server = server_in(folder, {"shared_buffers": "32MB"})
    server.start()
    print(folder, server.pid, flush=True)
    if sys.argv[1] == "killed":
        os.kill(os.getpid(), 9)
    server.stop()
"""


@pytest.mark.parametrize("end", ["killed", "in order"])
def test_nothing_is_left_of_it(end: str) -> None:
    with subprocess.Popen([sys.executable, "-c", RUNNER, end], stdout=subprocess.PIPE, text=True) as runner:
        assert runner.stdout is not None
        folder, pid = runner.stdout.readline().split()
        guards = [one for one in psutil.process_iter(["cmdline"]) if one.info["cmdline"] and one.info["cmdline"][-1] == folder]
        assert len(guards) == 1
        psutil.wait_procs(guards, timeout=60)
    assert runner.returncode == (-9 if end == "killed" else 0)
    assert not psutil.pid_exists(int(pid))
    assert not Path(folder).exists()


def test_a_disk_that_is_too_small_is_told_before_anything_is_made() -> None:
    require_room(0)
    with pytest.raises(CannotRun, match="--checked"):
        require_room(10**12)
