"""Who is whom: after each fact that names somebody, all nodes of one individual have one number, and no others have it.

`hold` before the facts are kept, `settle` after.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from uuid import UUID

from dedup.domain.connected import OF_OTHERS, Tie, connect
from dedup.domain.numbers import numbered
from dedup.repository.identities import (
    Holder,
    add_nodes,
    fresh_numbers,
    holders_of,
    move_nodes,
    nodes_of,
    numbers_of,
    statements_on,
    ties_of,
)
from dedup.repository.locks import lock_numbers, lock_people
from row_sets import Driver
from service_runtime import Transaction


@dataclass(frozen=True, slots=True)
class Named:
    """A fact names these nodes as one individual's. `may_part`: it may also take back what an earlier fact said."""

    nodes: tuple[UUID, ...]
    may_part: bool = False


async def hold(tx: Transaction, named: Sequence[Named]) -> dict[UUID, int]:
    """Nobody else works on these individuals until the transaction ends. The number of each node, of unknown ones too."""
    known = await lock_people(tx.driver, {node for one in named for node in one.nodes})
    unknown = {node for one in named for node in one.nodes} - known.keys()
    if not unknown:
        return known
    of_fact = {node: _first_known(one, known) for one in named for node in one.nodes if node in unknown}
    ties = [Tie(OF_OTHERS, *pair) for one in named for pair in pairwise(node for node in one.nodes if node in unknown)]
    groups = [(group, next((of_fact[node] for node in group if of_fact[node] is not None), None)) for group in connect(unknown, ties, ())]
    fresh = iter(await fresh_numbers(tx.driver, sum(number is None for _, number in groups)))
    new = {node: given for group, number in groups for given in [next(fresh) if number is None else number] for node in group}
    await add_nodes(tx.driver, new)
    return known | new


async def hold_numbers(tx: Transaction, numbers: Collection[int]) -> None:
    """The same for individuals by their numbers."""
    await lock_people(tx.driver, await nodes_of(tx.driver, numbers))


async def settle(tx: Transaction, named: Sequence[Named], held: Mapping[UUID, int]) -> set[int]:
    """Numbers of all individuals that these facts concern, which are kept by now: those of before, too, where somebody left them."""
    told = [{held[node] for node in one.nodes} for one in named]
    doubtful = {number for one, numbers in zip(named, told, strict=True) if one.may_part or len(numbers) > 1 for number in numbers}
    concerned = {number for numbers in told for number in numbers}
    return concerned | await _connect_anew(tx.driver, doubtful) if doubtful else concerned


def _first_known(one: Named, known: Mapping[UUID, int]) -> int | None:
    return next((known[node] for node in one.nodes if node in known), None)


async def _connect_anew(driver: Driver, doubtful: Collection[int]) -> set[int]:
    """Who is one individual by all facts on these numbers; nodes and told spells get their numbers. Old and new numbers."""
    numbers = set(doubtful)
    before, holders, same, apart = await _facts_on(driver, numbers)
    individuals = connect(before, [*await ties_of(driver, numbers), *same], apart)
    after = await _numbered(driver, individuals, before)
    strangers = {node for pair in apart for node in pair}
    new = {node: number for node, number in after.items() if node in strangers and node not in before}
    moved = {node: number for node, number in after.items() if before.get(node, number) != number}
    spells = [(one.holder, one.number, now) for one in holders if (now := _number_of(one, after)) != one.number]
    await add_nodes(driver, new)
    if moved or spells:
        await move_nodes(driver, moved, spells, {*(before[node] for node in moved), *(was for _, was, _ in spells)})
    return {*numbers, *after.values()}


def _number_of(one: Holder, numbers: Mapping[UUID, int]) -> int:
    """Of a holder whose spells stand no more, that of the document."""
    return numbers.get(one.holder, numbers.get(one.document, one.number))


async def _facts_on(driver: Driver, numbers: set[int]) -> tuple[dict[UUID, int], list[Holder], list[Tie], list[tuple[UUID, UUID]]]:
    """Nodes, holders and statements on these numbers. Whoever an office kept apart from one of them is looked at too: `numbers` grows."""
    while True:
        before, holders = await nodes_of(driver, numbers), await holders_of(driver, numbers)
        same, apart = await statements_on(driver, {*before, *(one.holder for one in holders)})
        named = {node for tie in same for node in (tie.one, tie.other)} | {node for pair in apart for node in pair}
        more = set((await numbers_of(driver, named - before.keys())).values()) - numbers
        if not more:
            return before, holders, same, apart
        await lock_numbers(driver, more)
        numbers |= more


async def _numbered(driver: Driver, individuals: Iterable[frozenset[UUID]], before: Mapping[UUID, int]) -> dict[UUID, int]:
    given, without = numbered(individuals, before)
    for one, number in zip(without, await fresh_numbers(driver, len(without)), strict=True):
        given |= dict.fromkeys(one, number)
    return given
