"""What people are told in WeChat: in the transaction of the fact, once, if they agreed, and whatever WeChat says to it."""

import asyncio
from typing import Any
from uuid import UUID

import pytest

from enrolment_terms.scheme import BillState
from registration.domain.notice import MOST_TRIES, Outcome, pause_after, state_after
from registration.gateways.notice_templates import TEMPLATES
from registration.repository.notice_rows import ClaimedNotice, claim_notices
from tests.registration.builders import AUTUMN, bill, check_completed, form, fresh_number
from tests.registration.logins import TEMPLATES as IDS
from tests.registration.logins import LoginWorld

DECIDED, CORRECTION, TO_PAY = IDS["APPLICATION_DECIDED"], IDS["CORRECTION_ASKED"], IDS["BILL_TO_PAY"]


@pytest.fixture
async def logins(module_logins: LoginWorld) -> LoginWorld:
    module_logins.world.clock.move_to(AUTUMN)
    await module_logins.phone.misbehave()
    return module_logins


async def agrees(logins: LoginWorld, openid: str, token: str, *templates: str, accepted: bool = True) -> Any:
    """As the mini-program: it asks its user, and tells us what he said."""
    for name in templates if accepted else ():
        await logins.phone.agree(openid, IDS[name])
    body = {"answers": [{"template": name, "accepted": accepted} for name in templates]}
    answer = await logins.post("/me/notice-consents", body, token)
    assert answer.status_code == 200, answer.text
    return {one["template"]: one for one in answer.json()["items"]}


async def filed(logins: LoginWorld, openid: str, *templates: str) -> tuple[str, str]:
    """(application, token) of a person who has agreed to these."""
    number = fresh_number()
    token: str = (await logins.by_wechat(openid, number))["access_token"]
    if templates:
        await agrees(logins, openid, token, *templates)
    answer = await logins.post("/applications", form(document_number=number), token, **{"Idempotency-Key": f"file-{number}"})
    assert answer.status_code == 202, answer.text
    application_id: str = answer.json()["application_id"]
    await logins.world.hear(check_completed(application_id, at=logins.world.clock.now()))
    return application_id, token


async def decide(logins: LoginWorld, application_id: str, decision: str, **more: Any) -> Any:
    path, clerk = f"/applications/{application_id}/decision", logins.world.as_("clerk")
    answer = await logins.world.post(path, {"decision": decision, **more}, clerk)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def delivered(logins: LoginWorld, openid: str) -> list[tuple[str, dict[str, str]]]:
    """What this user got, after everything that waits was sent."""
    while await logins.send_notices():
        pass
    return [(one["template"], one["values"]) for one in await logins.phone.messages() if one["to"] == openid]


async def states(logins: LoginWorld, application_id: str) -> list[tuple[str, int]]:
    rows = await logins.world.rows("SELECT state, tries FROM notices_to_send WHERE fact LIKE $1", f"application:{application_id}%")
    return [(row["state"], row["tries"]) for row in rows]


async def soon(logins: LoginWorld) -> None:
    """As if every pause were over."""
    async with logins.world.database.transaction() as tx:
        await tx.driver.execute("UPDATE notices_to_send SET next_at = now() WHERE state IN ('WAITING', 'SENDING')")


async def test_a_decision_a_correction_and_a_bill_are_told_once_each(logins: LoginWorld) -> None:
    application_id, token = await filed(logins, "note-openid-1", "APPLICATION_DECIDED", "CORRECTION_ASKED", "BILL_TO_PAY")
    await decide(logins, application_id, "NEEDS_CORRECTION", missing=[{"field": "HOUSEHOLD_BOOK", "label": "户口簿"}])
    [(template, values)] = await delivered(logins, "note-openid-1")
    assert (template, values["thing1"]) == (CORRECTION, "2024年度居民医保参保申请")
    assert values["date2"] > "2023-10-10"
    body = {"name": "陈大文", "materials": [{"kind": "HOUSEHOLD_BOOK", "satisfied_by": "ORIGINAL"}]}
    number = (await logins.get("/me", token)).json()["persons"][0]["number_masked"]
    assert number
    [row] = await logins.world.rows("SELECT number FROM applications WHERE application_id = $1", UUID(application_id))
    document = logins.world.opened(row["number"], "document", application_id)
    corrected = form(document_number=document, **body)
    again = await logins.post(f"/applications/{application_id}/corrections", corrected, token, **{"Idempotency-Key": "again"})
    assert again.status_code == 202, again.text
    await logins.world.hear(check_completed(application_id, submit_no=2, at=logins.world.clock.now()))
    participation_id = (await decide(logins, application_id, "APPROVE"))["participation_id"]
    for version in (1, 2):
        await logins.world.hear(bill(participation_id, BillState.SENT, version, resend_no=version))
    got = await delivered(logins, "note-openid-1")
    assert [template for template, _ in got] == [CORRECTION, DECIDED, TO_PAY]
    assert got[1][1] == {
        "thing1": "2024年度居民医保参保申请",
        "phrase2": "审核通过",
        "date3": "2023-10-10",
        "thing4": "请打开小程序查看详情",
    }
    assert got[2][1] == {
        "thing1": "2024年度居民医保费",
        "amount2": "406.00元",
        "date3": "2023-12-31",
        "thing4": "足额缴纳，未缴不能享受待遇",
    }


async def test_who_did_not_agree_or_was_told_as_often_as_he_agreed_hears_nothing(logins: LoginWorld) -> None:
    silent, _ = await filed(logins, "note-openid-2")
    await decide(logins, silent, "APPROVE")
    assert (await delivered(logins, "note-openid-2"), await states(logins, silent)) == ([], [])


async def test_what_is_refused_is_never_asked_again(logins: LoginWorld) -> None:
    """43101: he has taken it back in WeChat itself."""
    application_id, token = await filed(logins, "note-openid-3", "APPLICATION_DECIDED")
    await logins.phone.agree("note-openid-3", DECIDED, times=0)
    await decide(logins, application_id, "APPROVE")
    assert await delivered(logins, "note-openid-3") == []
    assert await states(logins, application_id) == [("REFUSED", 1)]
    told = (await logins.get("/me/notice-consents", token)).json()["items"]
    assert {one["template"]: (one["times"], one["may_ask"], one["template_id"]) for one in told} == {
        "APPLICATION_DECIDED": (0, False, DECIDED),
        "CORRECTION_ASKED": (0, True, CORRECTION),
        "BILL_TO_PAY": (0, True, TO_PAY),
        "REMINDER": (0, True, IDS["REMINDER"]),
    }
    held = await agrees(logins, "note-openid-3", token, "APPLICATION_DECIDED")
    assert (held["APPLICATION_DECIDED"]["times"], held["APPLICATION_DECIDED"]["may_ask"]) == (1, True)
    held = await agrees(logins, "note-openid-3", token, "APPLICATION_DECIDED", accepted=False)
    assert (held["APPLICATION_DECIDED"]["times"], held["APPLICATION_DECIDED"]["may_ask"]) == (0, False)


@pytest.mark.parametrize("answers", [[-1], [45011], [40001], [40001, 40001, -1]])
async def test_what_surely_was_not_sent_is_tried_again(logins: LoginWorld, answers: list[int]) -> None:
    openid = f"note-openid-4{abs(hash(tuple(answers))) % 10_000}"
    application_id, _ = await filed(logins, openid, "APPLICATION_DECIDED")
    await logins.phone.misbehave(next={"subscribe": answers})
    await decide(logins, application_id, "APPROVE")
    for _ in range(3):
        await delivered(logins, openid)
        await soon(logins)
    assert [template for template, _ in await delivered(logins, openid)] == [DECIDED]


async def test_a_busy_wechat_is_asked_less_and_less_often_and_given_up_in_the_end(logins: LoginWorld) -> None:
    application_id, _ = await filed(logins, "note-openid-5", "APPLICATION_DECIDED")
    await logins.phone.misbehave(always={"subscribe": -1})
    await decide(logins, application_id, "APPROVE")
    await logins.send_notices()
    assert (await states(logins, application_id), await logins.send_notices()) == ([("WAITING", 1)], 0)
    for _ in range(MOST_TRIES):
        await soon(logins)
        await logins.send_notices()
    assert await states(logins, application_id) == [("FAILED", MOST_TRIES)]
    pauses = [pause_after(tries).total_seconds() for tries in range(1, MOST_TRIES)]
    assert pauses == sorted(set(pauses))
    assert state_after(Outcome.LATER, MOST_TRIES - 1).value == "WAITING"


@pytest.mark.parametrize("what", ["HALF", "NO_JSON", "DOWN", "SLOW"])
async def test_what_may_have_been_sent_is_never_sent_again(logins: LoginWorld, what: str) -> None:
    openid = f"note-openid-6-{what}"
    application_id, _ = await filed(logins, openid, "APPLICATION_DECIDED")
    await logins.phone.misbehave(next={"subscribe": [what]}, slow_ms=10_000)
    await decide(logins, application_id, "APPROVE")
    for _ in range(2):
        await delivered(logins, openid)
        await soon(logins)
    assert await states(logins, application_id) == [("UNKNOWN", 1)]
    assert len(await delivered(logins, openid)) <= 1


async def test_a_sender_that_dies_leaves_what_nobody_knows(logins: LoginWorld) -> None:
    application_id, _ = await filed(logins, "note-openid-7", "APPLICATION_DECIDED")
    await decide(logins, application_id, "APPROVE")
    async with logins.world.database.transaction() as tx:
        await tx.driver.execute(
            "UPDATE notices_to_send SET state = 'SENDING', tries = 1 WHERE fact LIKE $1", f"application:{application_id}%"
        )
    await soon(logins)
    assert await delivered(logins, "note-openid-7") == []
    assert await states(logins, application_id) == [("UNKNOWN", 1)]


async def test_what_one_sender_takes_no_other_waits_for_or_takes(logins: LoginWorld) -> None:
    application_id, _ = await filed(logins, "note-openid-8", "APPLICATION_DECIDED")
    await decide(logins, application_id, "APPROVE")

    async def second() -> list[ClaimedNotice]:
        async with logins.world.database.transaction() as tx:
            return await claim_notices(tx.driver, 20)

    async with logins.world.database.transaction() as tx:
        assert len(await claim_notices(tx.driver, 20)) == 1
        async with asyncio.timeout(5):
            assert await second() == []
    assert await second() == []
    assert await states(logins, application_id) == [("SENDING", 1)]


async def test_a_fact_that_is_rolled_back_is_not_told(logins: LoginWorld) -> None:
    application_id, _ = await filed(logins, "note-openid-9", "APPLICATION_DECIDED")
    path = f"/applications/{application_id}/decision"
    answer = await logins.world.post(path, {"decision": "APPROVE"}, logins.world.as_("clerk", areas=["440981"]))
    assert (answer.status_code, await states(logins, application_id)) == (404, [])


async def test_nothing_of_it_stands_in_clear_and_nothing_stays(logins: LoginWorld) -> None:
    application_id, _ = await filed(logins, "note-openid-10", "APPLICATION_DECIDED")
    await decide(logins, application_id, "APPROVE")
    before = await logins.world.rows("SELECT * FROM notices_to_send WHERE fact LIKE $1", f"application:{application_id}%")
    assert not [word for word in ("note-openid-10", "审核通过", "陈大文") if word in str(before)]
    await delivered(logins, "note-openid-10")
    [after] = await logins.world.rows("SELECT content, state FROM notices_to_send WHERE notice_id = $1", before[0]["notice_id"])
    assert (after["content"], after["state"]) == (None, "SENT")


async def test_a_telephone_login_gets_no_messages_of_wechat(logins: LoginWorld) -> None:
    code = await logins.code_for("10099990021")
    token = (await logins.post("/sessions/phone", {"phone": "10099990021", "code": code})).json()["access_token"]
    body = {"answers": [{"template": "BILL_TO_PAY", "accepted": True}]}
    assert (await logins.post("/me/notice-consents", body, token)).status_code == 404


def test_every_field_fits_what_wechat_takes() -> None:
    values = {
        "item": "2024年度居民医保参保申请",
        "on": "2023-10-10",
        "due": "2023-12-31",
        "result": "审核通过",
        "amount": "406.00",
        "then": "逾期不再受理",
    }
    for text in TEMPLATES.values():
        assert not [name for name, told in text.filled({**values, "code": "1", "minutes": "5"}).items() if told.endswith("…")]
