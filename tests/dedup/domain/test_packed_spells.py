"""The sweep over packed keys finds exactly the overlaps that ten lines of plain Python and a window of DuckDB find."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from itertools import combinations

import duckdb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from dedup.domain.packed_spells import (
    MOST_PEOPLE,
    OPEN,
    CannotPack,
    Keys,
    Overlap,
    Overlaps,
    find_overlaps,
    numbers_of,
    pack,
    pack_spells,
    sweep,
)
from enrolment_terms.scheme import Scheme

Row = tuple[int, int, int, int]
Rows = NDArray[np.int64]
EMPLOYEE, RESIDENT = 0, 1
E, R, A = Overlap.EMPLOYEE, Overlap.RESIDENT, Overlap.ACROSS


def overlaps_by_hand(rows: list[Row]) -> dict[int, int]:
    """Every pair of every person, by the words of Art. 21."""
    found: dict[int, int] = defaultdict(int)
    for one, other in combinations(rows, 2):
        same_person = one[0] == other[0]
        if same_person and one[2] <= other[3] and other[2] <= one[3]:
            found[one[0]] |= A if one[1] != other[1] else (E, R)[one[1]]
    return dict(found)


def keys_of(rows: list[Row]) -> Keys:
    return pack(*np.array(rows, np.int64).reshape(-1, 4).T)


def told(found: Overlaps) -> dict[int, int]:
    assert (np.diff(found.numbers.astype(np.int64)) > 0).all(), "ascending, each once"
    return dict(zip(found.numbers.tolist(), found.classes.tolist(), strict=True))


@st.composite
def spell_rows(draw: Callable[..., int]) -> Row:
    """Four people, ten days: everything touches, meets or nests."""
    first = draw(st.integers(0, 9))
    last = draw(st.sampled_from([OPEN, *range(first, 10)]))
    return draw(st.integers(1, 4)), draw(st.integers(0, 1)), first, last


@settings(max_examples=400, deadline=None)
@given(rows=st.lists(spell_rows(), max_size=14), threads=st.integers(1, 3))
def test_every_overlap_is_found_and_none_is_invented(rows: list[Row], threads: int) -> None:
    """R-120: for few people in few days, against every pair by hand."""
    assert told(find_overlaps(keys_of(rows), threads)) == overlaps_by_hand(rows)


@settings(max_examples=200, deadline=None)
@given(rows=st.lists(spell_rows(), max_size=30), piece=st.integers(1, 5))
def test_no_overlap_is_lost_between_two_pieces(rows: list[Row], piece: int) -> None:
    """R-120: however small the pieces in which the keys are read, also where one person fills several."""
    assert told(find_overlaps(keys_of(rows), piece=piece)) == overlaps_by_hand(rows)


@pytest.mark.parametrize(
    ("spells", "classes"),
    [
        pytest.param([(R, 0, 89), (E, 90, OPEN)], 0, id="touching: end + 1 = start"),
        pytest.param([(R, 0, 90), (E, 90, OPEN)], A, id="one shared day"),
        pytest.param([(E, 10, OPEN), (E, 500, 600)], E, id="the first one is open"),
        pytest.param([(E, 10, OPEN), (R, 20, OPEN)], A, id="both are open"),
        pytest.param([(R, 5, 5), (R, 5, 5)], R, id="one and the same day, told of two relations"),
        pytest.param([(E, 0, 900), (R, 1, 2), (R, 800, 850)], A, id="a long one holds two that do not meet"),
        pytest.param([(E, 0, 900), (R, 1, 2), (E, 800, 850)], E | A, id="behind a short one of the other scheme"),
        pytest.param([(E, 0, 900), (E, 1, 2), (R, 800, 850)], E | A, id="behind a short one of its own scheme"),
        pytest.param([(R, 0, 900), (E, 1, 950), (R, 920, 930)], A, id="the later one is longer: not both schemes"),
        pytest.param([(R, 0, 10), (R, 5, 15), (E, 10, 20), (E, 20, 30)], E | R | A, id="all three"),
        pytest.param([(R, 0, 10)], 0, id="one alone"),
    ],
)
def test_what_overlaps_with_what(spells: list[tuple[Overlap, int, int]], classes: int) -> None:
    """R-120, R-121, R-122, R-126: closed days, an open end, and one running maximum for each scheme."""
    rows = [(7, EMPLOYEE if scheme is E else RESIDENT, first, last) for scheme, first, last in spells]
    around = [(6, EMPLOYEE, 0, OPEN), (8, EMPLOYEE, 0, OPEN)]
    assert told(find_overlaps(keys_of([*around, *rows]))) == ({7: classes} if classes else {})


def test_the_first_and_the_last_number_and_day() -> None:
    rows = [
        (1, RESIDENT, 0, 0), (1, RESIDENT, 0, 0), (MOST_PEOPLE, EMPLOYEE, 65534, OPEN), (MOST_PEOPLE, RESIDENT, 65534, 65534),
        (2, RESIDENT, 65534, OPEN), (3, RESIDENT, 0, OPEN),
    ]  # fmt: skip
    assert told(find_overlaps(keys_of(rows))) == {1: R, MOST_PEOPLE: A}
    assert told(find_overlaps(keys_of([]))) == {}


def test_one_number_with_everything_costs_no_more_than_many() -> None:
    """One junk identity that has swallowed 200,000 spells: no pairs are made, and the people beside it are found."""
    days = np.arange(200_000) % 60_000
    crowd = pack(np.full(200_000, 5), np.ones(200_000, np.int64), days, days + 5_000)
    found = find_overlaps(np.concatenate([keys_of([(4, 0, 1, 2), (4, 1, 2, 3), (6, 0, 1, 2), (6, 0, 2, 3)]), crowd]))
    assert told(found) == {4: A, 5: R, 6: E}


@pytest.mark.parametrize("seed", range(4))
def test_duckdb_finds_the_same(seed: int) -> None:
    """R-120: 200,000 random spells of 60,000 people; half of all successors touch, ends may be open. Keys in one heap, and in buckets."""
    rows = random_population(seed)
    by_duckdb = overlaps_by_duckdb(rows)
    assert set(by_duckdb.values()) == set(range(1, 8))
    keys = pack(*rows.T)
    assert told(find_overlaps(keys.copy())) == by_duckdb

    buckets = [keys[numbers_of(keys) % 8 == bucket] for bucket in range(8)]
    by_bucket = list(sweep(lambda bucket: buckets[bucket].copy(), range(8)))
    assert [bucket for bucket, _ in by_bucket] == list(range(8))
    assert {number: classes for _, found in by_bucket for number, classes in told(found).items()} == by_duckdb


@pytest.mark.parametrize("trap", ["touching periods", "a shared day", "open ends", "one maximum for both", "the neighbour's class"])
def test_the_populations_tell_the_mistakes_apart(trap: str) -> None:
    """What each known mistake would answer differs from what is true: the comparison with DuckDB can fail."""
    rows = random_population(seed=1)
    right = overlaps_by_duckdb(rows)
    wrong = overlaps_by_duckdb(rows, **MISTAKES[trap])
    assert wrong != right


MISTAKES = {
    "touching periods": {"meets": "starts <= {until} + 1"},
    "a shared day": {"meets": "starts < {until}"},
    "open ends": {"ends": f"CASE WHEN ends = {OPEN} THEN NULL ELSE ends END"},
    "one maximum for both": {"of_scheme": "true"},
    "the neighbour's class": {"before": "1 PRECEDING AND 1 PRECEDING"},
}


def overlaps_by_duckdb(
    rows: Rows,
    *,
    meets: str = "starts <= {until}",
    ends: str = "ends",
    of_scheme: str = "scheme = {scheme}",
    before: str = "UNBOUNDED PRECEDING AND 1 PRECEDING",
) -> dict[int, int]:
    """The window function of another engine; its words can be exchanged for mistakes."""
    until = "max({ends}) FILTER ({of_scheme}) OVER (PARTITION BY number ORDER BY starts, scheme, ends ROWS BETWEEN {before})"
    employee, resident = (until.format(ends=ends, of_scheme=of_scheme.format(scheme=scheme), before=before) for scheme in (0, 1))
    statement = f"""
        WITH seen AS (SELECT number, scheme, starts, {employee} AS employee_until, {resident} AS resident_until FROM spells),
        met AS (SELECT number, scheme = 1 AS resident, coalesce({meets.format(until="employee_until")}, false) AS meets_employee,
            coalesce({meets.format(until="resident_until")}, false) AS meets_resident FROM seen)
        SELECT number, bit_or(CASE WHEN resident THEN 2 * meets_resident::int | 4 * meets_employee::int
            ELSE 1 * meets_employee::int | 4 * meets_resident::int END) AS classes
        FROM met WHERE meets_employee OR meets_resident GROUP BY number
    """
    spells = dict(zip(("number", "scheme", "starts", "ends"), np.ascontiguousarray(rows.T), strict=True))
    with duckdb.connect(config={"threads": 2}) as connection:
        connection.register("spells", spells)
        return dict(connection.execute(statement).fetchall())


def random_population(seed: int) -> Rows:
    """Rows of number, scheme, first day, last day in random order: chains of spells that touch, meet or leave a gap; some have no end."""
    dice = np.random.default_rng(seed)
    numbers = np.sort(dice.integers(1, 60_001, 200_000))
    first = np.concatenate([[True], numbers[1:] != numbers[:-1]])
    steps = dice.choice([364, 365, 366, 200, 30], len(numbers), p=[0.05, 0.5, 0.2, 0.05, 0.2])
    walked = np.cumsum(steps)
    begins = 10_000 + walked - np.repeat(walked[first], np.diff(np.append(np.flatnonzero(first), len(numbers))))
    lengths = dice.choice([364, 29, 0, 1200], len(numbers), p=[0.5, 0.3, 0.17, 0.03])
    ends = np.where(dice.random(len(numbers)) < 0.02, OPEN, begins + lengths)
    rows = np.stack([numbers, dice.integers(0, 2, len(numbers)), begins, ends], axis=1)
    return dice.permutation(rows)


def test_a_spell_is_packed_by_its_dates() -> None:
    rows = [(3, Scheme.EMPLOYEE, date(2024, 1, 1), None), (9, Scheme.RESIDENT, date(1970, 1, 1), date(2149, 6, 5))]
    assert pack_spells(rows).tolist() == [3 << 33 | 19723 << 17 | 0 << 16 | 65535, 9 << 33 | 0 << 17 | 1 << 16 | 65534]
    assert pack_spells([]).tolist() == []
    assert numbers_of(pack_spells(rows)).tolist() == [3, 9]


def test_days_before_and_after_what_can_be_packed_change_no_overlap() -> None:
    """Art. 21: a start in 1950 is before all that can meet it, an end in 9999 behind it."""
    found = find_overlaps(
        pack_spells(
            [
                (1, Scheme.EMPLOYEE, date(1950, 1, 1), date(9999, 12, 31)), (1, Scheme.RESIDENT, date(2149, 6, 5), None),
                (2, Scheme.EMPLOYEE, date(1960, 1, 1), date(1970, 1, 1)), (2, Scheme.EMPLOYEE, date(1970, 1, 2), date(2149, 6, 6)),
            ]
        )
    )  # fmt: skip
    assert told(found) == {1: A}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ((0, 0, 1, 2), "column number goes from 0"),
        ((MOST_PEOPLE + 1, 0, 1, 2), "column number goes"),
        ((1, 2, 1, 2), "column scheme goes"),
        ((1, -1, 1, 2), "column scheme goes"),
        ((1, 0, -1, 2), "column first day goes from -1"),
        ((1, 0, 65535, OPEN), "column first day goes"),
        ((1, 0, 1, 65536), "column last day goes"),
        ((1, 0, 3, 2), "Spell 1 ends on day 2, before it begins on day 3"),
    ],
)
def test_what_has_no_key_is_refused(row: Row, said: str) -> None:
    with pytest.raises(CannotPack, match=said):
        keys_of([(1, 0, 1, 2), row])


def test_columns_that_are_none_are_refused() -> None:
    with pytest.raises(CannotPack, match="must hold integers"):
        pack([1], [0], [1.0], [float("nan")])  # an end that is NULL, read as a number
    with pytest.raises(CannotPack, match="must hold integers"):
        pack([1], [0], [1], np.array([None]))
    with pytest.raises(CannotPack, match="Columns of 2, 1, 2 and 2 rows"):
        pack([1, 2], [0], [1, 1], [2, 2])


@pytest.mark.parametrize(
    ("number", "starts_on", "ends_on"),
    [
        (1, date(2024, 3, 1), date(2024, 2, 29)),
        (1, date(1950, 1, 1), date(1969, 12, 31)),
        (1, date(1960, 1, 2), date(1960, 1, 1)),
        (1, date(2149, 6, 6), None),
        (1 << 31, date(2024, 1, 1), None),
    ],
)
def test_dates_that_have_no_key_are_refused(number: int, starts_on: date, ends_on: date | None) -> None:
    with pytest.raises(CannotPack):
        pack_spells([(number, Scheme.RESIDENT, starts_on, ends_on)])


def test_a_bucket_that_cannot_be_read_is_told_and_the_sweep_can_be_left() -> None:
    read: list[int] = []

    def bucket(number: int) -> Keys:
        read.append(number)
        if number == 3:
            raise OSError("gone")
        return keys_of([(1, 0, 1, 2)])

    with pytest.raises(OSError, match="gone"):
        list(sweep(bucket, range(4)))

    read.clear()
    begun = sweep(bucket, [*range(3), *[0] * 1000])
    next(begun)
    begun.close()
    assert len(read) < 1000
