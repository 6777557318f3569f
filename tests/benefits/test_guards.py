"""Versions, locks and moves in SQL: each of these turns red if its guard is taken out."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from benefits.domain.entitlement_record import Entitlement
from benefits.domain.fact_kinds import Fact
from benefits.domain.facts import Claim
from benefits.domain.filing_states import Filing, FilingVerdict
from benefits.domain.incentives import Ledger
from benefits.errors import FilingStateForbids
from benefits.repository.claims import ClaimReference
from benefits.repository.entitlements import current_entitlements, list_entitlement_history, save_entitlements, save_states
from benefits.repository.facts import newest_claims, save_facts
from benefits.repository.filings import add_filing, filings_of, save_filings
from benefits.repository.incentives import StoredLedger, current_ledgers, save_ledgers
from benefits.repository.people import NamedPerson, Scope, lock_people, lock_roots, people_in
from benefits.use_cases.file_for_care_elsewhere import decide_filing
from benefits.use_cases.record_claims import ReportedClaim, record_claims
from benefits.use_cases.record_facts import record_facts
from enrolment_events.benefits import EntitlementState, FilingState
from enrolment_terms.identifiers import new_id
from row_sets import Driver
from tests.benefits.builders import KAIPING, MORNING, hours_later, participation, settled
from tests.benefits.conftest import BenefitsFacts
from tests.benefits.test_merging import merged


def entitlement(person: UUID, participation_id: UUID, version: int, state: EntitlementState = EntitlementState.PENDING) -> Entitlement:
    day = date(2024, version, 1)
    return Entitlement(
        person, str(participation_id), 2024, version, KAIPING, state, day, day, version, "{}", ("R-032", f"R-10{version}"), MORNING
    )


def ledger(person: UUID, version: int) -> StoredLedger:
    return StoredLedger(person, version, KAIPING, Ledger(2026, version, 0, 0, 0, 0, False))


def filing(person: UUID, version: int = 1, state: FilingState = FilingState.UNDER_REVIEW, **changed: Any) -> Filing:
    same: dict[str, Any] = {
        "filing_id": new_id(), "person_id": person, "version": version, "area": KAIPING, "type": "REFERRAL", "channel": "KIOSK",
        "state": state, "destination": "440100", "starts_on": date(2020, 1, 1), "ends_on": None, "own_last": date.max, "withdrawn_on": None,
        "promise_only": False, "form": {},
        "end_reason": None, "filed_by": "5a" * 32, "filed_at": MORNING, "changed_at": MORNING, "history": (),
    }  # fmt: skip
    return Filing(**(same | changed))


def claim(ref: str, paid: int = 100) -> Claim:
    return Claim(id=ref, year=2023, settled_on=date(2023, 5, 5), fund_paid=paid)


async def write(facts: BenefitsFacts, act: Callable[..., Awaitable[Any]], *given: Any) -> Any:
    """What the repository does, in a transaction of its own."""
    async with facts.database.transaction() as tx:
        return await act(tx.driver, *given)


async def use(facts: BenefitsFacts, use_case: Callable[..., Awaitable[Any]], *given: Any) -> Any:
    """A use case, in a transaction of its own."""
    async with facts.database.transaction() as tx:
        return await use_case(tx, *given)


async def is_locked(facts: BenefitsFacts, person: UUID) -> bool:
    """True if a transaction holds the person's row."""
    try:
        async with facts.database.transaction() as tx:
            await tx.driver.execute("SELECT 1 FROM people WHERE person_id = $1 FOR UPDATE NOWAIT", person)
    except asyncpg.LockNotAvailableError:
        return True
    return False


async def until_it_waits(facts: BenefitsFacts, task: "asyncio.Task[Any]") -> None:
    """Returns when a transaction waits for another one; raises if the task has ended without."""
    async with asyncio.timeout(20), facts.database.read() as read:
        while not await read.driver.fetchval(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        ):
            assert not task.done(), "it did not wait"


async def known(facts: BenefitsFacts, number: int) -> list[UUID]:
    """So many registered people, sorted."""
    people = sorted(new_id() for _ in range(number))
    await facts.record(*(participation(new_id(), person) for person in people))
    return people


@pytest.mark.parametrize("versions", [(1, 3, 2), (3, 1, 2), (2, 3, 3)])
async def test_the_newest_entitlement_stays(facts: BenefitsFacts, versions: tuple[int, ...]) -> None:
    person, paid_for = new_id(), new_id()
    for version in versions:
        await write(facts, save_entitlements, [entitlement(person, paid_for, version)])
    async with facts.database.read() as read:
        kept = await current_entitlements(read.driver, [person])
        history = await list_entitlement_history(read.driver, person, MORNING)
    assert kept == {(str(paid_for), 2024): entitlement(person, paid_for, 3)}
    written = [version for place, version in enumerate(versions) if version > max(versions[:place], default=0)]
    assert [one.version for one in history] == written, "the history keeps what was written, once"


async def test_an_older_state_does_not_overwrite_a_newer_entitlement(facts: BenefitsFacts) -> None:
    person, paid_for = new_id(), new_id()
    await write(facts, save_entitlements, [entitlement(person, paid_for, 3)])
    kept: list[Entitlement] = []
    for version in (2, 3, 4):
        await write(facts, save_states, [entitlement(person, paid_for, version, EntitlementState.ACTIVE)])
        async with facts.database.read() as read:
            kept += (await current_entitlements(read.driver, [person])).values()
    first = entitlement(person, paid_for, 3)
    assert kept == [first, first, first._replace(version=4, state=EntitlementState.ACTIVE)]


@pytest.mark.parametrize("versions", [(1, 3, 2), (3, 1, 2)])
async def test_the_newest_ledger_stays(facts: BenefitsFacts, versions: tuple[int, ...]) -> None:
    person = new_id()
    for version in versions:
        await write(facts, save_ledgers, [ledger(person, version)], MORNING)
    async with facts.database.read() as read:
        assert await current_ledgers(read.driver, [person]) == {(person, 2026): ledger(person, 3)}


async def test_the_newest_filing_stays_with_the_person_whom_it_was_moved_to(facts: BenefitsFacts) -> None:
    person, other = new_id(), new_id()
    newest = filing(person, 3, FilingState.EFFECTIVE)
    await use(facts, add_filing, newest)
    for version in (2, 3):
        assert await use(facts, save_filings, [newest._replace(version=version, state=FilingState.REJECTED)]) == []
    moved = newest._replace(version=4, state=FilingState.ENDED, person_id=other)
    assert await use(facts, save_filings, [moved]) == [moved]
    async with facts.database.read() as read:
        assert await filings_of(read, person) == [moved._replace(person_id=person)]


async def test_of_two_decisions_on_a_filing_one_is_refused(facts: BenefitsFacts) -> None:
    undecided = filing(new_id())
    await use(facts, add_filing, undecided)
    async with facts.database.transaction() as first:
        await decide_filing(first, undecided, FilingVerdict.NEEDS_CORRECTION, "one", "照片不清晰")
        second = asyncio.create_task(use(facts, decide_filing, undecided, FilingVerdict.REJECT, "other", "不符合条件"))
        await until_it_waits(facts, second)
    with pytest.raises(FilingStateForbids):
        await second
    async with facts.database.read() as read:
        [kept] = await filings_of(read, undecided.person_id)
    assert (kept.version, kept.state) == (2, FilingState.NEEDS_CORRECTION)


async def test_a_version_of_a_fact_is_written_once(facts: BenefitsFacts) -> None:
    person, ref = new_id(), f"C-{new_id()}"
    for paid, moment in ((100, hours_later(0)), (200, hours_later(1))):
        await write(facts, save_facts, [Fact(person, ref, 1, claim(ref, paid))], moment)
    [kept] = await facts.rows("SELECT body ->> 'fund_paid' AS paid, recorded_at FROM facts WHERE fact_id = :ref", ref=ref)
    assert tuple(kept) == ("100", hours_later(0))


@pytest.mark.parametrize("versions", [(1, 2, 3), (3, 2, 1)])
async def test_the_newest_version_of_a_claim_is_known(facts: BenefitsFacts, versions: tuple[int, ...]) -> None:
    person, ref = new_id(), f"C-{new_id()}"
    for version in versions:
        await write(facts, save_facts, [Fact(person, ref, version, claim(ref, version))], MORNING)
    async with facts.database.read() as read:
        assert await newest_claims(read.driver, [ref, "unknown"]) == {ref: (person, 3, claim(ref, 3))}


async def test_the_newest_place_of_a_person_stays(facts: BenefitsFacts) -> None:
    kept, gone = new_id(), new_id()
    places = [(kept, "440783001", 5), (kept, "440783002", 4), (gone, "440783003", 6)]
    await facts.record(*(participation(new_id(), person, area=area, when=hours_later(hour)) for person, area, hour in places))
    async with facts.database.read() as read:
        assert await people_in(read.driver, [kept], Scope(["4407%"])) == {kept: "440783001"}
    await facts.record(merged(kept, gone))
    async with facts.database.read() as read:
        assert await people_in(read.driver, [kept, gone], Scope(["4407%"])) == {kept: "440783003", gone: "440783003"}


async def test_a_merge_moves_everything_that_was_decided(facts: BenefitsFacts) -> None:
    kept, gone, paid_for = new_id(), new_id(), new_id()
    async with facts.database.transaction() as tx:
        await lock_people(tx.driver, [NamedPerson(gone, KAIPING, 1), NamedPerson(kept, KAIPING, 1)])
        for version in (1, 2):
            await save_entitlements(tx.driver, [entitlement(gone, paid_for, version)])
        await save_ledgers(tx.driver, [ledger(gone, 1)], MORNING)
        await add_filing(tx, filing(gone))
    await facts.record(merged(kept, gone))
    async with facts.database.read() as read:
        assert [one.version for one in await list_entitlement_history(read.driver, kept, MORNING)] == [1, 2]
        assert [one.version for one in (await current_entitlements(read.driver, [kept])).values()] == [2]
        assert len(await filings_of(read, kept)) == 1
        assert await current_ledgers(read.driver, [kept, gone]) == {}, "a ledger of one record says nothing of the person"
        assert await list_entitlement_history(read.driver, gone, MORNING) == []
        assert await current_entitlements(read.driver, [gone]) == {}


def lock_as_named(driver: Driver, people: list[UUID]) -> Awaitable[Any]:
    return lock_people(driver, [NamedPerson(person) for person in people])


@pytest.mark.parametrize("lock", [lock_as_named, lock_roots])
async def test_people_are_locked_in_one_order(facts: BenefitsFacts, lock: Callable[[Driver, list[UUID]], Awaitable[Any]]) -> None:
    low, high = await known(facts, 2)
    async with facts.database.transaction() as first:
        await lock(first.driver, [low])
        assert await is_locked(facts, low)
        second = asyncio.create_task(write(facts, lock, [high, low]))
        await until_it_waits(facts, second)
        assert not await is_locked(facts, high), "the first in order is waited for before the next is taken"
    await second


async def test_facts_of_a_person_are_recorded_one_after_the_other(facts: BenefitsFacts) -> None:
    person, paid_for = new_id(), new_id()
    await write(facts, lock_people, [NamedPerson(person)])
    async with facts.database.transaction() as first:
        await record_facts(first, [participation(paid_for, person)])
        paid = [settled(paid_for, person, "2023-11-15")]
        second = asyncio.create_task(use(facts, record_facts, paid))
        await until_it_waits(facts, second)
    await second
    async with facts.database.read() as read:
        assert len(await current_entitlements(read.driver, [person])) == 1, "the money saw the registration"


async def test_facts_of_a_merged_record_lock_the_person(facts: BenefitsFacts) -> None:
    kept, gone = await known(facts, 2)
    await facts.record(merged(kept, gone))
    async with facts.database.transaction() as tx:
        await record_facts(tx, [settled(new_id(), gone, "2023-11-15")])
        assert await is_locked(facts, kept)


async def test_of_two_feeds_with_one_claim_the_second_changes_nothing(facts: BenefitsFacts) -> None:
    [person] = await known(facts, 1)
    reported = [ReportedClaim(person, ClaimReference("H1", f"C-{person}"), claim(""))]
    async with facts.database.transaction() as first:
        assert len((await record_claims(first, reported, Scope(["4407%"]))).recorded) == 1
        second = asyncio.create_task(use(facts, record_claims, reported, Scope(["4407%"])))
        await until_it_waits(facts, second)
    assert [one.reference for one in (await second).unchanged] == [("H1", f"C-{person}")]
