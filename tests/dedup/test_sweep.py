"""The sweep over everybody's cover finds whom a ten-line oracle finds, and whoever was heard of has his case already (R-120)."""

import asyncio
import random
from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import pytest

from dedup.repository.sweeps import Sweep, list_sweeps
from dedup.use_cases.sweep_duplicates import Sweeper
from enrolment_terms.identifiers import new_id
from enrolment_terms.scheme import ParticipationState, Scheme
from service_runtime import Run
from tests.conftest import FreshDatabase
from tests.dedup.builders import GUANGZHOU, HUNAN, KAIPING, MORNING, participation, reported, token
from tests.dedup.conftest import DedupFacts, dedup_database

AREAS = (GUANGZHOU, HUNAN, "440900", "440300")
TOWNS = (KAIPING, "440785")
STATES = (ParticipationState.ACTIVE, ParticipationState.ACTIVE, ParticipationState.ACTIVE, ParticipationState.SUSPENDED)
FIRST = date(2023, 1, 1)


class Row(NamedTuple):
    """A generated spell of another region, or a participation of our own."""

    person: int
    ref: int
    area: str
    scheme: Scheme
    starts_on: date
    ends_on: date | None
    paid: bool
    state: ParticipationState
    own: bool = False


@pytest.fixture
async def swept(fresh_database: FreshDatabase, tmp_path: Path) -> AsyncIterator[DedupFacts]:
    """A database of its own: the sweep is over everybody."""
    async with dedup_database(fresh_database, "dedup_swept") as facts:
        yield facts


def population(people: int, seed: int) -> list[Row]:
    """So narrow in days and places that much touches and much overlaps; some relations are told of under two references."""
    chance = random.Random(seed)
    rows: list[Row] = []
    for ref in range(people * 2):
        starts_on = FIRST + timedelta(days=chance.choice((0, 0, 30, 31, 59, 180, 365)))
        ends_on = chance.choice((None, starts_on, starts_on + timedelta(days=30), starts_on + timedelta(days=364)))
        scheme = chance.choice((Scheme.EMPLOYEE, Scheme.RESIDENT))
        rows.append(
            Row(
                person=chance.randrange(people),
                ref=ref,
                area=chance.choice(AREAS),
                scheme=scheme,
                starts_on=starts_on,
                ends_on=ends_on or (date(starts_on.year, 12, 31) if scheme is Scheme.RESIDENT else None),
                paid=chance.random() < 0.8,
                state=chance.choice(STATES),
            )
        )
    return rows


def with_our_own(rows: list[Row], seed: int) -> list[Row]:
    """Some of these people are registered with us as well, once or several times for a year, and some of that is told back.

    They have no jobs: what a job makes rest by itself is no case (R-081).
    """
    chance = random.Random(seed)
    ours = sorted({row.person for row in rows})[::3]
    found = [row for row in rows if row.person not in ours or row.scheme is Scheme.RESIDENT]
    for number in range(2 * len(ours)):
        starts_on = date(chance.choice((2023, 2024)), chance.choice((1, 1, 7)), 1)
        days = (starts_on, date(starts_on.year, 12, 31))
        person, paid, state = chance.choice(ours), chance.random() < 0.8, chance.choice(STATES)
        found.append(Row(person, 1000 + number, chance.choice(TOWNS), Scheme.RESIDENT, *days, paid, state, own=True))
        if chance.random() < 0.3:
            found.append(Row(person, 2000 + number, "440700", Scheme.RESIDENT, *days, paid=True, state=STATES[0]))
    return found


def registered(rows: list[Row]) -> list[Any]:
    """Each under a person id of its own, with the document of its person: whose they are follows from that."""
    return [
        participation(
            new_id(),
            new_id(),
            token(f"swept-{row.person}"),
            area=row.area,
            benefit_year=row.starts_on.year,
            registered_on=row.starts_on,
            paid_on=row.starts_on if row.paid else None,
            effective_on=row.starts_on,
            state=row.state,
        )
        for row in rows
    ]


def told(rows: list[Row], *, source: str = "tests") -> list[Any]:
    return [
        reported(
            f"{source}-{row.ref}",
            token(f"swept-{row.person}"),
            area=row.area,
            source=source,
            scheme=row.scheme,
            benefit_year=row.starts_on.year if row.scheme is Scheme.RESIDENT else None,
            **{name: getattr(row, name) for name in ("starts_on", "ends_on", "paid", "state")},
        )
        for row in rows
    ]


def oracle(rows: list[Row]) -> set[int]:
    """Everybody with two relations that count and have a day in common."""
    twice = set()
    for one in rows:
        for other in rows:
            relations = [
                (row.scheme, row.area, row.starts_on.year if row.scheme is Scheme.RESIDENT and not row.own else row.ref)
                for row in (one, other)
            ]
            counts = all(row.paid and row.state is ParticipationState.ACTIVE and not is_told_back(row, rows) for row in (one, other))
            meet = one.starts_on <= (other.ends_on or date.max) and other.starts_on <= (one.ends_on or date.max)
            if one.person == other.person and counts and meet and relations[0] != relations[1]:
                twice.add(one.person)
    return twice


def is_told_back(row: Row, rows: list[Row]) -> bool:
    """It is one of our own, of whom we know best."""
    ours = [own for own in rows if own.own and own.person == row.person and own.starts_on.year == row.starts_on.year]
    return row.area == "440700" and bool(ours)


def of_one_relation_each(rows: list[Row]) -> list[Row]:
    """One telling for each region, scheme and year: which of several is believed is another test's matter."""
    seen: dict[tuple[object, ...], Row] = {}
    for row in rows:
        seen.setdefault((row.person, row.scheme, row.area, row.starts_on.year if row.scheme is Scheme.RESIDENT else None), row)
    return list(seen.values())


async def swept_through(
    facts: DedupFacts, folder: Path, *, stop_after: int | None = None, cursor: str | None = None, at_once: int = 200
) -> str | None:
    """Portion by portion, each in a transaction of its own, as the calendar runs it; the place where it stopped, None at the end."""
    job = Sweeper(folder, at_once).job
    for number in range(10_000):
        if number == stop_after:
            return cursor
        async with facts.database.transaction() as tx:
            portion = await job.step(tx, Run(run_id=1, job=job.name, area="44", day=tx.now.date(), cursor=cursor, done=0))
        if not portion.more:
            return None
        cursor = portion.cursor
    raise AssertionError("it never ends")


async def newest(facts: DedupFacts) -> Sweep:
    async with facts.database.read() as read:
        [sweep, *_] = await list_sweeps(read.driver, UUID(int=2**128 - 1), 10)
    return sweep


async def people_with_cases(facts: DedupFacts, people: int) -> set[int]:
    rows = await facts.rows("SELECT DISTINCT i.node FROM cases AS c JOIN identities AS i USING (number)")
    nodes = {row["node"] for row in rows}
    return {person for person in range(people) if UUID(hex=token(f"swept-{person}")[:32]) in nodes}


@pytest.mark.parametrize("seed", range(3))
async def test_sweep_stream_and_oracle_find_the_same_people(swept: DedupFacts, tmp_path: Path, seed: int) -> None:
    """R-120, R-121, R-122, R-126: touching periods, shared single days, open ends, what is unpaid or rests."""
    people = 60
    rows = of_one_relation_each(population(people, seed))
    for first in range(0, len(rows), 25):
        await swept.report(*told(rows[first : first + 25]))
    expected = oracle(rows)
    assert 0 < len(expected) < people, "the population shows nothing"
    assert await people_with_cases(swept, people) == expected
    await swept_through(swept, tmp_path)
    sweep = await newest(swept)
    assert (sweep.found, sweep.new, sweep.done) == (len(expected), 0, sweep.buckets)
    assert sweep.ended_at is not None
    assert sum(sum(of.values()) for of in sweep.by_area.values()) >= len(expected)


@pytest.mark.parametrize("seed", range(3))
async def test_people_who_are_insured_with_us_too(swept: DedupFacts, tmp_path: Path, seed: int) -> None:
    """R-001, R-120: two participations of our own of one year are two, in any order of hearing; what is told back is none of them."""
    people = 60
    rows = with_our_own(of_one_relation_each(population(people, seed)), seed)
    random.Random(seed).shuffle(rows)
    for first in range(0, len(rows), 25):
        some = rows[first : first + 25]
        await swept.hear(*registered([row for row in some if row.own]))
        await swept.report(*told([row for row in some if not row.own]))
    expected = oracle(rows)
    twice_with_us = oracle([row for row in rows if row.own])
    assert twice_with_us - oracle([row for row in rows if not row.own]), "nobody is covered twice by us alone"
    assert await people_with_cases(swept, people) == expected
    await swept_through(swept, tmp_path)
    assert ((await newest(swept)).found, (await newest(swept)).new) == (len(expected), 0)


async def test_the_sweep_opens_the_case_that_nobody_opened(swept: DedupFacts, tmp_path: Path) -> None:
    rows = of_one_relation_each(population(40, 7))
    await swept.report(*told(rows))
    async with swept.database.transaction() as tx:
        await tx.driver.execute("DELETE FROM cases")
    await swept_through(swept, tmp_path)
    assert await people_with_cases(swept, 40) == oracle(rows)
    assert (await newest(swept)).new == len(oracle(rows))


async def test_a_relation_that_two_tell_of_is_one(swept: DedupFacts, tmp_path: Path) -> None:
    """One Hunan relation under two references and by two sources, and one of our own that the platform tells back."""
    document, person = token("told-twice"), new_id()
    await swept.report(reported("a", document, area=HUNAN), reported("b", document, area="430102"))
    await swept.report(reported("c", document, area=HUNAN, source="platform"))
    own = token("told-back")
    await swept.hear(participation(new_id(), person, own, benefit_year=2023))
    await swept.report(reported("d", own, area=KAIPING[:6], year=2023))
    await swept_through(swept, tmp_path)
    assert (await newest(swept)).found == 0
    assert await swept.rows("SELECT FROM cases") == []


async def test_a_sweep_that_is_killed_goes_on_where_it_was(swept: DedupFacts, tmp_path: Path) -> None:
    """At every portion, within a bucket and between two; the side file is closed by the kill, and opened again."""
    rows = of_one_relation_each(population(180, 11))
    await swept.report(*told(rows))
    cursor, portions, places = None, 0, set()
    while True:
        cursor = await swept_through(swept, tmp_path, stop_after=1, cursor=cursor, at_once=1)
        places.add((cursor or "").rpartition(":")[2])
        portions += 1
        if cursor is None:
            break
    sweep = await newest(swept)
    assert (sweep.found, sweep.done) == (len(oracle(rows)), sweep.buckets)
    assert portions > sweep.found
    assert len(places) > 3


def lose(folder: Path, kept: dict[Path, bytes], loss: str) -> None:
    for path in list(folder.iterdir()):
        if loss != "torn" or path.name == "state":
            path.unlink()
    if loss == "older":
        for path, content in kept.items():
            path.write_bytes(content)


@pytest.mark.parametrize("loss", ["gone", "torn", "older"])
async def test_a_side_file_that_is_lost_is_made_anew(swept: DedupFacts, tmp_path: Path, loss: str) -> None:
    rows = of_one_relation_each(population(30, 13))
    await swept.report(*told(rows[:20]))
    await swept_through(swept, tmp_path)
    kept = await asyncio.to_thread(lambda: {path: path.read_bytes() for path in tmp_path.iterdir()})
    await swept.report(*told(rows[20:]))
    swept.clock.move_to(MORNING + timedelta(days=1))
    if loss == "older":
        await swept_through(swept, tmp_path)
        swept.clock.move_to(MORNING + timedelta(days=2))
    await asyncio.to_thread(lose, tmp_path, kept, loss)
    await swept_through(swept, tmp_path)
    assert (await newest(swept)).found == len(oracle(rows))


async def test_what_changes_is_in_the_next_sweep(swept: DedupFacts, tmp_path: Path) -> None:
    document = token("changes")
    await swept.report(reported("one", document), reported("two", document, area=HUNAN))
    await swept_through(swept, tmp_path)
    assert (await newest(swept)).found == 1
    await swept.report(reported("two", document, area=HUNAN, state=ParticipationState.SUSPENDED, version=9))
    swept.clock.move_to(MORNING + timedelta(days=1))
    await swept_through(swept, tmp_path)
    assert (await newest(swept)).found == 0
