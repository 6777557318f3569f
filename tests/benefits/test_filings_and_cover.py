"""What becomes of approved filings when cover ends, comes back, is told late or twice, and people are merged (R-154, D7)."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benefits.domain.filing_states import Filing, FilingVerdict
from benefits.repository.filings import add_filing, filings_of
from benefits.use_cases.file_for_care_elsewhere import decide_filing
from benefits.use_cases.update_filings import update_filings
from enrolment_events.benefits import FilingChangedV1
from enrolment_events.catalogue import decode
from enrolment_events.envelope import Event
from enrolment_events.payment import EmployeeEndedV1, EmployeePaidV1
from enrolment_events.registration import DeathRecordedV1
from enrolment_terms.identifiers import new_id
from enrolment_terms.scheme import EmployeeIdentity
from policy_parameters import load_policy_book
from service_runtime import Database, MovableClock
from tests.benefits.builders import KAIPING, MORNING, at, event, participation, settled
from tests.benefits.conftest import BenefitsFacts
from tests.benefits.streams import moment, streams
from tests.benefits.test_any_order import _of as told_of
from tests.benefits.test_guards import filing, use
from tests.benefits.test_merging import merged

Standing = tuple[str, str | None, str | None]


async def approved(facts: BenefitsFacts, person: UUID, on: datetime, **changed: Any) -> Filing:
    """A filing handed in and approved on a day."""
    async with facts.database.transaction() as tx:
        tx.now = on
        undecided = filing(person, **({"starts_on": date(2024, 2, 1)} | changed))
        await add_filing(tx, undecided)
        return await decide_filing(tx, undecided, FilingVerdict.APPROVE, "reviewer", None)


async def stand(facts: BenefitsFacts, person: UUID) -> list[Standing]:
    """State, last day and reason of each filing, as they are stored."""
    async with facts.database.read() as read:
        found = await filings_of(read, person)
    return [(one.state.value, str(one.ends_on) if one.ends_on else None, one.end_reason) for one in found]


async def look(facts: BenefitsFacts, person: UUID, on: datetime) -> list[Standing]:
    """What the run of a day leaves."""
    async with facts.database.transaction() as tx:
        tx.now = on
        await update_filings(tx, [person])
    return await stand(facts, person)


def paid_year(person: UUID, year: int = 2024, **changed: Any) -> list[Event[Any]]:
    """A year that is registered and paid for in its window."""
    paid_for = changed.pop("paid_for", None) or new_id()
    registered = date(year - 1, 10, 11)
    return [
        participation(paid_for, person, benefit_year=year, registered_on=registered, **changed),
        settled(paid_for, person, date(year - 1, 10, 12), year=year, area=changed.get("area", KAIPING)),
    ]


async def test_each_that_changes_is_told_once_in_its_newest_state(facts: BenefitsFacts) -> None:
    """benefits.filing.changed: also of one that another one cut."""
    person = new_id()
    await facts.record(*paid_year(person))
    first = await approved(facts, person, at("2024-02-01"))
    second = await approved(facts, person, at("2024-02-01"), starts_on=date(2024, 3, 1))
    await look(facts, person, at("2024-03-01"))
    rows = await facts.rows("SELECT event FROM outbox ORDER BY id")
    told = [one for row in rows if isinstance((one := decode(row["event"])).data, FilingChangedV1) and one.personid == person]
    assert [(one.data.filing_id, one.data.state.value, str(one.data.ends_on), one.data.end_reason) for one in told] == [
        (first.filing_id, "EFFECTIVE", "None", None),
        (first.filing_id, "EFFECTIVE", "2024-02-29", "REPLACED"),
        (second.filing_id, "SCHEDULED", "None", None),
        (first.filing_id, "ENDED", "2024-02-29", "REPLACED"),
        (second.filing_id, "EFFECTIVE", "None", None),
    ]
    assert [one.aggregateversion for one in told if one.data.filing_id == first.filing_id] == [2, 3, 4]


async def test_a_death_ends_it_and_a_death_withdrawn_gives_it_back(facts: BenefitsFacts) -> None:
    """R-154, R-091."""
    person = new_id()
    await facts.record(*paid_year(person))
    await approved(facts, person, at("2024-02-01"))
    death = [
        event(DeathRecordedV1(died_on=day, source="公安"), person, version, person, MORNING)
        for version, day in ((1, date(2024, 3, 5)), (2, None))
    ]
    await facts.record(death[0], now=at("2024-03-10"))
    assert await stand(facts, person) == [("ENDED", "2024-03-05", "NOT_INSURED")], "as soon as it is told"
    await facts.record(death[1], now=at("2024-03-20"))
    assert await stand(facts, person) == [("EFFECTIVE", None, None)]


async def test_it_lives_as_long_as_one_year_follows_another(facts: BenefitsFacts) -> None:
    """R-154: the next year may be told after it has begun, and of no other city."""
    person, mover = new_id(), new_id()
    for one in (person, mover):
        await facts.record(*paid_year(one))
        await approved(facts, one, at("2024-02-01"))
        assert await look(facts, one, at("2024-12-31")) == [("EFFECTIVE", None, None)]
        assert await look(facts, one, at("2025-01-02")) == [("ENDED", "2024-12-31", "NOT_INSURED")]
    await facts.record(*paid_year(person, 2025), now=at("2025-01-03"))
    await facts.record(*paid_year(mover, 2025, area="440900"), now=at("2025-01-03"))
    assert await look(facts, person, at("2025-01-03")) == [("EFFECTIVE", None, None)]
    assert await look(facts, mover, at("2025-01-03")) == [("ENDED", "2024-12-31", "NOT_INSURED")]


async def test_a_job_carries_it_until_its_newest_version_says_that_it_ended(facts: BenefitsFacts) -> None:
    """R-153: either scheme; an older version of the job does not insure for ever."""
    person, spell = new_id(), new_id()
    same: dict[str, Any] = {"spell_id": spell, "identity": EmployeeIdentity.WORKER, "area": KAIPING, "registered_on": date(2024, 1, 2)}
    paid = {**same, "first_payment_on": date(2024, 1, 15), "benefits_from": date(2024, 2, 1)}
    await facts.record(participation(new_id(), person), event(EmployeePaidV1(**paid), spell, 1, person, MORNING))
    await approved(facts, person, at("2024-02-01"))
    assert await look(facts, person, at("2024-06-30")) == [("EFFECTIVE", None, None)]
    ended = EmployeeEndedV1(**paid, benefits_until=date(2024, 6, 30), ended_notice_on=date(2024, 7, 1))
    await facts.record(event(ended, spell, 2, person, MORNING), now=at("2024-07-02"))
    assert await look(facts, person, at("2024-07-02")) == [("ENDED", "2024-06-30", "NOT_INSURED")]


@pytest.mark.parametrize("turned", [False, True])
async def test_filings_of_two_records_that_are_one_person_stand_together(facts: BenefitsFacts, turned: bool) -> None:
    """R-026, R-154: after a merge the later-starting replaces the earlier; cover told of the other record counts."""
    kept, gone = new_id(), new_id()
    for number, one in enumerate([gone, kept] if turned else [kept, gone]):
        await facts.record(*paid_year(one))
        await approved(facts, one, at("2024-02-01"), starts_on=date(2024, 2 + number, 1))
    await facts.record(merged(kept, gone), now=at("2024-02-02"))
    assert await look(facts, kept, at("2024-02-02")) == [("EFFECTIVE", "2024-02-29", "REPLACED"), ("SCHEDULED", None, None)]


@pytest.mark.parametrize("replaces", [True, False])
async def test_a_city_says_whether_a_new_filing_replaces_the_one_before(facts: BenefitsFacts, replaces: bool) -> None:
    """R-154, F-13: `filings.replaces_active`."""
    person = new_id()
    await facts.record(*paid_year(person))
    await approved(facts, person, at("2024-02-01"))
    await approved(facts, person, at("2024-02-01"), starts_on=date(2024, 3, 1))
    book = load_policy_book().with_values({"filings.replaces_active": replaces})
    city = Database(facts.database.url, MovableClock(at("2024-03-01")), policy=book, safe=facts.database.surroundings.safe)
    async with city.transaction() as tx:
        await update_filings(tx, [person])
    await city.close()
    first = ("ENDED", "2024-02-29", "REPLACED") if replaces else ("EFFECTIVE", None, None)
    assert await stand(facts, person) == [first, ("EFFECTIVE", None, None)]


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
async def test_any_order_of_approvals_cover_and_days_ends_the_same(facts: BenefitsFacts, data: st.DataObject) -> None:
    """R-154, D7: the same facts, decided and looked at in another order and on other days."""
    person, twin = new_id(), new_id()
    told = data.draw(streams(person))
    last_day = moment(0) + timedelta(days=400)
    starts = data.draw(st.lists(st.dates(date(2024, 1, 1), date(2024, 12, 31)), min_size=1, max_size=3))
    lasts = [data.draw(st.none() | st.dates(start, date(2025, 6, 30))) for start in starts]
    ids = {one: sorted(new_id() for _ in starts) for one in (person, twin)}
    ends: list[list[Standing]] = []
    for one, events in ((person, told), (twin, told_of(twin, told))):
        acts: list[Any] = [*events, *range(len(starts))]
        for act in acts if one == person else data.draw(st.permutations(acts)):
            day = last_day if one == person else moment(0) + timedelta(days=data.draw(st.integers(0, 400)))
            if isinstance(act, int):
                changed = {"filing_id": ids[one][act], "starts_on": starts[act], "ends_on": lasts[act], "own_last": lasts[act] or date.max}
                await approved(facts, one, day, **changed)
            else:
                await facts.record(act, now=day)
                await look(facts, one, day)
        ends.append(await look(facts, one, last_day))
    assert ends[0] == ends[1]


async def test_a_row_of_the_release_before_stands_as_it_says(facts: BenefitsFacts) -> None:
    """What it had lost is not known there; it stays ended as it was."""
    person = new_id()
    await facts.record(*paid_year(person))
    await approved(facts, person, at("2024-02-01"), ends_on=date(2024, 5, 31), own_last=date(2024, 5, 31))
    await approved(facts, person, at("2024-02-01"), starts_on=date(2024, 3, 1), ends_on=date(2024, 4, 30), own_last=date(2024, 4, 30))
    before = await look(facts, person, at("2024-03-02"))
    assert before == [("ENDED", "2024-02-29", "REPLACED"), ("EFFECTIVE", "2024-04-30", None)]
    async with facts.database.transaction() as tx:
        await tx.driver.execute("UPDATE filings SET own_last = NULL WHERE person_id = $1", person)
    assert await look(facts, person, at("2024-03-02")) == before
    assert await look(facts, person, at("2024-05-01")) == [before[0], ("EXPIRED", "2024-04-30", None)]
    await use(facts, update_filings, [person])
