r"""Digits are 0 to 9: `\d` and `str.isdigit` also take Arabic-Indic, Devanagari, full-width and mathematical ones.

Text that people type is folded first (enrolment_terms.writing); everything else is refused.
"""

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.source_tree import ROOT, sources

DIGIT_TESTS = {"isdigit", "isdecimal", "isnumeric"}


def faults_of(source: str) -> Iterator[int]:
    """Lines with a class of digits in a text or a pattern, or with a digit test that does not ask `isascii()` of the same value."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes):
            pattern = node.value if isinstance(node.value, str) else node.value.decode("latin-1")
            if r"\d" in pattern.replace(r"\\", ""):
                yield node.lineno
    asked = {ast.unparse(node.values[0]) for node in ast.walk(ast.parse(source)) if isinstance(node, ast.BoolOp)}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and node.attr in DIGIT_TESTS and f"{ast.unparse(node.value)}.isascii()" not in asked:
            yield node.lineno


@pytest.mark.parametrize(
    "source",
    [
        r'p = re.compile(r"\d{6}")',
        r'Field(pattern=r"^[\dX]$")',
        r'p = rb"\d"',
        "x.isdigit()",
        "y.isascii() and x.isdigit()",
        "x.isdecimal()",
    ],
)
def test_a_fault_is_seen(source: str) -> None:
    assert list(faults_of(source)) == [1]


@pytest.mark.parametrize("source", ['p = re.compile("[0-9]{6}")', "x.isascii() and x.isdigit()", r'p = "\\\\d"'])
def test_what_is_right_is_no_fault(source: str) -> None:
    assert list(faults_of(source)) == []


def test_no_digit_of_another_script_passes() -> None:
    found = [f"{path.relative_to(ROOT)}:{line}" for path in sources() for line in faults_of(path.read_text(encoding="utf-8"))]
    assert found == []
