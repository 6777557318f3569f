"""A shape lets through what its plain pattern lets through, and a migrated database asks the shapes of the tables in code."""

import importlib

import asyncpg
import pytest

from row_sets.shapes import Shape, area, matching, tax_serial, token
from service_runtime import Safe, generate_storage_keys
from service_runtime.migration import migrate
from tests.conftest import FreshDatabase
from tests.tables import make_tables

TEXTS = [
    "",
    "440783",
    "440783115",
    "4407831",
    "44078311５",
    "440783\n",
    " 440783",
    "44078x",
    "a" * 64,
    "A" * 64,
    "g" * 64,
    "0" * 63,
    "0" * 65,
    "0" * 63 + "\n",
    "梁" * 64,
    "1",
    "01",
    "9" * 31,
    "9" * 32,
]


@pytest.mark.parametrize(
    ("shape", "pattern"),
    [(area, "[0-9]{6}([0-9]{3})?"), (token, "[0-9a-f]{64}"), (tax_serial, "[1-9][0-9]{0,30}")],
    ids=["area", "token", "tax serial"],
)
async def test_a_shape_is_its_pattern(shape: Shape, pattern: str, fresh_database: FreshDatabase) -> None:
    connection = await asyncpg.connect(await fresh_database("shapes"))
    try:
        conditions = f"{shape('told')} AS shaped, {matching(pattern)('told')} AS like_it"
        rows = await connection.fetch(f"SELECT told, {conditions} FROM unnest($1::text[]) AS told", TEXTS)
    finally:
        await connection.close()
    assert {row["told"]: row["shaped"] for row in rows} == {row["told"]: row["like_it"] for row in rows}
    assert {row["shaped"] for row in rows} == {True, False}


@pytest.mark.parametrize("service", ["registration", "payment_bridge", "dedup", "benefits"])
async def test_migrations_end_in_the_shapes_of_the_tables(service: str, fresh_database: FreshDatabase) -> None:
    migrated, made = await fresh_database("migrated"), await fresh_database("made")
    await migrate(
        migrated.replace("postgresql://", "postgresql+asyncpg://"), f"{service}.migrations", Safe.from_json(generate_storage_keys())
    )
    await make_tables(made, importlib.import_module(f"{service}.tables").metadata)
    assert await shapes_in(migrated) == await shapes_in(made)


async def shapes_in(url: str) -> dict[str, str]:
    """Conditions by name of the constraint."""
    connection = await asyncpg.connect(url)
    try:
        rows = await connection.fetch(
            "SELECT conname, pg_get_expr(conbin, conrelid) AS told FROM pg_constraint WHERE conname LIKE '%\\_shape'"
        )
    finally:
        await connection.close()
    return {row["conname"]: row["told"] for row in rows}
