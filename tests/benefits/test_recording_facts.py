"""Facts in, entitlements out, on a real database."""

from datetime import date, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from benefits.errors import PersonNotKnownHere
from enrolment_events.benefits import EntitlementChangedV1, EntitlementState, IncentiveEvaluatedV1, WaitEvaluatedV1
from enrolment_events.envelope import Event
from enrolment_events.registration import SubsidyMark, SubsidyMarkedV1, SubsidyUnmarkedV1
from enrolment_terms.identifiers import new_id
from enrolment_terms.scheme import Payer
from policy_parameters import PolicyNotKnown
from tests.benefits.builders import at, event, hours_later, participation, settled
from tests.benefits.conftest import BenefitsFacts


async def test_money_in_the_period_covers_the_year(facts: BenefitsFacts) -> None:
    """benefits.entitlement.changed."""
    person, paid_for = new_id(), new_id()
    published = await facts.record(participation(paid_for, person), settled(paid_for, person, "2023-11-15"))
    assert [type(event.data) for event in published] == [EntitlementChangedV1]
    changed = published[0].data
    assert (changed.state, str(changed.starts_on), str(changed.ends_on)) == (EntitlementState.PENDING, "2024-01-01", "2024-12-31")
    assert published[0].subject == str(paid_for)
    assert "R-032" in changed.rules
    answer = await facts.answer(person, "2024-03-01")
    assert (answer.covered, answer.state, answer.level) == (True, EntitlementState.ACTIVE, "BASE")
    assert next(step["rule"] for step in answer.explanation) == "R-032"
    assert "2023-11-15" in answer.explanation[0]["text"]
    assert {parameter["source"] for parameter in answer.explanation[0]["parameters"]} == {"S2"}


async def test_registered_but_unpaid_is_known_and_not_covered(facts: BenefitsFacts) -> None:
    person, unpaid = new_id(), new_id()
    assert await facts.record(participation(unpaid, person)) == []
    answer = await facts.answer(person, "2024-03-01")
    assert (answer.covered, answer.state) == (False, EntitlementState.NONE)
    assert answer.explanation[0]["rule"] == "R-061"


async def test_nobody_is_known_by_money_alone(facts: BenefitsFacts) -> None:
    person = new_id()
    await facts.record(settled(new_id(), person, "2023-11-15"))
    with pytest.raises(PersonNotKnownHere):
        await facts.answer(person, "2024-03-01")


async def test_money_may_come_before_the_registration(facts: BenefitsFacts) -> None:
    person, paid_for = new_id(), new_id()
    await facts.record(settled(paid_for, person, "2023-11-15"))
    await facts.record(participation(paid_for, person))
    assert (await facts.answer(person, "2024-03-01")).covered


async def test_wait_is_told_where_waits_are_in_force(facts: BenefitsFacts) -> None:
    """benefits.wait.evaluated."""
    person, paid_for = new_id(), new_id()
    published = await facts.record(
        participation(paid_for, person, benefit_year=2026), settled(paid_for, person, "2026-03-10", year=2026), now=at("2026-03-10")
    )
    wait, changed = published[0].data, published[1].data
    assert isinstance(wait, WaitEvaluatedV1)
    assert isinstance(changed, EntitlementChangedV1)
    assert (wait.fixed_months, wait.variable_months, wait.total_months, str(wait.starts_on)) == (3, 0, 3, "2026-07-01")
    assert (changed.state, changed.wait_months) == (EntitlementState.PENDING, 3)
    assert published[0].causationid is not None
    assert (await facts.answer(person, "2026-05-01")).state is EntitlementState.WAITING


async def test_a_year_that_counts_no_more_is_told_again_as_a_break(facts: BenefitsFacts) -> None:
    """benefits.incentive.evaluated, R-140, R-144: what was told of a year that finance paid is corrected when the mark is taken away."""
    person, paid_by_finance = new_id(), new_id()
    first, last = date(2026, 12, 1), date(2026, 12, 20)
    marked = SubsidyMark(category="SUB01", department="CIVIL_AFFAIRS", received_on=first, marked_on=first)
    registered = participation(paid_by_finance, person, benefit_year=2027, payer=Payer.FINANCE)
    by_finance = event(SubsidyMarkedV1(marks=(marked,)), person, 1, person, at(first))
    assert _ledgers(await facts.record(registered, by_finance, now=at(first))) == [(2027, 1)]
    taken_away = replace(marked, removed_on=last, removal_received_on=last)
    by_nobody = event(SubsidyUnmarkedV1(marks=(taken_away,)), person, 2, person, at(last))
    assert _ledgers(await facts.record(by_nobody, now=at(last))) == [(2027, 0)]


def _ledgers(told: list[Event[Any]]) -> list[tuple[int, int]]:
    return [(one.data.benefit_year, one.data.continuous_years) for one in told if isinstance(one.data, IncentiveEvaluatedV1)]


async def test_the_same_again_changes_and_publishes_nothing(facts: BenefitsFacts) -> None:
    person, paid_for = new_id(), new_id()
    events = participation(paid_for, person), settled(paid_for, person, "2023-11-15")
    await facts.record(*events)
    assert await facts.record(*events) == []
    assert await facts.record(events[1], events[1]) == []
    assert [row["version"] for row in await facts.rows("SELECT version FROM entitlement_history WHERE person_id = :p", p=person)] == [1]


async def test_import_counts_as_paid_on_its_date(facts: BenefitsFacts) -> None:
    person, imported = new_id(), new_id()
    await facts.record(participation(imported, person, "ACTIVE", benefit_year=2023, paid_on=at("2022-11-11").date()))
    assert (await facts.answer(person, "2023-06-01")).covered


async def test_what_was_known_then(facts: BenefitsFacts) -> None:
    person, paid_for = new_id(), new_id()
    await facts.record(participation(paid_for, person), now=hours_later(0))
    await facts.record(settled(paid_for, person, "2023-11-15"), now=hours_later(48))
    assert not (await facts.answer(person, "2024-03-01", hours_later(24))).covered
    assert (await facts.answer(person, "2024-03-01", hours_later(48))).covered
    with pytest.raises(PersonNotKnownHere):
        await facts.answer(person, "2024-03-01", hours_later(0) - timedelta(seconds=1))


async def test_a_year_outside_the_book_is_refused(facts: BenefitsFacts) -> None:
    person, paid_for = new_id(), new_id()
    await facts.record(participation(paid_for, person), settled(paid_for, person, "2023-11-15"))
    with pytest.raises(PolicyNotKnown):
        await facts.answer(person, "2044-03-01")


async def test_other_areas_do_not_know_the_person(facts: BenefitsFacts) -> None:
    person, paid_for = new_id(), new_id()
    await facts.record(participation(paid_for, person, area="440900001"), settled(paid_for, person, "2023-11-15"))
    with pytest.raises(PersonNotKnownHere):
        await facts.answer(person, "2024-03-01")


async def test_many_at_once(facts: BenefitsFacts) -> None:
    people = [(new_id(), new_id()) for _ in range(500)]
    assert await facts.record(*(participation(paid_for, person) for person, paid_for in people)) == []
    published = await facts.record(*(settled(paid_for, person, "2023-11-15") for person, paid_for in people))
    assert {event.personid for event in published} == {person for person, _ in people}
