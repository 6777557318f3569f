"""Relations as they will be once what is on its way has happened: what a request or a notice settles already is no case of its own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from dedup.domain.relations import Relation
from enrolment_events.duplicates import SuspendAction

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Settled:
    """An act that is asked for and not withdrawn: the relation rests or ends from this day on, or gives cover again.

    A relation goes by its name, or by the id of the participation that it is.
    """

    relation: str
    action: SuspendAction
    from_on: date
    kept: str | None = None
    """The relation that it rests for: its cover begins on that day, so that nothing is covered twice before."""


def anticipated(relations: Iterable[Relation], settled: Iterable[Settled]) -> tuple[Relation, ...]:
    """R-081, R-085, R-087, R-134: the relations with the days that they will have. One that will have none is left out."""
    known = tuple(relations)
    names = {ref: one.name for one in known for ref in one.refs}
    acts: dict[str, list[Settled]] = {}
    for one in sorted(settled, key=lambda act: (act.from_on, act.action)):
        act = replace(one, relation=names.get(one.relation, one.relation), kept=names.get(one.kept or "", one.kept))
        acts.setdefault(act.relation, []).append(act)
    counting = {one.name for one in known if one.spell.counts}
    begins: dict[str, date] = {}
    for act in (act for of in acts.values() for act in of if act.relation in counting and act.action is not SuspendAction.RESUME):
        if act.kept:
            begins[act.kept] = min(act.from_on, begins.get(act.kept, act.from_on))
    return tuple(_begun(found, begins) for one in known if (found := _after(one, acts)) is not None)


def _begun(relation: Relation, begins: Mapping[str, date]) -> Relation:
    first = begins.get(relation.name, relation.spell.starts_on)
    if first <= relation.spell.starts_on or not relation.spell.lasts_to(first):
        return relation
    return replace(relation, spell=replace(relation.spell, starts_on=first))


def _after(relation: Relation, acts: Mapping[str, list[Settled]]) -> Relation | None:
    spell = relation.spell
    for act in acts.get(relation.name, ()) if spell.counts else ():
        if act.action is SuspendAction.RESUME:
            if spell.ends_on is not None and act.from_on > spell.ends_on:
                rest = (spell.ends_on + _ONE_DAY, act.from_on - _ONE_DAY)
                spell = replace(spell, ends_on=relation.spell.ends_on, rests=(*spell.rests, rest))
        elif act.from_on <= spell.starts_on:
            return None
        elif spell.lasts_to(act.from_on):
            spell = replace(spell, ends_on=act.from_on - _ONE_DAY)
    return replace(relation, spell=spell)
