"""Logging in: by WeChat and by telephone, once and again, with everything that goes wrong on the way; sessions and their end."""

import asyncio
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from enrolment_terms.documents import Sex
from enrolment_terms.fictitious import fictitious_id
from registration.domain.login import LoginWay
from registration.use_cases.check_health import login_key_health
from registration.use_cases.open_session import open_session
from service_runtime.token_signer import TokenSigner
from tests.conftest import FreshDatabase
from tests.registration.builders import form
from tests.registration.logins import LoginWorld, login_world

PEOPLE = [fictitious_id(date(1988, 4, 2), number, Sex.FEMALE) for number in range(40)]


async def bindings(logins: LoginWorld, subject: str) -> list[tuple[str, str]]:
    rows = await logins.world.rows("SELECT kind, state FROM mandates WHERE subject = $1 ORDER BY mandate_id", subject)
    return [(row["kind"], row["state"]) for row in rows]


async def test_the_same_person_logs_in_twice_and_is_bound_once(logins: LoginWorld) -> None:
    first = await logins.by_wechat("openid-1", PEOPLE[1])
    again, silent = await logins.by_wechat("openid-1", PEOPLE[1]), await logins.by_wechat("openid-1")
    assert first["subject"] == again["subject"] == silent["subject"]
    assert len({one["session_id"] for one in (first, again, silent)}) == 3
    assert await bindings(logins, first["subject"]) == [("SELF", "IN_FORCE")]
    assert (silent["level"], silent["credential_active"], first["expires_in"]) == ("FACE", True, 600)
    caller = logins.world.runtime.tokens.read(silent["access_token"])  # type: ignore[union-attr]
    assert (caller.subject, caller.roles, caller.credential_active) == (first["subject"], {"citizen"}, True)


async def test_two_first_logins_at_once_are_one(logins: LoginWorld) -> None:
    opened = await asyncio.gather(*(logins.by_wechat("openid-2", PEOPLE[2]) for _ in range(4)))
    assert len({one["subject"] for one in opened}) == 1
    assert await bindings(logins, opened[0]["subject"]) == [("SELF", "IN_FORCE")]


async def test_two_logins_of_one_person_are_bound_each(logins: LoginWorld) -> None:
    opened = [await logins.by_wechat(openid, PEOPLE[3]) for openid in ("openid-3a", "openid-3b")]
    assert opened[0]["subject"] != opened[1]["subject"]
    assert [await bindings(logins, one["subject"]) for one in opened] == [[("SELF", "IN_FORCE")]] * 2


async def test_a_login_that_is_somebody_elses_now_is_the_first_ones_no_more(logins: LoginWorld) -> None:
    first = await logins.by_wechat("openid-4", PEOPLE[4])
    await logins.by_wechat("openid-4", PEOPLE[5])
    assert await bindings(logins, first["subject"]) == [("SELF", "ENDED"), ("SELF", "IN_FORCE")]


async def test_who_is_not_verified_surely_enough_is_bound_to_nobody(logins: LoginWorld) -> None:
    opened = await logins.by_wechat("openid-6", PEOPLE[6], level="NAME", active=False)
    assert (opened["level"], opened["credential_active"]) == ("NAME", False)
    assert await bindings(logins, opened["subject"]) == []


async def test_a_code_is_good_once(logins: LoginWorld) -> None:
    body = {"code": await logins.phone.code("openid-7")}
    answers = [await logins.post("/sessions/wechat", body) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 422]
    assert answers[1].json()["code"] == "LOGIN_CODE_REFUSED"


async def test_a_ticket_is_good_once(logins: LoginWorld) -> None:
    ticket = await logins.phone.ticket(PEOPLE[8])
    answers = [await logins.post("/sessions/wechat", {"code": await logins.phone.code("openid-8"), "ticket": ticket}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 422]
    assert answers[1].json()["code"] == "REAL_NAME_TICKET_REFUSED"


@pytest.mark.parametrize("wrong", [{"openid": "openid-1"}, {"level": "FACE"}, {"credential_active": True}, {"document_number": PEOPLE[1]}])
async def test_nothing_that_the_sign_on_says_is_taken_from_a_form(logins: LoginWorld, wrong: dict[str, Any]) -> None:
    answer = await logins.post("/sessions/wechat", {"code": await logins.phone.code("openid-9"), **wrong})
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["reasons"]] == list(wrong)


@pytest.mark.parametrize("what", [-1, 45011, 40013, 40125, "HALF", "NO_JSON", "DOWN"])
async def test_whatever_wechat_says_instead_of_a_user_is_come_again(logins: LoginWorld, what: object) -> None:
    await logins.phone.misbehave(always={"jscode2session": what})
    answer = await logins.post("/sessions/wechat", {"code": await logins.phone.code("openid-10")})
    assert (answer.status_code, answer.json()["code"], answer.headers["retry-after"]) == (503, "LOGIN_AWAY", "1")


async def test_who_waits_for_wechat_holds_no_connection(logins: LoginWorld) -> None:
    await logins.phone.misbehave(always={"jscode2session": "SLOW"}, slow_ms=10_000)
    codes = [await logins.phone.code("openid-11") for _ in range(12)]
    waiting = [asyncio.create_task(logins.post("/sessions/wechat", {"code": code})) for code in codes]
    await asyncio.sleep(0)
    async with asyncio.timeout(5):
        assert await logins.world.rows("SELECT 1 AS one") == [{"one": 1}]
        assert {answer.status_code for answer in await asyncio.gather(*waiting)} == {503}


@pytest.mark.parametrize("what", ["HALF", "NO_JSON", "DOWN", -1])
async def test_a_sign_on_that_does_not_answer_opens_nothing(logins: LoginWorld, what: object) -> None:
    await logins.phone.misbehave(always={"identities": what})
    body = {"code": await logins.phone.code("openid-12"), "ticket": await logins.phone.ticket(PEOPLE[12])}
    before = await logins.world.rows("SELECT count(*) FROM login_sessions")
    assert (await logins.post("/sessions/wechat", body)).json()["code"] == "LOGIN_AWAY"
    assert await logins.world.rows("SELECT count(*) FROM login_sessions") == before


async def test_a_document_that_cannot_be_is_no_identity(logins: LoginWorld) -> None:
    number = PEOPLE[13][:-1] + ("0" if PEOPLE[13][-1] != "0" else "1")
    body = {"code": await logins.phone.code("openid-13"), "ticket": await logins.phone.ticket(number)}
    assert (await logins.post("/sessions/wechat", body)).status_code == 503


async def age_login(logins: LoginWorld, subject: str, days: int) -> None:
    """As if it had come so many days earlier, and had gone on with its session until today."""
    aged = f"- interval '{days} days'"
    async with logins.world.database.transaction() as tx:
        of_it = "(SELECT login_id FROM logins WHERE subject = $1)"
        await tx.driver.execute(f"UPDATE login_sessions SET started_at = started_at {aged} WHERE login_id = {of_it}", subject)
        await tx.driver.execute(f"UPDATE logins SET created_at = created_at {aged} WHERE subject = $1", subject)


async def test_a_number_that_was_not_used_for_long_begins_anew(logins: LoginWorld) -> None:
    """Networks give a number out again after 90 days: whoever has it then gets nothing of the one before, whose WeChat stays."""
    wechat = await logins.by_wechat("openid-20", PEOPLE[20])
    first = await logins.by_phone("10099990020", PEOPLE[20])
    await age_login(logins, first["subject"], 89)
    assert (await logins.by_phone("10099990020"))["subject"] == first["subject"]
    await age_login(logins, first["subject"], 91)
    second = await logins.by_phone("10099990020")
    assert second["subject"] != first["subject"]
    assert (second["level"], second["credential_active"]) == (None, False)
    assert await bindings(logins, second["subject"]) == []
    assert (await logins.get("/me", second["access_token"])).json()["persons"] == []
    assert (await refresh(logins, first["refresh_token"])).json()["code"] == "SESSION_OVER"
    assert (await logins.by_phone("10099990020"))["subject"] == second["subject"], "anew once"
    assert (await logins.by_wechat("openid-20"))["subject"] == wechat["subject"]
    assert await bindings(logins, wechat["subject"]) == [("SELF", "IN_FORCE")]


async def test_another_whom_the_sign_on_names_begins_anew(logins: LoginWorld) -> None:
    """Whatever the earlier holder had, mandates of a counter too, is not his."""
    first = await logins.by_phone("10099990021", PEOPLE[21])
    second = await logins.by_phone("10099990021", PEOPLE[22])
    assert second["subject"] != first["subject"]
    assert await bindings(logins, second["subject"]) == [("SELF", "IN_FORCE")]
    assert await bindings(logins, first["subject"]) == [("SELF", "IN_FORCE")]


@pytest.mark.parametrize(("level", "goes_on"), [("FACE", True), ("NAME", False)])
async def test_who_is_verified_as_before_goes_on_however_long_he_was_away(logins: LoginWorld, level: str, goes_on: bool) -> None:
    """A name and a number that somebody knows are not enough."""
    phone, person = ("10099990023", PEOPLE[23]) if goes_on else ("10099990024", PEOPLE[24])
    first = await logins.by_phone(phone, person)
    await age_login(logins, first["subject"], 400)
    second = await logins.by_phone(phone, person, level=level)
    assert (second["subject"] == first["subject"]) is goes_on


async def test_of_many_at_once_by_a_number_of_another_one_account_begins(logins: LoginWorld) -> None:
    first = await logins.by_phone("10099990025", PEOPLE[25])
    await age_login(logins, first["subject"], 91)
    peers = logins.world.app.state.login_peers

    async def opens() -> str:
        async with logins.world.database.transaction() as tx:
            return (await open_session(tx, LoginWay.PHONE, "10099990025", None, peers.terms, peers.signer)).subject

    subjects = set(await asyncio.gather(*(opens() for _ in range(4))))
    assert len(subjects) == 1
    assert first["subject"] not in subjects


async def refresh(logins: LoginWorld, word: str, key: str | None = None) -> Any:
    return await logins.post("/sessions/refresh", {"refresh_token": word}, **{"Idempotency-Key": key or uuid4().hex})


async def test_a_session_goes_on_and_a_lost_answer_is_told_again(logins: LoginWorld) -> None:
    opened = await logins.by_wechat("openid-20", PEOPLE[20])
    answers = [await refresh(logins, opened["refresh_token"], "one-key") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].content == answers[1].content
    fresh = answers[0].json()
    assert (fresh["session_id"], fresh["ends_at"]) == (opened["session_id"], opened["ends_at"])
    assert fresh["refresh_token"] != opened["refresh_token"]
    assert (await refresh(logins, fresh["refresh_token"])).status_code == 200


async def test_a_copied_word_ends_the_session(logins: LoginWorld) -> None:
    opened = await logins.by_wechat("openid-21", PEOPLE[21])
    fresh = (await refresh(logins, opened["refresh_token"])).json()
    copied = await refresh(logins, opened["refresh_token"])
    assert (copied.status_code, copied.json()["code"]) == (401, "SESSION_OVER")
    assert (await refresh(logins, fresh["refresh_token"])).status_code == 401


async def test_an_old_or_unknown_session_does_not_go_on(logins: LoginWorld) -> None:
    opened = await logins.by_wechat("openid-22")
    async with logins.world.database.transaction() as tx:
        await tx.driver.execute("UPDATE login_sessions SET ends_at = now() WHERE session_id::text = $1", opened["session_id"])
    for word in (opened["refresh_token"], "none"):
        assert (await refresh(logins, word)).status_code == 401


async def test_a_login_sees_and_ends_its_own_sessions_only(logins: LoginWorld) -> None:
    mine, other = [await logins.by_wechat("openid-23") for _ in range(2)], await logins.by_wechat("openid-24")
    token = mine[0]["access_token"]
    listed = (await logins.get("/me/sessions", token)).json()["items"]
    assert {one["session_id"] for one in listed} == {one["session_id"] for one in mine}
    assert (await logins.post(f"/me/sessions/{other['session_id']}/end", None, token)).status_code == 404
    assert (await logins.post(f"/me/sessions/{mine[1]['session_id']}/end", None, token)).json() == {"ended": 1}
    assert (await refresh(logins, mine[1]["refresh_token"])).status_code == 401
    assert (await logins.post("/me/sessions/end", None, token)).json() == {"ended": 1}
    assert [(await refresh(logins, one["refresh_token"])).status_code for one in (mine[0], other)] == [401, 200]


async def activate(logins: LoginWorld, subject: str, number: str, **caller: Any) -> int:
    body = {"subject": subject, "document_type": "FOREIGN_PR", "document_number": number}
    answer = await logins.world.post("/credential-activations", body, logins.world.as_("clerk", **caller))
    return answer.status_code


async def test_a_foreigner_is_bound_and_activated_at_the_counter_and_then_files(logins: LoginWorld) -> None:
    """B29, R-011: 「目前暂不支持外国人自助激活」."""
    world, permit = logins.world, "USA440019900506"
    session = await logins.by_wechat("openid-30")
    subject, key = session["subject"], {"Idempotency-Key": "foreigner"}
    assert await activate(logins, subject, permit) == 404
    bound = {"kind": "SELF", "subject": subject, "document_type": "FOREIGN_PR", "document_number": permit, "area": "440783"}
    shown = {"paper": "IDENTITY_DOCUMENT", "reference": "counter-1"}
    assert (await world.post("/mandates", bound | shown, world.as_("clerk"))).status_code == 201
    body = form(document_type="FOREIGN_PR", document_number=permit, birth_date="1990-05-06", foreign=True)
    refused = (await logins.post("/applications", body, session["access_token"], **key)).json()
    assert "CREDENTIAL_INACTIVE" in [reason["code"] for reason in refused["reasons"]]
    assert await activate(logins, subject, permit, areas=["440981"]) == 404
    assert await activate(logins, subject, "USA440019900507") == 404
    assert await activate(logins, subject, permit) == 200
    fresh = (await refresh(logins, session["refresh_token"])).json()
    assert (fresh["credential_active"], fresh["level"]) == (True, "COUNTER")
    filed = await logins.post("/applications", body, fresh["access_token"], **key)
    assert "CREDENTIAL_INACTIVE" not in filed.text
    again = await logins.by_wechat("openid-30")
    assert (again["credential_active"], again["level"]) == (True, "COUNTER")


async def test_what_the_sign_on_bound_is_not_activated_at_a_counter(logins: LoginWorld) -> None:
    session = await logins.by_wechat("openid-31", PEOPLE[31], active=False)
    body = {"subject": session["subject"], "document_type": "RESIDENT_ID", "document_number": PEOPLE[31]}
    assert (await logins.world.post("/credential-activations", body, logins.world.as_("clerk", areas=["44"]))).status_code == 404
    assert (await logins.by_wechat("openid-31", PEOPLE[31]))["credential_active"] is True


async def test_a_key_that_nobody_believes_is_warned_of(logins: LoginWorld) -> None:
    async def figure() -> Any:
        return (await logins.world.client.get("/registration/readyz")).json()["checks"]["logins:key"][0]

    assert (await figure())["status"] == "pass"
    told = await login_key_health(TokenSigner(ec.generate_private_key(ec.SECP256R1())))(logins.world.runtime)
    assert [(one.name, one.status) for one in told] == [("logins:key", "warn")]


async def test_who_has_no_way_of_logging_in_says_so_but_not_too_often(fresh_database: FreshDatabase, tmp_path: Any) -> None:
    bare = {"login_key": None, "wechat_appid": None, "sms_url": None, "sign_on_url": None, "rate_limit_factor": 0.01}
    async with login_world(await fresh_database("registration", "registration.migrations"), tmp_path, **bare) as none:
        for path, body in (("wechat", {"code": "x"}), ("phone/codes", {"phone": "10099990001"})):
            answer = await none.post(f"/sessions/{path}", body)
            assert (answer.status_code, answer.json()["code"]) == (409, "LOGIN_NOT_OFFERED")
        answers = [await none.post("/sessions/phone/codes", {"phone": "10099990001"}) for _ in range(14)]
        assert answers[-1].status_code == 429
