"""Facts in any order, twice, late, corrected or withdrawn give the same entitlements (blueprint §4)."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benefits.domain.fact_kinds import person_from
from benefits.domain.facts import PersonFacts
from benefits.domain.incentives import Ledger, ledger_for
from benefits.domain.person import PersonOutcomes, decide_person
from benefits.domain.states import state_on
from benefits.domain.terms import Terms, terms_of
from benefits.repository.bindings import bound_people
from benefits.use_cases.facts_from_events import FACTS_OF
from enrolment_events.benefits import EntitlementState
from enrolment_events.catalogue import decode
from enrolment_events.envelope import Event, encode
from enrolment_terms.identifiers import new_id
from policy_parameters import load_policy_book
from service_runtime import Principal
from tests.benefits.builders import KAIPING, MORNING, participation
from tests.benefits.conftest import BenefitsFacts
from tests.benefits.streams import LAST_YEAR, days, moment, streams
from tests.benefits.test_closed_doors import mandate
from tests.benefits.test_merging import merged

BOOK = load_policy_book()
SOMEBODY = UUID("018f0000-0000-7000-8000-000000000001")


def terms_for(area: str, year: int) -> Terms:
    return terms_of(BOOK, area, year)


def person_of(events: list[Event[Any]]) -> PersonFacts:
    """What a service would know after hearing these events."""
    facts = [fact for event in events for fact in FACTS_OF[type(event.data)](event)]
    return person_from((fact.kind, fact.fact_id, fact.version, fact.body) for fact in facts)


def outcomes(life: PersonOutcomes) -> list[Any]:
    return [(outcome.participation.id, outcome.decision) for outcome in life.outcomes]


@st.composite
def heard_twice(draw: st.DrawFn, person: UUID) -> tuple[list[Event[Any]], list[Event[Any]]]:
    """A stream, and the same stream shuffled with repetitions."""
    events = draw(streams(person))
    again = draw(st.lists(st.sampled_from(events), max_size=5))
    return events, draw(st.permutations([*events, *again]))


@settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))
@given(heard=heard_twice(SOMEBODY))
def test_any_permutation_and_duplication_decides_the_same(heard: tuple[list[Event[Any]], list[Event[Any]]]) -> None:
    one, other = (person_of(events) for events in heard)
    lives = decide_person(one, terms_for), decide_person(other, terms_for)
    assert outcomes(lives[0]) == outcomes(lives[1])
    on = moment(0).date()
    ledgers = [
        ledger_for(LAST_YEAR, life.years, facts.claims, lambda year: terms_for(KAIPING, year), on)
        for life, facts in zip(lives, (one, other), strict=True)
    ]
    assert ledgers[0] == ledgers[1]


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(events=streams(SOMEBODY), day=days)
def test_what_holds_for_every_decision(events: list[Event[Any]], day: Any) -> None:
    facts = person_of(events)
    life, explained = decide_person(facts, terms_for), decide_person(facts, terms_for, explain=True)
    assert outcomes(life) == outcomes(explained)
    for outcome in explained.outcomes:
        decision, year = outcome.decision, outcome.decision.year
        assert outcome.steps, "no decision without a reason"
        if decision.starts_on is not None:
            assert decision.ends_on is not None
            assert decision.starts_on.year == decision.ends_on.year == year
            assert decision.starts_on <= decision.ends_on
            assert facts.died_on is None or decision.ends_on <= facts.died_on
            assert decision.ordinary is not None
            assert decision.ordinary <= decision.starts_on
        for first, last in decision.subsidised:
            assert decision.starts_on is not None
            assert decision.starts_on <= first <= last <= (decision.ends_on or last)
        if state_on(decision, day) is EntitlementState.ACTIVE:
            assert decision.starts_on is not None
            assert decision.starts_on <= day <= (decision.ends_on or day)
            assert not any(spell.first_paid_on and spell.benefits_from and spell.benefits_from <= day <= (spell.benefits_until or day)
                           for spell in facts.spells), "nobody is covered twice"  # fmt: skip
        if decision.revoked:
            assert not decision.counts


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
async def test_the_database_ends_the_same(facts: BenefitsFacts, data: st.DataObject) -> None:
    person, twin = new_id(), new_id()
    events = data.draw(streams(person))
    later = moment(0) + timedelta(days=400)
    await facts.record(*events, now=later)
    shuffled = data.draw(st.permutations(_of(twin, events)))
    cut = data.draw(st.integers(0, len(shuffled)))
    for batch in (shuffled[:cut], shuffled[cut:], shuffled[:2]):
        if batch:
            await facts.record(*batch, now=later)
    assert await _stored(facts, person) == await _stored(facts, twin)
    known = person_of(events)
    years = decide_person(known, terms_for).years
    for one in (person, twin):
        for ledger in await _ledgers(facts, one):
            assert ledger == _content(ledger_for(ledger[0], years, known.claims, lambda year: terms_for(KAIPING, year), later.date()))


def _of(twin: UUID, events: list[Event[Any]]) -> list[Event[Any]]:
    """The same events about another person: ids inside are replaced by ids of the twin."""
    texts = [encode(event).decode() for event in events]
    known = sorted({part for text in texts for part in _ids(text)})
    changed = {one: str(new_id()) for one in known} | {str(events[0].personid): str(twin)}
    for old, new in changed.items():
        texts = [text.replace(old, new) for text in texts]
    return [msgspec.structs.replace(decode(text), id=new_id()) for text in texts]


def _ids(text: str) -> set[str]:
    return set(re.findall(r"[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}", text))


async def _stored(facts: BenefitsFacts, person: UUID) -> list[Any]:
    """What is told of the person, but for years of which only that is told that nothing counts any more."""
    entitlements = await facts.rows(
        "SELECT benefit_year, state, decision::text FROM entitlements WHERE person_id = :p AND state <> 'NONE' ORDER BY 1", p=person
    )
    counting = {row["benefit_year"] for row in entitlements}
    return [*map(tuple, entitlements), *(ledger for ledger in await _ledgers(facts, person) if ledger[0] in counting)]


async def _ledgers(facts: BenefitsFacts, person: UUID) -> list[tuple[int, ...]]:
    rows = await facts.rows(
        "SELECT benefit_year, continuous_years, continuous, zero_claim, ceiling FROM incentives WHERE person_id = :p ORDER BY 1", p=person
    )
    return [tuple(row.values()) for row in rows]


def _content(ledger: Ledger) -> tuple[int, ...]:
    return ledger.benefit_year, ledger.continuous_years, ledger.continuous, ledger.zero_claim, ledger.ceiling


@st.composite
def mandate_streams(draw: st.DrawFn) -> list[tuple[int, int, int, int, bool]]:
    """Mandate, version, record, day until which it holds, whether of our login: several versions of each."""
    return draw(
        st.lists(
            st.tuples(st.integers(0, 2), st.integers(1, 4), st.integers(0, 2), st.integers(1, 28), st.booleans()),
            min_size=1, max_size=8, unique_by=lambda told: told[:2],
        )
    )  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(stream=mandate_streams(), merge=st.booleans(), data=st.data())
async def test_mandates_and_merges_in_any_order_bind_the_same(
    facts: BenefitsFacts, stream: list[tuple[int, int, int, int, bool]], merge: bool, data: st.DataObject
) -> None:
    """The newest version of each mandate decides, and whoever a record turned out to be is the one bound."""
    again = data.draw(st.lists(st.sampled_from(stream), max_size=4))
    bound = []
    for order in (sorted(stream), data.draw(st.permutations([*stream, *again]))):
        salt, subject = new_id(), f"login-{new_id()}"
        records = [uuid5(salt, f"record-{number}") for number in range(3)]
        told: list[Event[Any]] = [participation(uuid5(salt, f"of-{record}"), record) for record in records]
        told += [merged(records[0], records[1])] if merge else []
        told += [
            mandate(
                records[record], subject if ours else "another", "2023-10-01", f"2023-10-{until:02}",
                mandate_id=uuid5(salt, f"mandate-{number}"), version=version,
            )
            for number, version, record, until, ours in order
        ]  # fmt: skip
        for one in told if order == sorted(stream) else data.draw(st.permutations(told)):
            await facts.hear(one)
        caller = Principal(subject=subject, roles=frozenset({"citizen"}))
        async with facts.database.read() as read:
            read.now = MORNING
            bound.append({records.index(person) for person in await bound_people(read, caller)})
    assert bound[0] == bound[1]
    newest = {number: told for number, *told in sorted(stream)}
    expected = {record for _, record, until, ours in newest.values() if ours and until >= MORNING.day}
    assert bound[0] == {0 if merge and record == 1 else record for record in expected}
