"""Every kind of fact by its stored name, and the person they make when put together. A new kind is one line here."""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from benefits.domain.facts import (
    Circumstance,
    Claim,
    EmployeeSpell,
    History,
    Mark,
    Participation,
    Payment,
    Permit,
    PersonFacts,
    Refund,
    Reversal,
    StateChange,
    YearsElsewhere,
)
from benefits.domain.years import YearSet
from enrolment_terms.documents import Sex
from policy_parameters.newborns import NewbornDocument


class Identity(msgspec.Struct, frozen=True):
    """Birth date, the newborn window's switch and sex, as the registration service knows them. Who is not born yet has neither."""

    born: date | None
    foreign: bool = False
    sex: Sex | None = None
    expected: date | None = None
    """The day on which a child is, or was, expected (R-020)."""
    document: NewbornDocument = "HOUSEHOLD_BOOK"
    """BIRTH_CERT of somebody who is known by nothing else (R-022)."""


class Marks(msgspec.Struct, frozen=True):
    """All identity marks of a person, past ones too: a set, never a toggle."""

    marks: tuple[Mark, ...] = ()


class Death(msgspec.Struct, frozen=True):
    """Date of death; None if an earlier message was withdrawn."""

    died_on: date | None


class CoverElsewhere(msgspec.Struct, frozen=True):
    """All that dedup knows of a person's cover in other regions: what it does not tell any more is not so."""

    spells: tuple[YearsElsewhere, ...] = ()


KINDS: dict[str, type[msgspec.Struct]] = {
    "IDENTITY": Identity,
    "PARTICIPATION": Participation,
    "CHANGE": StateChange,
    "PAYMENT": Payment,
    "REVERSAL": Reversal,
    "REFUND": Refund,
    "MARKS": Marks,
    "SPELL": EmployeeSpell,
    "DEATH": Death,
    "PERMIT": Permit,
    "CIRCUMSTANCE": Circumstance,
    "CLAIM": Claim,
    "HISTORY": History,
    "ELSEWHERE": CoverElsewhere,
}
_NAMES = {record: kind for kind, record in KINDS.items()}
_DECODERS = {kind: msgspec.json.Decoder(record).decode for kind, record in KINDS.items()}
_FIELDS = {
    "PARTICIPATION": "participations",
    "CHANGE": "changes",
    "PAYMENT": "payments",
    "REVERSAL": "reversals",
    "REFUND": "refunds",
    "SPELL": "spells",
    "PERMIT": "permits",
    "CIRCUMSTANCE": "circumstances",
    "CLAIM": "claims",
}
_encode = msgspec.json.Encoder().encode


class Fact(NamedTuple):
    """One version of one fact of one person. Of two versions the higher one holds, in whatever order they came."""

    person_id: UUID
    fact_id: str
    version: int
    content: msgspec.Struct

    @property
    def kind(self) -> str:
        """The stored name of its kind."""
        return _NAMES[type(self.content)]

    @property
    def body(self) -> str:
        """The content as JSON."""
        return _encode(self.content).decode()


FactRow = tuple[str, str, int, str]
"""Kind, fact id, version, JSON: one stored version of a fact."""


def person_from(rows: Iterable[FactRow]) -> PersonFacts:
    """The person that these rows make, in whatever order they come: of each fact the highest version holds."""
    return put_together((kind, content_of(kind, body)) for kind, body in newest_of(rows))


Newest = dict[tuple[str, str], tuple[int, str]]
"""By kind and id of a fact: the highest version that was met, and its JSON."""


def newest_of(rows: Iterable[FactRow]) -> list[tuple[str, str]]:
    """Kind and JSON of the facts that hold, in an order that depends on nothing but them."""
    newest: Newest = {}
    meet(newest, rows)
    return in_order(newest)


def meet(newest: Newest, rows: Iterable[FactRow]) -> None:
    """Keeps what is newer than what was met before."""
    for kind, fact_id, version, body in rows:
        known = newest.get((kind, fact_id))
        if known is None or version > known[0]:
            newest[kind, fact_id] = version, body


def in_order(newest: Newest) -> list[tuple[str, str]]:
    """Kind and JSON, by kind, version and id."""
    ordered = sorted((kind, version, fact_id, body) for (kind, fact_id), (version, body) in newest.items())
    return [(kind, body) for kind, _, _, body in ordered]


def content_of(kind: str, body: str) -> msgspec.Struct:
    """A fact as it was stored."""
    return _DECODERS[kind](body)


def put_together(facts: Iterable[tuple[str, Any]]) -> PersonFacts:
    """Of facts a person has one of, the last holds; marks, histories and cover elsewhere of merged records are put together."""
    lists: dict[str, list[Any]] = {}
    single: dict[str, Any] = {}
    marks: list[Mark] = []
    elsewhere: list[YearsElsewhere] = []
    history = History()
    for kind, content in facts:
        field = _FIELDS.get(kind)
        if field is not None:
            lists.setdefault(field, []).append(content)
        elif isinstance(content, Marks):
            marks += content.marks
        elif isinstance(content, CoverElsewhere):
            elsewhere += content.spells
        elif isinstance(content, History):
            history = History(resident=YearSet(history.resident | content.resident), employee=YearSet(history.employee | content.employee))
        else:
            single[kind] = content
    gone = [Reversal(payment_id=one.id, reversed_on=one.unsettled_on) for one in lists.get("payments", ()) if one.unsettled_on is not None]
    if gone:
        lists.setdefault("reversals", []).extend(gone)
    identity, death = single.get("IDENTITY"), single.get("DEATH")
    return PersonFacts(
        born=identity.born if identity else None,
        expected=identity.expected if identity else None,
        foreign=identity.foreign if identity else False,
        document=identity.document if identity else "HOUSEHOLD_BOOK",
        sex=identity.sex if identity else None,
        died_on=death.died_on if death else None,
        marks=tuple(marks),
        history=history,
        elsewhere=tuple(elsewhere),
        **{field: tuple(contents) for field, contents in lists.items()},
    )
