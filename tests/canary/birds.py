"""Canaries: made-up personal data, each text of them in the world only once, so that wherever one is read it has got out."""

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count

from enrolment_terms.documents import Document, DocumentType, Sex
from enrolment_terms.fictitious import fictitious_id

_LETTERS = "甲乙丙丁戊己庚辛壬癸"


@dataclass
class Birds:
    """Hands out canaries and remembers them with the place they were put in."""

    planted: dict[str, str] = field(default_factory=dict)
    """Canary → where it was put."""
    first: int = 1
    """Two who hand out begin with numbers far apart."""
    _numbers: Iterator[int] = field(init=False)

    def __post_init__(self) -> None:
        self._numbers = count(self.first)

    def text(self, place: str) -> str:
        """Free text."""
        number = next(self._numbers)
        return self._keep(f"雀{''.join(_LETTERS[int(digit)] for digit in f'{number:03d}')}鸣{number * 7919 % 99991:05d}", place)

    def digits(self, place: str, head: str, length: int) -> str:
        """A phone or an account: these digits, and nowhere else."""
        number = next(self._numbers)
        return self._keep(head + f"{number * 104_729 % 10 ** (length - len(head)):0{length - len(head)}d}", place)

    def document(self, place: str) -> Document:
        """A resident ID of somebody who cannot exist."""
        number = next(self._numbers)
        told = fictitious_id(date(1951, 3, 1) + timedelta(days=37 * number % 25_000), number % 400, Sex.FEMALE)
        return Document.read(DocumentType.RESIDENT_ID, self._keep(told, place))

    def _keep(self, canary: str, place: str) -> str:
        assert canary not in self.planted
        self.planted[canary] = place
        return canary


def forms_of(canary: str) -> tuple[bytes, ...]:
    """How a canary may be written: UTF-8, JSON escapes, hexadecimal as of a bytea column, base64 at each of three places."""
    raw = canary.encode()
    escaped = json.dumps(canary)[1:-1].encode()
    shifted = [base64.b64encode(b"\0" * shift + raw)[(4 if shift else 0) : -4] for shift in range(3)]
    return tuple(
        dict.fromkeys([raw, escaped, escaped.replace(b"\\", b"\\\\"), raw.hex().encode(), *(part for part in shifted if len(part) > 11)])
    )
