"""Identity documents: kinds, normal form, check digit (R-010)."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_11_2

from enrolment_terms.writing import normal_number


class Sex(StrEnum):
    """性别, written as on the form."""

    MALE = "男"
    FEMALE = "女"


class DocumentType(StrEnum):
    """证件类型 (R-010)."""

    RESIDENT_ID = "RESIDENT_ID"
    HOUSEHOLD_BOOK = "HOUSEHOLD_BOOK"
    BIRTH_CERT = "BIRTH_CERT"
    FOREIGN_PR = "FOREIGN_PR"
    CN_PASSPORT = "CN_PASSPORT"
    HMT_PERMIT = "HMT_PERMIT"
    EXPECTED_CHILD = "EXPECTED_CHILD"
    """No paper: our own key of a child that is not born yet (B6)."""


_PROVINCE = "(1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71)"
"""Provinces of GB/T 2260. 81, 82, 83 begin residence permits of people of Hong Kong, Macau and Taiwan, 9 the permanent-residence card."""
_SHAPES = {
    DocumentType.RESIDENT_ID: re.compile(_PROVINCE + "[0-9]{15}[0-9X]"),
    DocumentType.HOUSEHOLD_BOOK: re.compile(_PROVINCE + "[0-9]{15}[0-9X]"),
    DocumentType.BIRTH_CERT: re.compile(r"[A-Z][0-9]{9}"),
    DocumentType.FOREIGN_PR: re.compile("9" + _PROVINCE + "[0-9]{14}[0-9X]|[A-Z]{3}[0-9]{12}"),
    DocumentType.CN_PASSPORT: re.compile(r"[A-Z]{1,2}[0-9]{7,8}"),
    DocumentType.HMT_PERMIT: re.compile(r"8[123]0000[0-9]{11}[0-9X]|[HM]?[0-9]{8}([0-9]{2})?"),
    DocumentType.EXPECTED_CHILD: re.compile(r"[0-9A-Z]{7,18}-[1-9]"),
}
PAPERS = tuple(kind for kind in DocumentType if kind is not DocumentType.EXPECTED_CHILD)
"""What somebody can show."""


_TRAVEL_PERMIT = re.compile(r"([HM]?[0-9]{8})[0-9]{2}")
"""来往内地通行证, 来往大陆通行证: a number for life, then how often the permit was issued."""


@dataclass(frozen=True)
class Document:
    """One document of a person: kind and normalised number."""

    kind: DocumentType
    number: str

    @classmethod
    def read(cls, kind: DocumentType, number: str) -> "Document":
        """The document with its number in normal form; checks nothing.

        A permit or card with an 18-digit number is what its number says, also where it was called a resident ID. A resident ID of the first
        generation is its number of today: who shows the old one is the same person.
        """
        normal = _eighteen_digits(normal_number(number)) if kind in _OF_CITIZENS else normal_number(number)
        return cls(next((own for own in _CALLED_IDS if _is_of(own, normal)), kind) if kind is DocumentType.RESIDENT_ID else kind, normal)

    @cached_property
    def lifelong_number(self) -> str:
        """The part of the number that a renewed document keeps.

        Hong Kong and Macau permits (公安部出入境管理局, 2010-03-10): letter and eight digits stay, the last two count re-issues.
        Taiwan permits: the eight digits stay; until 2008-09-25 two digits that count issues followed them.
        A passport or a permanent-residence card gets a new number: the two are linked as keys of one person, never equal.
        """
        number = normal_number(self.number)
        permit = _TRAVEL_PERMIT.fullmatch(number) if self.kind is DocumentType.HMT_PERMIT else None
        return permit[1] if permit else number

    @cached_property
    def number_space(self) -> DocumentType:
        """The kind within which the number is one person's (GB 11643): all documents with an 18-digit number share that of the resident ID.

        Household book, residence permit of Hong Kong, Macau and Taiwan residents (81, 82, 83), new permanent-residence card (9).
        """
        number = normal_number(self.number)
        return DocumentType.RESIDENT_ID if _is_of(self.kind, number) else self.kind

    @cached_property
    def has_valid_shape(self) -> bool:
        """True if the number has the letters and digits its kind has."""
        return _SHAPES[self.kind].fullmatch(self.number) is not None

    @cached_property
    def has_valid_checksum(self) -> bool:
        """ISO 7064 MOD 11-2 (GB 11643) and a real birth date for 18-digit numbers; other kinds carry no check digit."""
        if not self.has_valid_shape:
            return False
        if len(self.number) != 18:
            return True
        try:
            mod_11_2.validate(self.number)
        except ValidationError:
            return False
        return self.birth_date is not None

    @cached_property
    def birth_date(self) -> date | None:
        """Birth date of an 18-digit number, None where there is none or it is no date."""
        birth = self.number[6:14]
        if len(self.number) != 18 or not (birth.isascii() and birth.isdigit()):
            return None
        try:
            return date(int(birth[:4]), int(birth[4:6]), int(birth[6:]))
        except ValueError:
            return None

    @cached_property
    def sex(self) -> Sex | None:
        """Digit 17 of an 18-digit number: odd is male."""
        digit = self.number[16:17]
        if len(self.number) != 18 or not (digit.isascii() and digit.isdigit()):
            return None
        return Sex.MALE if int(digit) % 2 else Sex.FEMALE


_FIRST_GENERATION = re.compile(_PROVINCE + "[0-9]{13}")
"""Fifteen digits: the year without its century, no check digit. Valid until the end of 2012, still in old papers and lists."""
_OF_CITIZENS = (DocumentType.RESIDENT_ID, DocumentType.HOUSEHOLD_BOOK)


def _eighteen_digits(number: str) -> str:
    """GB 11643-1999: those who have one were born in the 20th century."""
    return with_check_digit(f"{number[:6]}19{number[6:]}") if _FIRST_GENERATION.fullmatch(number) else number


_CALLED_IDS = (DocumentType.HMT_PERMIT, DocumentType.FOREIGN_PR)


def _is_of(kind: DocumentType, number: str) -> bool:
    return len(number) == 18 and _SHAPES[kind].fullmatch(number) is not None


def expected_child(mother: Document, nth: int) -> Document:
    """The key of the child that a mother expects, until it has a document of its own: `nth` is 1 for the first that was told of."""
    return Document(DocumentType.EXPECTED_CHILD, f"{normal_number(mother.number)}-{nth}")


def with_check_digit(first_seventeen: str) -> str:
    """The 18-digit number that the first seventeen digits make; for generated, fictitious people."""
    return first_seventeen + mod_11_2.calc_check_digit(first_seventeen)
