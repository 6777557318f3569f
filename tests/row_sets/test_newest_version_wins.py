"""The one version guard, tried on every statement that has it: newer, older, same, and two in one call."""

import importlib
import pkgutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import permutations
from typing import Any
from uuid import UUID, uuid5

import asyncpg
import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from row_sets import Statement
from tests.conftest import FreshDatabase
from tests.tables import make_tables

SERVICES = ("registration", "payment_bridge", "dedup", "benefits")
_NAMESPACE = UUID("6ba7b810-9dad-11d1-80b4-00c04fd430c8")


def guarded() -> Iterator[tuple[str, Statement]]:
    """Every statement of a service's repository that keeps the newest version."""
    for service in SERVICES:
        package = importlib.import_module(f"{service}.repository")
        for found in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            for name, statement in vars(importlib.import_module(found.name)).items():
                if isinstance(statement, Statement) and statement.clause.get_execution_options().get("newest_by"):
                    yield f"{found.name}.{name}", statement


GUARDED = dict(guarded())


def sample(kind: Any, version: int) -> Any:
    """A value that is another for each version."""
    if isinstance(kind, postgresql.ARRAY | sa.ARRAY):
        return [sample(kind.item_type, version)]
    if isinstance(kind, sa.Boolean):
        return bool(version % 2)
    if isinstance(kind, sa.Integer):
        return version
    if isinstance(kind, sa.Uuid | postgresql.UUID):
        return uuid5(_NAMESPACE, str(version))
    if isinstance(kind, sa.DateTime):
        return datetime(2024, 1, version, tzinfo=UTC)
    if isinstance(kind, sa.Date):
        return date(2024, 1, version)
    if isinstance(kind, sa.JSON):
        return f'{{"v": {version}}}'
    if isinstance(kind, sa.LargeBinary):
        return bytes([version])
    assert isinstance(kind, sa.Text | sa.String), kind
    return f"v{version}"


class Table:
    """A copy of one table without its checks, and the statement that writes to it."""

    def __init__(self, driver: "asyncpg.Connection[asyncpg.Record]", statement: Statement) -> None:
        self.driver, self.statement = driver, statement
        self.table: sa.Table = statement.clause.table
        self.version: str = statement.clause.get_execution_options()["newest_by"]
        self.key = [column.name for column in self.table.primary_key]

    def row(self, version: int, mark: int) -> dict[str, Any]:
        """One row of the one key: its version, and everything else as `mark` makes it."""
        values = {}
        for name in self.statement.names:
            if name in self.table.c:
                values[name] = sample(self.table.c[name].type, 1 if name in self.key else version if name == self.version else mark)
        return values

    async def keep(self, *rows: dict[str, Any]) -> None:
        """All rows in one call; values that all rows share are those of the first."""
        arrays = {name for name in self.statement.names if name in self.table.c}
        shared = {
            name: sample(_kind_of(self.statement, name), rows[0][self.version]) for name in self.statement.names if name not in arrays
        }
        await self.statement.run(self.driver, **{name: [row[name] for row in rows] for name in arrays}, **shared)

    async def kept(self) -> dict[str, Any]:
        """The one row that is there, as far as the statement writes it."""
        (row,) = await self.driver.fetch(f'SELECT * FROM "{self.table.name}"')
        return {name: row[name] for name in self.row(1, 1)}


def _kind_of(statement: Statement, name: str) -> Any:
    kinds: dict[str, Any] = {}
    sa.sql.visitors.traverse(statement.clause, {}, {"bindparam": lambda bind: kinds.setdefault(bind.key, bind.type)})
    return kinds[name]


@pytest.fixture(params=GUARDED)
async def table(request: pytest.FixtureRequest, fresh_database: FreshDatabase) -> Any:
    statement = GUARDED[request.param]
    url = await fresh_database("guards")
    await make_tables(url, _without_checks(statement.clause.table))
    driver = await asyncpg.connect(url)
    yield Table(driver, statement)
    await driver.close()


def _without_checks(table: sa.Table) -> sa.MetaData:
    """The table alone: its key and the types of its columns, so that any values fit."""
    metadata = sa.MetaData()
    columns = [sa.Column(column.name, column.type, primary_key=column.primary_key, nullable=True) for column in table.columns]
    sa.Table(table.name, metadata, *columns)
    return metadata


def test_every_service_has_guards() -> None:
    assert len(GUARDED) >= 6, sorted(GUARDED)


async def test_a_newer_version_replaces_all_of_an_older_one(table: Table) -> None:
    await table.keep(table.row(1, 1))
    await table.keep(newer := table.row(2, 2))
    assert await table.kept() == newer


async def test_an_older_version_changes_nothing(table: Table) -> None:
    await table.keep(newer := table.row(3, 3))
    await table.keep(table.row(2, 2))
    assert await table.kept() == newer


async def test_the_same_version_again_changes_nothing(table: Table) -> None:
    await table.keep(first := table.row(3, 3))
    await table.keep(table.row(3, 4))
    assert await table.kept() == first


@pytest.mark.parametrize("order", list(permutations([1, 2, 3])))
async def test_of_several_in_one_call_the_newest_stays(table: Table, order: tuple[int, ...]) -> None:
    await table.keep(*(table.row(version, version) for version in order))
    assert await table.kept() == table.row(3, 3)
