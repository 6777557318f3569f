"""Two at once: who waits for whom, and what holds in the end."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from enrolment_events.envelope import Event
from enrolment_terms.reasons import ReasonCode, reason
from enrolment_terms.scheme import BillState, FailureCause
from registration.consumers import HANDLERS
from registration.domain.application_form import Faults
from registration.domain.filer import Filer
from registration.domain.review import Decision, Verdict
from registration.domain.scope import Scope
from registration.use_cases.decide_applications import decide_applications
from registration.use_cases.reject_overdue import reject_overdue
from registration.use_cases.renew_insured import renew_insured
from registration.use_cases.stop_participation import stop_participation
from registration.use_cases.withdraw_application import withdraw_application
from service_runtime import Conflict, Transaction
from tests.registration.builders import bill, check_completed, form, fresh_number, hit, insured, settled
from tests.registration.world import World

BLOCKED = (hit(ReasonCode.CANCEL_OR_REFUND_FIRST),)
KAIPING = Scope("clerk:1", ["440783%"])
CLERK = Filer("clerk:1", frozenset({"clerk"}), areas=("440783",))
Work = Callable[[Transaction], Awaitable[Any]]
WAITS = "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


async def in_its_own_transaction(world: World, work: Work) -> Any:
    """What it returns."""
    async with world.database.transaction() as tx:
        return await work(tx)


async def at_once(world: World, first: Work, second: Work) -> tuple[Any, Any, bool]:
    """What both return if `second` begins before `first` commits and goes on as far as it can, and whether it then had to wait."""

    async with world.database.transaction() as tx:
        found = await first(tx)
        other = asyncio.create_task(in_its_own_transaction(world, second))
        while not (other.done() or await world.rows(WAITS)):
            pass
        waited = not other.done()
    return found, await other, waited


def hearing(event: Event[Any]) -> Work:
    """The handler of this event."""
    return lambda tx: HANDLERS[type(event.data)](tx, [event])


def deciding(application_id: str, verdict: Verdict) -> Work:
    """A clerk's decision, with a reason."""
    decision = Decision(UUID(application_id), verdict, Faults((reason(ReasonCode.OTHER),)), None)
    return lambda tx: decide_applications(tx, [decision], KAIPING)


async def test_money_at_once_with_the_end_of_its_bill_sees_it(world: World) -> None:
    """R-058, R-059: the bill is abandoned, the money came after the period."""
    _, participation_id = await world.register()
    gone = bill(participation_id, BillState.ABANDONED, 4, cause=FailureCause.ACCOUNT_ABNORMAL, on=date(2024, 1, 1))
    await at_once(world, hearing(gone), hearing(settled(participation_id, on=date(2024, 1, 10))))
    row = await world.participation(participation_id)
    assert (row["state"], row["version"]) == ("LAPSED", 2)


async def test_of_two_decisions_at_once_the_first_holds(world: World) -> None:
    application_id = await world.apply()
    await world.hear(check_completed(application_id))
    [approved], [rejected], _ = await at_once(world, deciding(application_id, Verdict.APPROVE), deciding(application_id, Verdict.REJECT))
    assert (approved.refused, rejected.refused.code) == (None, "TRANSITION_REFUSED")
    assert [step["event"] for step in await world.history(application_id)][-1] == "approve"


async def test_an_answer_at_once_with_a_withdrawal_moves_nothing(world: World) -> None:
    application_id = await world.apply()
    answer = hearing(check_completed(application_id))
    await at_once(world, lambda tx: withdraw_application(tx, UUID(application_id), KAIPING), answer)
    assert [step["event"] for step in await world.history(application_id)][-1] == "withdraw"


async def test_an_answer_counts_once_and_only_for_its_own_form(world: World) -> None:
    application_id = await world.apply()
    blocked = check_completed(application_id, hits=BLOCKED)
    await world.hear(blocked, blocked)
    await world.post(f"/applications/{application_id}/corrections", form(), world.as_("citizen", "wx:1"))
    await world.hear(blocked, check_completed(application_id, 2), check_completed(application_id, 2))
    events = [step["event"] for step in await world.history(application_id)]
    assert events == ["submit", "check_sent", "check_blocking", "resubmit", "check_sent", "check_clear"]


async def test_of_two_stops_at_once_one_is_refused(world: World) -> None:
    _, participation_id = await world.register()
    await world.hear(settled(participation_id))

    def stop(tx: Transaction) -> Awaitable[Any]:
        return stop_participation(tx, UUID(participation_id), "户籍迁出", KAIPING)

    with pytest.raises(Conflict):
        await at_once(world, stop, stop)
    assert [step["event"] for step in await world.steps(participation_id)] == ["registered", "payment_settled", "own_stop"]


async def lesser_is_locked_first(world: World, table: str, column: str, ids: list[str], lock: Work) -> bool:
    """Whether somebody who waits for the greater of two rows holds the lesser."""
    lesser, greater = sorted(map(UUID, ids))
    async with world.database.transaction() as holder:
        await holder.driver.fetch(f"SELECT FROM {table} WHERE {column} = $1 FOR UPDATE", greater)
        task = asyncio.create_task(in_its_own_transaction(world, lock))
        while not await world.rows(WAITS):
            assert not task.done(), "nothing was locked"
        free = await world.rows(f"SELECT FROM {table} WHERE {column} = $1 FOR UPDATE SKIP LOCKED", lesser)
    await task
    return not free


async def test_applications_are_locked_in_the_order_of_their_ids(world: World) -> None:
    filed = [await world.apply() for _ in range(2)]
    decisions = [Decision(UUID(found), Verdict.REJECT, Faults((reason(ReasonCode.OTHER),)), None) for found in reversed(filed)]
    await world.hear(*(check_completed(found) for found in filed))
    assert await lesser_is_locked_first(
        world, "applications", "application_id", filed, lambda tx: decide_applications(tx, decisions, KAIPING)
    )


async def test_participations_are_locked_in_the_order_of_their_ids(world: World) -> None:
    ids = [(await world.register())[1] for _ in range(2)]
    told = [settled(one) for one in sorted(ids, reverse=True)]
    assert await lesser_is_locked_first(world, "participations", "participation_id", ids, lambda tx: HANDLERS[type(told[0].data)](tx, told))


async def test_facts_of_many_at_once_move_each_of_them(world: World) -> None:
    filed = [await world.apply() for _ in range(3)]
    await world.hear_together(*(check_completed(found) for found in filed))
    decisions = [{"application_id": found, "decision": "APPROVE"} for found in filed]
    answer = await world.post("/decisions", {"decisions": decisions}, world.as_("clerk"))
    ids = [result["participation_id"] for result in answer.json()["results"]]
    await world.hear_together(*(settled(one) for one in ids))
    told = [[type(event.data).event_type for event in await world.published(one)] for one in ids]
    assert told == [["registration.participation.registered.v1", "registration.participation.activated.v1"]] * 3


async def two_under_review(world: World, **changes: Any) -> list[str]:
    """Two applications of one new document, handed in by two who may both wait."""
    number = fresh_number()
    who = {"wx:1": "陈大文", "wx:2": "陈大丈"}
    filed = [await world.apply(world.as_("citizen", one), document_number=number, name=name, **changes) for one, name in who.items()]
    await world.hear(*(check_completed(found) for found in filed))
    return filed


async def people_of(world: World, application_id: str) -> list[dict[str, Any]]:
    """Who holds the document of an application."""
    holder = "SELECT p.* FROM persons AS p JOIN person_keys USING (person_id) JOIN applications AS a USING (token)"
    return await world.rows(f"{holder} WHERE a.application_id = $1", UUID(application_id))


async def test_two_forms_of_one_document_are_two_nobodies(world: World) -> None:
    filed = await two_under_review(world)
    ids = await world.rows(
        "SELECT DISTINCT person_id FROM applications WHERE application_id = ANY($1::uuid[])", [UUID(one) for one in filed]
    )
    assert (len(ids), await people_of(world, filed[0])) == (2, [])


async def test_two_approvals_of_one_document_at_once_make_one_person(world: World) -> None:
    one, other = await two_under_review(world)
    [first], [second], waited = await at_once(world, deciding(one, Verdict.APPROVE), deciding(other, Verdict.APPROVE))
    assert (first.refused, second.refused.code, waited) == (None, "IDENTITY_DIFFERS", True)
    [person] = await people_of(world, one)
    row = await world.participation(str(first.participation_id))
    assert row["person_id"] == person["person_id"]


async def test_documents_are_claimed_in_the_order_of_their_tokens(world: World) -> None:
    filed = [await world.apply() for _ in range(2)]
    await world.hear(*(check_completed(found) for found in filed))
    rows = await world.rows(
        "SELECT token, application_id FROM applications WHERE application_id = ANY($1::uuid[])", [UUID(one) for one in filed]
    )
    (lesser, _), (greater, last) = sorted((row["token"], str(row["application_id"])) for row in rows)
    decisions = [Decision(UUID(found), Verdict.APPROVE, Faults(), None) for found in (last, *(one for one in filed if one != last))]
    claim = "INSERT INTO person_keys (token, person_id, kind, number, added_at) VALUES ($1, gen_random_uuid(), 'RESIDENT_ID', '', now())"
    with pytest.raises(asyncpg.UniqueViolationError):
        async with world.database.transaction() as probe:
            await _claim_beside(world, probe, claim, greater, lesser, lambda tx: decide_applications(tx, decisions, KAIPING))


async def _claim_beside(world: World, probe: Transaction, claim: str, greater: str, lesser: str, work: Work) -> None:
    """Holds the greater token until the work waits for it, then gives it up and claims the lesser, which the work holds by then."""
    holder = Transaction(world.database.surroundings)
    await world.database.begin(holder)
    await holder.driver.execute(claim, greater)
    task = asyncio.create_task(in_its_own_transaction(world, work))
    while not await world.rows(WAITS):
        assert not task.done(), "nothing was claimed"
    lesser_claim = asyncio.create_task(probe.driver.execute(claim, lesser))
    while len(await world.rows(WAITS)) < 2:
        assert not lesser_claim.done(), "the lesser was free"
    await world.database.pool.give(holder.driver)
    await task
    await lesser_claim


async def test_renewals_at_once_take_other_people(world: World) -> None:
    town = "440783106"
    body = {"benefit_year": 2023, "people": [insured(area=town) for _ in range(4)]}
    assert (await world.imports(body)).json()["imported"] == 4

    def renew(tx: Transaction) -> Awaitable[Any]:
        return renew_insured(tx, 2024, town, 2, "operator:1")

    one, other, waited = await at_once(world, renew, renew)
    assert (one.renewed, other.renewed, other.remaining, waited) == (2, 2, 2, False)


async def test_overdue_corrections_at_once_close_each_once(world: World) -> None:
    town = "440783107"
    overdue = [await world.apply(area=town) for _ in range(2)]
    await world.hear(*(check_completed(found, hits=BLOCKED) for found in overdue))
    world.clock.move_to(world.clock.now() + timedelta(days=40))

    def close(tx: Transaction) -> Awaitable[Any]:
        return reject_overdue(tx, town, 1, "operator:1")

    one, other, waited = await at_once(world, close, close)
    assert (one.rejected, other.rejected, waited) == (1, 1, False)
    assert [[step["event"] for step in await world.history(found)][-1] for found in overdue] == ["correction_overdue"] * 2
