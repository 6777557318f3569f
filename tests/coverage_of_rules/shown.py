"""Finds the ids that tests name: in the docstring, the name and the parameters' ids of a test, in the id and the rules of a rule case."""

import ast
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from pathlib import Path

from policy_parameters.rule_case_files import read_cases
from tests.coverage_of_rules.catalogue import catalogue

TESTS = Path(__file__).parents[1]
Test = ast.FunctionDef | ast.AsyncFunctionDef
_ITEM = r"(?<![\w-])B[1-9]\d*(?![\w-])"
_RULE = r"(?<![A-Za-z0-9])(?:R-\d{3,}|V-\d{2,})"
_STEP = r"(?<![\w-])D[1-8] [A-Z_]+(?:\([A-Z_]+\))?→[A-Z_]+(?:\([A-Z_]+\))?"
_EVENT = r"(?<![\w./])(?:registration|payment|benefits|dedup)(?:\.[a-z_]+)+(?![\w/])"
_ID = re.compile("|".join((_ITEM, _RULE, _STEP, _EVENT)))
_IN_A_NAME = re.compile(r"(?:(?<=_)|^)(?:(b)(\d{1,2})|([rv])_?(\d{2,3}))(?=_|$)")


@cache
def shown() -> Mapping[str, tuple[str, ...]]:
    """Where each id is shown, the flows over the whole suite first. Ids that the catalogue does not have are in it, too."""
    found: dict[str, set[str]] = defaultdict(set)
    for place, names in (*((place, ids_of(test)) for place, test in tests_in(TESTS)), *_rule_cases(TESTS)):
        for name in names:
            found[name].add(place)
    return {name: tuple(sorted(places, key=_flows_first)) for name, places in found.items()}


def ids_in(text: str) -> list[str]:
    """The ids that a text names. A dotted name is an event only where the catalogue has events of its kind."""
    return [name for name in _ID.findall(text) if "." not in name or _kind_of_event(name) in _kinds_of_events()]


def ids_in_name(name: str) -> list[str]:
    """Those of a test's name: test_b6_…, test_r024_…, test_v_28_…"""
    return [f"B{int(b)}" if item else f"{letter.upper()}-{n}" for item, b, letter, n in _IN_A_NAME.findall(name)]


def tests_in(folder: Path) -> Iterator[tuple[str, Test]]:
    """All tests below a folder with the places where they stand."""
    for file in sorted(folder.rglob("test_*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, Test) and node.name.startswith("test_"):
                yield f"{file.relative_to(TESTS).with_suffix('')} {node.name}", node


def docstring_of(test: Test) -> str:
    """What a test says of itself."""
    return ast.get_docstring(test) or ""


def ids_of(test: Test) -> set[str]:
    """The ids that a test says it shows."""
    texts = [docstring_of(test)]
    for decorator in test.decorator_list:
        texts += [one.value for one in ast.walk(decorator) if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    return {*ids_in_name(test.name), *(name for text in texts for name in ids_in(text))}


def _rule_cases(folder: Path) -> Iterator[tuple[str, Collection[str]]]:
    for home in sorted(folder.rglob("rule_cases")):
        for case in read_cases(sorted(home.rglob("*.yaml"))).cases:
            yield f"{home.parent.name} 用例 {case.id}", {*ids_in(case.id), *(name for rule in case.rule for name in ids_in(rule))}


def _flows_first(place: str) -> tuple[bool, str]:
    return not place.startswith("flows/"), place


def _kind_of_event(name: str) -> str:
    return ".".join(name.split(".")[:2])


@cache
def _kinds_of_events() -> frozenset[str]:
    return frozenset(_kind_of_event(entry.id) for entry in catalogue().values() if entry.kind == "events")
