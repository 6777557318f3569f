"""Runs rule cases against the decisions of the services and tells, in Chinese, which hold."""

import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any

from policy_parameters.parameter import PolicyNotKnown
from policy_parameters.policy_book import PolicyBook, load_policy_book
from policy_parameters.rule_case_files import CaseProblem, RuleCase, read_cases

Decision = Callable[[Mapping[str, Any], Mapping[str, Any], PolicyBook], Mapping[str, Any]]
"""decide(given, when, policy) -> answer. Pure; the region of the case is `given["region"]`."""


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What came of one case. No differences means that it holds."""

    case: RuleCase
    answer: Mapping[str, Any]
    differences: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """True if the answer has everything that was expected."""
        return not self.differences


@dataclass(frozen=True, slots=True)
class CaseReport:
    """All results, and all that could not be read as a case."""

    results: tuple[CaseResult, ...]
    problems: tuple[CaseProblem, ...]

    @property
    def failed(self) -> tuple[CaseResult, ...]:
        """The cases that do not hold."""
        return tuple(result for result in self.results if not result.holds)

    @property
    def clean(self) -> bool:
        """True if there was at least one case, every file read well and every case holds."""
        return bool(self.results) and not self.problems and not self.failed

    def lines(self) -> Iterable[str]:
        """The report for people."""
        for result in self.results:
            case = result.case
            mark = "✓ 符合" if result.holds else "✗ 不符"
            yield f"{mark}  {case.id}  {'、'.join(case.rule)}  {case.note}".rstrip()
            if not result.holds:
                yield f"        {case.file}:{case.line}（{case.decision}）"
                yield from (f"        {difference}" for difference in result.differences)
        for problem in self.problems:
            yield f"！ 无法读取  {problem}"
        held = len(self.results) - len(self.failed)
        yield f"共 {len(self.results)} 个用例：{held} 个符合，{len(self.failed)} 个不符，{len(self.problems)} 处无法读取"


def check_cases(paths: Iterable[Path], decisions: Mapping[str, Decision], book: PolicyBook | None = None) -> CaseReport:
    """Runs every case of the files against the named decisions, with the book of the house unless another is given."""
    policy = book or load_policy_book()
    read = read_cases(paths)
    problems = list(read.problems)
    results = []
    for case in read.cases:
        decide = decisions.get(case.decision)
        if decide is None:
            known = ", ".join(sorted(decisions)) or "none"
            problems.append(CaseProblem(case.file, case.line, f"there is no decision {case.decision}; known: {known}"))
            continue
        try:
            mine = policy.with_values(case.policy) if case.policy else policy
        except (PolicyNotKnown, ValueError) as error:
            problems.append(CaseProblem(case.file, case.line, f"policy: {error}"))
            continue
        results.append(_run(case, decide, mine))
    return CaseReport(tuple(results), tuple(problems))


def main_check(paths: Iterable[Path | str], decisions: Mapping[str, Decision]) -> int:
    """`canbao rules check`: writes the report; 0 if every case holds, 1 if one does not, 2 if a file is wrong or empty of cases."""
    report = check_cases([Path(path) for path in paths], decisions)
    sys.stdout.write("\n".join(report.lines()) + "\n")
    if report.problems or not report.results:
        return 2
    return 1 if report.failed else 0


def _run(case: RuleCase, decide: Decision, policy: PolicyBook) -> CaseResult:
    try:
        answer = decide({"region": case.region, **case.given}, case.when, policy)
    except PolicyNotKnown as unknown:
        answer = {"policy_not_known": unknown.name}
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        return CaseResult(case, {}, (f"无法判断：{error.__class__.__name__}: {error}",))
    return CaseResult(case, answer, tuple(_differences("", comparable(case.expect), comparable(answer))))


def comparable(value: Any) -> Any:
    """Dates, decimals and enumerations as the text that a YAML file would hold."""
    if isinstance(value, Enum):
        return comparable(value.value)
    if isinstance(value, Mapping):
        return {str(comparable(key)): comparable(one) for key, one in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(comparable(one) for one in value)
    if isinstance(value, list | tuple):
        return [comparable(one) for one in value]
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _differences(where: str, expected: Any, found: Any) -> Iterable[str]:
    """Mappings: what is expected must be there. Everything else: equal, and of the same kind (true is not 1)."""
    if isinstance(expected, dict) and isinstance(found, dict):
        for key, one in expected.items():
            here = f"{where}.{key}" if where else key
            if key not in found:
                yield f"{here}：应为 {_told(one)}，回答中没有"
            else:
                yield from _differences(here, one, found[key])
    elif expected != found or isinstance(expected, bool) is not isinstance(found, bool):
        yield f"{where}：应为 {_told(expected)}，实为 {_told(found)}"


def _told(value: Any) -> str:
    return "空" if value is None else f"{value}"
