"""Identity documents: kinds, normal form, check digit (R-010)."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_11_2


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

    @property
    def psn_cert_type(self) -> str:
        """National code; a birth certificate has none and is 99 (other)."""
        return _PSN_CERT_TYPE[self]


_PSN_CERT_TYPE = {
    DocumentType.RESIDENT_ID: "01",
    DocumentType.HOUSEHOLD_BOOK: "01",
    DocumentType.FOREIGN_PR: "07",
    DocumentType.CN_PASSPORT: "16",
    DocumentType.HMT_PERMIT: "17",
    DocumentType.BIRTH_CERT: "99",
}
_SHAPES = {
    DocumentType.RESIDENT_ID: re.compile(r"\d{17}[\dX]"),
    DocumentType.HOUSEHOLD_BOOK: re.compile(r"\d{17}[\dX]"),
    DocumentType.BIRTH_CERT: re.compile(r"[A-Z]\d{9}"),
    DocumentType.FOREIGN_PR: re.compile(r"9\d{16}[\dX]|[A-Z]{3}\d{12}"),
    DocumentType.CN_PASSPORT: re.compile(r"[A-Z]{1,2}\d{7,8}"),
    DocumentType.HMT_PERMIT: re.compile(r"8[123]0000\d{11}[\dX]|[HM]\d{8}(\d{2})?|\d{8}(\d{2})?"),
}


def normalise_number(number: str) -> str:
    """Half-width, upper case, without blanks: the form in which two writings of one number are equal."""
    return re.sub(r"\s", "", number.translate(_HALF_WIDTH)).upper()


_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


@dataclass(frozen=True, slots=True)
class Document:
    """One document of a person: kind and normalised number."""

    kind: DocumentType
    number: str

    @classmethod
    def read(cls, kind: DocumentType, number: str) -> "Document":
        """The document with its number in normal form; checks nothing."""
        return cls(kind, normalise_number(number))

    @property
    def has_valid_shape(self) -> bool:
        """True if the number has the letters and digits its kind has."""
        return _SHAPES[self.kind].fullmatch(self.number) is not None

    @property
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

    @property
    def birth_date(self) -> date | None:
        """Birth date of an 18-digit number, None where there is none or it is no date."""
        if len(self.number) != 18 or not self.number[6:14].isdigit():
            return None
        try:
            return date(int(self.number[6:10]), int(self.number[10:12]), int(self.number[12:14]))
        except ValueError:
            return None

    @property
    def sex(self) -> Sex | None:
        """Digit 17 of an 18-digit number: odd is male."""
        if len(self.number) != 18 or not self.number[16].isdigit():
            return None
        return Sex.MALE if int(self.number[16]) % 2 else Sex.FEMALE


def with_check_digit(first_seventeen: str) -> str:
    """The 18-digit number that the first seventeen digits make; for generated, fictitious people."""
    return first_seventeen + mod_11_2.calc_check_digit(first_seventeen)
