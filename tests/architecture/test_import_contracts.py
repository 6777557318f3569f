"""The import contracts hold, name modules that exist, and each one bites."""

import os
import subprocess
import sys
from collections.abc import Iterator
from configparser import ConfigParser
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.architecture.source_tree import PACKAGES, ROOT, copy_packages

CONTRACTS = ConfigParser()
CONTRACTS.read(ROOT / ".importlinter", encoding="utf-8")

VIOLATIONS = [
    ("services-are-strangers", "registration/domain/stray.py", "import dedup"),
    ("services-are-strangers", "benefits/consumers/stray.py", "from payment_bridge import domain"),
    ("services-are-strangers", "dedup/gateways/stray.py", "import tax_office"),
    ("one-direction", "enrolment_terms/stray.py", "import event_bus"),
    ("one-direction", "policy_parameters/stray.py", "from enrolment_events import envelope"),
    ("one-direction", "service_runtime/stray.py", "import registration"),
    ("one-direction", "benefits/use_cases/stray.py", "import canbao_suite"),
    ("one-direction", "process_runtime/stray.py", "import service_runtime"),
    ("peers-stand-alone", "tax_office/stray.py", "import service_runtime"),
    ("peers-stand-alone", "wechat_platform/stray.py", "from event_bus import EventBus"),
    ("peers-stand-alone", "other_regions_platform/stray.py", "import policy_parameters"),
    ("same-rooms", "registration/utils.py", "HELPFUL = 1"),
    ("same-rooms", "dedup/rules/__init__.py", "RULE = 1"),
    ("same-rooms", "registration/domain/stray.py", "from registration import repository"),
    ("same-rooms", "benefits/use_cases/stray.py", "import benefits.endpoints"),
    ("same-rooms", "payment_bridge/use_cases/stray.py", "import payment_bridge.schemas"),
    ("pure-domain", "benefits/domain/stray.py", "import sqlalchemy"),
    ("pure-domain", "dedup/domain/stray.py", "from fastapi import FastAPI"),
    ("pure-domain", "registration/domain/stray.py", "import service_runtime"),
    ("pure-domain", "payment_bridge/domain/stray.py", "import event_bus"),
    ("pure-domain", "policy_parameters/stray.py", "import httpx"),
    ("tables-behind-repository", "registration/endpoints/stray.py", "import registration.tables"),
    ("tables-behind-repository", "payment_bridge/use_cases/stray.py", "from payment_bridge import tables"),
    ("tables-behind-repository", "dedup/endpoints/stray.py", "from dedup.tables import metadata"),
    ("tables-behind-repository", "benefits/use_cases/stray.py", "import benefits.tables"),
]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("packages")
    copy_packages(folder)
    return folder


@contextmanager
def added(path: Path, content: str) -> Iterator[None]:
    """A file that is there for a moment, with the folders it needs; a folder in place of a module of that name is a package."""
    made = [folder for folder in reversed(path.parents) if not folder.exists()]
    for folder in made:
        folder.mkdir()
        (folder / "__init__.py").touch()
    path.write_text(content + "\n", encoding="utf-8")
    try:
        yield
    finally:
        path.unlink(missing_ok=True)
        for folder in reversed(made):
            (folder / "__init__.py").unlink(missing_ok=True)
            folder.rmdir()


def lint(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()", "--no-logo", "--no-cache"]
    environment = {**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "200", "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run([*command, *arguments], cwd=folder, env=environment, capture_output=True, text=True, timeout=100, check=False)


def test_all_contracts_hold(copy: Path) -> None:
    found = lint(copy)
    assert found.returncode == 0, found.stdout + found.stderr


def test_every_contract_has_a_violation_below() -> None:
    ids = {
        section.removeprefix("importlinter:contract:") for section in CONTRACTS.sections() if section.startswith("importlinter:contract:")
    }
    assert ids == {contract for contract, _, _ in VIOLATIONS}


@pytest.mark.parametrize(("contract", "path", "content"), VIOLATIONS)
def test_a_violation_is_reported(copy: Path, contract: str, path: str, content: str) -> None:
    target = copy / path
    if (beside := target.parent.with_suffix(".py")).is_file():
        target = beside  # the room is a module here: the import goes to its end
        original = target.read_text(encoding="utf-8")
        target.write_text(f"{original}\n{content}\n", encoding="utf-8")
        try:
            found = lint(copy, "--contract", contract)
        finally:
            target.write_text(original, encoding="utf-8")
    else:
        with added(target, content):
            found = lint(copy, "--contract", contract)
    assert found.returncode == 1, found.stdout + found.stderr
    module = ".".join(target.relative_to(copy).with_suffix("").parts).removesuffix(".__init__")
    assert module.rsplit(".", maxsplit=1)[-1] in found.stdout
    assert "1 broken" in found.stdout or "BROKEN" in found.stdout or "do not match" in found.stdout, found.stdout


def test_all_packages_are_under_contract() -> None:
    assert set(CONTRACTS["importlinter"]["root_packages"].split()) == set(PACKAGES)


def named_modules() -> Iterator[str]:
    """Every module that a contract names, but the optional ones in parentheses and the libraries."""
    for section in CONTRACTS.sections():
        for key in ("modules", "source_modules", "protected_modules", "allowed_importers"):
            yield from CONTRACTS[section].get(key, "").split()
        layers = [name for name in CONTRACTS[section].get("layers", "").replace("|", " ").split() if not name.startswith("(")]
        containers = CONTRACTS[section].get("containers", "").split()
        yield from (f"{container}.{layer}" for container in containers for layer in layers) if containers else layers


def test_every_module_that_a_contract_names_exists() -> None:
    def place(module: str) -> Path:
        package, *rest = module.split(".")
        return PACKAGES[package].joinpath(*rest)

    names = set(named_modules())
    assert len(names) > 50
    assert [
        name for name in sorted(names) if not (place(name) / "__init__.py").is_file() and not place(name).with_suffix(".py").is_file()
    ] == []
