"""Lead duplicate cases: whatever was heard of an individual, each of his cases stands where the facts put it (D6)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from prometheus_client import Counter

from dedup.domain.anticipated import anticipated
from dedup.domain.case_events import event_of, ours_first, record_of
from dedup.domain.case_facts import CaseFacts
from dedup.domain.case_ruling import Ruling
from dedup.domain.cases import OPEN, standing_of
from dedup.domain.individuals import Individual
from dedup.domain.relations import Relation, overlapping
from dedup.domain.rulings import rule_on
from dedup.repository.cases import Case, Said, cases_of, save_cases
from dedup.repository.settled import settled_of
from dedup.use_cases.execute_cases import Led, execute
from enrolment_events.duplicates import CaseChangedV1, DuplicateCaseState
from enrolment_events.envelope import Event, new_event
from enrolment_terms.identifiers import new_id
from enrolment_terms.regions import pooling_region_of
from policy_parameters import PolicyNotKnown
from service_runtime import Transaction

CASES = Counter("canbao_duplicate_cases", "Steps of duplicate cases, by the state that they led to", ["state"], registry=None)
for _state in DuplicateCaseState:
    CASES.labels(_state.value)
_BY_ITSELF = "dedup"


async def lead_cases(
    tx: Transaction, individuals: Sequence[Individual], causes: Mapping[UUID, Event[Any]], *, actor: str = _BY_ITSELF
) -> None:
    """Open, join, rule on, execute and close: the same for the same facts in any order.

    `causes`: by person; `actor`: who said something.
    """
    known: dict[int, list[Case]] = {}
    for case in await cases_of(tx.driver, tx.safe, [one.number for one in individuals]):
        known.setdefault(case.number, []).append(case)
    concerned = [one for one in individuals if one.number in known or len(overlapping(one.relations)) > 1]
    if not concerned:
        return
    settled = await settled_of(tx.driver, [one.number for one in concerned])
    led: list[Led] = []
    joined: list[Case] = []
    for one in concerned:
        relations = anticipated(one.relations, settled.get(one.number, ()))
        for case, joins in _leading(tx, one, overlapping(relations), known.get(one.number, [])):
            if joins is None:
                led.append(_judged(tx, case, one, relations))
            else:
                joined.append(_joined(tx, case, joins))
    before = {case.case_id: case for cases in known.values() for case in cases}
    changed = [one.case for one in led if _is_another(before.get(one.case.case_id), one.case)]
    await save_cases(tx.driver, tx.safe, [*changed, *joined], actor)
    tell_cases(tx, [one for one in (*changed, *joined) if one.case_id not in before or before[one.case_id].told != one.told], causes)
    await execute(tx, led, causes)


def tell_cases(tx: Transaction, cases: Iterable[Case], causes: Mapping[UUID, Event[Any]]) -> None:
    """Each as an event."""
    for case in cases:
        tx.publish(
            new_event(
                case.told,
                aggregate_id=case.case_id,
                aggregate_version=case.version,
                person_id=case.person_id,
                region=pooling_region_of(case.areas[0]),
                occurred_at=case.recorded_at,
                recorded_at=case.recorded_at,
                because_of=causes.get(case.person_id),
            )
        )
        tx.after_commit(CASES.labels(case.state).inc)


def _is_another(before: Case | None, now: Case) -> bool:
    return before is None or replace(now, version=before.version, recorded_at=before.recorded_at) != before


def _leading(tx: Transaction, one: Individual, twice: Sequence[Relation], cases: Sequence[Case]) -> Iterator[tuple[Case, Case | None]]:
    """Each case that is looked at, and the case that it joins."""
    open_cases = [case for case in cases if DuplicateCaseState(case.state) in OPEN]
    names = {relation.name for relation in twice}
    back = [case for case in cases if case not in open_cases and len(names & {record.relation for record in case.told.records}) > 1]
    if open_cases:
        first, *others = open_cases
        yield _together(first, others), None
        yield from ((other, first) for other in others)
    elif back:
        yield back[-1], None
    elif twice:
        yield _new_case(tx, one, twice), None


def _judged(tx: Transaction, case: Case, one: Individual, relations: tuple[Relation, ...]) -> Led:
    """The case as it stands today, one version further. What it asks for the first time is one more fact."""
    today, said = tx.now.date(), case.facts
    facts = _facts(case, said, relations)
    ruling = _ruling(tx, relations, facts, today)
    if ruling is not None and ruling.choice is not None and ruling.kept is None and said.asked_on is None:
        said = msgspec.structs.replace(said, asked_on=today)
    if ruling is not None and ruling.kept is not None and ruling.remedies:
        asked = tuple(sorted({*said.asked, *ruling.dropped}))
        said = msgspec.structs.replace(said, asked=asked, told_on=said.told_on or today)
    if said != case.facts:
        facts = _facts(case, said, relations)
        ruling = _ruling(tx, relations, facts, today)
    standing = standing_of(relations, facts, ruling, today, false_positive=said.different_people)
    told = event_of(case.told, relations, facts, ruling, standing)
    now = replace(
        case,
        facts=said,
        told=told,
        state=told.state.value,
        areas=tuple(dict.fromkeys(record.area for record in told.records)),
        escalated=standing.escalated,
        look_on=standing.look_on,
        version=case.version + 1,
        recorded_at=tx.now,
    )
    return Led(now, one, relations, standing, ruling)


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


def _ruling(tx: Transaction, relations: tuple[Relation, ...], facts: CaseFacts, today: date) -> Ruling | None:
    """None where nothing overlaps, and where the policy book says nothing of the place and the year: such a case waits for it."""
    try:
        return rule_on(relations, facts, today, tx.policy)
    except PolicyNotKnown:
        return None


def _facts(case: Case, said: Said, relations: Iterable[Relation]) -> CaseFacts:
    counting = {one.name for one in relations if one.spell.counts}
    return CaseFacts(
        area=case.told.records[0].area if case.told.records else "440000",
        detected_on=case.told.opened_on,
        asked_on=said.asked_on,
        chosen=said.chosen,
        chosen_on=said.chosen_on,
        promise_ref=case.promise,
        residence_area=said.residence_area,
        special=said.special,
        identified_area=said.identified_area,
        soldier=said.soldier,
        cleaned=frozenset(said.asked) - counting,
        told_on=said.told_on,
    )
