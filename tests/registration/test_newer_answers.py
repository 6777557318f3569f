"""Dedup answers an open check again whenever it learns of a spell: no approval stands on an answer that a later one has turned (C8)."""

from itertools import permutations
from typing import Any
from uuid import UUID, uuid4

import pytest

from enrolment_events.envelope import Event
from enrolment_events.registration import ApplicationDecidedV1, DecidedState
from enrolment_terms.reasons import ReasonCode
from enrolment_terms.scheme import Scheme
from registration.domain.review import Verdict
from registration.repository.conflict_check_rows import keep_checks
from tests.registration.builders import AUTUMN, check_completed, employed, form, hit
from tests.registration.test_at_once import at_once, deciding, hearing, in_its_own_transaction
from tests.registration.test_stopped_jobs import STOPPED, known
from tests.registration.world import World

GUANGZHOU = hit(ReasonCode.CANCEL_OR_REFUND_FIRST, area="440100", rule="R-089")
JOB = hit(ReasonCode.STOP_EMPLOYEE_FIRST, area="430100", rule="R-083", scheme=Scheme.EMPLOYEE)


def answer(application_id: str, revision: int, *found: Any, submit_no: int = 1) -> Event[Any]:
    """As dedup numbers its answers."""
    return check_completed(application_id, submit_no, tuple(found), version=submit_no * 1000 + revision)


async def under_review(world: World, **changes: Any) -> str:
    """An application whose check was clear."""
    application_id = await world.apply(**changes)
    await world.hear(answer(application_id, 1))
    return application_id


async def shown(world: World, application_id: str) -> dict[str, Any]:
    body: dict[str, Any] = (await world.get(f"/applications/{application_id}", world.as_("clerk"))).json()
    return body


async def approve(world: World, application_id: str) -> tuple[int, str]:
    """Status and code, or state."""
    told = await world.post(f"/applications/{application_id}/decision", {"decision": "APPROVE"}, world.as_("clerk"))
    return told.status_code, told.json().get("code") or told.json()["state"]


async def events(world: World, application_id: str) -> list[str]:
    return [line["event"] for line in await world.history(application_id)][2:]


async def kept_only(world: World, event: Event[Any]) -> None:
    """The answer is known and moved nothing yet: so a release leaves it that applied only the first one."""
    async with world.database.transaction() as tx:
        await keep_checks(tx.driver, [event])


async def test_what_is_found_later_sends_it_back_with_all_reasons(world: World) -> None:
    """D1 UNDER_REVIEW→NEEDS_CORRECTION, R-004, R-083, R-089, registration.application.decided: the check of this submit is over."""
    application_id = await under_review(world)
    await world.hear(answer(application_id, 2, GUANGZHOU, JOB))
    told = await shown(world, application_id)
    assert (told["state"], {one["code"] for one in told["reasons"]}) == (
        "NEEDS_CORRECTION", {"CANCEL_OR_REFUND_FIRST", "STOP_EMPLOYEE_FIRST"},
    )  # fmt: skip
    [decided] = [one.data for one in await world.published(application_id) if isinstance(one.data, ApplicationDecidedV1)]
    assert (decided.state, decided.submit_no, decided.operator) == (DecidedState.NEEDS_CORRECTION, 1, "dedup")
    assert await approve(world, application_id) == (409, "TRANSITION_REFUSED")


async def test_what_is_clear_again_moves_nothing(world: World) -> None:
    """D1: nothing leads back from NEEDS_CORRECTION but a new submit, which is a new check."""
    waiting, sent_back = await under_review(world), await under_review(world)
    await world.hear(answer(waiting, 2, hit(None, rule="R-086")), answer(waiting, 3))
    assert await events(world, waiting) == ["check_clear"]
    await world.hear(answer(sent_back, 2, GUANGZHOU), answer(sent_back, 3))
    assert (await shown(world, sent_back))["state"] == "NEEDS_CORRECTION"
    again = await world.post(f"/applications/{sent_back}/corrections", form(), world.as_("citizen", "wx:1"))
    assert again.status_code == 202
    await world.hear(answer(sent_back, 4, GUANGZHOU), answer(sent_back, 1, submit_no=2))
    assert (await shown(world, sent_back))["state"] == "UNDER_REVIEW", "an answer to the submit before is of no account"


@pytest.mark.parametrize("order", list(permutations(range(4))), ids=str)
async def test_in_any_order_the_last_answer_hinders_once(world: World, order: tuple[int, ...]) -> None:
    """C8: clear, clear, hindered, and the last one twice."""
    application_id = await world.apply()
    told = [
        answer(application_id, 1),
        answer(application_id, 2),
        answer(application_id, 3, GUANGZHOU),
        answer(application_id, 3, GUANGZHOU),
    ]
    await world.hear(*(told[number] for number in order))
    assert (await shown(world, application_id))["state"] == "NEEDS_CORRECTION"
    assert (await events(world, application_id)).count("check_blocking") == 1


async def test_an_answer_that_moved_nothing_yet_hinders_the_approval(world: World) -> None:
    """C8, D1 UNDER_REVIEW→NEEDS_CORRECTION: refused, and what was found is told at once."""
    application_id = await under_review(world)
    await kept_only(world, answer(application_id, 2, GUANGZHOU))
    assert await approve(world, application_id) == (409, "CHECK_TURNED")
    told = await shown(world, application_id)
    assert (told["state"], told["participation_id"], [one["code"] for one in told["reasons"]]) == (
        "NEEDS_CORRECTION", None, ["CANCEL_OR_REFUND_FIRST"],
    )  # fmt: skip
    assert await events(world, application_id) == ["check_clear", "check_blocking"]


async def test_in_a_list_the_others_are_approved(world: World) -> None:
    turned, clear = await under_review(world), await under_review(world)
    await kept_only(world, answer(turned, 2, GUANGZHOU))
    decisions = [{"application_id": one, "decision": "APPROVE"} for one in (turned, clear)]
    results = (await world.post("/decisions", {"decisions": decisions}, world.as_("clerk"))).json()["results"]
    assert [(one["state"], (one["refused"] or {}).get("code")) for one in results] == [
        ("NEEDS_CORRECTION", "CHECK_TURNED"), ("APPROVED", None),
    ]  # fmt: skip


async def test_a_rejection_stays_the_offices_own(world: World) -> None:
    """D1 UNDER_REVIEW→REJECTED: whatever the check says by now."""
    application_id = await under_review(world)
    await kept_only(world, answer(application_id, 2, GUANGZHOU))
    [outcome] = await in_its_own_transaction(world, deciding(application_id, Verdict.REJECT))
    assert (outcome.refused, outcome.state) == (None, "REJECTED")


async def test_a_job_that_we_know_to_be_stopped_is_asked_for_again(sharing: World) -> None:
    """R-002: found later, as an answer that is applied by itself or before an approval."""
    sharing.clock.move_to(AUTUMN)
    job = hit(ReasonCode.EMPLOYEE_ACTIVE, area="440705", rule="R-002", scheme=Scheme.EMPLOYEE)
    for before_an_approval in (True, False):
        number, person_id = await known(sharing)
        await sharing.hear(employed(person_id, 1, spell_id=uuid4(), **STOPPED))
        application_id = await under_review(sharing, document_number=number)
        if before_an_approval:
            await kept_only(sharing, answer(application_id, 2, job))
            assert await approve(sharing, application_id) == (409, "CHECK_STALE")
        else:
            await sharing.hear(answer(application_id, 2, job))
        assert [one.data.submit_no for one in await sharing.asked(application_id)] == [1, 2]
        assert await approve(sharing, application_id) == (409, "CHECK_PENDING")
        await sharing.hear(answer(application_id, 1, submit_no=2))
        assert await approve(sharing, application_id) == (200, "APPROVED")


async def test_the_answer_first_then_the_approval(world: World) -> None:
    """C8: at once, and exactly one holds: the approval waits, and finds the application sent back."""
    application_id = await under_review(world)
    _, [outcome], waited = await at_once(world, hearing(answer(application_id, 2, GUANGZHOU)), deciding(application_id, Verdict.APPROVE))
    assert (outcome.refused.code, waited) == ("TRANSITION_REFUSED", True)
    assert await events(world, application_id) == ["check_clear", "check_blocking"]
    assert not await world.rows("SELECT FROM participations WHERE application_id = $1", UUID(application_id))


async def test_the_approval_first_then_the_answer(world: World) -> None:
    """C8, B25: the registration stands; the answer is kept and moves nothing, dedup has a case of it."""
    application_id = await under_review(world)
    [outcome], _, waited = await at_once(world, deciding(application_id, Verdict.APPROVE), hearing(answer(application_id, 2, GUANGZHOU)))
    assert (outcome.refused, outcome.state, waited) == (None, "APPROVED", True)
    assert await events(world, application_id) == ["check_clear", "approve"]
    [kept] = await world.rows("SELECT clear FROM conflict_checks WHERE application_id = $1", UUID(application_id))
    assert kept == {"clear": False}
    decided = [one.data.state for one in await world.published(application_id) if isinstance(one.data, ApplicationDecidedV1)]
    assert decided == [DecidedState.APPROVED]
