"""How right a linking is: of the pairs of records it makes, and of the pairs that are one person."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dedup.domain.probable_duplicates import Candidates, Group

Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Score:
    """Pairs of records: how many of those that were made are true, how many of the true were made."""

    precision: float
    recall: float


def score_of_groups(group: Places, person: Places) -> Score:
    """`group` and `person` of each record: two records of one group are a pair."""
    both = group * (person.max() + 1) + person
    right = _pairs_within(both)
    return Score(right / max(_pairs_within(group), 1), right / max(_pairs_within(person), 1))


def score_of_pairs(numbers: Places, candidates: Candidates, person: Places) -> Score:
    """Records of one number are pairs, and all records of one number with all of another that it is proposed with."""
    size = np.bincount(numbers)
    first, second = candidates.first.astype(np.int64), candidates.second.astype(np.int64)
    holders, at = _persons_of(numbers, person)
    across = sum(
        holders.get(one, {}).get(who, 0) * many for one, other in zip(first, second, strict=True) for who, many in holders[other].items()
    )
    made = _pairs_within(numbers) + int((size[first] * size[second]).sum())
    right = at + across
    return Score(right / max(made, 1), right / max(_pairs_within(person), 1))


def groups_of_records(numbers: Places, groups: Sequence[Group]) -> Places:
    """The group of each record: the lowest number of those that were brought together."""
    lowest = np.arange(numbers.max() + 1)
    for group in groups:
        lowest[list(group.numbers)] = group.numbers[0]
    found: Places = lowest[numbers]
    return found


def _persons_of(numbers: Places, person: Places) -> tuple[dict[int, dict[int, int]], int]:
    """How many records of whom each number holds, and how many true pairs lie within numbers."""
    held, many = np.unique(np.stack([numbers, person]), axis=1, return_counts=True)
    holders: dict[int, dict[int, int]] = {}
    for number, who, count in zip(*held.tolist(), many.tolist(), strict=True):
        holders.setdefault(number, {})[who] = count
    return holders, int((many * (many - 1) // 2).sum())


def _pairs_within(label: Places) -> int:
    size = np.unique(label, return_counts=True)[1]
    return int((size * (size - 1) // 2).sum())


def score_of_told_pairs(pairs: Places, person: Places) -> Score:
    """Pairs of records by their places, none twice."""
    right = int((person[pairs[:, 0]] == person[pairs[:, 1]]).sum())
    return Score(right / max(len(pairs), 1), right / max(_pairs_within(person), 1))
