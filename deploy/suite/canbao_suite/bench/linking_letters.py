"""People with names of letters, a number for life of seven digits and an address of words, mistyped by letters: to fit points on.

None of these words is a name: they are made of syllables.
"""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from string import ascii_lowercase, digits
from typing import NamedTuple

from canbao_suite.bench.linking_people import Record, Weighted

_BEGINNINGS = (
    "b",
    "c",
    "d",
    "f",
    "g",
    "h",
    "k",
    "l",
    "m",
    "n",
    "p",
    "r",
    "s",
    "t",
    "v",
    "w",
    "br",
    "ch",
    "cl",
    "cr",
    "dr",
    "fr",
    "gr",
    "sh",
    "st",
    "th",
    "tr",
)
_MIDDLES = ("a", "e", "i", "o", "u", "ai", "ee", "ea", "ou", "y")
_ENDS = ("n", "r", "l", "s", "t", "m", "d", "ck", "nd", "rt", "ll", "tt", "rs")
_ROADS = ("street", "place", "crescent", "close", "avenue", "circuit")


def _words(dice: random.Random, count: int) -> list[str]:
    found: dict[str, None] = {}
    while len(found) < count:
        syllables = (dice.choice(_BEGINNINGS) + dice.choice(_MIDDLES) for _ in range(dice.randrange(1, 4)))
        found["".join(syllables) + (dice.choice(_ENDS) if dice.random() < 0.7 else "")] = None
    return list(found)


_ALWAYS = random.Random(77)  # noqa: S311
_GIVEN, _SURNAMES = Weighted(_words(_ALWAYS, 300), 0.9), Weighted(_words(_ALWAYS, 1500), 0.8)
_STREETS, _SUBURBS = Weighted(_words(_ALWAYS, 400), 0.7), Weighted(_words(_ALWAYS, 250), 0.7)


class _Fields(NamedTuple):
    given: str
    surname: str
    born: str
    number: str
    house: str
    postcode: str
    street: str
    suburb: str


_NAMES, _DIGITS = (0, 1), (2, 3, 4, 5)
_OFTEN = (3, 3, 2, 2, 2, 2, 2, 2)


def records_of_letters(count: int, seed: int, unharmed: int) -> list[Record]:
    """So many records; every second person has one to five more, of one to five faults each. `unharmed`: how often a fault hits nothing."""
    dice, made = random.Random(seed), list[Record]()  # noqa: S311
    person = 0
    while len(made) < count:
        true = _somebody(dice)
        more = dice.randrange(1, 6) if dice.random() < 0.5 else 0
        made += [_record(person, one) for one in (true, *_copies(dice, true, more, unharmed))]
        person += 1
    return made[:count]


def _somebody(dice: random.Random) -> _Fields:
    born = date(1905, 1, 1) + timedelta(days=dice.randrange(36000))
    return _Fields(
        given=_GIVEN.drawn(dice),
        surname=_SURNAMES.drawn(dice),
        born=f"{born:%Y%m%d}",
        number=f"{dice.randrange(10**7):07d}",
        house=str(dice.randrange(1, 300)),
        postcode=f"{dice.randrange(800, 8000):04d}",
        street=f"{_STREETS.drawn(dice)} {dice.choice(_ROADS)}",
        suburb=_SUBURBS.drawn(dice),
    )


def _copies(dice: random.Random, true: _Fields, count: int, unharmed: int) -> Iterator[_Fields]:
    for _ in range(count):
        copy = true
        for _ in range(dice.randrange(1, 6)):
            copy = _harmed(dice, copy, unharmed)
        yield copy


def _harmed(dice: random.Random, fields: _Fields, unharmed: int) -> _Fields:
    [place] = dice.choices(range(len(fields) + 1), (*_OFTEN, unharmed))
    if place == len(fields):
        return fields
    drawn = dice.random()
    if dice.random() < 0.15:
        changed = ""
    elif place in _NAMES and drawn > 0.85:
        return fields._replace(given=fields.surname, surname=fields.given)
    elif place in _NAMES and drawn > 0.7:
        changed = (_GIVEN, _SURNAMES)[place].drawn(dice)
    else:
        changed = _mistyped(dice, fields[place], digits if place in _DIGITS else ascii_lowercase)
    return fields._replace(**{_Fields._fields[place]: changed})


def _mistyped(dice: random.Random, word: str, keys: str) -> str:
    """Another key, one left out, one too many, or two exchanged."""
    if not word:
        return word
    drawn, place = dice.random(), dice.randrange(len(word))
    if drawn < 0.35:
        return word[:place] + dice.choice(keys) + word[place + 1 :]
    if drawn < 0.6:
        return word[:place] + word[place + 1 :]
    if drawn < 0.85:
        return word[:place] + dice.choice(keys) + word[place:]
    return word[:place] + word[place + 1 : place + 2] + word[place] + word[place + 2 :]


def _record(person: int, fields: _Fields) -> Record:
    name = f"{fields.given} {fields.surname}".strip()
    address = f"{fields.house} {fields.street} {fields.suburb} {fields.postcode}"
    return Record(person, name, "", fields.born, "", address, None, fields.number)
