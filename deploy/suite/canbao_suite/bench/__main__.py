"""python -m canbao_suite.bench NAME [--json FILE]: measures one thing on this machine."""

import argparse
from importlib import import_module
from pathlib import Path

NAMES = ("events", "http", "season", "rules")


def main() -> None:
    """Runs the measurement of that name."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("name", choices=NAMES)
    parser.add_argument("--json", type=Path, default=None, help="write the figures to this file too")
    chosen = parser.parse_args()
    import_module(f"canbao_suite.bench.{chosen.name}").run(chosen.json)


if __name__ == "__main__":
    main()
