"""Who keeps which number when people turn out to be one, or to be several."""

from collections import Counter
from collections.abc import Mapping
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from dedup.domain.numbers import numbered

A, B, C, D, E = (UUID(int=number) for number in range(1, 6))


def test_people_who_turn_out_to_be_one_have_the_lowest_of_their_numbers() -> None:
    assert numbered([frozenset({A, B, C})], {A: 7, B: 3, C: 7}) == ({A: 3, B: 3, C: 3}, [])


def test_who_has_most_of_the_nodes_keeps_the_number() -> None:
    """Whoever leaves needs a fresh one."""
    alone, others = frozenset({A}), frozenset({B, C})
    assert numbered([alone, others], dict.fromkeys((A, B, C), 4)) == ({B: 4, C: 4}, [alone])


def test_of_equals_the_first_node_decides() -> None:
    assert numbered([frozenset({B}), frozenset({A})], {A: 4, B: 4}) == ({A: 4}, [frozenset({B})])


def test_one_who_loses_a_number_keeps_another_that_is_his() -> None:
    """The first number stays with the two, the second with him who has lost it."""
    assert numbered([frozenset({A, B}), frozenset({C, D})], {A: 1, B: 1, C: 1, D: 2}) == ({A: 1, B: 1, C: 2, D: 2}, [])


def test_who_has_no_number_needs_one() -> None:
    assert numbered([frozenset({E})], {}) == ({}, [frozenset({E})])


groupings = st.lists(st.integers(0, 3), min_size=6, max_size=6)


@given(groups=groupings, had=st.lists(st.none() | st.integers(1, 3), min_size=6, max_size=6))
def test_no_number_is_given_twice_and_none_is_lost_without_need(groups: list[int], had: list[int | None]) -> None:
    individuals = [frozenset(UUID(int=place) for place, of in enumerate(groups) if of == group) for group in sorted(set(groups))]
    before = {UUID(int=place): number for place, number in enumerate(had) if number is not None}
    given_numbers, without = numbered(individuals, before)
    assert numbered(individuals[::-1], dict(reversed(before.items())))[0] == given_numbers
    kept = [one for one in individuals if one not in without]
    assert given_numbers.keys() == {node for one in kept for node in one}
    assert max(Counter(number_of(one, given_numbers) for one in kept).values(), default=1) == 1
    assert all(number_of(one, given_numbers) in {before.get(node) for node in one} for one in kept)
    taken = set(given_numbers.values())
    assert not [node for one in without for node in one if node in before and before[node] not in taken]


def number_of(one: frozenset[UUID], numbers: Mapping[UUID, int]) -> int:
    [number] = {numbers[node] for node in one}
    return number
