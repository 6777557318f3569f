"""Decision 0003: statements are made of the tables in code, or are text with names; columns are never paired by hand."""

import ast
import re
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.architecture.source_tree import PACKAGES, SERVICES, sources
from tests.architecture.test_files import shown

OURS = [
    path
    for path in sources(*(PACKAGES[name] for name in (*sorted(SERVICES), "event_bus", "service_runtime")))
    if "migrations" not in path.parts
]
REFUSED = {
    "a place instead of a name": r"\$[0-9]",
    "a cast that the table knows": r"CAST\(:\w+ AS [^)]*\[\]\)|::\w+\[\]",
    "a cast around an array": r"ANY\(CAST\(",
    "SQL put together by hand": r"noqa: S608",
    "a statement that is compiled more than once": r"\b(?:sa\.)?text\(|exec_driver_sql|AsyncConnection|AsyncEngine",
}
NO_STATEMENTS = {"migration.py", "tables.py", "tables"}
"""Alembic works on SQLAlchemy's engine; tables name conditions of indexes as text."""


@pytest.mark.parametrize("refused", REFUSED)
def test_no_other_dialect(refused: str) -> None:
    found = [
        f"{shown(path)}:{number}: {line.strip()}"
        for path in OURS
        if NO_STATEMENTS.isdisjoint((path.name, path.parent.name))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(REFUSED[refused], line)
    ]
    assert found == []


def paired_by_hand(source: str) -> Iterator[int]:
    """Lines of calls and dicts in which three or more columns are read out of the same rows one by one."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            parts = [*node.args, *(keyword.value for keyword in node.keywords)]
        elif isinstance(node, ast.Dict):
            parts = node.values
        else:
            continue
        columns = [part for part in parts if isinstance(part, ast.ListComp) and isinstance(part.elt, ast.Attribute)]
        if any(number > 2 for number in Counter(ast.dump(column.generators[0].iter) for column in columns).values()):
            yield node.lineno


def test_no_columns_paired_by_hand() -> None:
    found = [f"{shown(path)}:{line}" for path in OURS for line in paired_by_hand(path.read_text(encoding="utf-8"))]
    assert found == []


def test_pairing_by_hand_is_seen() -> None:
    by_hand = "run(a=[row.a for row in rows], b=[row.b for row in rows], c=[row.c.d for row in rows])"
    assert list(paired_by_hand(by_hand)) == [1]
    assert list(paired_by_hand("{'a': [row.a for row in rows], 'b': [row.b for row in others]}")) == []
