"""The rule cases of this service, written so that a clerk can read and write them."""

from pathlib import Path

from policy_parameters import check_cases
from registration.domain.rule_cases import DECISIONS

CASES = Path(__file__).parent / "rule_cases"


def test_every_case_holds() -> None:
    report = check_cases([CASES], DECISIONS)
    assert report.clean, "\n".join(report.lines())


def test_every_decision_has_a_case() -> None:
    report = check_cases([CASES], DECISIONS)
    assert {result.case.decision for result in report.results} == set(DECISIONS)
