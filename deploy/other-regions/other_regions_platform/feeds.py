"""What a push tells: spells in batches, with the disorder that was asked for, and how fresh each region is."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from msgspec.structs import replace

from other_regions_platform.behaviour import Behaviour
from other_regions_platform.relations import Held, Relations

NATIONAL = "NATIONAL"
"""The source that may tell of relations of every region."""


class Message(NamedTuple):
    """Type and data of a message that is to be sent."""

    kind: str
    data: dict[str, Any]


class _Row(NamedTuple):
    """A row and who tells it; those of a later `place` come behind all of an earlier one."""

    place: int
    source: str
    row: dict[str, Any]


@dataclass(slots=True)
class Feeder:
    """Remembers what pushes before have left open. A version is told as twice its number: there is room for a wrong one before it."""

    kept_back: set[tuple[str, int]] = field(default_factory=set)
    never_were: list[_Row] = field(default_factory=list)
    """Rows that take back what was told and never was."""
    second: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Reference -> second source and reference."""
    pushes: int = 0

    def push(self, relations: Relations, regions: Sequence[str], behaviour: Behaviour, now: datetime) -> list[Message]:
        """Tells what has changed; what is kept back, and what is silent, stays changed. A region of which something waits is not fresh."""
        self.pushes += 1
        rows, self.never_were = self.never_were, []
        for held in self._told(relations, behaviour):
            rows += self._rows(held, behaviour)
        messages = list(_batches(rows, behaviour, now))
        if behaviour.feeds.out_of_order:
            random.Random(behaviour.seed * 1_000 + self.pushes).shuffle(messages)  # noqa: S311 -- disorder, no secret
        waiting = {held.relation.region for held in relations.changed.values()}
        if fresh := [region for region in regions if region not in behaviour.feeds.silent and region not in waiting]:
            messages.append(Message("freshness", {"source": NATIONAL, "areas": fresh, "complete_until": now.isoformat()}))
        return messages

    def _told(self, relations: Relations, behaviour: Behaviour) -> list[Held]:
        told = []
        for ref, held in list(relations.changed.items()):
            this = (ref, held.version)
            waits = this not in self.kept_back and behaviour.happens(behaviour.feeds.kept_back, "kept back", f"{ref}:{held.version}")
            if held.relation.region in behaviour.feeds.silent:
                continue
            if waits:
                self.kept_back.add(this)
                continue
            del relations.changed[ref]
            told.append(held)
        return told

    def _rows(self, held: Held, behaviour: Behaviour) -> Iterator[_Row]:
        relation, ref, version = held.relation, held.relation.spell_ref, 2 * held.version
        feeds, name = behaviour.feeds, f"{ref}:{held.version}"
        tellers = [(relation.teller, ref)]
        if ref in self.second or behaviour.happens(feeds.two_references, "second", ref):
            national = behaviour.happens(0.5, "national", ref)
            tellers.append(self.second.setdefault(ref, (NATIONAL, ref) if national else (relation.teller, f"{ref}-B")))
        for source, told_ref in tellers:
            if held.gone:
                yield _Row(0, source, {"spell_ref": told_ref, "version": version, "deleted": True})
                continue
            yield _Row(0, source, replace(relation, spell_ref=told_ref).row(version))
            late = held.before and behaviour.happens(feeds.out_of_order, "older", name)
            if held.before and late:
                yield _Row(1, source, replace(held.before, spell_ref=told_ref).row(version - 2))
            if behaviour.happens(feeds.wrong_first, "wrong", name):
                place = 1 if behaviour.happens(feeds.out_of_order, "wrong later", name) else -1
                yield _Row(place, source, replace(relation, spell_ref=told_ref, paid=False, first_paid_on=None).row(version - 1))
        if not held.gone and behaviour.happens(feeds.taken_back, "never was", name):
            phantom = replace(relation, spell_ref=f"{ref}-X", area=_elsewhere(relation.area))
            yield _Row(0, relation.teller, phantom.row(version - 1))
            self.never_were.append(_Row(0, relation.teller, {"spell_ref": phantom.spell_ref, "version": version, "deleted": True}))


def _elsewhere(area: str) -> str:
    """The seat of another region, so that what never was would be a relation of its own."""
    return "430102" if area.startswith("45") else "450102"


def _batches(rows: Sequence[_Row], behaviour: Behaviour, now: datetime) -> Iterator[Message]:
    for place in sorted({row.place for row in rows}):
        for source in dict.fromkeys(row.source for row in rows if row.place == place):
            told = [row.row for row in rows if (row.place, row.source) == (place, source)]
            for first in range(0, len(told), behaviour.feeds.batch):
                chunk = told[first : first + behaviour.feeds.batch]
                if behaviour.happens(behaviour.feeds.unreadable, "unreadable", chunk[0]["spell_ref"]):
                    chunk = [{**chunk[0], "spell_ref": f"{chunk[0]['spell_ref']}-U", "starts_on": "9999-12-31"}, *chunk]
                yield Message("spells", {"source": source, "as_of": now.isoformat(), "spells": chunk})
