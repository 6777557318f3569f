"""Spells that tell of one relation, under several references or by several sources, count once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from dedup.domain.spell import Spell, are_duplicates
from enrolment_terms.regions import pooling_region_of
from enrolment_terms.scheme import Scheme


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """One relation of one person with one scheme: `spell` is what is believed of it, `refs` are all spells that tell of it, sorted.

    `name` is the same whoever tells of it: scheme, pooling region, and the benefit year or the first day. A second participation of our
    own in one region and year has its id behind that.
    """

    name: str
    spell: Spell
    refs: tuple[str, ...]

    @property
    def is_second(self) -> bool:
        """True of a further participation of our own in one region and year."""
        return self.spell.benefit_year is not None and self.name != resident_relation(self.spell.area, self.spell.benefit_year)


def relations_of(spells: Iterable[Spell]) -> tuple[Relation, ...]:
    """The relations of one person, by start and name; the same for the same spells in any order.

    A resident relation is one for a region and a year, except that each participation of our own registration is one of its own (R-001):
    what others tell of that year is the first of them. An employee relation is one for a region as long as its spells meet, unless one
    source names two employers. Of several spells our own registration is believed first, then the region itself, then the newest.
    """
    own: list[Spell] = []
    told: list[Spell] = []
    for spell in spells:
        (own if _is_own(spell) else told).append(spell)
    groups = [[spell] for spell in sorted(own, key=lambda spell: spell.spell_ref)]
    firsts = {_place(spell): spell.spell_ref for [spell] in reversed(groups)}
    for spell in sorted(told, key=_sooner):
        found = next((group for group in groups if _belongs(spell, group)), None)
        if found is None:
            groups.append([spell])
        else:
            found.append(spell)
    return tuple(sorted((_relation(group, firsts) for group in groups), key=lambda one: (one.spell.starts_on, one.name)))


def resident_relation(area: str, year: int) -> str:
    """The name of the relation that a resident has in the pooling region of the area for the benefit year."""
    return f"{Scheme.RESIDENT}/{pooling_region_of(area)}/{year}"


def overlapping(relations: Iterable[Relation]) -> tuple[Relation, ...]:
    """R-120: those that count and have a day in common with another that does."""
    told = tuple(relations)
    return tuple(one for one in told if any(one is not other and are_duplicates(one.spell, other.spell) for other in told))


def _is_own(spell: Spell) -> bool:
    """A participation of our own in the resident scheme: registration knows best that it is not another one."""
    return spell.scheme is Scheme.RESIDENT and spell.authority == 0


def _place(spell: Spell) -> tuple[str, int]:
    return spell.region, _year(spell)


def _belongs(spell: Spell, group: list[Spell]) -> bool:
    """A spell without an employer never makes two employers' relations one."""
    return any(_same(spell, other) for other in group) and not any(map(spell.names_another_employer, group))


def _same(one: Spell, other: Spell) -> bool:
    if (one.scheme, one.region) != (other.scheme, other.region):
        return False
    return _year(one) == _year(other) if one.scheme is Scheme.RESIDENT else one.meets(other)


def _relation(group: list[Spell], firsts: Mapping[tuple[str, int], str]) -> Relation:
    """`firsts`: which participation of our own bears the name of its region and year. Ids never change, so it does so for good."""
    refs = tuple(sorted(spell.spell_ref for spell in group))
    believed = max(group, key=_believed) if len(group) > 1 else group[0]
    return Relation(name=f"{believed.scheme}/{believed.region}/{_told_apart_by(group, firsts)}", spell=believed, refs=refs)


def _told_apart_by(group: list[Spell], firsts: Mapping[tuple[str, int], str]) -> str:
    first = group[0]
    if first.scheme is Scheme.RESIDENT:
        is_second = _is_own(first) and firsts[_place(first)] != first.spell_ref
        return f"{_year(first)}/{first.spell_ref}" if is_second else str(_year(first))
    employer = next((f"/{spell.employer}" for spell in group if spell.employer), "")
    return f"{min(spell.starts_on for spell in group)}{employer}"


def _year(spell: Spell) -> int:
    return spell.benefit_year if spell.benefit_year is not None else spell.starts_on.year


def _sooner(spell: Spell) -> tuple[object, ...]:
    """By content: references decide nothing."""
    return spell.starts_on, spell.employer or "~", spell.area, *_believed(spell)


def _believed(spell: Spell) -> tuple[object, ...]:
    """Of one authority the newest word; at one instant what stands and counts, so that nothing is hidden; then by content."""
    told_at = spell.told_at.timestamp() if spell.told_at else 0.0
    stands = spell.counts, spell.is_normal, spell.paid
    return -spell.authority, told_at, *stands, spell.starts_on, spell.ends_on or date.max, *map(str, _content(spell)), spell.spell_ref


def _content(spell: Spell) -> tuple[object, ...]:
    """All that is left of what a source tells."""
    of_job = spell.employer, spell.left_on, spell.months_paid, spell.benefits_from, spell.identity
    return spell.state, spell.area, *of_job, spell.first_paid_on, spell.student, spell.subsidised, spell.government_until, spell.rests
