"""python -m canbao_suite.bench NAME [--json FILE] [OPTIONS]: measures one thing on this machine."""

import argparse
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from canbao_suite.cannot_run import CannotRun

NAMES = ("events", "http", "season", "rules", "lists", "sabotage", "attack", "chaos", "money", "sweep", "linking")


def main() -> None:
    """Runs the measurement of that name; what keeps it from running is one sentence and exit code 1."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("name", choices=NAMES)
    parser.add_argument("--json", type=Path, default=None, help="write the figures to this file too")
    sabotage = parser.add_argument_group("sabotage")
    sabotage.add_argument("--only", metavar="WORD", help="faults with this word in name, kind or file")
    money = parser.add_argument_group("money")
    money.add_argument("--part", metavar="NAME", help="this part only")
    chaos = parser.add_argument_group("chaos")
    chaos.add_argument("--minutes", type=float, metavar="N", help="this sitting ends after so long; the next goes on")
    chaos.add_argument("--enrolments", type=int, metavar="N", help="of the whole run")
    chaos.add_argument("--kills", type=int, metavar="N", help="of the whole run")
    chaos.add_argument("--nodes", type=int, choices=(1, 3), help="nodes of RabbitMQ")
    chaos.add_argument("--state", type=Path, metavar="FOLDER", help="where the run lies")
    chaos.add_argument("--fresh", action="store_true", default=None, help="forget the run that lies there")
    sweep = parser.add_argument_group("sweep")
    sweep.add_argument("--spells", type=int, metavar="N", help="of the large heap and of the side file")
    sweep.add_argument("--compared", type=int, metavar="N", help="of those that DuckDB and a plain sort get too")
    sweep.add_argument("--checked", type=int, metavar="N", help="of those in PostgreSQL among which people are checked; 0: no check")
    sweep.add_argument("--billion", action="store_true", default=None, help="a billion besides, bucket by bucket")
    linking = parser.add_argument_group("linking")
    linking.add_argument("--records", dest="count", type=int, metavar="N", help="of the large set")
    linking.add_argument("--fit", action="store_true", default=None, help="fit the points anew, and print them")
    chosen = parser.parse_args()
    options = {group.title: _given(chosen, group) for group in (sabotage, money, chaos, sweep, linking)}
    if wrong := [name for name, given in options.items() if given and name != chosen.name]:
        parser.error(f"these options are for {wrong[0]}")
    try:
        import_module(f"canbao_suite.bench.{chosen.name}").run(chosen.json, **options.get(chosen.name, {}))
    except CannotRun as error:
        sys.exit(str(error))


def _given(chosen: argparse.Namespace, group: Any) -> dict[str, Any]:
    """The options of one group that were given."""
    values = {action.dest: getattr(chosen, action.dest) for action in group._group_actions}
    return {name: value for name, value in values.items() if value is not None}


if __name__ == "__main__":
    main()
