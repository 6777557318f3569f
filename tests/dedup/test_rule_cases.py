"""The rule cases of the dedup service hold, and there is one for each side of the decision table."""

from pathlib import Path

import pytest

from dedup.domain.rule_cases import DECISIONS
from policy_parameters.rule_case_files import read_cases
from policy_parameters.rule_cases import CaseResult, check_cases

CASES = Path(__file__).parent / "rule_cases"
REPORT = check_cases([CASES], DECISIONS)


@pytest.mark.parametrize("result", REPORT.results, ids=[result.case.id for result in REPORT.results])
def test_the_case_holds(result: CaseResult) -> None:
    assert result.differences == ()


def test_every_case_can_be_read() -> None:
    assert REPORT.problems == ()


@pytest.mark.parametrize("rule", ["R-001", "R-002", "R-004", "R-008", *(f"R-{number:03d}" for number in range(83, 90)), "R-120"])
def test_every_rule_of_the_conflict_check_has_its_cases(rule: str) -> None:
    assert any(rule in case.rule for case in read_cases([CASES]).cases)


@pytest.mark.parametrize("rule", [f"R-{number}" for number in (*range(120, 129), 130, 131, 133, 134)])
def test_every_principle_of_duplicates_has_its_cases(rule: str) -> None:
    assert any(rule in case.rule for case in read_cases([CASES]).cases if case.decision == "duplicate_ruling")


@pytest.mark.parametrize("vector", [f"V-{number}" for number in (64, 65, 66, 67, 68, 69, 70, 74, 75, 76, 77, 78)])
def test_every_vector_has_its_case(vector: str) -> None:
    assert any(case.id.startswith(vector) for case in read_cases([CASES]).cases)
