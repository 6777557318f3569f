"""Noise that nothing was fitted on.

"judged" was written before anything was fitted. After it was judged on once, the threshold of the passes and one level of agreement were
changed; "unseen" was written then, and nothing was changed after it was first run.
"""

import random
from datetime import date, timedelta

from canbao_suite.bench.linking_people import (
    GIVEN,
    NO_ANSWERS,
    SURNAMES,
    Address,
    Person,
    Record,
    digit_wrong,
    new_phone,
    one_of,
    shown_document,
)
from enrolment_terms.documents import DocumentType, Sex


def judged(dice: random.Random, one: Person) -> Record:
    """Neighbours exchanged, dates of the moon, nicknames, renamed people, fewer telephones; one record in ten by a careless hand."""
    often = 3 if dice.random() < 0.1 else 1
    name = _otherwise_named(dice, one.name) if dice.random() < 0.06 * often else one.name
    born = _otherwise_dated(dice, one.born) if dice.random() < 0.06 * often else f"{one.born:%Y%m%d}"
    drawn = dice.random()
    other = Sex.FEMALE if one.sex is Sex.MALE else Sex.MALE
    sex = other if drawn < 0.015 * often else "" if drawn < 0.06 * often else one.sex
    phone = one_of(
        dice,
        (0.15, lambda: ""),
        (0.30, lambda: new_phone(dice)),
        (0.07, lambda: dice.choice(one.of_family)),
        (0.03 * often, lambda: _exchanged(dice, one.phone, 3)),
        (0.04, lambda: dice.choice(NO_ANSWERS["phone"])),
        otherwise=lambda: one.phone,
    )
    home = one.address
    address = one_of(
        dice,
        (0.25, lambda: Address(home.town, dice.randrange(4000), dice.randrange(1, 400), dice.randrange(1, 900)).written()),
        (0.25, lambda: Address(home.town, home.road, home.house + dice.choice([-1, 1, 10]), home.door).written()),
        (0.15, lambda: ""),
        otherwise=home.written,
    )
    document = shown_document(dice, one, other=0.40, none=0.15, passport=0.05)
    if document and dice.random() < 0.04 * often:
        document = document[0], _exchanged(dice, document[1], 1)
    return Record(one.place, name, sex, born, phone, address, *(document or (None, "")))


def _otherwise_named(dice: random.Random, name: str) -> str:
    place = dice.randrange(1, len(name))
    return one_of(
        dice,
        (0.35, lambda: name[:place] + GIVEN.drawn(dice) + name[place + 1 :]),
        (0.15, lambda: name[0] + name[:0:-1]),
        (0.10, lambda: name[0] + name[1] * 2),
        (0.10, lambda: SURNAMES.drawn(dice) + name[1:]),
        (0.10, lambda: name[1:]),
        (0.10, lambda: name[0] + "".join(GIVEN.drawn(dice) for _ in name[1:])),
        otherwise=lambda: dice.choice(["", *NO_ANSWERS["name"]]),
    )


def _otherwise_dated(dice: random.Random, born: date) -> str:
    digits = f"{born:%Y%m%d}"
    return one_of(
        dice,
        (0.35, lambda: f"{born - timedelta(days=dice.randrange(18, 52)):%Y%m%d}"),
        (0.20, lambda: digits[:4] + _exchanged(dice, digits[4:], 0)),
        (0.15, lambda: f"{born.year + dice.choice([-12, -3, -1, 1, 3, 12])}{digits[4:]}"),
        (0.10, lambda: digits[:4] + "0101"),
        (0.10, lambda: digits[:6] + "01"),
        otherwise=lambda: "",
    )


def unseen(dice: random.Random, one: Person) -> Record:
    """Old papers of fifteen digits, digits read wrongly, first days of the month, grandparents' telephones, a married name, towns only."""
    often = 5 if dice.random() < 0.04 else 1
    name = _unseen_name(dice, one.name) if dice.random() < 0.05 * often else one.name
    born = _unseen_date(dice, one.born) if dice.random() < 0.05 * often else f"{one.born:%Y%m%d}"
    drawn = dice.random()
    other = Sex.FEMALE if one.sex is Sex.MALE else Sex.MALE
    sex = other if drawn < 0.008 * often else "" if drawn < 0.10 else one.sex
    phone = one_of(
        dice,
        (0.22, lambda: ""),
        (0.22, lambda: new_phone(dice)),
        (0.05, lambda: dice.choice(one.of_family)),
        (0.04 * often, lambda: _read_wrongly(dice, one.phone)),
        (0.03, lambda: dice.choice(NO_ANSWERS["phone"])),
        otherwise=lambda: f"+86 {one.phone[:3]}-{one.phone[3:7]}-{one.phone[7:]}" if dice.random() < 0.3 else one.phone,
    )
    home = one.address
    address = one_of(
        dice,
        (0.20, lambda: Address(dice.randrange(60), dice.randrange(4000), dice.randrange(1, 400), 0).written()),
        (0.15, lambda: home.written().partition("路")[0] + "路"),
        (0.10, lambda: _read_wrongly(dice, home.written())),
        (0.10, lambda: ""),
        otherwise=lambda: f"开平市{home.written()}" if dice.random() < 0.5 else home.written(),
    )
    document = shown_document(dice, one, other=0.5, none=0.12, passport=0.03)
    if document and document[0] is DocumentType.RESIDENT_ID and one.born.year < 1999 and dice.random() < 0.1:
        document = document[0], document[1][:6] + document[1][8:17]
    if document and dice.random() < 0.035 * often:
        document = document[0], _read_wrongly(dice, document[1])
    return Record(one.place, name, sex, born, phone, address, *(document or (None, "")))


def _unseen_name(dice: random.Random, name: str) -> str:
    return one_of(
        dice,
        (0.30, lambda: name[:-1] + GIVEN.drawn(dice)),
        (0.20, lambda: name[0] + GIVEN.drawn(dice) + name[2:]),
        (0.15, lambda: SURNAMES.drawn(dice) + name),
        (0.10, lambda: name[0] + name[-1]),
        (0.10, lambda: " ".join(name)),
        (0.05, lambda: SURNAMES.drawn(dice) + "".join(GIVEN.drawn(dice) for _ in name[1:])),
        otherwise=lambda: dice.choice(["", *NO_ANSWERS["name"]]),
    )


def _unseen_date(dice: random.Random, born: date) -> str:
    digits = f"{born:%Y%m%d}"
    return one_of(
        dice,
        (0.30, lambda: digits[:4] + _read_wrongly(dice, digits[4:])),
        (0.20, lambda: digits[:6] + "01"),
        (0.20, lambda: f"{born + timedelta(days=dice.choice([-1, 1, 30, -30, 365, -365])):%Y%m%d}"),
        (0.15, lambda: digits[:2] + _read_wrongly(dice, digits[2:4]) + digits[4:]),
        otherwise=lambda: "",
    )


_ALIKE = {"0": "86", "1": "74", "2": "7", "3": "8", "4": "19", "5": "6", "6": "58", "7": "12", "8": "3", "9": "4"}


def _read_wrongly(dice: random.Random, text: str) -> str:
    """One digit as another that looks like it."""
    places = [place for place, sign in enumerate(text) if sign in _ALIKE]
    if not places or dice.random() < 0.1:
        return digit_wrong(dice, text) if len(text) > 1 else text
    place = dice.choice(places)
    return text[:place] + dice.choice(_ALIKE[text[place]]) + text[place + 1 :]


def _exchanged(dice: random.Random, text: str, begin: int) -> str:
    place = dice.randrange(begin, len(text) - 1)
    return text[:place] + text[place + 1] + text[place] + text[place + 2 :]
