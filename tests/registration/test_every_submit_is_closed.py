"""Dedup keeps a check open until it hears that its submit is over: whichever way that goes, it is told, with the number of the submit."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from enrolment_events.registration import ApplicationDecidedV1
from enrolment_terms.reasons import ReasonCode
from registration.domain.review import Verdict
from tests.registration.builders import AUTUMN, check_completed, form, fresh_number, hit
from tests.registration.households import person_of
from tests.registration.test_at_once import deciding, in_its_own_transaction
from tests.registration.test_drafts import begun
from tests.registration.test_ends import record
from tests.registration.test_services import filed
from tests.registration.test_students import applications_of, enrolled, student
from tests.registration.world import World

BLOCKED = (hit(ReasonCode.CANCEL_OR_REFUND_FIRST),)
ENDS = ("APPROVED", "REJECTED", "NEEDS_CORRECTION", "WITHDRAWN")
MINE = ("citizen", "wx:1")


async def over(world: World) -> list[tuple[str, int, str]]:
    """(application, submit, state) of every submit that is over, by the lines of history."""
    found, submits = [], dict[UUID, int]()
    for line in await world.rows("SELECT application_id, event, to_state FROM application_history ORDER BY id"):
        known = submits[line["application_id"]] = submits.get(line["application_id"], 0) + (line["event"] in ("submit", "resubmit"))
        if line["to_state"] in ENDS:
            found.append((str(line["application_id"]), known, line["to_state"]))
    return sorted(found)


async def told(world: World) -> list[tuple[str, int, str]]:
    decided = [one.data for one in await world.published() if isinstance(one.data, ApplicationDecidedV1)]
    return sorted((str(one.application_id), one.submit_no, str(one.state)) for one in decided)


async def sent_back(world: World, **changes: Any) -> str:
    application_id = await world.apply(**changes)
    await world.hear(check_completed(application_id, hits=BLOCKED))
    return application_id


async def test_every_way_in_which_a_submit_ends_is_told(world: World) -> None:
    """D1, registration.application.decided: taken back in each state, from a draft, of the dead; by the check, a reviewer, a list, time."""
    mine = world.as_(*MINE)
    waiting, reviewed = await world.apply(), await world.apply()
    await world.hear(check_completed(reviewed))
    again = await sent_back(world)
    assert (await world.post(f"/applications/{again}/corrections", form(), mine)).status_code == 202
    await world.hear(check_completed(again, 2, BLOCKED))
    for one in (waiting, reviewed, again):
        assert (await world.post(f"/applications/{one}/withdraw", {}, mine)).status_code == 200
    number = fresh_number()
    owner = world.as_("citizen", "wx:draft", documents=[number])
    draft = await begun(world, owner, **form(document_number=number))
    assert (await world.post(f"/drafts/{draft}/submit", {}, owner)).status_code == 202
    assert (await world.post(f"/applications/{draft}/withdraw", {}, owner)).status_code == 200
    list_id = await enrolled(world, student(), student())
    free, employed = [str(one["application_id"]) for one in await applications_of(world, list_id)]
    await world.hear(check_completed(free), check_completed(employed, hits=BLOCKED))
    number = fresh_number()
    _, participation_id = await world.register(document_number=number)
    await filed(world, "contact_change", number, phone="10000000055")
    await record(world, await person_of(world, participation_id))
    rejected, corrected = await world.apply(), await world.apply()
    await world.hear(check_completed(rejected), check_completed(corrected))
    await in_its_own_transaction(world, deciding(rejected, Verdict.REJECT))
    await in_its_own_transaction(world, deciding(corrected, Verdict.NEEDS_CORRECTION))
    world.clock.move_to(AUTUMN + timedelta(days=60))
    answer = await world.post("/overdue-corrections", {"area": "440783", "limit": 100}, world.as_("operator"))
    assert answer.json()["rejected"] == 2, "the student, and whom the reviewer sent back"
    ended = await over(world)
    assert {state for _, _, state in ended} == set(ENDS)
    assert (again, 2, "WITHDRAWN") in ended
    assert await told(world) == ended


async def test_a_check_that_was_asked_for_again_is_the_one_that_ends(world: World) -> None:
    """D1 "check repeated": the number of the newest question; the ones before are over with it."""
    application_id = await world.apply()
    await world.hear(check_completed(application_id))
    world.clock.move_to(AUTUMN + timedelta(days=2))
    [stale] = await in_its_own_transaction(world, deciding(application_id, Verdict.APPROVE))
    assert stale.refused.code == "CHECK_STALE"
    await world.hear(check_completed(application_id, 2, at=world.clock.now()))
    await in_its_own_transaction(world, deciding(application_id, Verdict.APPROVE))
    assert (application_id, 2, "APPROVED") in await told(world)
