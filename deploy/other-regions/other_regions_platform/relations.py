"""The relations of people in other regions, by token, in memory: all given by whoever runs a story, about fictitious people."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import msgspec
from msgspec.structs import replace


class Relation(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """One relation, in the words of the contract. `source`: who tells, the pooling region unless said otherwise."""

    spell_ref: str
    token: str
    more_tokens: tuple[str, ...] = ()
    weak: tuple[dict[str, str], ...] = ()
    scheme: str
    identity: str | None = None
    area: str
    benefit_year: int | None = None
    starts_on: date
    ends_on: date | None = None
    paid: bool = True
    first_paid_on: date | None = None
    state: str = "ACTIVE"
    employer: str | None = None
    left_on: date | None = None
    months_paid: int | None = None
    benefits_from: date | None = None
    student: bool = False
    subsidised: bool = False
    government_until: date | None = None
    source: str | None = None

    @property
    def region(self) -> str:
        """Its pooling region."""
        return self.area[:4] + "00"

    @property
    def teller(self) -> str:
        """Who tells of it."""
        return self.source or f"REGION-{self.region}"

    @property
    def tokens(self) -> set[str]:
        """All documents of its person."""
        return {self.token, *self.more_tokens}

    def row(self, version: int) -> dict[str, Any]:
        """As it is told."""
        told: dict[str, Any] = msgspec.to_builtins(self)
        told.pop("source", None)
        return {"paid": self.paid, "state": self.state, **told, "version": version}


@dataclass(slots=True)
class Held:
    """A relation as it stands in its version; `given` is what the story gave last, `before` the version before, `gone`: it never was."""

    relation: Relation
    given: Relation
    version: int = 1
    before: Relation | None = None
    gone: bool = False


@dataclass(slots=True)
class Relations:
    """By reference. `changed` are those that a push has to tell."""

    held: dict[str, Held] = field(default_factory=dict)
    changed: dict[str, Held] = field(default_factory=dict)

    def keep(self, relations: Sequence[Relation]) -> None:
        """Adds them, or corrects those of the same reference."""
        for relation in relations:
            self.put(relation).given = relation

    def put(self, relation: Relation) -> Held:
        """The relation as it now stands, to be told."""
        ref = relation.spell_ref
        held = self.held.get(ref)
        if held is None:
            held = self.held[ref] = Held(relation, relation)
        else:
            held.before, held.relation, held.version, held.gone = held.relation, relation, held.version + 1, False
        self.changed[ref] = held
        return held

    def drop(self, refs: Collection[str]) -> None:
        """They never were. Raises KeyError for one that is not held."""
        for ref in refs:
            held = self.held[ref]
            held.version, held.gone = held.version + 1, True
            self.changed[ref] = held

    def all_again(self) -> None:
        """Everything is to be told, in the version that it has."""
        self.changed |= self.held

    def named(self, tokens: Collection[str], scheme: str, area: str, year: int | None, starts_on: date | None) -> Held | None:
        """The relation that a notice means: of the person, scheme, region and year; of several that of the day, else the newest."""
        meant = [one for one in self._of(tokens) if (one.relation.scheme, one.relation.region) == (scheme, area[:4] + "00")]
        of_year = [one for one in meant if year is None or one.relation.benefit_year in (None, year)]
        return max(of_year, key=lambda one: (one.relation.starts_on == starts_on, one.relation.starts_on), default=None)

    def _of(self, tokens: Collection[str]) -> Iterator[Held]:
        return (one for one in self.held.values() if not one.gone and not one.relation.tokens.isdisjoint(tokens))

    def suspend(self, held: Held, state: str, last_day: date) -> None:
        """It ends in this state with this day, or with its first day, if that is later."""
        self.put(replace(held.relation, state=state, ends_on=max(held.relation.starts_on, last_day)))

    def resume(self, held: Held, first_day: date) -> Held:
        """It goes on from that day: another spell of the same relation, as the story gave it."""
        given = held.given
        return self.put(replace(given, spell_ref=f"{given.spell_ref}-{first_day:%Y%m%d}", starts_on=max(first_day, given.starts_on)))
