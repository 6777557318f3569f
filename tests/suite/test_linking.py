"""How right a linking is, counted by hand; and that the passes find the people of a small town again."""

import numpy as np
import pytest

from canbao_suite.bench.linking_letters import records_of_letters
from canbao_suite.bench.linking_people import Record, records, tuned
from canbao_suite.bench.linking_points import fitted
from canbao_suite.bench.linking_rows import numbered, tokens_of
from canbao_suite.bench.linking_score import Score, groups_of_records, score_of_groups, score_of_pairs, score_of_told_pairs
from dedup.domain.probable_duplicates import KINDS, Candidates, Group, groups_of, propose

NUMBERS = np.array([1, 1, 2, 3, 3, 4])
PERSON = np.array([7, 7, 7, 8, 9, 9])
"""True pairs: three of person 7, one of 9; number 3 has two people."""


def proposed(*pairs: tuple[int, int]) -> Candidates:
    first, second = np.array(pairs, np.uint32).reshape(-1, 2).T
    nothing = np.zeros(len(pairs), np.uint8)
    return Candidates(first, second, np.ones(len(pairs), np.float32), np.zeros((len(pairs), len(KINDS)), np.uint8), nothing, {}, 4)


def test_pairs_are_counted_by_records() -> None:
    """1 and 2 bring two true pairs; 3 and 4 one of two; within numbers one of two is true."""
    assert score_of_pairs(NUMBERS, proposed((1, 2), (3, 4)), PERSON) == Score(4 / 6, 4 / 4)
    assert score_of_pairs(NUMBERS, proposed(), PERSON) == Score(1 / 2, 1 / 4)


def test_groups_are_counted_by_records() -> None:
    group = groups_of_records(NUMBERS, [Group((1, 2), 0.9)])
    assert group.tolist() == [1, 1, 1, 3, 3, 4]
    assert score_of_groups(group, PERSON) == Score(3 / 4, 3 / 4)
    assert score_of_told_pairs(np.array([[0, 1], [0, 3]]), PERSON) == Score(1 / 2, 1 / 4)


@pytest.mark.parametrize(
    ("people", "least"), [(records(4_000, 8, tuned), (0.985, 0.985)), (records_of_letters(2_000, 8, 8), (0.985, 0.985))]
)
def test_people_are_found_again(people: list[Record], least: tuple[float, float]) -> None:
    """R-120: of people like those that the points were fitted on, of another seed."""
    numbers, rows = numbered(tokens_of(people))
    person = np.array([one.person for one in people])
    places, found = numbers.astype(np.int64), propose(rows)
    for score in (score_of_pairs(places, found, person), score_of_groups(groups_of_records(places, groups_of(found)), person)):
        assert (score.precision, score.recall) >= least
        assert score.recall >= least[1]


def test_points_keep_to_their_side() -> None:
    """Agreement that never says anything gets nothing; contradiction takes points away."""
    seen = np.zeros((400, len(KINDS) * 6 + 3))
    true = np.arange(400) % 2 == 0
    seen[true, len(KINDS)] = 1
    seen[~true, 0] = 1
    seen[::3, len(KINDS) + 1] = 1
    seen[:, -1] = 1
    points = fitted(seen, true.astype(float), np.ones(400))
    assert points[len(KINDS)] > 1
    assert points[0] < -1
    assert abs(points[len(KINDS) + 1]) < 0.2
    assert points[1] == 0
