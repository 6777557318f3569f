"""Decide again for these people from everything known of them; write and publish only what has changed."""

from collections import Counter as Tally
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

from prometheus_client import Counter

from benefits.domain.case import Decision
from benefits.domain.entitlement_record import Entitlement, as_json
from benefits.domain.person import Outcome, PersonOutcomes, decide_person
from benefits.domain.states import state_on
from benefits.domain.terms import Terms, TermsFor, terms_reader
from benefits.repository.entitlements import current_entitlements, save_entitlements, save_states
from benefits.repository.facts import Added, load_people
from benefits.repository.people import lock_roots, roots_of
from benefits.use_cases.derive_incentives import DecidedPerson, derive_incentives
from enrolment_events.benefits import EntitlementChangedV1, EntitlementState, WaitEvaluatedV1
from enrolment_events.envelope import Event, new_event
from enrolment_terms.identifiers import named_id
from enrolment_terms.regions import pooling_region_of
from service_runtime import Transaction, in_turns

Causes = Mapping[UUID, Event[Any]]
DECISIONS = Counter("canbao_entitlement_decisions", "Decisions on an entitlement that are new or differ from the last", registry=None)
CHANGES = Counter("canbao_entitlement_changes", "Changes of entitlements published, by the state they led to", ["state"], registry=None)
_CHANGES_TO = {state: CHANGES.labels(state) for state in EntitlementState}
_PEOPLE_AT_ONCE = 20
_ENTITLEMENTS = UUID("6b1f6d3e-5a0e-5b7c-9f43-2d0a6c1f7e55")


class Derived(NamedTuple):
    """A changed decision: what is stored, what it says, what it was before."""

    entitlement: Entitlement
    outcome: Outcome
    before: Entitlement | None

    @property
    def only_moved(self) -> bool:
        """The decision stays; the day has moved its state."""
        return self.before is not None and self.before.decision == self.entitlement.decision


async def derive_entitlements(tx: Transaction, persons: Sequence[UUID], causes: Causes, added: Added | None = None) -> int:
    """Returns how many decisions changed. The people are locked by the caller.

    `added`: the facts that are new; people for whom these cannot change anything are passed over. Without it everybody is decided again.
    """
    roots = await roots_of(tx.driver, persons)
    moved = sorted({root for person, root in roots.items() if root != person})
    if moved:
        await lock_roots(tx.driver, moved)
    known = await load_people(tx.driver, sorted(set(roots.values())), added if added is None else _by_root(added, roots))
    if not any(facts.participations for facts in known.values()):
        return 0
    current = await current_entitlements(tx.driver, list(known))
    causes = {roots.get(person, person): event for person, event in causes.items()}
    terms_for = terms_reader(tx.policy)
    decided: list[DecidedPerson] = []
    changed: list[Derived] = []
    async for part in in_turns(known.items(), _PEOPLE_AT_ONCE):
        these = [DecidedPerson(person, facts, decide_person(facts, terms_for)) for person, facts in part]
        decided += these
        changed += [one for person in these for one in _changed(person, current, terms_for, tx.now)]
    if changed:
        await _save(tx, changed)
        async for moved_ones in in_turns(changed, 10 * _PEOPLE_AT_ONCE):
            tx.publish(*(event for one in moved_ones for event in _events(one, causes, terms_for)))
        _count(tx, changed)
    return len(changed) + await derive_incentives(tx, decided, causes)


def _by_root(added: Added, roots: Mapping[UUID, UUID]) -> Added:
    """What was told of merged records counts for the person they turned out to be."""
    found: Added = {}
    for person, versions in added.items():
        found[roots[person]] = found.get(roots[person], set()) | versions
    return found


async def _save(tx: Transaction, changed: Sequence[Derived]) -> None:
    moved = [one.entitlement for one in changed if one.only_moved]
    decided = [one.entitlement for one in changed if not one.only_moved]
    if moved:
        await save_states(tx.driver, moved)
    if decided:
        await save_entitlements(tx.driver, decided)


def _count(tx: Transaction, changed: Sequence[Derived]) -> None:
    tx.after_commit(partial(DECISIONS.inc, sum(not one.only_moved for one in changed)))
    for state, changes in Tally(one.entitlement.state for one in changed).items():
        tx.after_commit(partial(_CHANGES_TO[state].inc, changes))


def _changed(
    person: DecidedPerson, current: Mapping[tuple[str, int], Entitlement], terms_for: TermsFor, now: datetime
) -> Iterable[Derived]:
    """The outcomes that differ from what is stored; reasons are asked for only where the decision itself is new."""
    explained: PersonOutcomes | None = None
    for number, outcome in enumerate(person.decided.outcomes):
        decision = outcome.decision
        before = current.get((outcome.participation.id, decision.year))
        state, decided = state_on(decision, now.date()), as_json(decision)
        if before is None and state is EntitlementState.NONE and decision.ordinary is None:
            continue
        if before is not None and before.decision == decided:
            if before.state == state:
                continue
            rules = before.rules
        else:
            explained = explained or decide_person(person.facts, terms_for, explain=True)
            rules = tuple(dict.fromkeys(step.rule.id for step in explained.outcomes[number].steps))
        yield Derived(_entitlement(person.person_id, outcome, before, state, decided, rules, now), outcome, before)


def _entitlement(
    person: UUID, outcome: Outcome, before: Entitlement | None, state: EntitlementState, decided: str, rules: tuple[str, ...], now: datetime
) -> Entitlement:
    decision = outcome.decision
    return Entitlement(
        person_id=person,
        participation_id=outcome.participation.id,
        benefit_year=decision.year,
        version=before.version + 1 if before else 1,
        area=outcome.participation.area,
        state=state,
        starts_on=decision.starts_on,
        ends_on=decision.ends_on,
        wait_months=decision.wait.total,
        decision=decided,
        rules=rules,
        recorded_at=now,
    )


def _events(one: Derived, causes: Causes, terms_for: TermsFor) -> Iterable[Event[Any]]:
    stored, decision = one.entitlement, one.outcome.decision
    because_of = causes.get(stored.person_id)
    same: dict[str, Any] = {
        "aggregate_id": aggregate_of(stored, one.outcome.participation.benefit_year),
        "aggregate_version": stored.version,
        "person_id": stored.person_id,
        "region": pooling_region_of(stored.area),
        "occurred_at": because_of.time if because_of else stored.recorded_at,
        "recorded_at": stored.recorded_at,
        "because_of": because_of,
    }
    terms = terms_for(stored.area, decision.year)
    if terms.waits and decision.ordinary is not None and _wait_changed(one):
        yield new_event(wait_evaluated(stored, decision, terms), **same)
    yield new_event(entitlement_changed(stored), **same)


def entitlement_changed(stored: Entitlement) -> EntitlementChangedV1:
    """What is told of a stored decision."""
    return EntitlementChangedV1(
        participation_id=UUID(stored.participation_id),
        benefit_year=stored.benefit_year,
        state=stored.state,
        starts_on=stored.starts_on,
        ends_on=stored.ends_on,
        wait_months=stored.wait_months,
        rules=stored.rules,
    )


def aggregate_of(stored: Entitlement, own_year: int) -> UUID:
    """The entitlement's id: the participation's for its own year, another for the second year of a newborn (R-024)."""
    if own_year == stored.benefit_year:
        return UUID(stored.participation_id)
    return named_id(_ENTITLEMENTS, f"{stored.participation_id}:{stored.benefit_year}")


def _wait_changed(one: Derived) -> bool:
    if one.before is None:
        return True
    if one.only_moved:
        return False
    before, after = one.before.decided, one.outcome.decision
    return (before.wait, before.starts_on, before.would_start) != (after.wait, after.starts_on, after.would_start)


def wait_evaluated(stored: Entitlement, decision: Decision, terms: Terms) -> WaitEvaluatedV1:
    """How long the person waits by this decision."""
    wait = decision.wait
    return WaitEvaluatedV1(
        participation_id=UUID(stored.participation_id),
        benefit_year=decision.year,
        fixed_months=wait.fixed,
        variable_months=wait.variable,
        total_months=wait.total,
        exempt_reason=wait.exempt,
        starts_on=decision.starts_on,
        empty=decision.empty,
        useful_repair_years=wait.useful_repairs,
        repair_price=None if terms.rate is None else wait.useful_repairs * terms.rate,
    )
