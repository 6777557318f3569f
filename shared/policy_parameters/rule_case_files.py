"""Reads rule cases from YAML, with the file and line of everything that is wrong. The format: docs/rule-cases.md."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

DEFAULT_REGION = "440783"
_FILE_KEYS = {"decision", "region", "policy", "note", "cases"}
_CASE_KEYS = {"id", "rule", "decision", "region", "given", "when", "expect", "policy", "note"}


@dataclass(frozen=True, slots=True)
class RuleCase:
    """One case: in these circumstances, when this happens, the named decision answers at least this."""

    id: str
    rule: tuple[str, ...]
    decision: str
    region: str
    given: Mapping[str, Any]
    when: Mapping[str, Any]
    expect: Mapping[str, Any]
    policy: Mapping[str, Any]
    file: Path
    line: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class CaseProblem:
    """Something in a file that is no case: where and why."""

    file: Path
    line: int
    msg: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.msg}"


@dataclass(slots=True)
class CasesRead:
    """What the files held."""

    cases: list[RuleCase] = field(default_factory=list)
    problems: list[CaseProblem] = field(default_factory=list)


def read_cases(paths: Iterable[Path]) -> CasesRead:
    """All cases of the files (and of the YAML files below folders), and every problem; a decision is asked each id once."""
    read = CasesRead()
    for path in _files(paths):
        _read_file(path, read)
    seen: dict[tuple[str, str], RuleCase] = {}
    for case in read.cases:
        first = seen.setdefault((case.decision, case.id), case)
        if first is not case:
            read.problems.append(CaseProblem(case.file, case.line, f"id {case.id} is already used at {first.file}:{first.line}"))
    return read


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted([*path.rglob("*.yaml"), *path.rglob("*.yml")])
        else:
            yield path


def _read_file(path: Path, read: CasesRead) -> None:
    try:
        text = path.read_text(encoding="utf-8")
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except (OSError, UnicodeDecodeError) as error:
        read.problems.append(CaseProblem(path, 1, f"cannot be read: {error.__class__.__name__}"))
        return
    except yaml.YAMLError as error:
        line = getattr(getattr(error, "problem_mark", None), "line", 0) + 1
        read.problems.append(CaseProblem(path, line, f"is no YAML: {getattr(error, 'problem', None) or 'cannot be parsed'}"))
        return
    twice = list(_keys_written_twice(root, path))
    if twice:
        read.problems.extend(twice)
        return
    try:
        head, nodes = _head_and_cases(root)
    except (ValueError, yaml.YAMLError) as error:
        read.problems.append(CaseProblem(path, 1, str(error).splitlines()[0]))
        return
    for node in nodes:
        _read_case(path, head, node, read)


def _head_and_cases(root: yaml.Node | None) -> tuple[Mapping[str, Any], Sequence[yaml.Node]]:
    """A file is a list of cases, or a mapping with defaults and `cases`."""
    if isinstance(root, yaml.SequenceNode):
        return {}, root.value
    if not isinstance(root, yaml.MappingNode):
        raise ValueError("a file of rule cases is a list of cases, or a mapping with `cases`")
    parts = {key.value: value for key, value in root.value}
    unknown = sorted(set(parts) - _FILE_KEYS)
    if unknown or not isinstance(parts.get("cases"), yaml.SequenceNode):
        raise ValueError(f"unknown key {unknown[0]}" if unknown else "`cases` must be a list")
    return {key: _plain(value) for key, value in parts.items() if key != "cases"}, parts["cases"].value


def _read_case(path: Path, head: Mapping[str, Any], node: yaml.Node, read: CasesRead) -> None:
    line = node.start_mark.line + 1
    try:
        content = _plain(node)
    except yaml.YAMLError as error:
        read.problems.append(CaseProblem(path, line, str(error).splitlines()[0]))
        return
    faults = ["a case is a mapping"] if not isinstance(content, dict) else _case_faults(content, head)
    if faults:
        read.problems.append(CaseProblem(path, line, "; ".join(faults)))
        return
    rule = content["rule"]
    read.cases.append(
        RuleCase(
            id=str(content["id"]),
            rule=tuple(rule) if isinstance(rule, list) else (str(rule),),
            decision=content.get("decision", head.get("decision")),
            region=str(content.get("region", head.get("region", DEFAULT_REGION))),
            given=content.get("given") or {},
            when=content.get("when") or {},
            expect=content["expect"],
            policy={**(head.get("policy") or {}), **(content.get("policy") or {})},
            file=path,
            line=line,
            note=str(content.get("note", "")),
        )
    )


def _case_faults(content: Mapping[str, Any], head: Mapping[str, Any]) -> list[str]:
    faults = [f"unknown key {key}" for key in content if key not in _CASE_KEYS]
    faults += [f"no {key}" for key in ("id", "rule", "expect") if not content.get(key)]
    if not (content.get("decision") or head.get("decision")):
        faults.append("no decision, neither here nor at the top of the file")
    for part in ("given", "when", "expect", "policy"):
        if not isinstance(content.get(part) or {}, dict):
            faults.append(f"{part} must be a mapping")
    return faults


def _keys_written_twice(node: yaml.Node | None, path: Path) -> Iterator[CaseProblem]:
    """YAML lets a key stand twice and keeps the last; a case must not."""
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen and key.value != "<<":
                yield CaseProblem(path, key.start_mark.line + 1, f"{key.value} stands twice")
            seen.add(key.value)
            yield from _keys_written_twice(value, path)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _keys_written_twice(value, path)


def _plain(node: yaml.Node) -> Any:
    loader = yaml.SafeLoader("")
    try:
        return loader.construct_document(node)
    except ValueError as error:  # such as the date 2024-02-30
        raise yaml.YAMLError(str(error)) from error
    finally:
        loader.dispose()
