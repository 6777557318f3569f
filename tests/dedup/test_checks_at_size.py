"""What the bench fills the index with: the real tables take it, and the real check finds in it what was put there."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any, NamedTuple

import numpy as np
import pytest

from canbao_suite.bench.checks_asked import QUESTION, tokens_asked
from canbao_suite.bench.checks_people import OF_OUR_CITY, people_of, people_with, person_of, tokens_of
from canbao_suite.bench.checks_tables import fill
from canbao_suite.bench.sweep_population import columns_of, keys_of
from dedup import tables
from dedup.domain.nodes import node_of
from dedup.repository import spell_index
from dedup.repository.individuals import individuals_of
from dedup.repository.spell_index import EVER, SpellQuery, count_spells, find_spells
from dedup.use_cases.preview_check import preview_checks
from service_runtime import Database
from service_runtime.migration import schema_differences
from tests.conftest import FreshDatabase
from tests.dedup.conftest import dedup_database

SPELLS = 5_000
ZERO = date(1970, 1, 1)


class Filled(NamedTuple):
    """The index with so many people; what the bench told of filling it."""

    database: Database
    people: int
    told: dict[str, Any]


@pytest.fixture(scope="module")
async def filled(fresh_database: FreshDatabase) -> AsyncIterator[Filled]:
    """Filled once; tests leave it as it is."""
    people = people_of(SPELLS)
    async with dedup_database(fresh_database, "dedup_filled", stays=True) as facts:
        yield Filled(facts.database, people, await fill(facts.database.url, people))


async def test_everybody_is_found_by_each_document_with_all_his_spells(filled: Filled) -> None:
    """R-010, R-026: the spells are those of the sweep's population; keys and indexes are there again."""
    assert await schema_differences(filled.database.url, tables.metadata) == []
    assert filled.told["checked_tables"]["told_spells"]["rows"] > SPELLS * 0.9
    columns = columns_of(keys_of(np.arange(1, filled.people + 1), 1))
    first, last = (columns[name].tolist() for name in ("starts_on", "ends_on"))
    expected: dict[int, list[tuple[date, date | None]]] = {number: [] for number in range(1, filled.people + 1)}
    for number, begin, end in zip(columns["number"].tolist(), first, last, strict=True):
        expected[number].append((ZERO + timedelta(begin), None if end == 0xFFFF else ZERO + timedelta(end)))
    async with filled.database.read() as read:
        found = await find_spells(read.driver, [SpellQuery(number=number) for number in expected])
        told_of = [sorted((one.starts_on, one.ends_on or date.max) for one in spells if one.authority) for spells in found]
        assert told_of == [sorted((begin, end or date.max) for begin, end in spells) for spells in expected.values()]
        rows = await read.driver.fetch("SELECT node, number FROM identities")
    numbers = {row["node"]: row["number"] for row in rows}
    assert all(numbers[node_of(token)] == number for number in expected for token in tokens_of(number))


async def test_who_is_asked_for_is_of_our_city_of_others_or_unknown(filled: Filled) -> None:
    """R-120 and its kin: a check finds persons and hits; the first people with three spells have three."""
    async with filled.database.read() as read:
        asked = [(QUESTION, tokens) for tokens in tokens_asked(filled.people, 400, 1)]
        previews = await preview_checks(read, asked)
        ours = await preview_checks(read, [(QUESTION, tokens_of(OF_OUR_CITY))])
        three = await individuals_of(read.driver, people_with(3, filled.people, 20))
    known = sum(bool(preview.persons) for preview in previews)
    assert 150 < known < 230
    assert 20 < sum(bool(preview.hits) for preview in previews) < 300
    assert ours[0].persons == [person_of(OF_OUR_CITY)]
    assert [sum(bool(spell.authority) for spell in one.spells) for one in three] == [3] * 20


async def test_a_check_reads_told_spells_out_of_the_index_alone(filled: Filled) -> None:
    """Their rows lie on as many pages of a table that is larger than the memory."""
    values = {"place": range(3), "application_id": [None] * 3, "known_at": [EVER] * 3, "number": [1, 2, 3]}
    async with filled.database.read() as read:
        rows = await read.driver.fetch("EXPLAIN " + spell_index._FIND.text, *spell_index._FIND.places(values))
    [of_told] = [line for [line] in rows if "told_spells" in line]
    assert "Index Only Scan using told_spells_for_checks" in of_told


async def test_very_many_spells_are_not_counted(filled: Filled) -> None:
    async with filled.database.read() as read:
        rows = [await read.driver.fetchval(f"SELECT count(*) FROM {table}") for table in ("participation_spells", "told_spells")]
        assert list(await count_spells(read.driver)) == rows
        estimated = read.driver.transaction()
        await estimated.start()
        await read.driver.execute("UPDATE pg_class SET reltuples = 2000000 WHERE relname = 'told_spells'")
        assert await count_spells(read.driver) == (rows[0], 2_000_000)
        await estimated.rollback()
