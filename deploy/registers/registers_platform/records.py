"""What the registers hold, in memory: all of it is given by whoever runs a story, and is about fictitious people."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

import msgspec

from enrolment_terms.benefit_year import SHANGHAI


class Subject(msgspec.Struct, frozen=True):
    """Who is asked about."""

    document_type: str
    document_number: str
    name: str

    @property
    def digest(self) -> str:
        """SHA-256 of type, number and name with line feeds between."""
        return hashlib.sha256("\n".join((self.document_type, self.document_number, self.name)).encode()).hexdigest()


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """One record of one register. `register` is the name of it, `subject` whom it is about, `parent` of whom it says that he is one."""

    register: str
    subject: Subject
    reference: str
    valid_from: date | None = None
    valid_to: date | None = None
    area: str | None = None
    parent: Subject | None = None

    @property
    def key(self) -> tuple[str, ...]:
        """By what it is found."""
        return _key(self.register, self.subject, self.parent)


def _key(register: str, subject: Subject, parent: Subject | None) -> tuple[str, ...]:
    return (register, subject.digest, *((parent.digest,) if parent else ()))


@dataclass(slots=True)
class Records:
    """By register and person; a later one takes the place of an earlier."""

    held: dict[tuple[str, ...], Record] = field(default_factory=dict)
    today: date | None = None
    """The business day of a story; None: the day it is."""

    def keep(self, records: Sequence[Record]) -> None:
        """Adds or replaces."""
        self.held.update({record.key: record for record in records})

    def find(self, register: str, subject: Subject, parent: Subject | None = None) -> Record | None:
        """Somebody under this number with this name; a number with another name is nobody."""
        return self.held.get(_key(register, subject, parent))

    def day(self) -> date:
        """What the data are of."""
        return self.today or datetime.now(SHANGHAI).date()
