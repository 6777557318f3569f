"""Households and relations in the employee scheme of other people, as many as a city has: what is looked up beside each bill and levy."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import asyncpg

from enrolment_terms.identifiers import named_id

HOUSEHOLDS, RELATIONS = 110_000, 200_000
TABLES = ("remote_households", "employee_relations")
_OTHERS = UUID("6a3f5f5e-6f0e-5d43-9a53-43616e62616f")
_MOMENT = datetime(2023, 8, 31, tzinfo=UTC)
_DAY = date(2023, 8, 1)
_SEALED = "k1.c2VhbGVk"
_HOUSEHOLD = ("household_id", "version", "told_at", "household_no", "members")
_RELATION = (
    "spell_id", "revision", "version", "person_id", "tokens", "identity", "area", "registered_on", "land_expropriated", "changes",
    "told_at",
)  # fmt: skip


async def fill_neighbours(url: str) -> None:
    """Into an empty book, with the statistics that a database has of them."""
    connection = await asyncpg.connect(url)
    try:
        await connection.copy_records_to_table("remote_households", records=_households(), columns=_HOUSEHOLD)
        await connection.copy_records_to_table("employee_relations", records=_relations(), columns=_RELATION)
        await connection.execute("ANALYZE remote_households, employee_relations")
    finally:
        await connection.close()


def _households() -> Iterator[tuple[Any, ...]]:
    for number in range(HOUSEHOLDS):
        members = json.dumps([str(_id(f"member/{number}/{place}")) for place in range(3)])
        yield _id(f"household/{number}"), 1, _MOMENT, _SEALED, members


def _relations() -> Iterator[tuple[Any, ...]]:
    for number in range(RELATIONS):
        person, token = _id(f"employee/{number}"), f"e{number:063x}"
        yield _id(f"relation/{number}"), 1, 1, person, [token], "WORKER", "440783", _DAY, False, "[]", _MOMENT


def _id(name: str) -> UUID:
    return named_id(_OTHERS, name)
