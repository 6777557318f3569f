"""Sets of benefit years as bits of an integer: who was insured in which years is one number, and a gap is one shift."""

from collections.abc import Iterable
from typing import NewType

YearSet = NewType("YearSet", int)
NO_YEARS = YearSet(0)
ANY_YEAR = YearSet(-1)
"""Among which every year is: for what is not bounded."""
FIRST = 1990
"""Bit 0. Earlier years had no scheme to be insured in (the pilot of 新农合 began in 2003)."""


def years(members: Iterable[int]) -> YearSet:
    """The set of these years; years before FIRST are left out."""
    bits = 0
    for year in members:
        bits |= one(year)
    return YearSet(bits)


def one(year: int) -> YearSet:
    """The set of one year."""
    return YearSet(1 << (year - FIRST) if year >= FIRST else 0)


def span(first: int, last: int) -> YearSet:
    """All years from `first` to `last`, both inclusive; empty if last < first."""
    return YearSet(before(last + 1) & ~before(first))


def before(year: int) -> YearSet:
    """All years before `year`."""
    return YearSet((1 << (year - FIRST)) - 1 if year > FIRST else 0)


def after_last_of(members: YearSet, among: YearSet) -> YearSet:
    """Those of `among` that are later than every member."""
    length = members.bit_length()
    return YearSet(among >> length << length)


def listed(members: YearSet) -> list[int]:
    """The years in order."""
    return [FIRST + bit for bit in range(members.bit_length()) if members >> bit & 1]
