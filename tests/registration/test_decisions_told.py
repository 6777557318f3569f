"""Each submission and each notice is kept, and each decision is told: codes, never what somebody wrote (R-004, R-006)."""

from typing import Any

from enrolment_events.registration import ApplicationDecidedV1, DecidedState
from enrolment_terms.reasons import ReasonCode
from tests.registration.builders import AUTUMN, check_completed, form, fresh_number, hit
from tests.registration.world import World

BLOCKED = (hit(ReasonCode.EMPLOYEE_ACTIVE, rule="R-002"),)
SENT_BACK = {
    "decision": "NEEDS_CORRECTION",
    "reasons": [{"code": "MATERIAL_INVALID", "msg": "金丝雀：户口簿照片不清"}],
    "missing": [{"field": "phone"}, {"field": "金丝雀 的 电话"}],
    "note": "金丝雀",
}


async def told(world: World, application_id: str) -> list[ApplicationDecidedV1]:
    return [event.data for event in await world.published(application_id) if isinstance(event.data, ApplicationDecidedV1)]


async def decide(world: World, application_id: str, body: dict[str, Any]) -> None:
    answer = await world.post(f"/applications/{application_id}/decision", body, world.as_("reviewer"))
    assert answer.status_code == 200, answer.text


async def twice_sent_back(world: World) -> tuple[str, str]:
    """By the check, then by a reviewer, and corrected each time."""
    number = fresh_number()
    application_id = await world.apply(document_number=number)
    await world.hear(check_completed(application_id, hits=BLOCKED))
    paper = [{"kind": "HOUSEHOLD_BOOK", "satisfied_by": "COPY"}]
    second = form(document_number=number, phone="10000000077", materials=paper)
    await world.post(f"/applications/{application_id}/corrections", second, world.as_("citizen", "wx:1"))
    await world.hear(check_completed(application_id, 2))
    await decide(world, application_id, SENT_BACK)
    third = form(document_number=number, phone="10000000078", household_no="H9")
    await world.post(f"/applications/{application_id}/corrections", third, world.as_("clerk", "clerk:1"))
    return application_id, number


async def test_the_applicant_sees_every_submission_and_every_notice(world: World) -> None:
    application_id, number = await twice_sent_back(world)
    shown = (await world.get(f"/applications/{application_id}", world.as_("citizen", "wx:1"))).json()
    assert [(one["submit_no"], one["actor"], one["materials"]) for one in shown["submissions"]] == [
        (1, "wx:1", []),
        (2, "wx:1", ["HOUSEHOLD_BOOK"]),
        (3, "其他经办人", []),
    ]
    assert [one["changed"] for one in shown["submissions"]][1:] == [["phone"], ["channel", "household_no", "phone"]]
    assert "document_number" in shown["submissions"][0]["changed"]
    assert [(one["submit_no"], one["event"], one["actor"]) for one in shown["notices"]] == [
        (1, "check_blocking", "dedup"),
        (2, "ask_correction", "其他经办人"),
    ]
    assert [[reason["code"] for reason in one["reasons"]] for one in shown["notices"]] == [["EMPLOYEE_ACTIVE"], ["MATERIAL_INVALID"]]
    assert shown["notices"][1]["reasons"][0]["msg"].startswith("金丝雀")
    assert shown["notices"][1]["missing"][0] == {"field": "phone", "label": "联系电话", "rule": None}
    assert (shown["reasons"], shown["missing"]) == ([], [])
    assert number not in str(shown)


async def test_a_mere_filer_reads_no_notice_of_hits_elsewhere(world: World) -> None:
    school = world.as_("school", "school:1")
    application_id = await world.apply(school)
    await world.hear(check_completed(application_id, hits=BLOCKED))
    [notice] = (await world.get(f"/applications/{application_id}", school)).json()["notices"]
    assert ([reason["code"] for reason in notice["reasons"]], notice["missing"]) == (["ASK_OFFICE"], [])


async def test_what_was_handed_in_stays_as_it_was(world: World) -> None:
    application_id, _ = await twice_sent_back(world)
    rows = await world.rows(
        "SELECT submit_no, form FROM application_submissions WHERE application_id::text = $1 ORDER BY submit_no", application_id
    )
    phones = [world.read(row["form"], "form", application_id) or "" for row in rows]
    assert [phone in text for phone, text in zip(("10000000001", "10000000077", "10000000078"), phones, strict=True)] == [True] * 3
    assert "10000000077" not in phones[2]


async def test_every_decision_is_told_with_codes_only(world: World) -> None:
    application_id, _ = await twice_sent_back(world)
    await world.hear(check_completed(application_id, 3))
    await decide(world, application_id, {"decision": "APPROVE"})
    blocked, sent_back, approved = await told(world, application_id)
    assert (blocked.state, blocked.operator, blocked.reasons) == (DecidedState.NEEDS_CORRECTION, "dedup", (ReasonCode.EMPLOYEE_ACTIVE,))
    assert blocked.missing == ("materials.EMPLOYEE_STOP_PROOF",)
    assert (sent_back.reasons, sent_back.missing, sent_back.submit_no) == ((ReasonCode.MATERIAL_INVALID,), ("phone",), 2)
    assert (approved.state, approved.item, approved.decided_on) == (DecidedState.APPROVED, "resident_enrolment", AUTUMN.date())
    participation = await world.participation(str(approved.participation_id))
    [event] = [one for one in await world.published(application_id) if one.data == approved]
    assert event.personid == participation["person_id"]
    assert "金丝雀" not in str(await world.rows("SELECT event::text FROM outbox"))


async def test_a_withdrawal_and_a_rejection_are_told(world: World) -> None:
    withdrawn, rejected = await world.apply(), await world.apply()
    await world.post(f"/applications/{withdrawn}/withdraw", {}, world.as_("citizen", "wx:1"))
    await world.hear(check_completed(rejected))
    await decide(world, rejected, {"decision": "REJECT", "reasons": [{"code": "NOT_IN_SCOPE"}]})
    assert [one.state for one in await told(world, withdrawn)] == [DecidedState.WITHDRAWN]
    assert [(one.state, one.reasons) for one in await told(world, rejected)] == [(DecidedState.REJECTED, (ReasonCode.NOT_IN_SCOPE,))]
