"""Codes by telephone: good once and for five minutes, few tries, few a day, and strangers lock nobody out."""

import asyncio
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from enrolment_terms.documents import Sex
from enrolment_terms.fictitious import fictitious_id
from tests.conftest import FreshDatabase
from tests.registration.logins import LoginWorld, login_world

PEOPLE = [fictitious_id(date(1988, 4, 3), number, Sex.FEMALE) for number in range(40)]


async def test_a_telephone_logs_in_by_its_code_once(logins: LoginWorld) -> None:
    code = await logins.code_for("10099990001")
    typed = {"phone": "+86 1009-999-0001", "code": code}
    answers = [await logins.post("/sessions/phone", typed) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 422]
    assert answers[0].json()["subject"].startswith("tel:")


async def test_of_many_with_one_code_at_once_one_logs_in(logins: LoginWorld) -> None:
    body = {"phone": "10099990009", "code": await logins.code_for("10099990009")}
    answers = await asyncio.gather(*(logins.post("/sessions/phone", body) for _ in range(6)))
    assert sorted(answer.status_code for answer in answers) == [201, *[422] * 5]


async def test_a_code_ends_after_five_wrong_tries(logins: LoginWorld) -> None:
    code = await logins.code_for("10099990002")
    wrong = "000000" if code != "000000" else "000001"
    for typed in [wrong] * 5 + [code]:
        answer = await logins.post("/sessions/phone", {"phone": "10099990002", "code": typed})
        assert (answer.status_code, answer.json()["code"]) == (422, "LOGIN_CODE_REFUSED")


async def test_who_tries_codes_at_many_telephones_is_stopped(fresh_database: FreshDatabase, tmp_path: Any) -> None:
    """Five tries a code and six codes a day are many, at ten thousand telephones. WeChat is still open to whoever shares the address."""
    database = await fresh_database("registration", "registration.migrations")
    async with login_world(database, tmp_path, rate_limit_factor=0.1) as logins:
        code, wrong = await logins.code_for("10099990060"), "000000"
        tries = [{"phone": f"1009999007{nth}", "code": wrong} for nth in range(6)] + [{"phone": "10099990060", "code": code}]
        assert [(await logins.post("/sessions/phone", one)).status_code for one in tries] == [*[422] * 6, 429]
        await logins.by_wechat("openid-60")
        texts = [(await logins.post("/sessions/phone/codes", {"phone": f"100999902{nth:02}"})).status_code for nth in range(30)]
        assert texts == [*[202] * 29, 429]


async def test_a_code_ends_after_five_minutes(logins: LoginWorld) -> None:
    code = await logins.code_for("10099990003")
    await logins.age_codes("10099990003", "5 minutes")
    assert (await logins.post("/sessions/phone", {"phone": "10099990003", "code": code})).status_code == 422


async def test_a_telephone_gets_one_code_a_minute_and_six_a_day_and_nobody_hears_which(logins: LoginWorld) -> None:
    phone = "10099990004"
    told = []
    for _ in range(13):
        told += [await logins.post("/sessions/phone/codes", {"phone": phone}) for _ in range(2)]
        await logins.age_codes(phone, "61 seconds")
    told.append(await logins.post("/sessions/phone/codes", {"phone": "10099990005"}))
    assert {(answer.status_code, answer.text) for answer in told} == {(202, told[0].text)}
    while await logins.send_notices():
        pass
    assert len(await logins.phone.texts(phone)) == 6
    await logins.age_codes(phone, "1 day")
    await logins.code_for(phone)


async def out_of_use(logins: LoginWorld, session: dict[str, Any]) -> dict[str, str]:
    """The word of a session that ran out, as the device still has it."""
    await logins.world.rows("UPDATE login_sessions SET ends_at = now() WHERE session_id = $1", UUID(session["session_id"]))
    return {"refresh_token": session["refresh_token"]}


async def test_strangers_lock_nobody_out_whose_device_has_logged_in_before(logins: LoginWorld) -> None:
    """They use up the codes of a day, and the tries of each: the device has four of its own, by the word of its session; ten in all."""
    phone = "10099990030"
    word = await out_of_use(logins, await logins.by_phone(phone))
    for _ in range(12):
        await logins.post("/sessions/phone/codes", {"phone": phone})
        await logins.age_codes(phone, "61 seconds")
    while await logins.send_notices():
        pass
    for nth in range(4):
        code = await logins.code_for(phone, **word)
        wrong = "000000" if code != "000000" else "000001"
        for typed in [wrong] * 6 + [code]:
            assert (await logins.post("/sessions/phone", {"phone": phone, "code": typed})).status_code == 422
        if nth == 3:
            assert (await logins.post("/sessions/phone", {"phone": phone, "code": wrong, **word})).status_code == 422
            assert (await logins.post("/sessions/phone", {"phone": phone, "code": code, **word})).status_code == 201
        await logins.age_codes(phone, "61 seconds")
    before = len(await logins.phone.texts(phone))
    await logins.post("/sessions/phone/codes", {"phone": phone, **word})
    await logins.send_notices()
    assert (len(await logins.phone.texts(phone)), before) == (10, 10)


async def test_a_code_that_was_asked_for_without_the_word_is_good_with_it(logins: LoginWorld) -> None:
    """Also five tries; whoever has a word does not have ten at one code."""
    phone = "10099990031"
    word = await out_of_use(logins, await logins.by_phone(phone))
    await logins.age_codes(phone, "61 seconds")
    body = {"phone": phone, "code": await logins.code_for(phone), **word}
    assert [(await logins.post("/sessions/phone", body)).status_code for _ in range(2)] == [201, 422]
    await logins.age_codes(phone, "61 seconds")
    code = await logins.code_for(phone, **word)
    wrong = "000000" if code != "000000" else "000001"
    for typed in [wrong] * 5 + [code]:
        assert (await logins.post("/sessions/phone", {"phone": phone, "code": typed, **word})).status_code == 422


@pytest.mark.parametrize("whose", ["NOBODY", "ANOTHER", "ENDED", "WECHAT"])
async def test_a_word_of_another_proves_nothing_and_nobody_hears_it(logins: LoginWorld, whose: str) -> None:
    """Of no session, of another telephone, of a session that was ended, of WeChat: as if there were none."""
    phone = {"NOBODY": "10099990032", "ANOTHER": "10099990033", "ENDED": "10099990034", "WECHAT": "10099990035"}[whose]
    own = await logins.by_phone(phone)
    words = {"NOBODY": "x" * 43, "ENDED": own["refresh_token"]}
    if whose == "ANOTHER":
        words[whose] = (await logins.by_phone("10099990036"))["refresh_token"]
    if whose == "WECHAT":
        words[whose] = (await logins.by_wechat("openid-35"))["refresh_token"]
    await logins.world.rows("UPDATE login_sessions SET ended_at = now() WHERE session_id = $1", UUID(own["session_id"]))
    answers = []
    for _ in range(12):
        answers.append(await logins.post("/sessions/phone/codes", {"phone": phone, "refresh_token": words[whose]}))
        await logins.age_codes(phone, "61 seconds")
    assert {(answer.status_code, answer.text) for answer in answers} == {(202, answers[0].text)}
    while await logins.send_notices():
        pass
    assert len(await logins.phone.texts(phone)) == 6


async def test_codes_and_numbers_stand_nowhere_in_clear(logins: LoginWorld) -> None:
    code = await logins.code_for("10099990006")
    await logins.post("/sessions/phone", {"phone": "10099990006", "code": code})
    for table in ("logins", "login_sessions", "phone_codes", "notices_to_send", "audit_rows"):
        told = str(await logins.world.rows(f"SELECT * FROM {table}"))
        assert not [secret for secret in ("10099990006", f"'{code}'", "openid-1") if secret in told], table
    assert {row["content"] for row in await logins.world.rows("SELECT content FROM notices_to_send WHERE state = 'SENT'")} == {None}


@pytest.mark.parametrize("typed", ["", "110", "1009999000", "20099990001", "+1 202 555 0100", "１００９９９９０００", "10099990001x"])
async def test_what_is_no_mobile_number_gets_nothing(logins: LoginWorld, typed: str) -> None:
    assert (await logins.post("/sessions/phone/codes", {"phone": typed})).status_code == 422
