"""Overlapping cover among very many spells: each packed into 64 bits, sorted, and read once from front to back (R-120).

From the top: number of the individual 31 bits, first day 16, scheme 1, last day 16. Sorted keys stand by person, then by first day.
A spell that counts is packed; which do is for the caller to say. A day is a number of days since 1970-01-01.
"""

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from enum import IntFlag

import numpy as np
from numpy.typing import ArrayLike, NDArray

from enrolment_terms.scheme import Scheme

Keys = NDArray[np.uint64]
OPEN = 0xFFFF
"""The last day of a spell without an end."""
MOST_PEOPLE = (1 << 31) - 1

_NUMBER, _FIRST, _SCHEME = np.uint64(33), np.uint64(17), np.uint64(16)  # how far each stands from the right
_DAY = np.uint64(0xFFFF)
_OF_PERSON = np.uint64((1 << 33) - 1)
_BELOW_FIRST = np.uint64((1 << 17) - 1)
_NONE, _ONE = np.uint64(0), np.uint64(1)
_EMPLOYEE, _RESIDENT = 0, 1
_CODES = {Scheme.EMPLOYEE: _EMPLOYEE, Scheme.RESIDENT: _RESIDENT}
_EPOCH = date(1970, 1, 1).toordinal()
_PIECE = 1 << 16  # keys and what is made of them stay in the cache of one processor


class CannotPack(ValueError):
    """A spell that has no key."""


class Overlap(IntFlag):
    """What overlaps with what, of one person; several may be true at once."""

    EMPLOYEE = 1
    """Two of the employee scheme (R-121)."""
    RESIDENT = 2
    """Two of the resident scheme (R-122)."""
    ACROSS = 4
    """One of each (R-126, R-127)."""


@dataclass(frozen=True, slots=True, eq=False)
class Overlaps:
    """People with overlapping spells, ascending by number, and the `Overlap` of each."""

    numbers: NDArray[np.uint32]
    classes: NDArray[np.uint8]


def pack(numbers: ArrayLike, schemes: ArrayLike, first_days: ArrayLike, last_days: ArrayLike) -> Keys:
    """One key for each spell, from columns of integers: number from 1, scheme (0 employee, 1 resident), days from 0; OPEN is no last day.

    Raises CannotPack for what is no integer or lies outside, for columns of several lengths, for a spell that ends before it begins.
    """
    number = _column("number", numbers, 1, MOST_PEOPLE)
    scheme = _column("scheme", schemes, _EMPLOYEE, _RESIDENT)
    first = _column("first day", first_days, 0, OPEN - 1)
    last = _column("last day", last_days, 0, OPEN)
    if not len(number) == len(scheme) == len(first) == len(last):
        raise CannotPack(f"Columns of {len(number)}, {len(scheme)}, {len(first)} and {len(last)} rows are no spells.")
    if (wrong := last < first).any():
        row = int(wrong.argmax())
        raise CannotPack(f"Spell {row} ends on day {last[row]}, before it begins on day {first[row]}.")
    keys: Keys = number << _NUMBER | first << _FIRST | scheme << _SCHEME | last
    return keys


def pack_spells(spells: Iterable[tuple[int, Scheme, date, date | None]]) -> Keys:
    """One key for each spell: number of the individual, scheme, first day, last day (None: open).

    A start before 1970 counts as 1970-01-01, an end after 2149-06-05 as open: no overlap comes or goes by that.
    Raises CannotPack for a number outside, a start after 2149-06-05, an end before 1970 or before the start.
    """
    rows = [
        (number, _CODES[scheme], _day(starts_on), OPEN if ends_on is None else _day(ends_on))
        for number, scheme, starts_on, ends_on in spells
    ]
    for row, (_, _, first, last) in enumerate(rows):
        if last < first:
            raise CannotPack(f"Spell {row} ends on day {last}, before it begins on day {first}.")
    numbers, schemes, first_days, last_days = np.array(rows, np.int64).reshape(-1, 4).T
    return pack(numbers, schemes, np.maximum(first_days, 0), np.minimum(last_days, OPEN))


def numbers_of(keys: Keys) -> NDArray[np.uint32]:
    """The number of the individual in each key."""
    return (keys >> _NUMBER).astype(np.uint32)


def find_overlaps(keys: Keys, threads: int = 2, piece: int = _PIECE) -> Overlaps:
    """Everybody with two spells that have a day in common. Touching periods (end + 1 = start) have none; a single shared day is one.

    `keys`: all keys of each person in them, in any order; equal keys are several spells. **They are sorted in place.** `piece`: how many
    are read at a time. Memory beside the keys: 24 bytes times `piece` a thread, and what is found. Time: the sort, and about as much again.
    """
    if threads < 2:
        keys.sort()
        return _read_through(keys, piece)
    with ThreadPoolExecutor(threads) as pool:
        return _joined(list(pool.map(lambda part: _read_through(part, piece), _sorted_parts(keys, threads, pool))))


def sweep(read: Callable[[int], Keys], buckets: Sequence[int], threads: int = 2) -> Generator[tuple[int, Overlaps], None, None]:
    """Overlaps bucket by bucket, in the order given: `read` answers the keys of a bucket, which hold everything of their people.

    Each thread holds one bucket at a time. What `read` raises is raised here.
    """
    pool = ThreadPoolExecutor(threads)
    try:
        found = pool.map(lambda bucket: find_overlaps(read(bucket), threads=1), buckets)
        yield from zip(buckets, found, strict=True)
    finally:
        pool.shutdown(cancel_futures=True)


def _day(day: date) -> int:
    return day.toordinal() - _EPOCH


def _column(name: str, values: ArrayLike, least: int, most: int) -> Keys:
    column = np.asarray(values)
    if column.ndim != 1 or (len(column) and column.dtype.kind not in "iu"):
        raise CannotPack(f"The column {name} must hold integers, and holds {column.dtype}.")
    if len(column) and not (least <= column.min() and column.max() <= most):
        raise CannotPack(f"The column {name} goes from {column.min()} to {column.max()}; what can be packed goes from {least} to {most}.")
    return column.astype(np.uint64)


def _sorted_parts(keys: Keys, threads: int, pool: Executor) -> list[Keys]:
    """Sorts in place, and answers one part a thread, none of which ends within a person."""
    cuts = [len(keys) * part // threads for part in range(1, threads)]
    if len(keys):
        keys.partition(cuts)
    list(pool.map(np.ndarray.sort, np.split(keys, cuts)))
    return np.split(keys, [_first_of_its_person(keys, cut) for cut in cuts])


def _first_of_its_person(keys: Keys, place: int) -> int:
    """Where the keys begin of the person whose key stands at `place`."""
    return int(np.searchsorted(keys, keys[place] & ~_OF_PERSON)) if place < len(keys) else len(keys)


def _read_through(keys: Keys, piece: int) -> Overlaps:
    """The overlaps among sorted keys."""
    scratch = np.empty(piece, np.uint64), np.empty(piece, np.uint64)
    return _joined([_overlaps_of(some, *scratch) for some in _pieces(keys, piece)])


def _pieces(keys: Keys, piece: int) -> Iterator[Keys]:
    """Sorted keys in pieces of a size, none of which ends within a person; one person with more is a piece."""
    begin = 0
    while begin < len(keys):
        end = begin + _first_of_its_person(keys[begin:], piece)
        if end == begin:
            end += int(np.searchsorted(keys[begin:], keys[begin] | _OF_PERSON, side="right"))
        yield keys[begin:end]
        begin = end


def _overlaps_of(keys: Keys, spare: Keys, other: Keys) -> Overlaps:
    """The overlaps among sorted keys of whole people; the scratch is used where the keys fit in.

    If any two spells of a person overlap, the earlier one and its neighbour do. So neighbours tell who has overlaps, and of his spells
    before the first that meets its neighbour none meets any. For these few people a running maximum tells what meets what.
    """
    meeting = np.flatnonzero(_meet_the_next(keys, spare, other))
    people = keys[meeting] & ~_OF_PERSON
    begins = meeting[_first_of_equals(people)]
    people = people[_first_of_equals(people)]
    counts = np.searchsorted(keys, people | _OF_PERSON, side="right") - begins
    places = np.cumsum(counts) - counts
    rows = keys[np.repeat(begins - places, counts) + np.arange(counts.sum())]
    classes = np.bitwise_or.reduceat(_classes(rows), places) if len(rows) else np.empty(0, np.uint8)
    return Overlaps(numbers_of(people), classes)


def _first_of_equals(values: Keys) -> NDArray[np.bool_]:
    """True where another value begins than before."""
    first = np.ones(len(values), np.bool_)
    np.not_equal(values[1:], values[:-1], out=first[1:])
    return first


def _meet_the_next(keys: Keys, spare: Keys, other: Keys) -> NDArray[np.bool_]:
    """True where the key after this one is of the same person and begins by this one's last day."""
    size = max(len(keys) - 1, 0)
    reach, person = (spare[:size], other[:size]) if size <= len(spare) else (np.empty(size, np.uint64), np.empty(size, np.uint64))
    np.bitwise_and(keys[:size], _DAY, out=reach)
    np.left_shift(reach, _FIRST, out=reach)
    np.bitwise_or(reach, _BELOW_FIRST, out=reach)
    np.bitwise_and(keys[:size], ~_OF_PERSON, out=person)
    np.bitwise_or(reach, person, out=reach)  # the last key of this person that begins by that day
    return np.greater_equal(reach, keys[1:])


def _classes(keys: Keys) -> NDArray[np.uint8]:
    """For each of these sorted keys, with which earlier ones of its person it overlaps: one running maximum of the last day per scheme.

    The number stands above the day, so that a new person begins anew by himself.
    """
    begins = keys >> _FIRST
    ends = keys >> _NUMBER << _SCHEME | keys & _DAY
    resident = (keys >> _SCHEME & _ONE).astype(np.bool_)
    with_employee = _begins_within(begins, np.where(resident, _NONE, ends))
    with_resident = _begins_within(begins, np.where(resident, ends, _NONE))
    own = np.where(resident, with_resident * np.uint8(Overlap.RESIDENT), with_employee * np.uint8(Overlap.EMPLOYEE))
    across = np.where(resident, with_employee, with_resident) * np.uint8(Overlap.ACROSS)
    return own | across


def _begins_within(begins: Keys, ends: Keys) -> NDArray[np.bool_]:
    """True where it begins by the latest end of those before it."""
    within = np.zeros(len(begins), np.bool_)
    np.greater_equal(np.maximum.accumulate(ends[:-1]), begins[1:], out=within[1:])
    return within


def _joined(parts: Sequence[Overlaps]) -> Overlaps:
    numbers = [np.empty(0, np.uint32), *(part.numbers for part in parts)]
    classes = [np.empty(0, np.uint8), *(part.classes for part in parts)]
    return Overlaps(np.concatenate(numbers), np.concatenate(classes))
