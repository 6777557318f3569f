"""参保凭证 and 权益记录单: what is stated on paper, and the code by which an office sees that it is genuine (B28, B35, S3 第三十三条)."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

import msgspec

from enrolment_terms.labels import labelled
from enrolment_terms.scheme import Category, ParticipationState, Scheme
from enrolment_terms.writing import half_width
from registration.domain.rights_record import RightsKind


class CertificateKind(StrEnum):
    """What is stated: the years of cover, or all rights records."""

    COVER = "COVER"
    RIGHTS = "RIGHTS"


labelled(CertificateKind, "凭证种类", {CertificateKind.COVER: "参保凭证", CertificateKind.RIGHTS: "权益记录单"})
ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""What nobody takes for something else: no I, L, O, 0, 1."""
CODE_LETTERS = 16


class CoverYear(msgspec.Struct, frozen=True, kw_only=True):
    """One participation, with the days of cover as benefits said."""

    benefit_year: int
    scheme: Scheme
    category: Category
    state: ParticipationState
    area: str
    registered_on: date
    paid_on: date | None
    starts_on: date | None
    ends_on: date | None


class StatedLine(msgspec.Struct, frozen=True):
    """One rights record as it is printed."""

    happened_on: date
    kind: RightsKind
    text: str


class Stated(msgspec.Struct, frozen=True, kw_only=True):
    """All that a certificate says, as of its day; never a full document number."""

    kind: CertificateKind
    issued_on: date
    name: str
    number_masked: str
    years: tuple[CoverYear, ...]
    lines: tuple[StatedLine, ...] = ()


def code_of(letters: Iterable[str]) -> str:
    """As it is printed: groups of four."""
    text = "".join(letters)
    return "-".join(text[at : at + 4] for at in range(0, len(text), 4))


def code_read(typed: str) -> str:
    """As somebody typed it: any width, case, spaces and hyphens."""
    return code_of(one for one in half_width(typed).upper() if one in ALPHABET)
