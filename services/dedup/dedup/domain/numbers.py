"""The numbers of individuals: dense, from 1, and kept by whom most of the nodes are."""

from collections import Counter
from collections.abc import Iterable, Mapping
from uuid import UUID


def numbered(individuals: Iterable[frozenset[UUID]], before: Mapping[UUID, int]) -> tuple[dict[UUID, int], list[frozenset[UUID]]]:
    """Who keeps which number: of several that have it the one with most of its nodes, of several numbers the lowest that is free.

    Returns the numbers of their nodes, and the individuals who need fresh ones.
    """
    claims = sorted(
        (number, -many, min(one), one)
        for one in individuals
        for number, many in Counter(before[node] for node in one if node in before).items()
    )
    given: dict[UUID, int] = {}
    taken: set[int] = set()
    for number, _, first, one in claims:
        if first not in given and number not in taken:
            given |= dict.fromkeys(one, number)
            taken.add(number)
    return given, [one for one in individuals if min(one) not in given]
