"""A table whose own words say "append-only" is one whose rows the service's role can neither change nor take away, and no other is."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.source_tree import ROOT

SERVICES = {
    "registration": "services/registration/registration",
    "payment-bridge": "services/payment-bridge/payment_bridge",
    "dedup": "services/dedup/dedup",
    "benefits": "services/benefits/benefits",
}


def said_by_tables(root: Path) -> set[str]:
    files = [*root.glob("tables.py"), *root.glob("tables/*.py")]
    return {
        name for file in files for name, words in _tables(ast.parse(file.read_text(encoding="utf-8"))) if "append-only" in words.lower()
    }


def _tables(module: ast.Module) -> Iterator[tuple[str, str]]:
    """Each table with its comment and the words right below it; those of a column are the column's."""
    for statement, below in zip(module.body, [*module.body[1:], None], strict=True):
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Call) and ast.unparse(statement.value.func) == "sa.Table":
            comment = [ast.unparse(one.value) for one in statement.value.keywords if one.arg == "comment"]
            yield str(ast.literal_eval(statement.value.args[0])), " ".join([*comment, _text(below)])


def _text(statement: ast.stmt | None) -> str:
    is_text = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    return ast.unparse(statement) if statement is not None and is_text else ""


def kept_by_the_service(root: Path) -> set[str]:
    """What `append_only=` of its composition root names."""
    tree = ast.parse((root / "app.py").read_text(encoding="utf-8"))
    found = [one.value for one in ast.walk(tree) if isinstance(one, ast.keyword) and one.arg == "append_only"]
    return {name for value in found for name in ast.literal_eval(value)}


@pytest.mark.parametrize("service", SERVICES)
def test_what_says_so_is_kept_so(service: str) -> None:
    root = ROOT / SERVICES[service]
    assert said_by_tables(root) == kept_by_the_service(root)


def test_the_words_below_a_table_are_read() -> None:
    """The reader itself: a comment, words below, and words that belong to nothing."""
    module = ast.parse("a = sa.Table('a', m, comment='append-only')\nb = sa.Table('b', m)\n'''Append-only.'''\n'''append-only'''\nc = 1")
    assert {name: bool(words) for name, words in _tables(module)} == {"a": True, "b": True}
