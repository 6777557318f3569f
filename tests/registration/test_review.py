"""Check answers and clerks' decisions: D1 as a table, everything else refused."""

import asyncio
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from enrolment_events.registration import ApplicationSubmittedV1
from enrolment_terms.reasons import ReasonCode
from enrolment_terms.scheme import Scheme
from tests.registration.builders import check_completed, form, fresh_number, hit
from tests.registration.world import World


async def test_all_reasons_of_all_hits_in_one_reply(world: World) -> None:
    """V-69: FLEXIBLE in Hunan and RESIDENT Guangzhou 2025 registered -> both reasons."""
    application_id = await world.apply()
    hits = (
        hit(ReasonCode.STOP_EMPLOYEE_FIRST, area="430100", rule="R-083", scheme=Scheme.EMPLOYEE),
        hit(ReasonCode.CANCEL_OR_REFUND_FIRST, area="440100", rule="R-089"),
    )
    await world.hear(check_completed(application_id, hits=hits))
    shown = (await world.get(f"/applications/{application_id}", world.as_("citizen", "wx:1"))).json()
    assert shown["state"] == "NEEDS_CORRECTION"
    assert {(reason["code"], reason["rule"]) for reason in shown["reasons"]} == {
        ("STOP_EMPLOYEE_FIRST", "R-083"),
        ("CANCEL_OR_REFUND_FIRST", "R-089"),
    }
    assert [missing["label"] for missing in shown["missing"]] == ["职工医保停保凭证"]


async def test_a_hit_without_a_code_is_no_hindrance(world: World) -> None:
    """V-66: RESIDENT Guangzhou of the current year does not stand against the next one."""
    application_id = await world.apply()
    await world.hear(check_completed(application_id, hits=(hit(None, rule="R-086"),)))
    assert (await world.get(f"/applications/{application_id}", world.as_("clerk"))).json()["state"] == "UNDER_REVIEW"


async def test_without_an_answer_nothing_is_approved(world: World) -> None:
    """V-71."""
    application_id = await world.apply()
    answer = await world.post(f"/applications/{application_id}/decision", {"decision": "APPROVE"}, world.as_("clerk"))
    assert (answer.status_code, answer.json()["code"]) == (409, "TRANSITION_REFUSED")
    assert (await world.get(f"/applications/{application_id}", world.as_("clerk"))).json()["state"] == "CHECK_PENDING"


async def test_a_stale_check_is_repeated_and_blocks_until_it_is_answered(world: World) -> None:
    application_id = await world.apply()
    await world.hear(check_completed(application_id))
    world.clock.move_to(world.clock.now() + timedelta(days=2))
    decision = {"decision": "APPROVE"}
    stale = await world.post(f"/applications/{application_id}/decision", decision, world.as_("clerk"))
    assert (stale.status_code, stale.json()["code"]) == (409, "CHECK_STALE")
    first, second = await world.asked(application_id)
    assert isinstance(second.data, ApplicationSubmittedV1)
    assert (second.data.submit_no, second.aggregateversion > first.aggregateversion) == (2, True)
    pending = await world.post(f"/applications/{application_id}/decision", decision, world.as_("clerk"))
    assert pending.json()["code"] == "CHECK_PENDING"
    await world.hear(check_completed(application_id, submit_no=2, at=world.clock.now()))
    assert (await world.post(f"/applications/{application_id}/decision", decision, world.as_("clerk"))).status_code == 200


async def test_a_repeated_check_with_a_hit_sends_the_application_back(world: World) -> None:
    application_id = await world.apply()
    await world.hear(check_completed(application_id))
    world.clock.move_to(world.clock.now() + timedelta(days=2))
    await world.post("/decisions", {"decisions": [{"application_id": application_id, "decision": "APPROVE"}]}, world.as_("clerk"))
    await world.hear(check_completed(application_id, 2, (hit(ReasonCode.CANCEL_OR_REFUND_FIRST),), at=world.clock.now()))
    assert (await world.get(f"/applications/{application_id}", world.as_("clerk"))).json()["state"] == "NEEDS_CORRECTION"


async def test_a_stale_submit_number_is_ignored(world: World) -> None:
    application_id = await world.apply()
    await world.hear(check_completed(application_id, hits=(hit(ReasonCode.CONSENT_REQUIRED, area="430100", rule="R-087"),)))
    consent = {"signed_on": "2023-10-09", "old_unit": "长沙"}
    again = await world.post(f"/applications/{application_id}/corrections", form(consent=consent), world.as_("citizen", "wx:1"))
    assert (again.status_code, again.json()["state"]) == (202, "CHECK_PENDING")
    await world.hear(check_completed(application_id, submit_no=1, version=9))
    assert (await world.get(f"/applications/{application_id}", world.as_("clerk"))).json()["state"] == "CHECK_PENDING"
    await world.hear(check_completed(application_id, submit_no=2, version=2))
    shown = (await world.get(f"/applications/{application_id}", world.as_("clerk"))).json()
    assert (shown["state"], shown["submit_no"], shown["reasons"]) == ("UNDER_REVIEW", 2, [])
    last = (await world.asked(application_id))[-1]
    assert last.data.consent_signed_on.isoformat() == "2023-10-09"


async def test_needs_correction_carries_reasons_and_missing_at_once(world: World) -> None:
    application_id = await world.apply()
    await world.hear(check_completed(application_id))
    body = {
        "decision": "NEEDS_CORRECTION",
        "reasons": [{"code": "MATERIAL_INVALID", "field": "materials"}],
        "missing": [{"field": "materials.HOUSEHOLD_BOOK", "label": "户口簿"}, {"field": "bank"}],
        "note": "请补齐",
    }
    answer = await world.post(f"/applications/{application_id}/decision", body, world.as_("reviewer"))
    assert answer.json()["state"] == "NEEDS_CORRECTION"
    shown = (await world.get(f"/applications/{application_id}", world.as_("citizen", "wx:1"))).json()
    assert [reason["msg"] for reason in shown["reasons"]] == ["材料不符合要求"]
    assert [missing["label"] for missing in shown["missing"]] == ["户口簿", "开户银行"]
    assert shown["history"][-1]["actor"] == "其他经办人", "an applicant reads no subject of an office"
    seen = (await world.get(f"/applications/{application_id}", world.as_("clerk"))).json()
    assert seen["history"][-1]["actor"] == "reviewer:1", "R-009: an office does"


@pytest.mark.parametrize("decision", ["NEEDS_CORRECTION", "REJECT"])
async def test_no_refusal_without_a_reason(world: World, decision: str) -> None:
    application_id = await world.apply()
    await world.hear(check_completed(application_id))
    answer = await world.post(f"/applications/{application_id}/decision", {"decision": decision}, world.as_("clerk"))
    assert (answer.status_code, answer.json()["code"]) == (422, "DECISION_NEEDS_REASONS")


async def test_a_rejected_application_is_final(world: World) -> None:
    application_id = await world.apply()
    await world.hear(check_completed(application_id))
    body = {"decision": "REJECT", "reasons": [{"code": "OTHER", "msg": "不符合条件"}]}
    assert (await world.post(f"/applications/{application_id}/decision", body, world.as_("clerk"))).json()["state"] == "REJECTED"
    for path, action in (("decision", {"decision": "APPROVE"}), ("withdraw", {}), ("corrections", form())):
        answer = await world.post(f"/applications/{application_id}/{path}", action, world.as_("clerk"))
        assert (answer.status_code, answer.json()["code"]) == (409, "TRANSITION_REFUSED"), path


async def test_two_applications_of_one_document_make_one_participation(world: World) -> None:
    number = fresh_number()
    one, other = [await world.apply(document_number=number, name=name) for name in ("陈大文", "陈大丈")]
    await world.hear(check_completed(one), check_completed(other))
    decisions = [{"application_id": found, "decision": "APPROVE"} for found in (one, other)]
    results = (await world.post("/decisions", {"decisions": decisions}, world.as_("clerk"))).json()["results"]
    assert sorted(result["state"] for result in results) == ["APPROVED", "UNDER_REVIEW"]
    assert [result["refused"]["code"] for result in results if result["refused"]] == ["IDENTITY_DIFFERS"]


async def test_a_list_decides_each_for_itself(world: World) -> None:
    good, unanswered = await world.apply(), await world.apply()
    await world.hear(check_completed(good))
    decisions = [{"application_id": found, "decision": "APPROVE"} for found in (good, unanswered, str(uuid4()), good)]
    results = (await world.post("/decisions", {"decisions": decisions}, world.as_("clerk"))).json()["results"]
    assert [(result["state"], (result["refused"] or {}).get("code")) for result in results] == [
        ("APPROVED", None),
        ("CHECK_PENDING", "TRANSITION_REFUSED"),
        (None, "NOT_FOUND"),
    ]
    assert len(await world.published(results[0]["participation_id"])) == 1


async def test_withdrawn_is_withdrawn(world: World) -> None:
    application_id = await world.apply()
    answer = await world.post(f"/applications/{application_id}/withdraw", {}, world.as_("citizen", "wx:1"))
    assert answer.json() == {"application_id": application_id, "state": "WITHDRAWN", "state_label": "已撤回"}
    await world.hear(check_completed(application_id))
    assert (await world.get(f"/applications/{application_id}", world.as_("clerk"))).json()["state"] == "WITHDRAWN"


async def test_a_corrected_name_is_the_persons_from_the_approval_on(world: World) -> None:
    number = fresh_number()
    application_id = await world.apply(document_number=number, name="陈大丈")
    await world.hear(check_completed(application_id, hits=(hit(ReasonCode.CANCEL_OR_REFUND_FIRST),)))
    body = form(document_number=number, name="陈大文")
    assert (await world.post(f"/applications/{application_id}/corrections", body, world.as_("citizen", "wx:1"))).status_code == 202
    holder = "SELECT p.person_id, p.name FROM persons AS p JOIN person_keys USING (person_id) JOIN applications AS a USING (token) "
    assert await world.rows(f"{holder} WHERE a.application_id = $1", UUID(application_id)) == []
    await world.hear(check_completed(application_id, 2))
    await world.post(f"/applications/{application_id}/decision", {"decision": "APPROVE"}, world.as_("clerk"))
    [person] = await world.rows(f"{holder} WHERE a.application_id = $1", UUID(application_id))
    assert world.opened(person["name"], "name", person["person_id"]) == "陈大文"


async def test_a_corrected_form_has_none_of_its_old_faults(world: World) -> None:
    application_id = await world.apply()
    await world.hear(check_completed(application_id, hits=(hit(ReasonCode.CONSENT_REQUIRED, area="430100", rule="R-087"),)))

    async def faults() -> list[int]:
        shown = (await world.get(f"/applications/{application_id}", world.as_("clerk"))).json()
        return [len(shown["reasons"]), len(shown["missing"])]

    assert await faults() == [1, 1]
    await world.post(f"/applications/{application_id}/corrections", form(), world.as_("citizen", "wx:1"))
    assert await faults() == [0, 0]


async def test_a_correction_with_faults_changes_nothing(world: World) -> None:
    application_id = await world.apply()
    await world.hear(check_completed(application_id, hits=(hit(ReasonCode.CANCEL_OR_REFUND_FIRST),)))
    answer = await world.post(f"/applications/{application_id}/corrections", form(phone=None), world.as_("citizen", "wx:1"))
    assert (answer.status_code, [missing["field"] for missing in answer.json()["missing"]]) == (422, ["phone"])
    shown = (await world.get(f"/applications/{application_id}", world.as_("clerk"))).json()
    assert (shown["state"], shown["submit_no"]) == ("NEEDS_CORRECTION", 1)


async def test_prefer_wait_answers_with_the_outcome_of_the_check(world: World) -> None:
    async def dedup_answers() -> None:
        while True:
            rows = await world.rows("SELECT application_id FROM applications WHERE filed_by = 'wx:waiting'")
            if rows:
                await world.hear(check_completed(rows[0]["application_id"]))
                return
            await asyncio.sleep(0)

    async with asyncio.TaskGroup() as group:
        group.create_task(dedup_answers())
        answer = await world.post("/applications", form(), world.as_("citizen", "wx:waiting"), Prefer="wait=10")
    assert (answer.status_code, answer.json()["state"]) == (200, "UNDER_REVIEW")


async def test_a_correction_that_never_comes_ends_in_rejection(world: World) -> None:
    town = "440783112"
    overdue, corrected = await world.apply(area=town), await world.apply(area=town)
    found = (hit(ReasonCode.CANCEL_OR_REFUND_FIRST),)
    await world.hear(check_completed(overdue, hits=found), check_completed(corrected, hits=found))
    world.clock.move_to(world.clock.now() + timedelta(days=30))
    request = {"area": town, "limit": 10}
    answer = await world.post("/overdue-corrections", request, world.as_("operator"))
    assert answer.json() == {"rejected": 0, "remaining": 0}
    await world.post(f"/applications/{corrected}/corrections", form(area=town), world.as_("citizen", "wx:1"))
    world.clock.move_to(world.clock.now() + timedelta(seconds=1))
    answer = await world.post("/overdue-corrections", request, world.as_("operator"))
    assert answer.json() == {"rejected": 1, "remaining": 0}
    shown = (await world.get(f"/applications/{overdue}", world.as_("clerk"))).json()
    assert (shown["state"], [reason["code"] for reason in shown["reasons"]]) == ("REJECTED", ["DEADLINE_PASSED"])
