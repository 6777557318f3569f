"""What is done with the relations that are not kept, day by day: on each day the best one that gives cover stands (R-128)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from dedup.domain.case_facts import CaseFacts
from dedup.domain.case_ruling import RefundHint
from dedup.domain.cover_days import DAY, cover_stretches
from dedup.domain.relations import Relation
from dedup.domain.spell import Spell
from enrolment_events.duplicates import CaseRemedy, SuspendAction
from enrolment_terms.scheme import Scheme

_PAID_TWICE, _EMPLOYEE_SCHEME, _OTHER_REGION = 2, 3, 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Clearing:
    """How an order of relations becomes remedies."""

    order: tuple[Relation, ...]
    facts: CaseFacts
    decided_on: date | None
    """Nothing rests before a choice, or a time-out, has decided."""
    resumes: bool
    """R-134, F-32: what is paid for gives cover again when the employee relation ends."""
    resting: frozenset[str]
    """What rests already because this case asked for it: it ends nothing that counts."""
    today: date


@dataclass(frozen=True, slots=True)
class _Rest:
    """Days on which a better relation gives cover, both included; `date.max` where nothing ends them."""

    from_on: date
    until_on: date
    of_employee: bool


def remedies_of(clearing: Clearing) -> tuple[CaseRemedy, ...]:
    """By relation and day. What is over already is left out, unless somebody rests because of it and must come back."""
    found: list[CaseRemedy] = []
    for place, one in enumerate(clearing.order):
        found += _remedies(one, _rests(one, clearing.order[:place], clearing), clearing)
    return tuple(sorted(found, key=lambda remedy: (remedy.relation, remedy.from_on, remedy.action)))


def refunds_of(clearing: Clearing) -> tuple[RefundHint, ...]:
    """R-133: paid by the person for a benefit period that has not begun, and wholly covered by what is kept."""
    hints = (_refund(one, clearing.order[:place], clearing) for place, one in enumerate(clearing.order))
    return tuple(sorted((hint for hint in hints if hint), key=lambda hint: hint.relation))


def _rests(dropped: Relation, better: Sequence[Relation], clearing: Clearing) -> list[_Rest]:
    standing = [one for one in better if dropped.name in clearing.resting or one.name not in clearing.resting]
    found = (rest for one in standing for rest in _rests_for(dropped.spell, one.spell, clearing))
    return _merged(sorted(found, key=lambda rest: (rest.from_on, rest.until_on)))


def _rests_for(dropped: Spell, kept: Spell, clearing: Clearing) -> Iterator[_Rest]:
    """No gap (R-087 in H, F-23): only where the kept one gives cover; R-121: never while he still worked at the other place."""
    not_before = clearing.decided_on or date.min
    if dropped.scheme is kept.scheme is Scheme.EMPLOYEE and dropped.left_on is not None:
        not_before = max(not_before, dropped.left_on + DAY)
    for first, last in cover_stretches(kept, clearing.facts):
        begins = [max(first, not_before, start) for start, end in dropped.stretches if end >= max(first, not_before)]
        if begins and min(begins) <= last:
            outlived = dropped.ends_on is not None and dropped.ends_on <= last
            yield _Rest(min(begins), date.max if outlived else last, kept.scheme is Scheme.EMPLOYEE)


def _merged(rests: Iterable[_Rest]) -> list[_Rest]:
    """Days that meet or touch are one rest; the later end says which scheme it ends by."""
    found: list[_Rest] = []
    for rest in rests:
        last = found[-1] if found else None
        if last is None or (last.until_on < rest.from_on and last.until_on + DAY < rest.from_on):
            found.append(rest)
        elif rest.until_on > last.until_on:
            found[-1] = _Rest(last.from_on, rest.until_on, rest.of_employee)
    return found


def _remedies(one: Relation, rests: Sequence[_Rest], clearing: Clearing) -> Iterator[CaseRemedy]:
    if not one.spell.lasts_to(clearing.today):
        return
    begun = [rest for rest in rests if rest.from_on <= clearing.today]
    for rest in rests:
        if rest.until_on < clearing.today and (one.name not in clearing.resting or rest is not begun[-1]):
            continue
        comes_back = rest.until_on < date.max and _comes_back(one.spell, rest, clearing)
        until_on = rest.until_on if comes_back else None
        yield CaseRemedy(relation=one.name, action=_ending(one.spell, rest), from_on=rest.from_on, until_on=until_on)
        if until_on is None:
            return
        yield CaseRemedy(relation=one.name, action=SuspendAction.RESUME, from_on=until_on + DAY)


def _ending(dropped: Spell, rest: _Rest) -> SuspendAction:
    """「暂停或终止」: a job that was left does not come back; everything else rests."""
    over = dropped.left_on is not None and rest.of_employee and rest.until_on == date.max
    return SuspendAction.TERMINATE if over else SuspendAction.SUSPEND


def _comes_back(dropped: Spell, rest: _Rest, clearing: Clearing) -> bool:
    """R-131 「及时恢复」 while the government pays; R-134 for whoever paid for the year; between regions always."""
    if dropped.scheme is Scheme.EMPLOYEE or not rest.of_employee:
        return True
    return clearing.resumes or (dropped.government_until or date.min) > rest.until_on


def _refund(one: Relation, better: Sequence[Relation], clearing: Clearing) -> RefundHint | None:
    spell = one.spell
    by_person = spell.paid and not spell.subsidised and spell.government_until is None
    if spell.scheme is not Scheme.RESIDENT or spell.benefit_year is None or not by_person or spell.starts_on <= clearing.today:
        return None
    rests = _rests(one, better, clearing)
    if not rests or (rests[0].from_on, rests[0].until_on) != (spell.starts_on, date.max):
        return None
    kept = next(other.spell for other in better if other.spell.meets(spell))
    ground = _EMPLOYEE_SCHEME if kept.scheme is Scheme.EMPLOYEE else _PAID_TWICE if kept.region == spell.region else _OTHER_REGION
    return RefundHint(relation=one.name, benefit_year=spell.benefit_year, ground=ground, until_on=spell.starts_on - DAY)
