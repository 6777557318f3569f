"""Everybody's spells as other regions tell of them, people's documents, a city of our own: as rows for COPY.

The spells are those of the sweep's population. All shares are invented, not taken from any statistic; the same comes out again.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from canbao_suite.bench.binary_rows import Column, Ids, days, hexadecimal, id_lists, instants, numbers, rows_of, text_lists
from canbao_suite.bench.sweep_population import SPELLS_OF_A_PERSON, columns_of, keys_of
from dedup.domain.packed_spells import OPEN
from enrolment_terms.sealed import IdentityToken

DOCUMENTS = (0.70, 0.25, 0.05)
"""Shares of people with one, two, three documents; a source tells the first two."""
OF_OUR_CITY = 100
"""One in so many people has been insured in our own city too, for one to three years."""
OF_AN_OLDER_VERSION = 20
"""One in so many spells was told before, otherwise: both versions are kept."""
OF_A_STAY_ELSEWHERE = 4
"""One in so many spells is in another region than the person's others."""
UNPAID = 0.03
AREA = "440783115"
_AT_ONCE = 1 << 17
_MOST = len(SPELLS_OF_A_PERSON)
_DOCUMENT, _HOLDER, _SPELL, _PERSON, _PARTICIPATION, _APPLICATION, _EMPLOYER, _CHANCE = range(1, 9)
_EMPLOYERS = 50_000
_PROVINCES = (*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66))
_REGIONS = np.array([f"{province}{city:02}00".encode() for province in _PROVINCES for city in range(1, 12)])
_DAY = (date(2024, 6, 1) - date(1970, 1, 1)).days
_OUR_FIRST_YEAR, _OUR_LAST_YEAR = 2022, 2024
_YEAR_BEGINS = np.array([(date(year, 1, 1) - date(1970, 1, 1)).days for year in range(2000, 2101)])
_YES, _NO, _ONE = b"\1", b"\0", (1).to_bytes(4, "big")
_REST_OF_TOKEN = "0" * 32
_REFERENCE = b"s1." + b"R" * 60
"""With 32 digits as long as a sealed text of a source's name and a reference of 24 signs: 95."""

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Filled:
    """A table: the columns that are filled, and all of its rows for so many people, some at a time."""

    columns: tuple[str, ...]
    rows: Callable[[int], Iterator[bytes]]


@dataclass(frozen=True, slots=True)
class _Some:
    """Spells of which each is the same one (0 is the first) of its person."""

    place: int
    number: Numbers
    employee: NDArray[np.bool_]
    first: Numbers
    last: Numbers

    def those(self, chosen: NDArray[np.bool_]) -> "_Some":
        return _Some(self.place, self.number[chosen], self.employee[chosen], self.first[chosen], self.last[chosen])

    @property
    def names(self) -> Numbers:
        return self.number * _MOST + self.place


def people_of(spells: int) -> int:
    """How many people have about so many spells."""
    return max(OF_OUR_CITY, int(spells / np.dot(SPELLS_OF_A_PERSON, range(1, _MOST + 1))))


def tokens_of(number: int) -> tuple[IdentityToken, ...]:
    """Of the documents that the person shows."""
    several = np.full(int(_documents(np.array([number]))[0]), number)
    return tuple(IdentityToken(UUID(bytes=one.tobytes()).hex + _REST_OF_TOKEN) for one in _documents_of(several, np.arange(len(several))))


def person_of(number: int) -> UUID:
    """The id under which our own registration knows the person, if it does."""
    return UUID(bytes=_ids(_PERSON, np.array([number]))[0].tobytes())


def people_with(spells: int, people: int, many: int) -> list[int]:
    """Some with exactly so many told spells, the first ones."""
    found = np.concatenate([some.number for some in _blocks(range(spells - 1, spells), min(people, _AT_ONCE))])
    more = np.concatenate([some.number for some in _blocks(range(spells, spells + 1), min(people, _AT_ONCE))])
    chosen: list[int] = np.setdiff1d(found, more)[:many].tolist()
    return chosen


def _told(people: int) -> Iterator[bytes]:
    """Each year everybody's next spell is told: those of one person lie far from one another."""
    for some in _blocks(range(_MOST), people):
        open_end, more = some.last == OPEN, _documents(some.number) > 1
        again = some.names % OF_AN_OLDER_VERSION == 0
        for chosen in (some.employee & open_end, some.employee & ~open_end, ~some.employee):
            for nodes, told_with in ((1, ~more), (2, more)):
                for older in (True, False):
                    rows = some.those(chosen & told_with & again if older else chosen & told_with)
                    if len(rows.number):
                        yield rows_of(_told_columns(rows, nodes, older=older))


def _told_columns(some: _Some, nodes: int, *, older: bool) -> list[Column]:
    employee, is_open = bool(some.employee[0]), some.last[0] == OPEN
    nodes_of = [_documents_of(some.number, np.full(len(some.number), place)) for place in range(nodes)]
    region = _chance(np.where(some.names % OF_A_STAY_ELSEWHERE == 0, some.names, some.number)) % len(_REGIONS)
    version = np.where(some.names % OF_AN_OLDER_VERSION == 0, 1 if older else 2, 1)
    told_on = np.minimum(some.first, _DAY - 400) + _chance(some.names) % 300
    return [
        _ids(_SPELL, some.names),
        numbers(version, 4),
        numbers(some.number, 8),
        _ids(_HOLDER, some.number * len(_REGIONS) + region),
        id_lists(*nodes_of),
        b"EMPLOYEE" if employee else b"RESIDENT",
        b"WORKER" if employee else None,
        _REGIONS[region],
        None if employee else numbers(_years(some.first), 2),
        days(some.first),
        None if is_open else days(some.last),
        (_chance(some.names + 1) % 1000 >= UNPAID * 1000).astype(np.uint8),
        days(some.first),
        b"ACTIVE",
        _employers(some.names) if employee else None,
        numbers(_chance(some.number + 2) % 360, 2) if employee else None,
        _NO,
        _NO,
        (1).to_bytes(2, "big"),
        instants(told_on + (0 if older else 30)),
        instants(told_on + 30) if older else None,
    ]


def _references(people: int) -> Iterator[bytes]:
    for some in _blocks(range(_MOST), people):
        key = _ids(_SPELL, some.names)
        begin = np.broadcast_to(np.frombuffer(_REFERENCE, np.uint8), (len(key), len(_REFERENCE)))
        yield rows_of([key, np.hstack([begin, hexadecimal(key)])])


def _identities(people: int) -> Iterator[bytes]:
    for number in _everybody(people):
        for place in range(len(DOCUMENTS)):
            some = number[_documents(number) > place]
            if len(some):
                yield rows_of([_documents_of(some, np.full(len(some), place)), numbers(some, 8)])
    for number in _ours(people):
        yield rows_of([_ids(_PERSON, number), numbers(number, 8)])


def _links(people: int) -> Iterator[bytes]:
    for number in _ours(people):
        yield rows_of([_ids(_PERSON, number), _tokens(number), instants(np.full(len(number), _DAY))])


def _participations(people: int) -> Iterator[bytes]:
    for number in _ours(people):
        for year in range(_OUR_FIRST_YEAR, _OUR_LAST_YEAR + 1):
            some = number[_chance(number) % 3 >= year - _OUR_FIRST_YEAR]
            for version, state, paid in ((1, b"REGISTERED", _NO), (2, b"ACTIVE", _YES)):
                yield rows_of(
                    [
                        _ids(_PARTICIPATION, some * 10_000 + year),
                        version.to_bytes(4, "big"),
                        _ids(_PERSON, some),
                        _ids(_APPLICATION, some * 10_000 + year),
                        b"RESIDENT",
                        AREA.encode(),
                        year.to_bytes(2, "big"),
                        *(days(np.full(len(some), day)) for day in (_YEAR_BEGINS[year - 2000], _YEAR_BEGINS[year - 1999] - 1)),
                        paid,
                        state,
                        b"YUE_YIBAO",
                        days(np.full(len(some), _YEAR_BEGINS[year - 2000] - 80)),
                        instants(np.full(len(some), _YEAR_BEGINS[year - 2000] - 80 + version)),
                        _NO,
                        _NO,
                    ]
                )


def _checks(people: int) -> Iterator[bytes]:
    for number in _ours(people):
        applied_on = np.full(len(number), _YEAR_BEGINS[_OUR_LAST_YEAR - 2000] - 80)
        moment = instants(applied_on + 1)
        yield rows_of(
            [
                _ids(_APPLICATION, number * 10_000 + _OUR_LAST_YEAR), _ONE, _ids(_PERSON, number), text_lists(_tokens(number)),
                AREA.encode(), _OUR_LAST_YEAR.to_bytes(2, "big"), days(applied_on), _NO, moment, moment, b"\1[]", _YES, _ONE, moment,
            ]
        )  # fmt: skip


FILLED: Mapping[str, Filled] = {
    "told_spells": Filled(
        (
            "spell_key", "version", "number", "holder", "nodes", "scheme", "identity", "area", "benefit_year", "starts_on", "ends_on",
            "paid", "first_paid_on", "state", "employer", "months_paid", "student", "subsidised", "authority", "told_at", "superseded_at",
        ),
        _told,
    ),
    "told_references": Filled(("spell_key", "reference"), _references),
    "identities": Filled(("node", "number"), _identities),
    "identity_links": Filled(("person_id", "token", "known_since"), _links),
    "participation_spells": Filled(
        (
            "participation_id", "version", "person_id", "application_id", "scheme", "area", "benefit_year", "starts_on", "ends_on", "paid",
            "state", "channel", "registered_on", "recorded_at", "student", "subsidised",
        ),
        _participations,
    ),
    "checks": Filled(
        (
            "application_id", "submit_no", "person_id", "tokens", "area", "benefit_year", "applied_on", "employee_stop_proved", "known_at",
            "closed_at", "hits", "clear", "revision", "checked_at",
        ),
        _checks,
    ),
}  # fmt: skip


def _blocks(places: range, people: int) -> Iterator[_Some]:
    """The first spells of all, then the second ones of those who have them, and so on."""
    for place in places:
        for number in _everybody(people):
            columns = columns_of(keys_of(number, int(number[0])))
            of = columns["number"].astype(np.int64)
            begins = np.flatnonzero(np.append(True, of[1:] != of[:-1]))
            chosen = begins[np.diff(np.append(begins, len(of))) > place] + place
            yield _Some(place, of[chosen], columns["scheme"][chosen] == 0, *(columns[name][chosen].astype(np.int64) for name in _LASTING))


_LASTING = ("starts_on", "ends_on")


def _everybody(people: int) -> Iterator[Numbers]:
    return (np.arange(first, min(first + _AT_ONCE, people + 1)) for first in range(1, people + 1, _AT_ONCE))


def _ours(people: int) -> Iterator[Numbers]:
    """Whom our own city knows."""
    several = people // OF_OUR_CITY
    return (np.arange(first, min(first + _AT_ONCE, several + 1)) * OF_OUR_CITY for first in range(1, several + 1, _AT_ONCE))


def _documents(number: Numbers) -> NDArray[np.int64]:
    """How many each has."""
    return 1 + np.searchsorted(np.cumsum(DOCUMENTS)[:-1], (_chance(number) % 1000) / 1000, side="right")


def _documents_of(number: Numbers, place: Numbers) -> Ids:
    return _ids(_DOCUMENT, number * len(DOCUMENTS) + place)


def _tokens(number: Numbers) -> NDArray[np.uint8]:
    rest = np.broadcast_to(np.frombuffer(_REST_OF_TOKEN.encode(), np.uint8), (len(number), len(_REST_OF_TOKEN)))
    return np.hstack([hexadecimal(_documents_of(number, np.zeros_like(number))), rest])


def _employers(names: Numbers) -> NDArray[np.uint8]:
    half = hexadecimal(_ids(_EMPLOYER, _chance(names) % _EMPLOYERS))
    return np.hstack([half, half])


def _years(first: Numbers) -> NDArray[np.int64]:
    return 1999 + np.searchsorted(_YEAR_BEGINS, first, side="right")


def _chance(names: Numbers) -> Numbers:
    """A number from 0 on that looks like chance, the same for the same name."""
    return (_mixed(names.astype(np.uint64), _CHANCE) >> np.uint64(16)).astype(np.int64)


def _ids(kind: int, names: NDArray[Any]) -> Ids:
    """Ids that look like chance; another for each kind and name."""
    of = names.astype(np.uint64)
    return np.stack([_mixed(of, 2 * kind), _mixed(of, 2 * kind + 1)], axis=1).astype(">u8")


def _mixed(names: NDArray[np.uint64], salt: int) -> NDArray[np.uint64]:
    """One to one: the finish of SplitMix64."""
    mixed = names + np.uint64(salt * 0x9E3779B97F4A7C15 % (1 << 64))
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        mixed = (mixed ^ mixed >> np.uint64(shift)) * np.uint64(factor)
    return mixed ^ mixed >> np.uint64(31)
