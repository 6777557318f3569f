"""A population of coverage spells for the sweep. All shares are invented, not taken from any statistic; the seed makes the same again."""

import numpy as np
from numpy.typing import NDArray

from dedup.domain.packed_spells import OPEN, Keys, pack

SEED = 12
SPELLS_OF_A_PERSON = (0.35, 0.30, 0.20, 0.10, 0.04, 0.01)
"""Shares of people with one, two, ... six: 2.2 on average."""
EMPLOYEE = 0.30
LASTS_TOO_LONG = 0.034
"""Spells that go on for up to 500 days more than they should; then 3.4 % of all people are covered twice."""
WITHOUT_END = 0.20
"""Of the last spells in the employee scheme."""
_YEAR, _FIRST_YEAR, _YEARS = 365, 13_514, 18  # days; 2007-01-01
_PEOPLE_AT_ONCE = 1 << 15  # what is drawn for them stays in the cache


def heap(spells: int) -> Keys:
    """So many spells of everybody, in random order."""
    keys = np.empty(spells, np.uint64)
    filled, first = 0, 1
    while filled < spells:
        made = keys_of(np.arange(first, first + _PEOPLE_AT_ONCE), first)[: spells - filled]
        keys[filled : filled + len(made)] = made
        filled, first = filled + len(made), first + _PEOPLE_AT_ONCE
    np.random.default_rng(SEED).shuffle(keys)
    return keys


def bucket(number: int, buckets: int, spells: int) -> Keys:
    """One bucket of about `spells` / `buckets` spells, in random order."""
    people = int(spells / np.dot(SPELLS_OF_A_PERSON, range(1, 7)))
    numbers = np.arange(number or buckets, people + 1, buckets)
    keys = np.concatenate(
        [keys_of(some, int(some[0])) for some in np.split(numbers, range(_PEOPLE_AT_ONCE, len(numbers), _PEOPLE_AT_ONCE))]
    )
    np.random.default_rng([SEED, number]).shuffle(keys)
    return keys


def keys_of(numbers: NDArray[np.int64], seed: int) -> Keys:
    """All spells of these people: years in the resident scheme, which touch the next year, and shorter ones in the employee scheme."""
    dice = np.random.default_rng([SEED, seed])
    counts = 1 + np.searchsorted(np.cumsum(SPELLS_OF_A_PERSON)[:-1], dice.random(len(numbers), np.float32))
    lasts = np.cumsum(counts) - 1
    size = int(counts.sum())
    since = dice.integers(0, _YEARS, len(numbers), np.int32) - (lasts - counts + 1).astype(np.int32)
    years = np.repeat(since, counts) + np.arange(size, dtype=np.int32)
    employee = dice.random(size, np.float32) < EMPLOYEE
    first = _FIRST_YEAR + years * _YEAR + np.where(employee, dice.integers(0, 180, size, np.int32), 0)
    last = first + np.where(employee, dice.integers(30, 180, size, np.int32), _YEAR - 1)
    last += np.where(dice.random(size, np.float32) < LASTS_TOO_LONG, dice.integers(1, 500, size, np.int32), 0)
    without_end = lasts[employee[lasts] & (dice.random(len(numbers), np.float32) < WITHOUT_END)]
    last[without_end] = OPEN
    return pack(np.repeat(numbers, counts), ~employee + 0, first, last)


def columns_of(keys: Keys) -> dict[str, NDArray[np.unsignedinteger]]:
    """The same spells as four columns, in the smallest types."""
    return {
        "number": (keys >> 33).astype(np.uint32),
        "scheme": (keys >> 16 & 1).astype(np.uint8),
        "starts_on": (keys >> 17 & 0xFFFF).astype(np.uint16),
        "ends_on": (keys & 0xFFFF).astype(np.uint16),
    }
