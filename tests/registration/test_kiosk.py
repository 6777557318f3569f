"""A kiosk (粤智助): a device that is signed in, and people who sign in at it by their identity card for one visit."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import httpx
import jwt
import pytest

from enrolment_terms.documents import Sex
from enrolment_terms.fictitious import fictitious_id
from tests.conftest import FreshDatabase
from tests.pictures import picture
from tests.registration.builders import check_completed, form
from tests.registration.logins import LoginWorld, login_world

PEOPLE = [fictitious_id(date(1986, 5, 3), number, Sex.MALE) for number in range(20)]


@pytest.fixture(scope="module")
async def logins(fresh_database: FreshDatabase, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LoginWorld]:
    async with login_world(await fresh_database("registration", "registration.migrations"), tmp_path_factory.mktemp("kiosk")) as world:
        yield world


@pytest.fixture(autouse=True)
async def _well_behaved(logins: LoginWorld) -> None:
    await logins.phone.misbehave()


def device(logins: LoginWorld, role: str = "kiosk") -> str:
    return logins.world.as_(role, "kiosk:town-hall", ["440783115"])["Authorization"].removeprefix("Bearer ")


async def sign_in(logins: LoginWorld, number: str, **ticket: Any) -> dict[str, Any]:
    answer = await logins.post("/sessions/kiosk", {"ticket": await logins.phone.ticket(number, **ticket)}, device(logins))
    assert answer.status_code == 201, answer.text
    opened: dict[str, Any] = answer.json()
    return opened


async def hand_in(logins: LoginWorld, token: str, number: str, key: str, **more: Any) -> httpx.Response:
    return await logins.post("/applications", form(document_number=number, **more), token, **{"Idempotency-Key": key})


async def test_a_person_enrols_at_a_kiosk_and_asks_for_his_insurance(logins: LoginWorld) -> None:
    """B2, B28, R-011: card, form, photograph, submit; no e-credential; afterwards he reads what was registered. The next visit, too."""
    session = await sign_in(logins, PEOPLE[1], active=False)
    token = session["access_token"]
    assert (session["expires_in"], session["level"]) == (300, "FACE")
    photo = {"file": ("card.png", picture("PNG"))}
    headers = {"Authorization": f"Bearer {token}"}
    uploaded = await logins.world.client.post(
        "/registration/v1/materials", headers=headers, files=photo, data={"material_kind": "HOUSEHOLD_BOOK"}
    )
    paper = {"kind": "HOUSEHOLD_BOOK", "satisfied_by": "COPY", "reference": uploaded.json()["material_id"]}
    answer = await hand_in(logins, token, PEOPLE[1], "kiosk-1", materials=[paper])
    assert answer.status_code == 202, answer.text
    application_id = answer.json()["application_id"]
    world = logins.world
    [row] = await world.rows("SELECT channel, filed_by FROM applications WHERE application_id::text = $1", application_id)
    assert (row["channel"], row["filed_by"]) == ("KIOSK", session["subject"])
    await world.hear(check_completed(application_id, at=world.clock.now()))
    decided = await world.post(f"/applications/{application_id}/decision", {"decision": "APPROVE"}, world.as_("clerk"))
    again = await sign_in(logins, PEOPLE[1])
    assert again["subject"] != session["subject"]
    [mine] = (await logins.get("/me/participations", again["access_token"])).json()["items"]
    assert mine["participation_id"] == decided.json()["participation_id"]
    person_id = (await world.participation(mine["participation_id"]))["person_id"]
    insured = (await logins.get(f"/persons/{person_id}/insurance", again["access_token"])).json()
    assert [one["state"] for one in insured["participations"]] == ["REGISTERED"]


async def test_it_is_one_visit_and_nothing_of_it_stays(logins: LoginWorld) -> None:
    """No binding, no login, no word to go on with; the device is named in the audit, the card nowhere."""
    session = await sign_in(logins, PEOPLE[2])
    caller = logins.world.runtime.tokens.read(session["access_token"])  # type: ignore[union-attr]
    assert (caller.roles, len(caller.documents), caller.areas) == ({"citizen", "kiosk"}, 1, ())
    assert "refresh_token" not in session
    claims = jwt.decode(session["access_token"], options={"verify_signature": False})
    assert claims["exp"] - claims["iat"] == 300
    assert await logins.world.rows("SELECT FROM mandates WHERE subject = $1", session["subject"]) == []
    assert await logins.world.rows("SELECT FROM logins WHERE subject = $1", session["subject"]) == []
    [row] = await logins.world.rows("SELECT actor, detail::text FROM audit_rows WHERE subject = $1", session["subject"])
    assert row["actor"] == "kiosk:town-hall"
    assert PEOPLE[2] not in row["detail"]


@pytest.mark.parametrize("channel", ["YUE_YIBAO", "COUNTER", "AUTHORITY"])
async def test_at_a_kiosk_one_files_by_the_kiosk(logins: LoginWorld, channel: str) -> None:
    """B2, R-011."""
    token = (await sign_in(logins, PEOPLE[3]))["access_token"]
    answer = await hand_in(logins, token, PEOPLE[3], f"kiosk-{channel}", channel=channel)
    assert (answer.status_code, [one["field"] for one in answer.json()["reasons"]]) == (422, ["channel"])


async def test_what_no_kiosk_does_is_refused_there(logins: LoginWorld) -> None:
    """B6 by item: enrolment before birth is not declared for kiosks."""
    mother = fictitious_id(date(1994, 5, 3), 61, Sex.FEMALE)
    token = (await sign_in(logins, mother))["access_token"]
    answer = await hand_in(
        logins, token, mother, "kiosk-unborn", item="pre_newborn_enrolment", sex="女", form={"expected_on": "2023-12-01"}
    )
    assert "channel" in [one["field"] for one in answer.json()["reasons"]]


async def test_nobody_files_by_kiosk_from_his_telephone(logins: LoginWorld) -> None:
    """R-011: a citizen who only says KIOSK needs his e-credential as before."""
    session = await logins.by_wechat("openid-no-kiosk", PEOPLE[4], active=False)
    answer = await hand_in(logins, session["access_token"], PEOPLE[4], "no-kiosk", channel="KIOSK")
    assert [one["field"] for one in answer.json()["reasons"]] == ["channel"]


async def test_for_another_nobody_acts_at_a_kiosk(logins: LoginWorld) -> None:
    token = (await sign_in(logins, PEOPLE[5]))["access_token"]
    answer = await hand_in(logins, token, PEOPLE[6], "kiosk-other")
    assert [one["code"] for one in answer.json()["reasons"]] == ["NOT_BOUND"]


async def test_only_a_device_signs_people_in(logins: LoginWorld) -> None:
    """Who stands at it does not, nor a clerk, nor a device that is something else, too."""
    ticket = {"ticket": await logins.phone.ticket(PEOPLE[7])}
    visitor = (await sign_in(logins, PEOPLE[7]))["access_token"]
    for token in (visitor, device(logins, "clerk"), device(logins, "citizen"), device(logins, "kiosk+operator")):
        assert (await logins.post("/sessions/kiosk", ticket, token)).status_code == 403
    assert (await logins.post("/sessions/kiosk", ticket)).status_code == 401
    alone = device(logins)
    assert (await hand_in(logins, alone, PEOPLE[7], "device")).status_code == 403
    assert (await logins.get("/me", alone)).status_code == 403


async def test_a_card_that_is_not_verified_signs_nobody_in(logins: LoginWorld) -> None:
    """Too little assurance, a ticket that was used, of two at once one; a sign-on that is away."""
    weak = {"ticket": await logins.phone.ticket(PEOPLE[8], level="NAME")}
    assert (await logins.post("/sessions/kiosk", weak, device(logins))).json()["code"] == "REAL_NAME_TICKET_REFUSED"
    once = {"ticket": await logins.phone.ticket(PEOPLE[8])}
    answers = await asyncio.gather(*(logins.post("/sessions/kiosk", once, device(logins)) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [201, 422, 422]
    await logins.phone.misbehave(always={"identities": "DOWN"})
    away = await logins.post("/sessions/kiosk", {"ticket": "t"}, device(logins))
    assert (away.status_code, away.json()["code"]) == (503, "LOGIN_AWAY")
