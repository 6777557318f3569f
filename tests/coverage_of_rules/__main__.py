"""Writes docs/coverage.md, or says whether it is up to date: `python -m tests.coverage_of_rules write|check`."""

import sys
from collections.abc import Sequence

from tests.coverage_of_rules import in_flows
from tests.coverage_of_rules.page import PAGE, lost, page, unknown


def main(arguments: Sequence[str]) -> int:
    """0 when all is well. What registration loses is never written: its test is to be brought back, or the page changed by hand."""
    faults = [f"{one}: the rule book has no such id" for one in unknown()] + [f"{one}: no test shows it any more" for one in lost("REG")]
    faults += [f"{one}: no such item or way" for one in in_flows.wrong_marks()]
    if not faults and "write" in arguments:
        PAGE.write_text(page(), encoding="utf-8")
    elif not faults and PAGE.read_text(encoding="utf-8") != page():
        faults = ["docs/coverage.md is out of date: python -m tests.coverage_of_rules write"]
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
