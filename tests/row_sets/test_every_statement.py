"""Statements are compiled when they are first run: here each of them is, and a migrated database is asked whether it knows all of it."""

import importlib
import pkgutil
from collections.abc import Iterator

import asyncpg
import pytest

from row_sets import Statement
from service_runtime.migration import migrate
from tests.conftest import FreshDatabase

SERVICES = ("registration", "payment_bridge", "dedup", "benefits")
SHARED = ("event_bus", "service_runtime")


def statements(*packages: str) -> Iterator[tuple[str, Statement]]:
    """Every statement that a module of these has made."""
    for package in packages:
        root = importlib.import_module(package)
        for found in pkgutil.walk_packages(root.__path__, f"{package}."):
            if not {"__main__", "migrations"}.intersection(found.name.split(".")):
                for name, told in vars(importlib.import_module(found.name)).items():
                    if isinstance(told, Statement):
                        yield f"{found.name}.{name}", told


def test_every_statement_compiles() -> None:
    compiled = {name: bool(statement.text) for name, statement in statements(*SERVICES, *SHARED)}
    assert len(compiled) > 700
    assert [name for name, told in compiled.items() if not told] == []


@pytest.mark.parametrize("service", SERVICES)
async def test_the_database_knows_what_every_statement_names(fresh_database: FreshDatabase, service: str) -> None:
    """A column that a function's alias hides, a type that does not fit: told by PostgreSQL when it prepares the statement."""
    url = await fresh_database(service)
    await migrate(url, f"{service}.migrations")
    connection = await asyncpg.connect(url)
    refused = {}
    for name, statement in statements(service, *SHARED):
        try:
            await connection.prepare(statement.text)
        except asyncpg.PostgresError as error:
            refused[name] = str(error)
    await connection.close()
    assert refused == {}
