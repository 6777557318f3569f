"""A service with all its crashes planted: `python -m canbao_suite.chaos.planted SERVICE PACKAGE`, with CHAOS_CRASHES naming a folder."""

import os
import runpy
import sys
from pathlib import Path

from canbao_suite.chaos.crash_points import points_of
from canbao_suite.chaos.crashes import FOLDER, Crashes, plant
from canbao_suite.chaos.poison import plant_poison


def plant_all(service: str) -> None:
    """Plants in this process what belongs to the service; all of it waits to be armed."""
    crashes = Crashes(Path(os.environ[FOLDER]))
    plant_poison(crashes)
    plant(points_of(service), crashes)


def run_package(package: str) -> None:
    """As `python -m package` would, in this process."""
    sys.argv = [package]
    runpy.run_module(package, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    plant_all(sys.argv[1])
    run_package(sys.argv[2])
