"""Lead duplicate cases: whatever was heard of an individual, each of his cases stands where the facts put it (D6)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Any
from uuid import UUID

import msgspec
from prometheus_client import Counter

from dedup.domain.anticipated import anticipated
from dedup.domain.case_events import event_of, ours_first, record_of
from dedup.domain.cases import OPEN
from dedup.domain.cover_days import first_double_day
from dedup.domain.individuals import Individual
from dedup.domain.relations import Relation, overlapping
from dedup.repository.cases import Case, Said, cases_of, note_looks, save_cases
from dedup.repository.settled import settled_of
from dedup.use_cases.execute_cases import Led, execute
from dedup.use_cases.judge_cases import judge
from enrolment_events.duplicates import CaseChangedV1, DuplicateCaseState
from enrolment_events.envelope import Event, new_event
from enrolment_terms.identifiers import new_id
from enrolment_terms.regions import pooling_region_of
from service_runtime import Transaction

CASES = Counter("canbao_duplicate_cases", "Steps of duplicate cases, by the state that they led to", ["state"], registry=None)
for _state in DuplicateCaseState:
    CASES.labels(_state.value)
_BY_ITSELF = "dedup"


@dataclass(frozen=True, slots=True)
class SaidOfCases:
    """By id, cases of which somebody has said something more, and who."""

    cases: Mapping[UUID, Case]
    actor: str


NOTHING_SAID = SaidOfCases(MappingProxyType({}), _BY_ITSELF)


async def lead_cases(
    tx: Transaction, individuals: Sequence[Individual], causes: Mapping[UUID, Event[Any]], said: SaidOfCases = NOTHING_SAID
) -> None:
    """Open, join, rule on, execute, close and open again: the same for the same facts in any order. `causes`: by person."""
    stored = {case.case_id: case for case in await cases_of(tx.driver, tx.safe, [one.number for one in individuals])}
    known: dict[int, list[Case]] = {}
    for case in stored.values():
        known.setdefault(case.number, []).append(said.cases.get(case.case_id, case))
    concerned = [one for one in individuals if one.number in known or len(overlapping(one.relations)) > 1]
    if not concerned:
        return
    settled = await settled_of(tx.driver, [one.number for one in concerned])
    led: list[Led] = []
    for one in concerned:
        relations = anticipated(one.relations, settled.get(one.number, ()))
        led += _led(tx, one, relations, known.get(one.number, []), said.cases.keys())
    changed = [one.case for one in led if _is_another(stored.get(one.case.case_id), one.case)]
    await save_cases(tx.driver, tx.safe, changed, said.actor)
    same = [one.case for one in led if one.case not in changed]
    await note_looks(tx.driver, {case.case_id: case.look_on for case in same if case.look_on != stored[case.case_id].look_on})
    tell_cases(tx, changed, causes)
    await execute(tx, led, causes)


def tell_cases(tx: Transaction, cases: Iterable[Case], causes: Mapping[UUID, Event[Any]]) -> None:
    """Each as an event."""
    for case in cases:
        tx.publish(case_event(case, causes))
        tx.after_commit(CASES.labels(case.state).inc)


def case_event(case: Case, causes: Mapping[UUID, Event[Any]]) -> Event[CaseChangedV1]:
    """The case as it stands."""
    return new_event(
        case.told,
        aggregate_id=case.case_id,
        aggregate_version=case.version,
        person_id=case.person_id,
        region=pooling_region_of(case.areas[0]),
        occurred_at=case.recorded_at,
        recorded_at=case.recorded_at,
        because_of=causes.get(case.person_id),
    )


def _is_another(before: Case | None, now: Case) -> bool:
    """When it is looked at again is no news of it."""
    return before is None or replace(now, version=before.version, recorded_at=before.recorded_at, look_on=before.look_on) != before


def _led(
    tx: Transaction, one: Individual, relations: tuple[Relation, ...], cases: Sequence[Case], said: Collection[UUID]
) -> list[Led]:  # fmt: skip
    """The case that is led, those that join it, and those that are over: what they asked for may not hold any more."""
    open_cases = [case for case in cases if DuplicateCaseState(case.state) in OPEN]
    ended = [case for case in cases if case not in open_cases]
    led: list[Led] = []
    if open_cases:
        first, *others = open_cases
        led.append(_stepped(tx, _together(first, others), one, relations))
        led += [Led(_joined(tx, other, first), one, relations, None) for other in others]
    elif (again := _ended_no_more(tx, ended, one, relations, said)) is not None:
        led.append(again)
    elif _is_new(overlapping(relations), ended):
        led.append(_stepped(tx, _new_case(tx, one, overlapping(relations)), one, relations))
    there = {one.case.case_id for one in led}
    over = (case for case in ended if case.case_id not in there and case.state == DuplicateCaseState.CLOSED.value)
    return [*led, *(_over(tx, case, one, relations) for case in over)]


def _ended_no_more(
    tx: Transaction, ended: Sequence[Case], one: Individual, relations: tuple[Relation, ...], said: Collection[UUID]
) -> Led | None:
    """A case that is over and is open again: of the same relations, or because one that rests must come back. The newest one first."""
    today = tx.now.date()
    double = {relation.name for relation in _double_from(today, relations)}
    for case in sorted(ended, key=lambda case: (case.told.joined_case_id is None, case.opened_at), reverse=True):
        if case.case_id in said or _has_two_of(double, case):
            return _stepped(tx, _revived(case, today), one, relations, revived=True)
        comes_back = not double and case.told.joined_case_id is None and case.state == DuplicateCaseState.CLOSED.value
        if comes_back and judge(case, one, relations, today, tx.policy).standing.state in OPEN:
            return _stepped(tx, case, one, relations)
    return None


def _double_from(day: date, relations: Sequence[Relation]) -> tuple[Relation, ...]:
    """Those that count on one day with another, from this day on."""
    counting = [one for one in relations if one.spell.counts]
    return tuple(one for one in counting if any(other is not one and first_double_day((one, other), day) is not None for other in counting))


def _is_new(twice: Sequence[Relation], ended: Iterable[Case]) -> bool:
    names = {relation.name for relation in twice}
    return bool(names) and not any(_has_two_of(names, case) for case in ended)


def _has_two_of(names: Collection[str], case: Case) -> bool:
    return sum(record.relation in names for record in case.told.records) > 1


def _stepped(tx: Transaction, case: Case, one: Individual, relations: tuple[Relation, ...], *, revived: bool = False) -> Led:
    """The case as it stands today, one version further."""
    today = tx.now.date()
    judged = judge(case, one, relations, today, tx.policy)
    told = event_of(case.told, relations, judged.facts, judged.ruling, judged.standing)
    person_id = case.person_id if case.person_id in one.persons or not one.persons else one.persons[0]
    now = replace(
        case,
        person_id=person_id,
        facts=judged.said,
        told=told,
        state=told.state.value,
        areas=tuple(dict.fromkeys(record.area for record in told.records)),
        escalated=judged.standing.escalated,
        look_on=judged.standing.look_on,
        version=case.version + 1,
        recorded_at=tx.now,
    )
    return Led(now, one, relations, judged.ruling, revived)


def _over(tx: Transaction, case: Case, one: Individual, relations: tuple[Relation, ...]) -> Led:
    """A case that stays closed, with what follows from it today: its snapshot is not touched (R-129)."""
    judged = judge(case, one, relations, tx.now.date(), tx.policy)
    look_on = judged.standing.look_on if case.facts.asked and case.told.joined_case_id is None else None
    return Led(replace(case, look_on=look_on), one, relations, judged.ruling)


def _revived(case: Case, today: date) -> Case:
    """Detected anew: whoever has not chosen is asked anew, and whoever must act is told anew."""
    asked_on = case.facts.asked_on if case.facts.chosen else None
    return replace(case, facts=msgspec.structs.replace(case.facts, asked_on=asked_on, told_on=None, back_on=today))


def _new_case(tx: Transaction, one: Individual, twice: Sequence[Relation]) -> Case:
    case_id, person_id = new_id(), one.persons[0] if one.persons else one.node
    records = tuple(record_of(relation) for relation in ours_first(twice))
    told = CaseChangedV1(case_id=case_id, state=DuplicateCaseState.DETECTED, records=records, opened_on=tx.now.date())
    return Case(
        case_id=case_id,
        number=one.number,
        person_id=person_id,
        areas=tuple(dict.fromkeys(record.area for record in records)),
        state=DuplicateCaseState.DETECTED.value,
        escalated=False,
        look_on=None,
        facts=Said(),
        promise=None,
        told=told,
        version=0,
        opened_at=tx.now,
        recorded_at=tx.now,
    )


def _joined(tx: Transaction, case: Case, other: Case) -> Case:
    """D6: one case for an individual; what was two people's goes on in the older one."""
    told = msgspec.structs.replace(case.told, state=DuplicateCaseState.CLOSED, joined_case_id=other.case_id)
    return replace(
        case, told=told, state=told.state.value, look_on=None, escalated=False, version=case.version + 1, recorded_at=tx.now
    )  # fmt: skip


def _together(first: Case, others: Sequence[Case]) -> Case:
    """With what was said of the others, where nothing was said of the first."""
    said, promise = msgspec.structs.asdict(first.facts), first.promise
    for other in others:
        for name, told in msgspec.structs.asdict(other.facts).items():
            said[name] = tuple(sorted({*said[name], *told})) if name == "asked" else said[name] or told
        promise = promise or other.promise
    return replace(first, facts=Said(**said), promise=promise)
