"""The coverage table of the benefits rules: `python -m tests.benefits.rule_coverage write|check`."""

import sys
from collections import defaultdict
from functools import cache
from pathlib import Path

from benefits.domain.rulebook import all_rules
from policy_parameters.rule_case_files import read_cases

CASES = Path(__file__).parent / "rule_cases"
TABLE = Path(__file__).parents[2] / "docs" / "rule-coverage.md"
OWN = (
    *range(21, 26), 32, 34, 42, 43, 44, 47, 63, *range(100, 110), *range(140, 148), *range(150, 158),
)  # fmt: skip
"""The rules that belong to BEN (rule book C15); others appear where this service applies them too."""
HEAD = """# Rules of the benefits service and the cases that show them

Generated from the rule records in `services/benefits/benefits/domain` and the rule cases in `tests/benefits/rule_cases`:
`python -m tests.benefits.rule_coverage write`. Cases whose id begins with `V-` are the vectors of the rule book; `MM-` is Maoming.

| rule | clause | module | cases |
| --- | --- | --- | --- |
"""


def own_rules() -> list[str]:
    """The ids of the rules that this service owns."""
    return [f"R-{number:03d}" for number in OWN]


@cache
def cases_by_rule() -> dict[str, list[str]]:
    """Case ids by the rule they show."""
    found: dict[str, list[str]] = defaultdict(list)
    for case in read_cases(sorted(CASES.rglob("*.yaml"))).cases:
        for rule in case.rule:
            found[rule].append(case.id)
    return found


def table() -> str:
    """The whole document."""
    clauses: dict[str, list[str]] = defaultdict(list)
    modules: dict[str, list[str]] = defaultdict(list)
    for rule, module in all_rules():
        clauses[rule.id].append(rule.clause)
        modules[rule.id].append(module)
    cases = cases_by_rule()
    rows = [
        f"| {rule} | {_joined(clauses[rule], '；')} | {_joined(modules[rule], ', ')} | {_joined(cases[rule], ', ')} |"
        for rule in sorted({*clauses, *own_rules()})
    ]
    return HEAD + "\n".join(rows) + "\n"


def _joined(words: list[str], by: str) -> str:
    return by.join(dict.fromkeys(words))


def main(order: str) -> int:
    """Write the table, or say whether it is up to date."""
    if order == "write":
        TABLE.write_text(table())
        return 0
    return 0 if TABLE.read_text() == table() else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "check"))
