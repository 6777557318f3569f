"""Reads rule cases from YAML: every case, with the file and line of everything that is wrong. The format: docs/rule-cases.md."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import yaml
from msgspec import inspect as types

from policy_parameters.fact_reader import FactReader
from policy_parameters.rule_facts import PARTS, Area
from policy_parameters.yaml_nodes import Fault, NotYaml, Pair, compose, line_of, mapping_faults, pairs

DEFAULT_REGION = "440783"
_SHAPE = "规则用例文件应为用例的列表，或含有 cases 的一组项目"


class _Head(msgspec.Struct):
    """The top of a file: what holds for all its cases. A part of type Any stays a node."""

    cases: Any
    decision: str | None = None
    region: Area | None = None
    policy: Any = None
    note: str | None = None


class _Case(msgspec.Struct):
    """One case as it is written."""

    id: str
    rule: Any
    expect: Any
    decision: str | None = None
    region: Area | None = None
    given: Any = None
    when: Any = None
    policy: Any = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class CaseProblem:
    """Something wrong in a file: where and what, in Chinese."""

    file: Path
    line: int
    msg: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}：{self.msg}"


@dataclass(frozen=True, slots=True)
class RuleCase:
    """One case: in these circumstances, when this happens, the named decision answers at least this. Its parts are YAML still."""

    id: str
    rule: tuple[str, ...]
    decision: str
    region: str
    note: str
    file: Path
    line: int
    parts: Mapping[str, yaml.Node]
    policy: Mapping[str, Pair]
    faults: tuple[Fault, ...]

    def problem(self, fault: Fault) -> CaseProblem:
        """The fault with its file."""
        return CaseProblem(self.file, fault.line, fault.msg)


@dataclass(slots=True)
class CasesRead:
    """What the files held: cases, sound or not, and what stands outside every case."""

    cases: list[RuleCase] = field(default_factory=list)
    problems: list[CaseProblem] = field(default_factory=list)


def read_cases(paths: Iterable[Path]) -> CasesRead:
    """All cases of the files and of the YAML files below folders."""
    read = CasesRead()
    ids: dict[tuple[str, str], str] = {}
    for path in _files(paths):
        try:
            root = compose(path.read_text(encoding="utf-8"))
        except NotYaml as error:
            read.problems.append(CaseProblem(path, error.fault.line, error.fault.msg))
        except UnicodeDecodeError:
            read.problems.append(CaseProblem(path, 1, "不是 UTF-8 编码的文字文件"))
        except OSError:
            read.problems.append(CaseProblem(path, 1, "打不开这个文件"))
        else:
            _FileOfCases(path, read, ids).read(root)
    return read


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted([*path.rglob("*.yaml"), *path.rglob("*.yml")])
        else:
            yield path


class _FileOfCases:
    """One file on its way into `found`; `ids` tells where each decision and id stood first."""

    def __init__(self, path: Path, found: CasesRead, ids: dict[tuple[str, str], str]) -> None:
        self.path = path
        self.found = found
        self.ids = ids
        self.head: dict[str, Any] = {}

    def read(self, root: yaml.Node | None) -> None:
        """A list of cases, or a mapping with defaults and `cases`."""
        if isinstance(root, yaml.MappingNode):
            self._read_head(root)
            nodes = self.head.get("cases")
            if nodes is not None and not isinstance(nodes, yaml.SequenceNode):
                self._tell([Fault(line_of(nodes), "cases：应为用例的列表")])
        else:
            nodes = root
            if not isinstance(root, yaml.SequenceNode):
                self._tell([Fault(1, _SHAPE if root else "文件是空的")])
        if isinstance(nodes, yaml.SequenceNode):
            self.found.cases.extend(self._case(node, number) for number, node in enumerate(nodes.value, start=1))

    def _read_head(self, root: yaml.MappingNode) -> None:
        reader = FactReader()
        self.head = reader.members(root, _fields(_Head), "")
        self._tell([*reader.faults, *mapping_faults(root, {id(self.head.get("cases"))})])

    def _tell(self, faults: Iterable[Fault]) -> None:
        self.found.problems.extend(CaseProblem(self.path, fault.line, fault.msg) for fault in faults)

    def _case(self, node: yaml.Node, number: int) -> RuleCase:
        reader = FactReader()
        read: dict[str, Any] = reader.members(node, _fields(_Case), "")
        faults = [*reader.faults, *mapping_faults(node)]
        decision = self._decision(node, read, faults)
        self._note_id(node, decision, read.get("id"), faults)
        parts = {part: read[part] for part in (*PARTS, "expect") if part in read}
        if "expect" in parts and not parts["expect"].value:
            faults.append(Fault(line_of(parts["expect"]), "expect：没有写应有的结果"))
        return RuleCase(
            id=read.get("id", f"第 {number} 个用例"),
            rule=_rules(read.get("rule"), faults),
            decision=decision,
            region=str(read.get("region") or self.head.get("region") or DEFAULT_REGION),
            note=str(read.get("note") or ""),
            file=self.path,
            line=line_of(node),
            parts=parts,
            policy=_policy(self.head.get("policy"), faults) | _policy(read.get("policy"), faults),
            faults=tuple(dict.fromkeys(faults)),
        )

    def _decision(self, node: yaml.Node, read: Mapping[str, Any], faults: list[Fault]) -> str:
        """The decision that is asked, by the case or by the top of the file."""
        if not isinstance(node, yaml.MappingNode):
            return ""
        decision = str(read.get("decision") or self.head.get("decision") or "")
        if not decision:
            faults.append(Fault(line_of(node), "缺少 decision（判定），用例和文件开头都没有写"))
        return decision

    def _note_id(self, node: yaml.Node, decision: str, name: str | None, faults: list[Fault]) -> None:
        """A decision is asked each id once."""
        if name is None:
            return
        if (decision, name) in self.ids:
            faults.append(Fault(line_of(node), f"id：{name} 已在 {self.ids[decision, name]} 用过"))
        else:
            self.ids[decision, name] = f"{self.path}:{line_of(node)}"


def _fields(cls: type[msgspec.Struct]) -> tuple[types.Field, ...]:
    info = types.type_info(cls)
    assert isinstance(info, types.StructType)
    return info.fields


def _rules(node: yaml.Node | None, faults: list[Fault]) -> tuple[str, ...]:
    """One rule id, or a list of them."""
    if node is None:
        return ()
    nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
    if nodes and all(isinstance(one, yaml.ScalarNode) and one.value for one in nodes):
        return tuple(one.value for one in nodes)
    faults.append(Fault(line_of(node), "rule：应为规则编号，或规则编号的列表"))
    return ()


def _policy(node: yaml.Node | None, faults: list[Fault]) -> dict[str, Pair]:
    if isinstance(node, yaml.MappingNode):
        return pairs(node)
    if node is not None and node.tag != "tag:yaml.org,2002:null":
        faults.append(Fault(line_of(node), "policy：应为一组政策参数（参数名: 值）"))
    return {}
