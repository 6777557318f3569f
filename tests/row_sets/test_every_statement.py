"""Statements are compiled when they are first run: here each of them is, so that none waits for its day to fail."""

import importlib
import pkgutil
from collections.abc import Iterator

from row_sets import Statement

PACKAGES = ("registration", "payment_bridge", "dedup", "benefits", "event_bus", "service_runtime")


def statements() -> Iterator[tuple[str, Statement]]:
    """Every statement that a module of a service or of what it runs on has made."""
    for package in PACKAGES:
        root = importlib.import_module(package)
        for found in pkgutil.walk_packages(root.__path__, f"{package}."):
            if not {"__main__", "migrations"}.intersection(found.name.split(".")):
                for name, told in vars(importlib.import_module(found.name)).items():
                    if isinstance(told, Statement):
                        yield f"{found.name}.{name}", told


def test_every_statement_compiles() -> None:
    compiled = {name: bool(statement.text) for name, statement in statements()}
    assert len(compiled) > 700
    assert [name for name, told in compiled.items() if not told] == []
