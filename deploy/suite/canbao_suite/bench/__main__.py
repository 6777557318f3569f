"""python -m canbao_suite.bench NAME [--json FILE] [--only WORD]: measures one thing on this machine."""

import argparse
import sys
from importlib import import_module
from pathlib import Path

from canbao_suite.cannot_run import CannotRun

NAMES = ("events", "http", "season", "rules", "sabotage", "attack")


def main() -> None:
    """Runs the measurement of that name; what keeps it from running is one sentence and exit code 1."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("name", choices=NAMES)
    parser.add_argument("--json", type=Path, default=None, help="write the figures to this file too")
    parser.add_argument("--only", default="", metavar="WORD", help="sabotage: faults with this word in name, kind or file")
    chosen = parser.parse_args()
    if chosen.only and chosen.name != "sabotage":
        parser.error("--only is for sabotage")
    try:
        import_module(f"canbao_suite.bench.{chosen.name}").run(chosen.json, **({"only": chosen.only} if chosen.only else {}))
    except CannotRun as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
