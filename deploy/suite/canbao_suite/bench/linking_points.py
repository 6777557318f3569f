"""script/bench linking --fit: fits the points of dedup.domain.probable_duplicates and prints them.

A logistic regression over what each kind says of a pair, on generated people whose truth is known: noise "tuned" at four sizes, and
names of letters. Contradiction may only take points away; more agreement never has fewer points than less. What the passes are judged on
is not read.
"""

import numpy as np
from numpy.typing import NDArray

from canbao_suite.bench.linking_letters import records_of_letters
from canbao_suite.bench.linking_people import Record, records, tuned
from canbao_suite.bench.linking_rows import numbered, tokens_of
from dedup.domain.probable_duplicates import FEWEST, KINDS, Level, propose

Floats = NDArray[np.float64]
_SIZES = ((30_000, 4, 3.0), (100_000, 5, 1.0), (300_000, 1, 1.0), (1_000_000, 3, 0.3))
"""Records, seed, weight of a pair."""
_SEEDS_OF_LETTERS, _WEIGHT_OF_LETTERS = range(11, 16), 0.3
_AGREEMENT = [level for level in Level if level > Level.CONTRADICTS]
_STEPS = 20_000


def print_points() -> None:
    """A line for each kind, then what is added for sharers, people and beforehand."""
    found = [_pairs(records(count, seed, tuned), weight) for count, seed, weight in _SIZES]
    letters = ((seed, unharmed) for seed in _SEEDS_OF_LETTERS for unharmed in (0, 8))
    found += [_pairs(records_of_letters(5_000, seed, unharmed), _WEIGHT_OF_LETTERS) for seed, unharmed in letters]
    points = fitted(*(np.concatenate(part) for part in zip(*found, strict=True)))
    for place, kind in enumerate(KINDS):
        contradicts, *more = points[place : -3 : len(KINDS)]
        print(kind, *np.round([contradicts, *np.cumsum(more)], 1))
    print("sharers, people, beforehand:", *np.round(points[-3:], 2))


def _pairs(people: list[Record], weight: float) -> tuple[Floats, Floats, Floats]:
    """What is seen of each pair, whether it is one person, and its weight."""
    numbers, rows = numbered(tokens_of(people))
    persons_of: dict[int, set[int]] = {}
    for number, record in zip(numbers.tolist(), people, strict=True):
        persons_of.setdefault(number, set()).add(record.person)
    all_pairs = propose(rows, least=0.0)
    both = zip(all_pairs.first.tolist(), all_pairs.second.tolist(), strict=True)
    true = np.array([not persons_of[one].isdisjoint(persons_of[other]) for one, other in both], float)
    seen = [all_pairs.levels == Level.CONTRADICTS, *(all_pairs.levels >= level for level in _AGREEMENT)]
    more = [all_pairs.sharers, np.full(len(true), np.log2(max(all_pairs.people, FEWEST))), np.ones(len(true))]
    return np.column_stack([*seen, *more]).astype(float), true, np.full(len(true), weight)


def fitted(seen: Floats, true: Floats, weight: Floats) -> Floats:
    """Points in the order of the columns of `seen`. Equal rows are one; steps go along the slope and stay on the right side of 0."""
    rows, which = np.unique(np.column_stack([seen, true]), axis=0, return_inverse=True)
    weight = np.bincount(which.ravel(), weights=weight).astype(float)
    seen, true = rows[:, :-1], rows[:, -1]
    kinds = len(KINDS)
    least = np.repeat([-np.inf, 0.0, -np.inf, -np.inf], [kinds, kinds * len(_AGREEMENT), 2, 1])
    most = np.repeat([0.0, np.inf, 0.0, np.inf], [kinds, kinds * len(_AGREEMENT), 2, 1])
    held = np.append(np.ones(seen.shape[1] - 2), [0.0, 0.0])
    scale = np.append(np.ones(seen.shape[1] - 2), [0.1, 1.0])
    scaled = seen * scale
    step = 4 / (np.linalg.norm(scaled * np.sqrt(weight)[:, None], 2) ** 2 + 4)
    points, ahead, momentum = np.zeros(seen.shape[1]), np.zeros(seen.shape[1]), 1.0
    for _ in range(_STEPS):
        likely = 1 / (1 + np.exp(-np.clip(scaled @ ahead, -500, 500)))
        slope = scaled.T @ (weight * (likely - true)) + held * ahead
        before, points = points, np.clip(ahead - step * slope, least, most)
        faster = (1 + np.sqrt(1 + 4 * momentum**2)) / 2
        ahead, momentum = points + (momentum - 1) / faster * (points - before), faster
    found: Floats = points * scale / np.log(2)
    return found
