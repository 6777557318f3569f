"""Statements: names instead of places, constants in the text, nothing forgotten and nothing too much."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import asyncpg
import msgspec
import pytest
import sqlalchemy as sa

from row_sets import (
    NewRows,
    Statement,
    columns_of,
    given_rows,
    insert_from,
    insert_rows,
    names_of,
    reader,
    row,
    same_rows,
    typed,
    update_rows,
    value,
    values_of,
)
from tests.conftest import FreshDatabase
from tests.tables import make_tables

metadata = sa.MetaData()
books = sa.Table(
    "books",
    metadata,
    sa.Column("book_id", sa.Integer, primary_key=True),
    sa.Column("title", sa.Text(collation="C"), nullable=False),
    sa.Column("state", sa.Text, nullable=False, server_default="NEW"),
    sa.Column("words", sa.ARRAY(sa.Text)),
)


class State(StrEnum):
    """Of a book."""

    NEW = "NEW"
    READ = "READ"


@dataclass(frozen=True, slots=True)
class Book:
    """As the table has it."""

    book_id: int
    title: str
    state: State | None = State.NEW
    words: tuple[str, ...] | None = None


@pytest.fixture
async def driver(fresh_database: FreshDatabase) -> "asyncpg.Connection[asyncpg.Record]":
    url = await fresh_database("books")
    await make_tables(url, metadata)
    return await asyncpg.connect(url)


_ADD = Statement(insert_rows(books, "book_id", "title"))
_ALL = Statement(sa.select(books).order_by(books.c.book_id))


async def test_rows_go_in_and_come_back_as_dataclasses(driver: "asyncpg.Connection[asyncpg.Record]") -> None:
    add = Statement(insert_rows(books, "book_id", "title", "state"))
    given = [Book(1, "一"), Book(2, "'; DROP TABLE books; --", State.READ)]
    assert await add.run(driver, **columns_of(given, ("book_id", "title", "state"))) == 2
    await Statement("UPDATE books SET words = ARRAY['甲', '乙'] WHERE book_id = :book_id").run(driver, book_id=2)
    read = reader(Book)
    found = [read(one) for one in await _ALL.rows(driver)]
    assert found == [given[0], Book(2, "'; DROP TABLE books; --", State.READ, ("甲", "乙"))]
    assert isinstance(found[0].state, State)
    await driver.close()


async def test_every_way_to_run(driver: "asyncpg.Connection[asyncpg.Record]") -> None:
    assert await _ADD.run(driver, book_id=[], title=[]) == 0
    assert await _ADD.run(driver, book_id=[1, 2, 3], title=["a", "b", "c"]) == 3
    titles = Statement(sa.select(books.c.title).where(same_rows(books, "book_id", "ids")).order_by(books.c.title))
    assert await titles.values(driver, ids=[3, 1]) == ["a", "c"]
    assert await titles.value(driver, ids=[2]) == "b"
    assert await titles.value(driver, ids=[]) is None
    assert await titles.row(driver, ids=[]) is None
    change = Statement(update_rows(books, "book_id", "title").values(state="READ"))
    assert await change.run(driver, book_id=[1, 9], title=["z", "y"]) == 1
    found = await _ALL.row(driver)
    assert found is not None
    assert (found["title"], found["state"]) == ("z", "READ")
    copy = Statement(insert_from(books, row(books, "book_id", title=books.c.title), books, books.c.book_id == 1))
    await driver.execute("DELETE FROM books WHERE book_id > 1")
    assert await copy.run(driver, book_id=7) == 1
    await driver.close()


async def test_a_list_whose_length_is_not_seen_is_planned_once(driver: "asyncpg.Connection[asyncpg.Record]") -> None:
    await _ADD.run(driver, book_id=list(range(1, 5_001)), title=["a"] * 5_000)
    await driver.execute("ANALYZE books")
    asked = typed(books, "book_id", alias="asked")
    each = Statement("SELECT book_id AS of_each FROM {asked.rows} JOIN books USING (book_id) ORDER BY 1", asked=asked)
    once = Statement("SELECT book_id AS of_all FROM {asked.rows_planned_once} JOIN books USING (book_id) ORDER BY 1", asked=asked)
    for statement in (each, once):
        for wanted in [[7], [8, 3, 9_999], [], *([number] for number in range(1, 18))]:
            assert await statement.values(driver, book_id=wanted) == [number for number in sorted(wanted) if number < 9_999]
    plans = await driver.fetch("SELECT statement, generic_plans FROM pg_prepared_statements")
    kept = {row["statement"]: row["generic_plans"] for row in plans}
    assert (kept[each.text], kept[once.text]) == (0, 15)
    await driver.close()


@pytest.mark.parametrize("number", [0, 1, 49, 50, 500])
async def test_new_rows_are_added_however_many(driver: "asyncpg.Connection[asyncpg.Record]", number: int) -> None:
    """One that is there already refuses all that come with it."""
    new, rows = NewRows(books, "book_id", "title"), [(one, f"第{one}册") for one in range(number)]
    await new.add(driver, rows)
    found = await _ALL.rows(driver)
    assert [(row["book_id"], row["title"], row["state"]) for row in found] == [(*one, "NEW") for one in rows]
    if rows:
        with pytest.raises(asyncpg.UniqueViolationError):
            await new.add(driver, [(-1, "新"), *rows[1:], rows[0]])
    assert len(await _ALL.rows(driver)) == number
    await driver.close()


async def test_a_text_takes_typed_lists_by_name(driver: "asyncpg.Connection[asyncpg.Record]") -> None:
    write = Statement(
        """
        WITH written AS (INSERT INTO books ({book.names}) SELECT {book.names} FROM {book.rows} RETURNING book_id)
        SELECT count(*) FROM written WHERE book_id = ANY(:wanted) OR {always}
        """,
        book=typed(books, "book_id", "title"),
        always="false",
    )
    assert await write.value(driver, book_id=[1, 2], title=["a", "b"], wanted=[2]) == 1
    one = Statement("INSERT INTO books ({book.names}) VALUES ({book.values})", book=typed(books, *names_of(Book, without=["words"])))
    assert await one.run(driver, **{name: told for name, told in values_of(Book(5, "五")).items() if name != "words"}) == 1
    await driver.close()


def test_constants_are_in_the_text_and_values_are_not() -> None:
    cte = sa.select(books.c.book_id).where(books.c.state.in_(["NEW", "READ"])).limit(value("most", sa.Integer)).cte("some")
    statement = Statement(
        sa.update(books).values(state="READ").where(books.c.book_id == cte.c.book_id, books.c.title == value("title", books.c.title))
    )
    assert set(statement.names) == {"most", "title"}
    assert "IN ('NEW', 'READ')" in statement.text
    assert "state='READ'" in statement.text


async def test_what_is_missing_or_unknown_is_told(driver: "asyncpg.Connection[asyncpg.Record]") -> None:
    with pytest.raises(KeyError, match="title"):
        await _ADD.run(driver, book_id=[1])
    with pytest.raises(TypeError, match="titel"):
        await _ADD.run(driver, book_id=[1], title=["a"], titel=["a"])
    await driver.close()


class Pair(NamedTuple):
    """Two fields."""

    a: int
    b: int


class Message(msgspec.Struct):
    """One field."""

    a: int


def test_names_and_columns_of_every_kind_of_record() -> None:
    assert names_of(Pair) == ("a", "b")
    assert names_of(Book, without=["words"]) == ("book_id", "title", "state")
    assert columns_of([Message(1), Message(2)], names_of(Message)) == {"a": (1, 2)}
    assert columns_of([Pair(1, 2), Pair(3, 4)], names_of(Pair)) == {"a": (1, 3), "b": (2, 4)}
    assert columns_of([], ("a", "b")) == {"a": (), "b": ()}
    assert values_of(Message(1), Pair(3, 4)) == {"a": 3, "b": 4}
    with pytest.raises(KeyError):
        given_rows(books, ["no_column"])
