"""Whatever is heard of people, in any order and however often: the same individuals, and those that all facts together give."""

from collections.abc import AsyncIterator, Sequence
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dedup.domain.connected import connect
from dedup.repository.identities import statements_on, ties_of
from dedup.tables import metadata
from enrolment_events.registration import DecidedState
from tests.conftest import FreshDatabase
from tests.dedup.builders import (
    HUNAN,
    decided,
    gone,
    hours_later,
    identity_updated,
    merged,
    participation,
    reported,
    submitted,
    token,
)
from tests.dedup.conftest import DedupFacts, dedup_database
from tests.dedup.test_identity import say

PEOPLE = [UUID(int=number) for number in range(1, 4)]
DOCUMENTS = [token(f"any-{number}") for number in range(4)]
ALL_TABLES = ", ".join(table.name for table in metadata.sorted_tables)
Fact = tuple[Any, ...]

people, hours = st.sampled_from(PEOPLE), st.integers(0, 5)
documents = st.lists(st.sampled_from(DOCUMENTS), max_size=2, unique=True).map(tuple)
some = st.lists(st.sampled_from(DOCUMENTS), min_size=1, max_size=2, unique=True).map(tuple)
pairs = st.sampled_from([(PEOPLE[0], PEOPLE[1]), (PEOPLE[1], PEOPLE[2]), (PEOPLE[2], PEOPLE[0])])
kinds: dict[str, st.SearchStrategy[Fact]] = {
    "seen": st.tuples(st.just("seen"), st.integers(10, 13), people, documents, hours),
    "updated": st.tuples(st.just("updated"), people, documents, hours),
    "submitted": st.tuples(st.just("submitted"), st.integers(20, 21), st.integers(1, 2), people, documents),
    "decided": st.tuples(st.just("decided"), st.integers(20, 21), st.integers(1, 2), st.sampled_from(["REJECTED", "APPROVED"])),
    "merged": st.tuples(st.just("merged"), pairs),
    "told": st.tuples(st.just("told"), st.sampled_from("ab"), st.integers(1, 4), some),
    "gone": st.tuples(st.just("gone"), st.sampled_from("ab"), st.integers(1, 4)),
    "said": st.tuples(st.just("said"), pairs, st.booleans()),
}
NAMES_OF = {"seen": 2, "submitted": 3, "decided": 3, "told": 3, "gone": 3, "said": 2, "updated": 2, "merged": 2}
"""How many parts of a fact are its name: two of one name that differ are no two facts."""


def name(fact: Fact) -> Fact:
    kind = "told" if fact[0] == "gone" else fact[0]
    return (kind, *fact[1 : NAMES_OF[fact[0]]])


facts_of_people = st.lists(st.one_of(*kinds.values()), min_size=2, max_size=9, unique_by=name)


def event_of(fact: Fact) -> Any:
    match fact:
        case ("seen", number, person, tokens, hour):
            return participation(UUID(int=number), person, *tokens, benefit_year=2021, at=hours_later(hour))
        case ("updated", person, tokens, hour):
            return identity_updated(person, *tokens, at=hours_later(hour), version=hour + 2)
        case ("submitted", application, submit_no, person, tokens):
            return submitted(UUID(int=application), person, *tokens, submit_no=submit_no, at=hours_later(submit_no))
        case ("decided", application, submit_no, state):
            return decided(UUID(int=application), PEOPLE[0], submit_no=submit_no, state=DecidedState(state), at=hours_later(submit_no))
        case ("merged", pair):
            return merged(*pair)
    raise AssertionError(fact)


async def learn(facts: DedupFacts, batch: Sequence[Fact]) -> None:
    """Events of one batch in one transaction; what others tell and offices say each in its own."""
    events = [event_of(fact) for fact in batch if fact[0] not in ("told", "gone", "said")]
    if events:
        await facts.hear(*events)
    for fact in batch:
        match fact:
            case ("told", ref, version, tokens):
                await facts.report(reported(ref, tokens[0], area=HUNAN, more=tokens[1:], version=version))
            case ("gone", ref, version):
                await facts.report(gone(ref, version=version))
            case ("said", pair, same):
                await say(facts, *pair, same=same)


async def individuals(facts: DedupFacts) -> dict[frozenset[UUID], list[tuple[Any, ...]]]:
    """All nodes of each who is known by more than one node or has told spells, and these."""
    groups: dict[int, set[UUID]] = {}
    for row in await facts.rows("SELECT node, number FROM identities"):
        groups.setdefault(row["number"], set()).add(row["node"])
    spells: dict[int, list[tuple[Any, ...]]] = {}
    for row in await facts.rows("SELECT number, spell_key, version FROM told_spells WHERE superseded_at IS NULL ORDER BY spell_key"):
        spells.setdefault(row["number"], []).append((row["spell_key"], row["version"]))
    assert spells.keys() <= groups.keys(), "a spell of nobody"
    return {frozenset(nodes): spells.get(number, []) for number, nodes in groups.items() if len(nodes) > 1 or number in spells}


async def by_all_facts(facts: DedupFacts) -> set[frozenset[UUID]]:
    """From scratch; whom sources mean are no nodes unless an office speaks of them."""
    rows = await facts.rows("SELECT node, number FROM identities")
    nodes, numbers = [row["node"] for row in rows], {row["number"] for row in rows}
    async with facts.database.read() as read:
        same, apart = await statements_on(read.driver, nodes)
        found = connect(nodes, [*await ties_of(read.driver, numbers), *same], apart)
    return {known for one in found if (known := one & {*nodes})}


@pytest.fixture(scope="module")
async def alone(fresh_database: FreshDatabase) -> AsyncIterator[DedupFacts]:
    """A database of its own: it is emptied between two lives of the same people."""
    async with dedup_database(fresh_database, "dedup_identities") as facts:
        yield facts


async def life(facts: DedupFacts, batches: Sequence[Sequence[Fact]]) -> dict[frozenset[UUID], list[tuple[Any, ...]]]:
    async with facts.database.transaction() as tx:
        await tx.driver.execute(f"TRUNCATE {ALL_TABLES} RESTART IDENTITY")
    for batch in batches:
        await learn(facts, batch)
    found = await individuals(facts)
    assert {one for one in await by_all_facts(facts) if len(one) > 1} == {one for one in found if len(one) > 1}
    return found


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=facts_of_people, data=st.data())
async def test_order_and_repetition_change_no_individual(alone: DedupFacts, told: list[Fact], data: st.DataObject) -> None:
    """V-31, R-010, R-026."""
    again = data.draw(st.lists(st.sampled_from(told), max_size=3), label="repeated")
    mixed = data.draw(st.permutations([*told, *again]), label="order")
    cut = data.draw(st.integers(0, len(mixed)), label="cut")
    in_order = await life(alone, [[fact] for fact in told])
    assert await life(alone, [batch for batch in (mixed[:cut], mixed[cut:]) if batch]) == in_order
