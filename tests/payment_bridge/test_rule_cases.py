"""The rule cases of this folder hold."""

from pathlib import Path

from payment_bridge.domain.rule_cases import DECISIONS
from policy_parameters import check_cases

CASES = Path(__file__).with_name("rule_cases")


def test_all_cases_hold() -> None:
    report = check_cases([CASES], DECISIONS)
    assert report.clean, "\n".join(report.lines())


def test_every_decision_has_cases() -> None:
    report = check_cases([CASES], DECISIONS)
    assert {result.case.decision for result in report.results} == set(DECISIONS)
