"""Runs rule cases against the decisions of the services and tells, in Chinese, which hold."""

import sys
import sysconfig
import traceback
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec
import yaml
from msgspec import inspect as types

from policy_parameters.case_policy import policy_of
from policy_parameters.fact_reader import FactReader
from policy_parameters.fact_types import plain_words, suggestion
from policy_parameters.parameter import PolicyNotKnown
from policy_parameters.policy_book import PolicyBook, load_policy_book
from policy_parameters.rule_case_files import CaseProblem, RuleCase, read_cases
from policy_parameters.rule_facts import PARTS, Decision, FactsRefused
from policy_parameters.yaml_nodes import Fault, line_of

_NOT_KNOWN = "policy_not_known"
_LIBRARIES = (sysconfig.get_path("stdlib"), sysconfig.get_path("purelib"))


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What came of one case. No faults and no differences means that it holds."""

    case: RuleCase
    answer: Mapping[str, object]
    differences: tuple[str, ...] = ()
    faults: tuple[CaseProblem, ...] = ()

    @property
    def holds(self) -> bool:
        """True if the case could be asked and the answer has everything that was expected."""
        return not self.differences and not self.faults


@dataclass(frozen=True, slots=True)
class CaseReport:
    """The result of every case, and what is wrong with files outside their cases."""

    results: tuple[CaseResult, ...]
    file_problems: tuple[CaseProblem, ...]

    @property
    def failed(self) -> tuple[CaseResult, ...]:
        """The cases that were asked and do not hold."""
        return tuple(result for result in self.results if result.differences)

    @property
    def problems(self) -> tuple[CaseProblem, ...]:
        """Everything that is wrong with files and cases."""
        return (*self.file_problems, *(fault for result in self.results for fault in result.faults))

    @property
    def clean(self) -> bool:
        """True if there was at least one case, every file read well and every case holds."""
        return bool(self.results) and not self.problems and not self.failed

    def lines(self) -> Iterator[str]:
        """The report for people."""
        for result in self.results:
            yield from _told(result)
        yield from (f"！ 无法读取  {problem}" for problem in self.file_problems)
        held = sum(result.holds for result in self.results)
        broken = sum(bool(result.faults) for result in self.results)
        counts = f"{held} 个符合，{len(self.failed)} 个不符，{broken} 个有误"
        yield f"共 {len(self.results)} 个用例：{counts}；文件另有 {len(self.file_problems)} 处无法读取"


def check_cases(paths: Iterable[Path], decisions: Mapping[str, Decision], book: PolicyBook | None = None) -> CaseReport:
    """Runs every case of the files against the named decisions, with the book of the house unless another is given."""
    read = read_cases(paths)
    policy = book or load_policy_book()
    return CaseReport(tuple(run_case(case, decisions, policy) for case in read.cases), tuple(read.problems))


def main_check(paths: Iterable[Path | str], decisions: Mapping[str, Decision]) -> int:
    """`canbao rules check`: writes the report; 0 if every case holds, 1 if one does not, 2 if a file is wrong or empty of cases."""
    report = check_cases([Path(path) for path in paths], decisions)
    sys.stdout.write("\n".join(report.lines()) + "\n")
    if report.problems or not report.results:
        return 2
    return 1 if report.failed else 0


def _told(result: CaseResult) -> Iterator[str]:
    case = result.case
    mark = "✓ 符合" if result.holds else "！ 有误" if result.faults else "✗ 不符"
    yield f"{mark}  {case.id}  {'、'.join(case.rule)}  {case.note}".rstrip()
    if result.differences:
        yield f"        {case.file}:{case.line}（{case.decision}）"
    yield from (f"        {line}" for line in (*result.faults, *result.differences))


def run_case(case: RuleCase, decisions: Mapping[str, Decision], book: PolicyBook) -> CaseResult:
    """Reads everything before it asks: all faults of a case are told at once."""
    faults = list(case.faults)
    policy = policy_of(case.policy, book, faults)
    decision = decisions.get(case.decision)
    if decision is None:
        if case.decision:
            meant = suggestion(case.decision, decisions, f"，可用的有：{'、'.join(decisions)}")
            faults.append(Fault(case.line, f"decision：没有 {case.decision} 这一判定{meant}"))
        return _broken(case, faults)
    arguments = _arguments(case, decision, faults)
    expected = _expected(case, decision, book, faults)
    if faults:
        return _broken(case, faults)
    place = {"area": case.region, "policy": policy}
    return _ask(case, decision, arguments | {name: place[name] for name in decision.place}, expected)


def _broken(case: RuleCase, faults: Iterable[Fault]) -> CaseResult:
    return CaseResult(case, {}, faults=tuple(case.problem(fault) for fault in sorted(dict.fromkeys(faults))))


def _arguments(case: RuleCase, decision: Decision, faults: list[Fault]) -> dict[str, object]:
    """What the case states in `given` and `when`, as arguments of the decision."""
    reader = FactReader()
    nodes = {part: _part(case, part) for part in PARTS}
    facts = {part: reader.members(nodes[part], decision.facts(part), part) for part in PARTS}
    faults += reader.faults
    arguments: dict[str, object] = {}
    for parameter in decision.parameters if not reader.faults else ():
        try:
            arguments |= parameter.bound(facts[parameter.part])
        except FactsRefused as refused:
            faults.append(Fault(line_of(nodes[parameter.part]), f"{parameter.part}：{refused}"))
    return arguments


def _part(case: RuleCase, part: str) -> yaml.Node:
    """The node of a part; a part left out or left empty is an empty mapping in the line of the case."""
    node = case.parts.get(part)
    if node is not None and node.tag != "tag:yaml.org,2002:null":
        return node
    mark = yaml.Mark(str(case.file), 0, case.line - 1, 0, None, 0)
    return yaml.MappingNode("tag:yaml.org,2002:map", [], mark, mark)


def _expected(case: RuleCase, decision: Decision, book: PolicyBook, faults: list[Fault]) -> Mapping[str, object]:
    """What the answer must hold. Beside its own answers, every decision may find that a parameter is not known."""
    node = case.parts.get("expect")
    if node is None:
        return {}
    unknown = types.Field(_NOT_KNOWN, _NOT_KNOWN, types.LiteralType(book.names()), required=False)
    reader = FactReader(partial=True)
    expected = reader.members(node, (*decision.answers, unknown), "expect")
    faults += reader.faults
    return expected


def _ask(case: RuleCase, decision: Decision, asked: Mapping[str, object], expected: Mapping[str, object]) -> CaseResult:
    try:
        answer: Mapping[str, object] = _plain(decision.decide(**asked))
    except PolicyNotKnown as unknown:
        if _NOT_KNOWN not in expected:
            return CaseResult(case, {}, (f"该年度或统筹区的政策参数未知（{unknown.name}）：{unknown.msg}",))
        answer = {_NOT_KNOWN: unknown.name}
    except FactsRefused as refused:
        return CaseResult(case, {}, (f"无法判断：{refused}",))
    except Exception as error:  # whatever a decision does, the other cases are told
        return CaseResult(case, {}, (f"判定程序出错（{_place_of(error)}），请把本用例交给开发人员",))
    return CaseResult(case, answer, tuple(_differences("", _plain(expected), answer)))


def _plain(value: object) -> dict[str, object]:
    """As JSON would hold it: dates, decimals and codes as text, records as mappings, all sequences as lists."""
    return msgspec.json.decode(msgspec.json.encode(value), type=dict[str, object])


def _place_of(error: Exception) -> str:
    """File and line of the rule, not of the library that it called."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if not frame.filename.startswith(_LIBRARIES)]
    return f"{Path(ours[-1].filename).name}:{ours[-1].lineno}"


def _differences(where: str, expected: object, found: object) -> Iterator[str]:
    """Mappings: what is expected must be there. Everything else: equal, and of the same kind (true is not 1)."""
    if isinstance(expected, dict) and isinstance(found, dict):
        for key, one in expected.items():
            here = f"{where}.{key}" if where else key
            if key not in found:
                yield f"{here}：应为 {plain_words(one)}，回答中没有"
            else:
                yield from _differences(here, one, found[key])
    elif expected != found or isinstance(expected, bool) is not isinstance(found, bool):
        yield f"{where}：应为 {plain_words(expected)}，实为 {plain_words(found)}"
