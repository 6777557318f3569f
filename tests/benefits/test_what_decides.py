"""Facts that cannot change a decision are not derived from again: never one that can."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benefits.domain.fact_kinds import FactRow, person_from
from benefits.domain.person import decide_person
from benefits.domain.what_decides import decides_the_same
from benefits.use_cases.facts_from_events import FACTS_OF
from enrolment_events.envelope import Event
from enrolment_events.registration import DeathRecordedV1, Suspension
from enrolment_terms.scheme import Category, Payer
from tests.benefits.builders import event, participation, settled
from tests.benefits.conftest import BenefitsFacts
from tests.benefits.streams import moment, named, streams
from tests.benefits.test_any_order import SOMEBODY, heard_twice, terms_for

THIS, LAST = named(SOMEBODY, "participation", 2024), named(SOMEBODY, "participation", 2023)
PAID = date(2023, 10, 20)


def rows_of(events: Sequence[Event[Any]]) -> list[FactRow]:
    found = [fact for event in events for fact in FACTS_OF[type(event.data)](event)]
    return list({(fact.kind, fact.fact_id, fact.version): (fact.kind, fact.fact_id, fact.version, fact.body) for fact in found}.values())


def decided(rows: list[FactRow]) -> Any:
    """Everything that is stored or published of it."""
    life = decide_person(person_from(rows), terms_for)
    kept = [one for one in life.outcomes if one.decision.ordinary is not None or one.decision.revoked or one.decision.flags]
    return [(one.participation.id, one.participation.area, one.decision) for one in kept], life.years


def passed_over(before: Sequence[Event[Any]], new: Sequence[Event[Any]]) -> bool:
    known = {row[:3] for row in rows_of(before)}
    rows = rows_of([*before, *new])
    return decides_the_same(rows, {row[:3] for row in rows} - known)


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(heard=heard_twice(SOMEBODY), sizes=st.lists(st.integers(1, 4), min_size=1, max_size=8))
def test_passing_over_never_gives_another_decision(heard: tuple[list[Event[Any]], list[Event[Any]]], sizes: list[int]) -> None:
    """In any order, in batches of any size, with repetitions."""
    told, rest = list[Event[Any]](), list(heard[1])
    for size in sizes:
        batch, rest = rest[:size], rest[size:]
        if passed_over(told, batch):
            assert decided(rows_of([*told, *batch])) == decided(rows_of(told))
        told += batch


def registered(version: int = 1, **changed: Any) -> Event[Any]:
    return participation(THIS, SOMEBODY, "REGISTERED", version=version, when=moment(version), benefit_year=2024, **changed)


def interrupted(state: str, reason: str, *suspensions: Suspension) -> Event[Any]:
    """As registration tells it: the state, and all suspensions there were."""
    told = {"benefit_year": 2024, "paid_on": PAID, "state_reason": reason, "effective_on": date(2024, 5, 1), "suspensions": suspensions}
    return participation(THIS, SOMEBODY, state, version=3, when=moment(3), **told)


def rest(reason: str) -> Suspension:
    return Suspension(reason=reason, from_on=date(2024, 5, 1))


def activated(version: int = 2, **changed: Any) -> Event[Any]:
    told = {"benefit_year": 2024, "paid_on": PAID, "effective_on": PAID, **changed}
    return participation(THIS, SOMEBODY, "ACTIVE", version=version, when=moment(version), **told)


last_year = participation(LAST, SOMEBODY, "ACTIVE", benefit_year=2023, paid_on=date(2022, 11, 15), when=moment(0))
money = settled(THIS, SOMEBODY, PAID, year=2024, payment_id=named(SOMEBODY, "payment", 2024))
money_of_another_year = settled(THIS, SOMEBODY, PAID, year=2025, payment_id=named(SOMEBODY, "payment", 2025))
death = event(DeathRecordedV1(died_on=date(2024, 3, 1), source="公安"), SOMEBODY, 1, SOMEBODY, moment(4))


@pytest.mark.parametrize(
    ("before", "new"),
    [
        ([last_year], [registered()]),
        ([last_year, registered(), money], [activated()]),
        ([last_year, registered()], [registered()]),
        ([activated()], [registered()]),
        ([registered(), money], [activated(suspensions=())]),
        ([registered(), money], [interrupted("SUSPENDED", "YEAR_END", rest("YEAR_END"))]),
        ([registered(), money], [interrupted("STOPPED", "OWN_REQUEST")]),
    ],
    ids=[
        *("registered, not paid", "opened by money that is known", "told again", "older than what is known"),
        *("told whole", "the year is over", "what was paid for stays"),
    ],
)
def test_what_cannot_matter_is_passed_over(before: list[Event[Any]], new: list[Event[Any]]) -> None:
    assert passed_over(before, new)


@pytest.mark.parametrize(
    ("before", "new"),
    [
        ([], [activated()]),
        ([last_year, registered()], [money]),
        ([last_year, money], [registered()]),
        ([last_year, registered()], [activated()]),
        ([last_year], [registered(payer=Payer.FINANCE)]),
        ([last_year, registered(), money_of_another_year], [activated()]),
        ([last_year, registered(), money, death], [activated()]),
        ([registered(), money], [activated(area="440783104")]),
        ([registered(), money], [activated(category=Category.MY3)]),
        ([registered(), money], [activated(born=date(2023, 12, 1))]),
        ([activated(), money], [participation(THIS, SOMEBODY, "CANCELLED", version=3, benefit_year=2024, when=moment(3))]),
        ([activated(), money], [interrupted("TERMINATED", "TRANSFERRED")]),
        ([activated(), money], [interrupted("TERMINATED", "DUPLICATE")]),
        ([activated(), money], [interrupted("SUSPENDED", "DUPLICATE", rest("DUPLICATE"))]),
        ([activated(), money], [interrupted("SUSPENDED", "OTHER_REGION", rest("OTHER_REGION"))]),
        ([activated(), money], [interrupted("SUSPENDED", "EMPLOYEE_SCHEME", rest("EMPLOYEE_SCHEME"))]),
    ],
    ids=[
        *("paid elsewhere", "money", "whose money came first", "no money known", "finance", "money of another year", "beside a rare fact"),
        *("place", "category", "birth", "cancelled", "transferred", "ended as a duplicate", "suspended as one", "elsewhere", "employed"),
    ],
)
def test_what_may_matter_is_derived_from(before: list[Event[Any]], new: list[Event[Any]]) -> None:
    assert not passed_over(before, new)


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(events=streams(SOMEBODY))
def test_rare_facts_are_always_derived_from(events: list[Event[Any]]) -> None:
    rows = rows_of(events)
    rare = {row[:3] for row in rows if row[0] not in {"IDENTITY", "PARTICIPATION", "PAYMENT"}}
    assert not rare or not decides_the_same(rows, rare)


async def test_a_version_that_comes_twice_is_new_once(facts: BenefitsFacts) -> None:
    """A decision that depends on what came again beside something new is taken from both."""
    person = SOMEBODY
    paid, unpaid = activated(2), registered(3)
    await facts.record(registered(1), paid)
    assert await facts.rows("SELECT 1 FROM entitlements WHERE person_id = :p AND state <> 'NONE'", p=person)
    await facts.record(paid, unpaid)
    assert not await facts.rows("SELECT 1 FROM entitlements WHERE person_id = :p AND state <> 'NONE'", p=person)
