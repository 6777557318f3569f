"""Weak identity: what two records of one person share where their documents do not. It proposes people for a clerk to look at, never more.

Each form binds two fields at least. A token of a name alone could be found by counting how often it comes; a form of two cannot.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from enrolment_terms.documents import Document, DocumentType, Sex
from enrolment_terms.weak_parts import (
    normal_phone,
    parts_of_address,
    parts_of_birth,
    parts_of_name,
    parts_of_number,
    whole_birth,
    whole_name,
    words_of_name,
)
from enrolment_terms.writing import normal_number


class WeakKind(StrEnum):
    """What a weak token binds. A kind may have several tokens of one person; one that is shared is enough to agree in part."""

    NAME_PART_BIRTH_SEX = "NAME_PART_BIRTH_SEX"
    NAME_BIRTH_PART = "NAME_BIRTH_PART"
    NAME_PHONE = "NAME_PHONE"
    BIRTH_PHONE = "BIRTH_PHONE"
    NAME_NUMBER_PART = "NAME_NUMBER_PART"
    BIRTH_NUMBER_PART = "BIRTH_NUMBER_PART"
    NAME_ADDRESS = "NAME_ADDRESS"
    BIRTH_ADDRESS = "BIRTH_ADDRESS"


@dataclass(frozen=True, slots=True, kw_only=True)
class WeakFields:
    """What is known of a person, as written; empty where it is not known.

    `birth_date`: eight digits where what is written is no date. `number`: the one for life, the 18 digits or what another country gives.
    """

    name: str = ""
    birth_date: date | str | None = None
    sex: Sex | None = None
    phone: str = ""
    address: str = ""
    number: str = ""


def weak_forms(fields: WeakFields) -> dict[WeakKind, list[str]]:
    """All normal forms of a person by kind, none twice: parts of two fields or three, with | between. They are digested, never kept.

    Sex and birth date that are missing are those of an 18-digit number.
    """
    birth, sex = fields.birth_date, fields.sex
    if fields.number and (birth is None or sex is None):
        card = Document(DocumentType.RESIDENT_ID, normal_number(fields.number))
        birth, sex = birth or card.birth_date, sex or card.sex
    words = words_of_name(fields.name)
    names, born = whole_name(words), whole_birth(birth)
    forms: dict[WeakKind, list[str]] = {}
    if names and born:
        of_birth = f"|{born}|{sex or ''}"
        forms[WeakKind.NAME_PART_BIRTH_SEX] = [part + of_birth for part in parts_of_name(words)]
        forms[WeakKind.NAME_BIRTH_PART] = [f"{name}|{part}" for part in parts_of_birth(born) for name in names]
    for with_name, with_birth, parts in _bound(fields):
        if names:
            forms[with_name] = [f"{name}|{part}" for name in names for part in parts]
        if born:
            forms[with_birth] = [f"{born}|{part}" for part in parts]
    return forms


def _bound(fields: WeakFields) -> Iterator[tuple[WeakKind, WeakKind, Sequence[str]]]:
    """What is bound to the name, and to the birth date."""
    if fields.phone and (phone := normal_phone(fields.phone)):
        yield WeakKind.NAME_PHONE, WeakKind.BIRTH_PHONE, (phone,)
    if fields.number and (parts := parts_of_number(fields.number)):
        yield WeakKind.NAME_NUMBER_PART, WeakKind.BIRTH_NUMBER_PART, parts
    if fields.address and (parts := parts_of_address(fields.address)):
        yield WeakKind.NAME_ADDRESS, WeakKind.BIRTH_ADDRESS, parts
