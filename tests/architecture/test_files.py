"""Files are short, named for what is in them, and know no mode of running."""

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.source_tree import PACKAGES, ROOT, SERVICES, sources

LONGEST_FILE = 400
LONGEST_FUNCTION = 50
NAMES_NOTHING = re.compile(r"(^|_)(utils?|helpers?|common|base|core|managers?|misc|models?)(_|$)")
ALL = list(sources(*PACKAGES.values(), ROOT / "tests"))


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_the_tree_is_looked_at() -> None:
    assert len(ALL) > 100
    assert len(PACKAGES) == 16


def test_no_file_is_too_long() -> None:
    lengths = {shown(path): len(path.read_text(encoding="utf-8").splitlines()) for path in ALL}
    assert {path: lines for path, lines in lengths.items() if lines > LONGEST_FILE} == {}


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of what it does: without signature and docstring."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (function.end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_no_function_is_too_long() -> None:
    found = {}
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                found[f"{shown(path)}:{node.lineno} {node.name}"] = body_lines(node)
    assert {name: lines for name, lines in found.items() if lines > LONGEST_FUNCTION} == {}


def test_no_name_says_nothing() -> None:
    parts = {(shown(path), part) for path in ALL for part in path.relative_to(ROOT).with_suffix("").parts}
    assert sorted({path for path, part in parts if NAMES_NOTHING.search(part)}) == []


@pytest.mark.parametrize("name", ["utils", "http_helpers", "base", "base_model", "models", "core", "event_manager"])
def test_such_names_would_be_found(name: str) -> None:
    assert NAMES_NOTHING.search(name)


@pytest.mark.parametrize("name", ["payment_basis", "scoring", "database", "commonwealth", "remodelled"])
def test_other_names_are_let_be(name: str) -> None:
    assert not NAMES_NOTHING.search(name)


def test_no_service_asks_how_it_is_run() -> None:
    """`create_app(settings, bus, clock)` gets other arguments; that is all that differs between one process and many."""
    asks = re.compile(r"\b(if|elif|while|match|and|or)\b.*(embedded|EmbeddedBus|RabbitBus)|event_bus\.(embedded|rabbitmq)")
    services = [PACKAGES[name] for name in sorted(SERVICES)]
    found = [
        f"{shown(path)}: {line.strip()}"
        for path in sources(*services)
        for line in path.read_text(encoding="utf-8").splitlines()
        if asks.search(line)
    ]
    assert found == []


def test_no_service_chooses_a_transport() -> None:
    """The process does: the suite's runner, and `run_service` for a service on its own."""
    services = [PACKAGES[name] for name in sorted({*SERVICES, "service_runtime"})]
    chosen = {shown(path) for path in sources(*services) if re.search(r"EmbeddedBus|RabbitBus", path.read_text(encoding="utf-8"))}
    assert chosen == {"shared/service_runtime/serving.py"}


def test_ids_are_made_in_one_way() -> None:
    """`enrolment_terms.identifiers`; steps of migrations stay as they were, and hold what was made then."""
    makes = re.compile(r"\buuid5\b|\buuid7\b|uuid_utils")
    made = {shown(path) for path in sources() if "migrations" not in path.parts and makes.search(path.read_text(encoding="utf-8"))}
    assert made == {"shared/enrolment_terms/identifiers.py"}


def test_nothing_is_left_to_do() -> None:
    left = re.compile(r"\b(TODO|FIXME|XXX|NotImplementedError)\b")
    assert [shown(path) for path in sources() if left.search(path.read_text(encoding="utf-8"))] == []
