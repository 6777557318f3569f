"""People with different numbers who may be one person: passes over weak tokens, one a kind. They propose, a clerk decides (R-010, R-120).

Two who share a token are a pair. What each kind says of the two, from contradiction to agreement, has points, and these make the score.
Nothing is merged by it, however high it is.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from enrolment_terms.weak_identity import WeakKind

KINDS = tuple(WeakKind)
"""The kinds in the order in which rows and levels count them."""
MOST_IN_A_BLOCK = 50
"""People who share one token. What more share names nobody: a telephone of a village office, a name typed to fill the field."""


class Level(IntEnum):
    """What a kind says of two people: how many tokens of the one who has fewer are the other's too.

    UNKNOWN: one of them has none. CONTRADICTS: none are. HARDLY: less than a tenth. SLIGHTLY: less than three. IN_PART: less than seven.
    IN_MUCH: AGREES, and by four tokens or more.
    """

    UNKNOWN = 0
    CONTRADICTS = 1
    HARDLY = 2
    SLIGHTLY = 3
    IN_PART = 4
    AGREES = 5
    IN_MUCH = 6


_POINTS: Mapping[WeakKind, tuple[float, float, float, float, float, float]] = {
    WeakKind.NAME_PART_BIRTH_SEX: (-1.8, 0.9, 1.8, 2.8, 4.8, 4.8),
    WeakKind.NAME_BIRTH_PART: (-2.0, 1.1, 3.4, 3.4, 8.1, 8.1),
    WeakKind.NAME_PHONE: (-1.2, 1.3, 2.6, 4.0, 5.4, 5.4),
    WeakKind.BIRTH_PHONE: (0.0, 1.1, 2.2, 3.3, 4.4, 4.4),
    WeakKind.NAME_NUMBER_PART: (-3.2, 0.4, 1.6, 3.6, 5.1, 5.1),
    WeakKind.BIRTH_NUMBER_PART: (-2.3, 2.9, 5.8, 8.7, 8.7, 8.7),
    WeakKind.NAME_ADDRESS: (-0.1, 0.0, 4.1, 5.8, 5.8, 8.6),
    WeakKind.BIRTH_ADDRESS: (-0.5, 1.2, 2.4, 2.4, 2.4, 11.1),
}
"""From CONTRADICTS to IN_MUCH: logarithms to base 2 of how much likelier one person is than two; fitted by `script/bench linking --fit`."""
_BEFOREHAND, _SHARED_BY_MORE, _MORE_PEOPLE = 9.16, -2.61, -0.52
"""What is added in any case; for each doubling of those who share the rarest token of the two; for each doubling of all people."""
FEWEST = 30_000
"""People among whom chance counts at least: twins are no likelier one person in a village than in a city."""
LIKELY = 0.5
"""From this score on a pair is proposed: it is likelier one person than two."""

_OF_BIRTH = [KINDS.index(kind) for kind in WeakKind if "BIRTH" in kind]

_FIRST, _SECOND = np.uint64(33), np.uint64(2)  # how far each person stands from the right in the key of a pair
_PLACE = np.uint64((1 << 31) - 1)
_MANY, _MUCH = 255, 4


@dataclass(frozen=True, slots=True, eq=False)
class WeakRows:
    """One row for each weak token: the number of the individual, the kind by its place in KINDS, both halves of the token.

    Ascending by number. A row that is there twice counts once.
    """

    numbers: NDArray[np.uint32]
    kinds: NDArray[np.uint8]
    high: NDArray[np.uint64]
    low: NDArray[np.uint64]


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Pairs, the likeliest first; `first` is the lower number. `score` is how likely the two are one person, from 0 to 1.

    `levels`: a row for each pair, a column for each of KINDS. `sharers`: how many have the rarest token that the two share: 0 only they,
    1 three or four, 2 five to eight, 3 more. `left_out`: how many tokens too many have, by kind. `people`: how many have tokens at all.
    """

    first: NDArray[np.uint32]
    second: NDArray[np.uint32]
    score: NDArray[np.float32]
    levels: NDArray[np.uint8]
    sharers: NDArray[np.uint8]
    left_out: Mapping[WeakKind, int]
    people: int


@dataclass(frozen=True, slots=True, eq=False)
class _Pass:
    """What one kind finds: pairs ascending, how many tokens each shares, how many have the rarest; how many tokens each person has."""

    pairs: NDArray[np.uint64]
    shared: NDArray[np.uint8]
    sharers: NDArray[np.uint8]
    tokens: NDArray[np.uint8]
    left_out: int


def propose(rows: WeakRows, least: float = LIKELY, most: int = MOST_IN_A_BLOCK) -> Candidates:
    """All pairs with at least this score. Raises ValueError if rows are not ascending by number.

    Time: a sort of the rows, and as much again for the pairs. Memory: 40 bytes a row of the kind that has most, and some 100 a pair.
    """
    if (rows.numbers[1:] < rows.numbers[:-1]).any():
        raise ValueError("rows are ascending by number")
    begins = np.append(True, rows.numbers[1:] != rows.numbers[:-1])[: len(rows.numbers)]
    people, place = rows.numbers[begins], (np.cumsum(begins) - 1).astype(np.uint32)
    found = [_pass(rows, place, kind, len(people), most) for kind in range(len(KINDS))]
    pairs = np.unique(np.concatenate([one.pairs for one in found]))
    first, second = (pairs >> _FIRST).astype(np.intp), (pairs >> _SECOND & _PLACE).astype(np.intp)
    levels, sharers = np.zeros((len(pairs), len(KINDS)), np.uint8), np.full(len(pairs), 3, np.uint8)
    for kind, one in enumerate(found):
        where = np.searchsorted(pairs, one.pairs)
        levels[:, kind] = _levels(one, where, first, second)
        sharers[where] = np.minimum(sharers[where], one.sharers)
    score = _scores(levels, sharers, len(people))
    chosen = np.flatnonzero(score >= least)
    chosen = chosen[np.argsort(-score[chosen], kind="stable")]
    left_out = {KINDS[kind]: one.left_out for kind, one in enumerate(found) if one.left_out}
    return Candidates(people[first[chosen]], people[second[chosen]], score[chosen], levels[chosen], sharers[chosen], left_out, len(people))


def _levels(one: _Pass, where: NDArray[np.intp], first: NDArray[np.intp], second: NDArray[np.intp]) -> NDArray[np.uint8]:
    """`where`: places of the pass's pairs among all pairs."""
    fewer = np.minimum(one.tokens[first], one.tokens[second]).astype(np.uint16)
    shared = np.zeros(len(first), np.uint16)
    shared[where] = one.shared
    level = np.where(fewer > 0, np.uint8(Level.CONTRADICTS), np.uint8(Level.UNKNOWN))
    for tenths, name in ((0, Level.HARDLY), (1, Level.SLIGHTLY), (3, Level.IN_PART), (7, Level.AGREES)):
        level[(shared > 0) & (shared * np.uint16(10) >= fewer * np.uint16(tenths))] = name
    level[(level == Level.AGREES) & (shared >= _MUCH)] = Level.IN_MUCH
    return level


def _scores(levels: NDArray[np.uint8], sharers: NDArray[np.uint8], people: int) -> NDArray[np.float32]:
    """Points become a likelihood: 0 is one half, each point more doubles the odds.

    R-010: where a birth date is missing, the points know of nothing that would contradict; a kind must agree in part at least.
    """
    points = _SHARED_BY_MORE * sharers + (_BEFOREHAND + _MORE_PEOPLE * np.log2(max(people, FEWEST)))
    for kind, name in enumerate(KINDS):
        points += np.array((0.0, *_POINTS[name]))[levels[:, kind]]
    birth_unknown = (levels[:, _OF_BIRTH] == Level.UNKNOWN).all(axis=1)
    points[birth_unknown & (levels.max(axis=1, initial=0) < Level.IN_PART)] = -np.inf
    score: NDArray[np.float32] = (1 / (1 + np.exp2(-points))).astype(np.float32)
    return score


def _pass(rows: WeakRows, place: NDArray[np.uint32], kind: int, people: int, most: int) -> _Pass:
    """All pairs that share a token of this kind. `place`: the person of each row, counted from 0."""
    own = np.flatnonzero(rows.kinds == kind)
    holders, high, low = place[own], rows.high[own], rows.low[own]
    order = _by_token(high, low)
    holders, high, low = holders[order], high[order], low[order]
    begins = _begins(high, low)
    once = begins.copy()
    once[1:] |= holders[1:] != holders[:-1]
    holders, begins = holders[once], begins[once]
    tokens = np.minimum(np.bincount(holders, minlength=people), _MANY).astype(np.uint8)
    starts = np.flatnonzero(begins)
    sizes = np.diff(np.append(starts, len(holders)))
    keys = np.concatenate([np.empty(0, np.uint64), *_keys_of_pairs(holders, starts, sizes, most)])
    keys.sort()
    pairs = keys & ~np.uint64(3)
    at = np.flatnonzero(np.append(True, pairs[1:] != pairs[:-1])[: len(pairs)])
    shared = np.minimum(np.diff(np.append(at, len(pairs))), _MANY).astype(np.uint8)
    return _Pass(pairs[at], shared, (keys[at] & np.uint64(3)).astype(np.uint8), tokens, int(np.count_nonzero(sizes > most)))


def _by_token(high: NDArray[np.uint64], low: NDArray[np.uint64]) -> NDArray[np.intp]:
    """The order in which equal tokens stand together, otherwise that of the rows: sorted by as many bits as fit beside the row's place.

    Where two tokens have these bits in common, their rows are sorted once more by the whole.
    """
    bits = np.uint64(max(len(high) - 1, 1).bit_length())
    row = np.uint64((1 << int(bits)) - 1)
    keys = high & ~row | np.arange(len(high), dtype=np.uint64)
    keys.sort()
    order = (keys & row).astype(np.intp)
    alike = keys[1:] >> bits == keys[:-1] >> bits
    mixed = alike & ~((high[order[1:]] == high[order[:-1]]) & (low[order[1:]] == low[order[:-1]]))
    if mixed.any():
        run = np.cumsum(np.append(True, ~alike))
        places = np.flatnonzero(np.isin(run, run[1:][mixed]))
        rows = order[places]
        order[places] = rows[np.lexsort((rows, low[rows], high[rows]))]
    return order


def _begins(high: NDArray[np.uint64], low: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """True where another token begins than before."""
    begins = np.ones(len(high), np.bool_)
    begins[1:] = (high[1:] != high[:-1]) | (low[1:] != low[:-1])
    return begins


def _keys_of_pairs(
    holders: NDArray[np.uint32], starts: NDArray[np.intp], sizes: NDArray[np.intp], most: int
) -> Iterator[NDArray[np.uint64]]:
    """Each pair of a block as one key: the lower person 31 bits, the higher 31, and how many share the token (as `sharers`) 2."""
    for size in np.unique(sizes):
        if 2 <= size <= most:
            block = holders[starts[sizes == size][:, None] + np.arange(size)].astype(np.uint64)
            one, other = np.triu_indices(size, 1)
            common = np.uint64(min(int(size - 1).bit_length() - 1, 3))
            yield (block[:, one] << _FIRST | block[:, other] << _SECOND | common).ravel()


@dataclass(frozen=True, slots=True)
class Group:
    """Numbers who may all be one person, ascending; `score` is that of the weakest pair among those that brought them together."""

    numbers: tuple[int, ...]
    score: float


def groups_of(candidates: Candidates) -> list[Group]:
    """The pairs brought together, the likeliest first: two groups are one if more than a third of the pairs between them are proposed.

    So a single pair makes no group of two families. Ascending by the lowest number.
    """
    pairs = list(zip(candidates.first.tolist(), candidates.second.tolist(), candidates.score.tolist(), strict=True))
    partners: dict[int, set[int]] = {}
    for one, other, _ in pairs:
        partners.setdefault(one, set()).add(other)
        partners.setdefault(other, set()).add(one)
    members = {number: {number} for number in partners}
    weakest = dict.fromkeys(partners, 1.0)
    waiting: list[tuple[int, int, float]] = []
    while len(pairs) != len(waiting):
        waiting, pairs = pairs, []
        for one, other, score in waiting:
            mine, theirs = sorted((members[one], members[other]), key=len)
            if mine is not theirs and not _are_one(mine, theirs, partners):
                pairs.append((one, other, score))
            elif mine is not theirs:
                lowest = min(score, weakest[one], weakest[other])
                theirs |= mine
                members |= dict.fromkeys(mine, theirs)
                weakest |= dict.fromkeys(theirs, lowest)
    found = {id(group): group for group in members.values() if len(group) > 1}
    return sorted((Group(tuple(sorted(group)), weakest[min(group)]) for group in found.values()), key=lambda one: one.numbers)


def _are_one(mine: set[int], theirs: set[int], partners: Mapping[int, set[int]]) -> bool:
    return sum(len(partners[one] & theirs) for one in mine) * 3 > len(mine) * len(theirs)


def explained(levels: Iterable[int]) -> tuple[tuple[WeakKind, Level], ...]:
    """One row of `Candidates.levels`, as a list, for people: what is known of the two, what agrees most first."""
    told = [(kind, Level(level)) for kind, level in zip(KINDS, map(int, levels), strict=True) if level]
    return tuple(sorted(told, key=lambda one: -one[1]))
