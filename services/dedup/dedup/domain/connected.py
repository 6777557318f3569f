"""Which nodes are one individual: connected by documents, by merges and by the word of an office; kept apart by its word."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True, order=True)
class Tie:
    """Two nodes are one individual. Of ties that cannot all hold, those of the lower rank do."""

    rank: int
    one: UUID
    other: UUID


OF_OFFICE, OF_OUR_PERSON, OF_APPLICATION, OF_OTHERS = range(4)
"""Ranks: an office or registration said so; a person's documents; documents of an application; the word of other sources."""


def connect(nodes: Iterable[UUID], ties: Iterable[Tie], apart: Iterable[tuple[UUID, UUID]]) -> list[frozenset[UUID]]:
    """The individuals among these nodes, each as all of its nodes; the same for the same facts in any order (V-31).

    A tie that would make one of two nodes that an office keeps apart is left out: a shared wrong number connects nobody then.
    """
    told = sorted(ties)
    members = {node: {node} for node in {*nodes, *(end for tie in told for end in (tie.one, tie.other))}}
    strangers: dict[UUID, set[UUID]] = {}
    for one, other in apart:
        strangers.setdefault(one, set()).add(other)
        strangers.setdefault(other, set()).add(one)
    for tie in told:
        left, right = members[tie.one], members[tie.other]
        if left is right or any(strangers.get(node, set()) & right for node in left):
            continue
        left |= right
        for node in right:
            members[node] = left
    return sorted({id(group): frozenset(group) for group in members.values()}.values(), key=min)
