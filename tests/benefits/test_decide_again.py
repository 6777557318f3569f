"""What a day brings comes by itself: states, ledgers and filings follow the calendar, whichever days the service was up."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from benefits.domain.filing_states import Filing
from benefits.domain.states import state_on
from benefits.repository.entitlements import current_entitlements
from benefits.repository.filings import add_filing
from benefits.use_cases.decide_again import deciding_jobs
from benefits.use_cases.record_facts import record_facts
from enrolment_events.benefits import ClaimRecordedV1, EntitlementChangedV1, FilingState
from enrolment_events.catalogue import decode
from enrolment_events.envelope import Event
from enrolment_events.payment import EmployeeEndedV1, PaymentReversedV1
from enrolment_terms.identifiers import new_id
from enrolment_terms.scheme import EmployeeIdentity
from policy_parameters import PolicyBook, load_policy_book
from service_runtime import Database, MovableClock, Runtime, Safe, generate_storage_keys
from service_runtime.job_runs import ask_days, list_runs
from service_runtime.migration import migrate
from service_runtime.timed_jobs import do_portion, plan
from tests.benefits.builders import KAIPING, at, event, participation, settled
from tests.benefits.streams import moment, named, streams
from tests.conftest import FreshDatabase

BOOK = load_policy_book()
SAFE = Safe.from_json(generate_storage_keys())
FIRST, LAST = date(2024, 12, 20), date(2025, 3, 2)
PEOPLE = [UUID(int=(0x018F << 112) + (7 << 76) + (1 << 63) + number) for number in range(4)]
_FEW = 1
_TABLES = "people, person_tokens, facts, entitlements, entitlement_history, incentives, filings, outbox, job_runs, timed_jobs"
_STANDS = """
SELECT person_id, participation_id, benefit_year, state, starts_on, ends_on, decision::text FROM entitlements ORDER BY 1, 2, 3;
SELECT person_id, benefit_year, continuous_years, continuous, zero_claim, effective, ceiling, provisional FROM incentives ORDER BY 1, 2;
SELECT filing_id, state, ends_on, end_reason FROM filings ORDER BY 1
"""


class Replica:
    """One process of benefits, with a clock and a policy book of its own. Its calendar is looked at when a test says so."""

    def __init__(self, url: str, book: PolicyBook = BOOK) -> None:
        self.clock = MovableClock(at(FIRST))
        self.database = Database(url, self.clock, policy=book, safe=SAFE)
        self.jobs = [job.within("44") for job in deciding_jobs(_FEW)]
        self._runtime = Runtime("benefits", None, self.database, self.clock, book)

    async def hear(self, events: Iterable[Event[Any]]) -> None:
        """What the other services tell."""
        for one in events:
            async with self.database.transaction() as tx:
                await record_facts(tx, [one])

    async def approve(self, filings: Iterable[Filing]) -> None:
        """Filings that are approved already."""
        async with self.database.transaction() as tx:
            for one in filings:
                await add_filing(tx, one)

    async def plan(self, day: date) -> None:
        """It sees that a day has come."""
        self.clock.move_to(at(day, 0))
        async with self.database.transaction() as tx:
            await plan(tx, self.jobs)

    async def do_portions(self) -> int:
        """The next portion of each half. 0: there is nothing left to do."""
        return sum([await do_portion(self._runtime, job) for job in self.jobs])

    async def up_on(self, day: date) -> None:
        """A day on which it is up, and does all that it finds to do."""
        await self.plan(day)
        while await self.do_portions():
            pass

    async def stands(self) -> list[Any]:
        """All that was decided, but for versions and moments."""
        async with self.database.read() as read:
            return [[tuple(row) for row in await read.driver.fetch(sql)] for sql in _STANDS.split(";")]

    async def told(self) -> list[Event[Any]]:
        """All that was published, in order."""
        async with self.database.read() as read:
            return [decode(row["event"]) for row in await read.driver.fetch("SELECT event FROM outbox ORDER BY id")]

    async def states(self) -> list[str]:
        """The states of all entitlements."""
        return [row[3] for row in (await self.stands())[0]]

    async def begin(self) -> None:
        """Nothing is known yet."""
        self.clock.move_to(at(FIRST))
        async with self.database.transaction() as tx:
            await tx.driver.execute(f"TRUNCATE {_TABLES}")


@pytest.fixture(scope="module")
async def urls(fresh_database: FreshDatabase) -> list[str]:
    """Two databases of benefits."""
    found = [await fresh_database(f"days{number}", stays=True) for number in range(2)]
    for url in found:
        await migrate(url, "benefits.migrations")
    return found


@pytest.fixture
async def one(urls: list[str]) -> AsyncIterator[Replica]:
    """A replica, and nothing known yet."""
    async for replica in _beginning(urls[0]):
        yield replica


@pytest.fixture
async def other(urls: list[str]) -> AsyncIterator[Replica]:
    """A replica on another database."""
    async for replica in _beginning(urls[1]):
        yield replica


async def _beginning(url: str) -> AsyncIterator[Replica]:
    replica = Replica(url)
    await replica.begin()
    yield replica
    await replica.database.close()


def filing(person: UUID, starts_on: date, last: date) -> Filing:
    """One that is approved; the id is the same for the same days."""
    return Filing(
        filing_id=named(person, starts_on, last), person_id=person, version=1, area=KAIPING, type="TEMPORARY", channel="KIOSK",
        state=FilingState.SCHEDULED, destination="440100", starts_on=starts_on, ends_on=last, own_last=last, withdrawn_on=None,
        promise_only=False, form={}, end_reason=None, filed_by="5a" * 32, filed_at=at(FIRST), changed_at=at(FIRST), history=(),
    )  # fmt: skip


_days = st.tuples(st.sampled_from(PEOPLE), st.integers(-20, 60), st.integers(0, 60))
some_filings = st.sets(_days, max_size=4).map(
    lambda found: [filing(person, FIRST + timedelta(first), FIRST + timedelta(first + days)) for person, first, days in sorted(found)]
)


@st.composite
def people(draw: st.DrawFn) -> list[Event[Any]]:
    """What is told of some people. Nobody settles a claim on a day that has not come."""
    told = [one for person in PEOPLE for one in draw(streams(person))]
    return [one for one in told if not (isinstance(one.data, ClaimRecordedV1) and one.data.settled_on > FIRST)]


days_up = st.sets(st.integers(1, (LAST - FIRST).days - 1), max_size=6)


@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
@given(told=people(), filings=some_filings, up=days_up)
async def test_whatever_days_it_was_up_it_ends_as_day_by_day(
    one: Replica, other: Replica, told: list[Event[Any]], filings: list[Filing], up: set[int]
) -> None:
    """R-140, D7, D8: a run after days that nobody saw does the work of all; whoever is decided again then stays as he is."""
    for replica, days in ((one, range((LAST - FIRST).days)), (other, sorted({0, *up}))):
        await replica.begin()
        await replica.hear(told)
        await replica.approve(filings)
        for day in (*days, (LAST - FIRST).days):
            await replica.up_on(FIRST + timedelta(days=day))
    assert await other.stands() == await one.stands()
    published = len(await one.told())
    async with one.database.transaction() as tx:
        await ask_days(tx.driver, [due for job in one.jobs for due in job.due_days(BOOK, LAST, LAST)], "operator-1")
    await one.up_on(LAST)
    assert len(await one.told()) == published, "nobody was passed over"


def insured(number: int, arrival: str = "2024-11-15", year: int = 2025) -> list[Event[Any]]:
    """Somebody who paid for a year."""
    person, paid_for = PEOPLE[number % len(PEOPLE)] if number < len(PEOPLE) else new_id(), new_id()
    return [
        participation(paid_for, person, benefit_year=year, when=moment(number)),
        settled(paid_for, person, arrival, year=year),
    ]


def several(many: int) -> list[Event[Any]]:
    return [event for number in range(many) for event in insured(number)]


def began(events: Sequence[Event[Any]]) -> Counter[UUID]:
    """How often each person was told to be covered."""
    return Counter(event.personid for event in events if isinstance(event.data, EntitlementChangedV1) and event.data.state == "ACTIVE")


async def test_a_cover_begins_on_its_day(one: Replica) -> None:
    """D8 PENDING→ACTIVE, R-140: the ledger is final from 1 January."""
    await one.hear(several(2))
    await one.up_on(FIRST)
    await one.up_on(date(2024, 12, 31))
    assert await one.states() == ["PENDING"] * 2
    await one.up_on(date(2025, 1, 1))
    entitlements, ledgers, _ = await one.stands()
    assert [row[3] for row in entitlements] == ["ACTIVE"] * 2
    assert [row[-1] for row in ledgers] == [False] * 2
    await one.up_on(date(2025, 1, 2))
    async with one.database.read() as read:
        runs = [await list_runs(read.driver, 2**62, 9, job=job.name) for job in one.jobs]
    assert [[(str(run.day), run.done) for run in found] for found in runs] == [
        [("2025-01-02", 0), ("2025-01-01", 1), ("2024-12-31", 0), ("2024-12-20", 1)]
    ] * 2, "a day goes through those whom it may have changed"


async def test_the_ledger_of_a_year_that_was_paid_back_becomes_final_too(one: Replica) -> None:
    """R-140, D4: no cover of that year begins, rests or ends."""
    registered, paid = insured(0)
    back = PaymentReversedV1(
        payment_id=paid.data.payment_id, bill_id=paid.data.bill_id, participation_id=registered.data.participation_id,
        amount=paid.data.amount, tax_serial="R1", reversed_on=FIRST,
    )  # fmt: skip
    await one.hear([registered, paid, event(back, new_id(), 1, PEOPLE[0], at(FIRST))])
    assert [(row[-1], await one.states()) for row in (await one.stands())[1]] == [(True, ["REVOKED"])]
    await one.up_on(FIRST)
    await one.up_on(date(2025, 1, 1))
    assert [(row[-1], await one.states()) for row in (await one.stands())[1]] == [(False, ["REVOKED"])]


async def test_what_was_decided_by_the_day_before_while_the_day_was_done_is_put_right_the_next(one: Replica) -> None:
    """Around midnight, by a replica that is a moment behind."""
    await one.up_on(FIRST)
    await one.up_on(date(2025, 1, 1))
    one.clock.move_to(at(date(2024, 12, 31), 23))
    await one.hear(several(2))
    assert await one.states() == ["PENDING"] * 2
    await one.up_on(date(2025, 1, 2))
    assert await one.states() == ["ACTIVE"] * 2


def interrupted() -> list[Event[Any]]:
    """Somebody who waits, somebody who works from 15 February to 10 March, somebody who leaves on 20 March; all have paid."""
    working: dict[str, Any] = {"spell_id": new_id(), "identity": EmployeeIdentity.WORKER, "area": "440783"}
    working |= {"registered_on": date(2025, 1, 20), "first_payment_on": date(2025, 2, 10), "benefits_from": date(2025, 2, 15)}
    worked = EmployeeEndedV1(**working, benefits_until=date(2025, 3, 10), ended_notice_on=date(2025, 3, 10))
    leaves: dict[str, Any] = {"benefit_year": 2025, "version": 2, "when": moment(9), "effective_on": date(2025, 3, 20)}
    leaver = insured(2)
    return [
        *insured(0, "2025-01-10"),
        *insured(1),
        *leaver,
        event(worked, working["spell_id"], 1, PEOPLE[1], moment(8)),
        participation(leaver[0].data.participation_id, PEOPLE[2], "TERMINATED", state_reason="TRANSFERRED", **leaves),
    ]


async def test_each_day_finds_the_state_that_the_decision_has_on_it(one: Replica) -> None:
    """D8 WAITING→ACTIVE, ACTIVE→SUSPENDED, SUSPENDED→ACTIVE, ACTIVE→ENDED."""
    await one.hear(interrupted())
    seen: set[tuple[str, ...]] = set()
    for number in range(150):
        day = FIRST + timedelta(days=number)
        await one.up_on(day)
        async with one.database.read() as read:
            found = (await current_entitlements(read.driver, PEOPLE)).values()
        assert [kept.state for kept in found] == [state_on(kept.decided, day) for kept in found], day
        seen |= {(str(PEOPLE.index(kept.person_id)), kept.state) for kept in found}
    assert seen >= {("0", "WAITING"), ("0", "ACTIVE"), ("1", "SUSPENDED"), ("1", "ACTIVE"), ("2", "ACTIVE"), ("2", "ENDED")}


async def test_years_that_nobody_saw_are_made_up_for(one: Replica) -> None:
    """D8 ACTIVE→ENDED, R-140: ledgers of two years that began meanwhile are final, too."""
    await one.hear([event for year in (2025, 2026) for event in insured(0, f"{year - 1}-11-15", year)])
    await one.up_on(FIRST)
    await one.up_on(date(2027, 3, 1))
    entitlements, ledgers, _ = await one.stands()
    assert [row[3] for row in entitlements] == ["ENDED"] * 2
    assert [(row[1], row[-1]) for row in ledgers] == [(2025, False), (2026, False)]


async def test_a_year_that_gave_nothing_is_over_with_the_year(one: Replica) -> None:
    """R-103: the wait reaches beyond the year."""
    await one.hear(insured(0, "2025-11-20"))
    for day, state in ((date(2025, 11, 21), "EMPTY"), (date(2025, 12, 31), "EMPTY"), (date(2026, 1, 1), "ENDED")):
        await one.up_on(day)
        assert await one.states() == [state]


async def test_filings_begin_and_run_out(one: Replica) -> None:
    """D7 SCHEDULED→EFFECTIVE, EFFECTIVE→EXPIRED."""
    await one.hear(insured(0))
    await one.approve([filing(PEOPLE[0], date(2025, 2, 1), date(2025, 2, 28))])
    seen = []
    for day in (FIRST, date(2025, 1, 31), date(2025, 2, 1), date(2025, 2, 28), date(2025, 3, 1)):
        await one.up_on(day)
        seen.append((await one.stands())[2][0][1])
    assert seen == ["SCHEDULED", "SCHEDULED", "EFFECTIVE", "EFFECTIVE", "EXPIRED"]


async def test_by_another_policy_book_everybody_is_decided_again(one: Replica, urls: list[str]) -> None:
    """R-032, R-034: the period is extended after its end; a replica of the book before it leaves the work to those of the new one."""
    before, day = Replica(urls[0], BOOK.with_values({"windows.concentrated_until": "12-15"})), date(2025, 1, 21)
    await before.hear([event for number in range(4) for event in insured(number, "2024-12-20")])
    await before.up_on(day)
    assert "ACTIVE" not in await one.states(), "money after the period"
    await one.plan(day)
    await one.do_portions()
    assert await before.do_portions() == 0
    assert Counter(await one.states()) != {"ACTIVE": 4}, "the first portion is not all"
    await one.up_on(day)
    assert await one.states() == ["ACTIVE"] * 4
    assert began(await one.told()) == dict.fromkeys(PEOPLE, 1)
    async with one.database.read() as read:
        newest = [run for job in one.jobs for run in await list_runs(read.driver, 2**62, 1, job=job.name)]
    assert [(run.done, run.asked_by) for run in newest] == [(2, f"policy-book:{BOOK.digest[:12]}")] * 2
    await before.database.close()


async def test_the_same_book_anew_changes_nothing(one: Replica, urls: list[str]) -> None:
    """A restart is no new book."""
    await one.hear(several(2))
    await one.up_on(FIRST)
    restarted = Replica(urls[0], load_policy_book())
    await restarted.plan(FIRST)
    assert await restarted.do_portions() == 0
    await restarted.database.close()


async def test_a_clock_that_was_moved_back_moves_states_back(one: Replica) -> None:
    """D8: a movable clock lives its days again."""
    await one.hear(several(2))
    for day, state in ((FIRST, "PENDING"), (date(2025, 1, 5), "ACTIVE"), (date(2024, 12, 22), "PENDING"), (date(2025, 1, 1), "ACTIVE")):
        await one.up_on(day)
        assert await one.states() == [state] * 2


async def test_two_replicas_do_it_once_and_one_that_dies_leaves_the_rest(one: Replica, urls: list[str]) -> None:
    """D8 PENDING→ACTIVE for twenty people: each is told once."""
    await one.hear(several(20))
    await one.up_on(FIRST)
    second, third = Replica(urls[0]), Replica(urls[0])
    for replica in (one, second, third):
        await replica.plan(date(2025, 1, 1))
    await one.do_portions()  # and it is heard of no more
    await asyncio.gather(*(replica.up_on(date(2025, 1, 1)) for replica in (second, third)))
    assert await one.states() == ["ACTIVE"] * 20
    assert set(began(await one.told()).values()) == {1}
    for replica in (second, third):
        await replica.database.close()
