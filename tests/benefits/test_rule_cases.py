"""The vectors and clauses of this service, as a clerk can read them."""

from pathlib import Path

import pytest

from benefits.domain.rule_cases import DECISIONS
from policy_parameters import check_cases

CASES = sorted((Path(__file__).parent / "rule_cases").rglob("*.yaml"))


@pytest.mark.parametrize("file", CASES, ids=lambda path: path.stem)
def test_every_case_holds(file: Path) -> None:
    report = check_cases([file], DECISIONS)
    assert report.clean, "\n".join(report.lines())
