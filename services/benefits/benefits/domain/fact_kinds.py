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
)


class Identity(msgspec.Struct, frozen=True):
    """Birth date and the newborn window's switch, as the registration service knows them."""

    born: date
    foreign: bool = False


class Marks(msgspec.Struct, frozen=True):
    """All identity marks of a person, past ones too: a set, never a toggle."""

    marks: tuple[Mark, ...] = ()


class Death(msgspec.Struct, frozen=True):
    """Date of death; None if an earlier message was withdrawn."""

    died_on: date | None


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


def person_from(rows: Iterable[tuple[str, str]]) -> PersonFacts:
    """The person that the newest versions (kind, JSON) make together."""
    lists: dict[str, list[Any]] = {}
    single: dict[str, Any] = {}
    for kind, body in rows:
        content = _DECODERS[kind](body)
        field = _FIELDS.get(kind)
        if field is not None:
            lists.setdefault(field, []).append(content)
        else:
            single[kind] = content
    identity, marks, death, history = (single.get(kind) for kind in ("IDENTITY", "MARKS", "DEATH", "HISTORY"))
    return PersonFacts(
        born=identity.born if identity else None,
        foreign=identity.foreign if identity else False,
        died_on=death.died_on if death else None,
        marks=marks.marks if marks else (),
        history=history or History(),
        **{field: tuple(contents) for field, contents in lists.items()},
    )
