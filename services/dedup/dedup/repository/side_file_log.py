"""What the log of a bucket of the side file says, and what comes of the keys before it: arrays only, no files."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dedup.domain.packed_spells import Keys

Numbers = NDArray[np.uint64]
_NUMBER = np.uint64(33)  # bits of a key below the number


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """These numbers have exactly these keys from now on."""

    numbers: Numbers
    keys: Keys

    def words(self) -> NDArray[np.uint64]:
        """As it stands in a log: how many numbers, how many keys, the numbers, the keys."""
        return np.concatenate([np.array([len(self.numbers), len(self.keys)], np.uint64), self.numbers, self.keys])


def changes_of(log: NDArray[np.uint64]) -> Iterator[Change]:
    """The changes in a log, oldest first."""
    begin = 0
    while begin < len(log):
        middle = begin + 2 + int(log[begin])
        end = middle + int(log[begin + 1])
        yield Change(log[begin + 2 : middle], log[middle:end])
        begin = end


def by_bucket(change: Change, buckets: int) -> Iterator[tuple[int, Change]]:
    """What each bucket has of a change; buckets without any are left out. `buckets`: a power of two."""
    numbers = _parted(change.numbers, change.numbers, buckets)
    keys = _parted(change.keys, change.keys >> _NUMBER, buckets)
    return ((bucket, Change(*both)) for bucket, both in enumerate(zip(numbers, keys, strict=True)) if len(both[0]))


def keys_after(base: Keys, changes: Sequence[Change], buckets: int) -> Keys:
    """The keys of one bucket after these changes, oldest first: of each number those of its newest change, else those it had."""
    if not changes:
        return base
    apart = np.uint64(buckets.bit_length() - 1)  # the numbers of one bucket lie 2 ** apart from one another
    highest = max(base.max(initial=0) >> _NUMBER, *(change.numbers.max() for change in changes))
    newest = np.zeros(int(highest >> apart) + 1, np.uint32)
    for age, change in enumerate(changes, 1):
        newest[change.numbers >> apart] = age
    kept = [base[newest[base >> _NUMBER + apart] == 0]]
    kept += [change.keys[newest[change.keys >> _NUMBER + apart] == age] for age, change in enumerate(changes, 1)]
    return np.concatenate(kept)


def _parted(values: NDArray[np.uint64], numbers: Numbers, buckets: int) -> list[NDArray[np.uint64]]:
    bucket_of = (numbers & np.uint64(buckets - 1)).astype(np.uint16)
    order = bucket_of.argsort(kind="stable")
    return np.split(values[order], np.searchsorted(bucket_of[order], np.arange(1, buckets)))
