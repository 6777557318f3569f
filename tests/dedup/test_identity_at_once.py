"""Several at once who learn of the same people: one number for each, nobody lost, and what was kept from being done is done again."""

import asyncio
import random
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from dedup.repository.identities import learn_merges
from dedup.repository.locks import lock_people
from dedup.use_cases.identify_people import Named, hold, settle
from enrolment_terms.identifiers import new_id
from enrolment_terms.sealed import IdentityToken
from event_bus.transient import Trouble, trouble_of
from tests.dedup.builders import participation, token
from tests.dedup.conftest import DedupFacts
from tests.dedup.test_guards import waiting
from tests.dedup.test_identity import abroad, are_one, numbers

Act = Callable[[], Coroutine[Any, Any, object]]


async def until_done(act: Act) -> None:
    """As a consumer does: what another transaction has kept from being done is done again."""
    for _ in range(50):
        try:
            await act()
        except asyncpg.DeadlockDetectedError as error:
            if trouble_of(error) is not Trouble.BUSY:
                raise
        else:
            return
    raise AssertionError("it never comes through")


async def known(facts: DedupFacts, word: str) -> tuple[UUID, IdentityToken, IdentityToken]:
    """A person with two documents."""
    person, first, second = new_id(), token(f"{word}-1"), token(f"{word}-2")
    await facts.hear(participation(new_id(), person, first, second, benefit_year=2021))
    return person, first, second


async def test_two_who_make_the_same_people_one_give_one_number(facts: DedupFacts) -> None:
    """By documents of which neither knows the other's: the second sees what the first did."""
    one, a, also_a = await known(facts, "at-once-a")
    other, b, also_b = await known(facts, "at-once-b")
    third, c, _ = await known(facts, "at-once-c")
    async with facts.database.transaction() as tx:
        await lock_people(tx.driver, [one, other, third])
        acts = [facts.report(abroad("at-once-1", a, more=(b,))), facts.report(abroad("at-once-2", also_b, more=(also_a, c), paid=False))]
        others = [asyncio.create_task(act) for act in acts]
        await waiting(facts, 2)
    await asyncio.gather(*others)
    assert await are_one(facts, one, other, third, a, b, c, also_a, also_b)


async def test_who_turns_out_to_be_another_while_he_is_told_of_is_told_of_as_the_other(facts: DedupFacts) -> None:
    """A number is read again once it is held: else the spell is nobody's."""
    early, *_ = await known(facts, "turns-out-early")
    person, document, _ = await known(facts, "turns-out")
    async with facts.database.transaction() as tx:
        named = [Named((early, person))]
        held = await hold(tx, named)
        await learn_merges(tx.driver, {person: early})
        telling = asyncio.create_task(facts.report(abroad("turns-out", document)))
        await waiting(facts, 1)
        await settle(tx, named, held)
    await telling
    rows = await facts.rows("SELECT number FROM told_spells WHERE spell_key = :key", key=facts.key("turns-out"))
    assert [row["number"] for row in rows] == await numbers(facts, early)


@pytest.mark.parametrize("seed", range(3))
async def test_many_at_once_end_in_the_individuals_that_all_facts_give(facts: DedupFacts, seed: int) -> None:
    """Locks that are taken in another order than somebody else's end one of the two, who does it again."""
    chance, people = random.Random(seed), [await known(facts, f"many-{seed}-{number}") for number in range(8)]
    groups = {number: {number} for number in range(8)}
    acts: list[Act] = []
    for number in range(10):
        one, other = chance.sample(range(8), 2)
        joined = groups[one] | groups[other]
        groups |= dict.fromkeys(joined, joined)
        shown = chance.choice(people[one][1:]), chance.choice(people[other][1:])
        if number % 2:
            acts.append(partial(facts.report, abroad(f"many-{seed}-{number}", shown[0], more=shown[1:], paid=False)))
        else:
            acts.append(partial(facts.hear, participation(new_id(), new_id(), *shown, benefit_year=2022)))
    await asyncio.gather(*map(until_done, acts))
    mine = [await numbers(facts, *one) for one in people]
    assert all(len(set(one)) == 1 for one in mine)
    assert [{place for place, of in enumerate(mine) if of == one} for one in mine] == [groups[place] for place in range(8)]
