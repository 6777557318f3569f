"""GET /me: all of those whom a login may act for, without an id; of others nothing, and nothing once it may act no more."""

from collections.abc import AsyncIterator
from datetime import date, datetime
from typing import Any

import pytest

from enrolment_terms.benefit_year import SHANGHAI
from enrolment_terms.scheme import BillState
from tests.conftest import FreshDatabase
from tests.registration.builders import AUTUMN, TOWN, bill, check_completed, form, fresh_number, insured
from tests.registration.logins import LoginWorld, login_world

NAME = "陈**"


@pytest.fixture(scope="module")
async def module_logins(fresh_database: FreshDatabase, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LoginWorld]:
    async with login_world(await fresh_database("registration", "registration.migrations"), tmp_path_factory.mktemp("me")) as world:
        yield world


@pytest.fixture
def logins(module_logins: LoginWorld) -> LoginWorld:
    module_logins.world.clock.move_to(AUTUMN)
    return module_logins


async def token_of(logins: LoginWorld, openid: str, number: str | None = None) -> str:
    token: str = (await logins.by_wechat(openid, number))["access_token"]
    return token


async def me(logins: LoginWorld, token: str) -> dict[str, Any]:
    answer = await logins.get("/me", token)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def file(logins: LoginWorld, token: str, number: str, **changes: Any) -> str:
    """An application by a login that is bound to its person."""
    answer = await logins.post("/applications", form(document_number=number, **changes), token, **{"Idempotency-Key": f"file-{number}"})
    assert answer.status_code == 202, answer.text
    application_id: str = answer.json()["application_id"]
    return application_id


async def decide(logins: LoginWorld, application_id: str, decision: str, **more: Any) -> Any:
    await logins.world.hear(check_completed(application_id, at=logins.world.clock.now()))
    path, clerk = f"/applications/{application_id}/decision", logins.world.as_("clerk")
    return (await logins.world.post(path, {"decision": decision, **more}, clerk)).json()


async def mandate(logins: LoginWorld, subject: str, number: str, kind: str = "AGENT", **more: Any) -> str:
    """Recorded at the counter."""
    told = {"kind": kind, "subject": subject, "document_type": "RESIDENT_ID", "document_number": number, "area": TOWN}
    body = {**told, "paper": "POWER_OF_ATTORNEY", **({"until_on": "2023-12-31"} if kind == "AGENT" else {}), **more}
    answer = await logins.world.mandate(body, logins.world.as_("clerk"))
    assert answer.status_code == 201, answer.text
    mandate_id: str = answer.json()["mandate_id"]
    return mandate_id


async def test_who_is_known_by_nothing_sees_his_document_and_no_more(logins: LoginWorld) -> None:
    number = fresh_number()
    told = await me(logins, await token_of(logins, "me-openid-1", number))
    [person] = told["persons"]
    assert (person["person_id"], person["relation"], person["name_masked"]) == (None, "SELF", None)
    assert person["number_masked"].endswith(number[-2:])
    assert (told["applications"], told["tasks"], told["credential_active"]) == ([], [], True)
    assert (await me(logins, await token_of(logins, "me-openid-2")))["persons"] == []


async def test_from_the_application_to_the_bill_everything_is_there(logins: LoginWorld) -> None:
    number, world = fresh_number(), logins.world
    token = await token_of(logins, "me-openid-3", number)
    application_id = await file(logins, token, number)
    told = await me(logins, token)
    assert [one["application_id"] for one in told["applications"]] == [application_id]
    await decide(logins, application_id, "NEEDS_CORRECTION", missing=[{"field": "HOUSEHOLD_BOOK", "label": "户口簿"}])
    [task] = (await me(logins, token))["tasks"]
    assert (task["kind"], task["application_id"], task["due_on"] > "2023-10-10") == ("CORRECTION_ASKED", application_id, True)
    corrected = form(document_number=number, materials=[{"kind": "HOUSEHOLD_BOOK", "satisfied_by": "ORIGINAL"}])
    await logins.post(f"/applications/{application_id}/corrections", corrected, token, **{"Idempotency-Key": "correct"})
    await world.hear(check_completed(application_id, submit_no=2, at=world.clock.now()))
    participation_id = (await decide_only(logins, application_id))["participation_id"]
    assert (await me(logins, token))["tasks"] == []
    await world.hear(bill(participation_id, BillState.SENT, 1))
    told = await me(logins, token)
    [person] = told["persons"]
    [cover] = person["participations"]
    assert (person["relation"], person["name_masked"], cover["state"]) == ("SELF", NAME, "REGISTERED")
    assert [one["state"] for one in cover["bills"]] == ["SENT"]
    [task] = told["tasks"]
    assert (task["kind"], task["due_on"], task["bill_id"]) == ("BILL_TO_PAY", "2023-12-31", cover["bills"][0]["bill_id"])
    assert cover["bills"][0]["amount"] in task["msg"]
    world.clock.move_to(datetime(2024, 1, 1, 9, tzinfo=SHANGHAI))
    assert (await me(logins, token))["tasks"] == []


async def decide_only(logins: LoginWorld, application_id: str) -> Any:
    path = f"/applications/{application_id}/decision"
    return (await logins.world.post(path, {"decision": "APPROVE"}, logins.world.as_("clerk"))).json()


async def test_people_of_an_import_bind_query_stop_and_file(logins: LoginWorld) -> None:
    """Nobody ever filed for them: they are known by the list of last year, and by the renewal."""
    number, world = fresh_number(), logins.world
    world.clock.move_to(datetime(2023, 10, 6, 9, tzinfo=SHANGHAI))
    assert (await world.imports({"benefit_year": 2023, "people": [insured(document_number=number)]})).status_code == 200
    token = await token_of(logins, "me-openid-4", number)
    [person] = (await me(logins, token))["persons"]
    assert [one["benefit_year"] for one in person["participations"]] == [2023]
    renewed = await world.post("/renewals", {"benefit_year": 2024, "area": TOWN, "limit": 100}, world.as_("operator"))
    assert renewed.status_code == 200, renewed.text
    [person] = (await me(logins, token))["persons"]
    by_year = {one["benefit_year"]: one for one in person["participations"]}
    assert (await logins.get(f"/persons/{person['person_id']}", token)).status_code == 200
    stopped = await logins.post(
        f"/participations/{by_year[2024]['participation_id']}/stop", {"reason": "外出务工"}, token, **{"Idempotency-Key": "stop"}
    )
    assert stopped.status_code == 200, stopped.text
    again = await logins.post("/applications", form(document_number=number, name="李小明"), token, **{"Idempotency-Key": "again"})
    assert again.status_code == 202, again.text
    assert len((await me(logins, token))["applications"]) == 1


async def test_a_family_is_seen_by_mandate_and_gone_at_once_when_it_ends(logins: LoginWorld) -> None:
    mother, child, world = fresh_number(), fresh_number(), logins.world
    session = await logins.by_wechat("me-openid-5", mother)
    token = session["access_token"]
    mandate_id = await mandate(logins, session["subject"], child)
    application_id = await file(logins, token, child)
    await decide(logins, application_id, "APPROVE")
    told = await me(logins, token)
    assert [(one["relation"], one["until_on"], len(one["participations"])) for one in told["persons"]] == [
        ("SELF", None, 0),
        ("AGENT", "2023-12-31", 1),
    ]
    assert (await logins.post(f"/mandates/{mandate_id}/end", {}, token, **{"Idempotency-Key": "end"})).status_code == 200
    told = await me(logins, token)
    assert [one["relation"] for one in told["persons"]] == ["SELF"]
    assert (told["applications"], told["tasks"]) == ([], [])
    world.clock.move_to(AUTUMN)
    late = await mandate(logins, session["subject"], child, from_on="2023-10-10", until_on="2023-10-20")
    assert late
    assert len((await me(logins, token))["persons"]) == 2
    world.clock.move_to(datetime(2023, 10, 21, 0, tzinfo=SHANGHAI))
    assert len((await me(logins, token))["persons"]) == 1


async def test_two_logins_of_one_person_see_the_same_and_strangers_nothing_of_it(logins: LoginWorld) -> None:
    number = fresh_number()
    tokens = [await token_of(logins, openid, number) for openid in ("me-openid-6", "me-openid-7")]
    application_id = await file(logins, tokens[0], number)
    await decide(logins, application_id, "APPROVE")
    seen = [await me(logins, token) for token in tokens]
    assert [[one["person_id"] for one in told["persons"]] for told in seen] == [[seen[0]["persons"][0]["person_id"]]] * 2
    assert [len(told["applications"]) for told in seen] == [1, 1]
    stranger = await me(logins, await token_of(logins, "me-openid-8", fresh_number()))
    assert (stranger["applications"], [one["participations"] for one in stranger["persons"]]) == ([], [[]])
    person_id = seen[0]["persons"][0]["person_id"]
    assert (await logins.get(f"/persons/{person_id}", await token_of(logins, "me-openid-8"))).status_code == 404


async def test_who_is_bound_to_somebody_else_now_sees_nothing_of_the_one_before(logins: LoginWorld) -> None:
    first, second = fresh_number(), fresh_number()
    before = await token_of(logins, "me-openid-9", first)
    await file(logins, before, first)
    await token_of(logins, "me-openid-9", second)
    told = await me(logins, before)
    assert [one["number_masked"][-2:] for one in told["persons"]] == [second[-2:]]
    assert [one["person"]["document_masked"] for one in told["applications"]] != []  # filed by this login itself, until it is approved


async def test_what_somebody_only_filed_is_told_without_whom_it_is_about(logins: LoginWorld) -> None:
    """His mandate is over, the form is not decided: he sees that he filed it, and no id of a person."""
    number = fresh_number()
    session = await logins.by_wechat("me-openid-10", fresh_number())
    mandate_id = await mandate(logins, session["subject"], number)
    application_id = await file(logins, session["access_token"], number)
    await decide(logins, application_id, "NEEDS_CORRECTION", missing=[{"field": "HOUSEHOLD_BOOK", "label": "户口簿"}])
    await logins.post(f"/mandates/{mandate_id}/end", {}, session["access_token"], **{"Idempotency-Key": "end"})
    told = await me(logins, session["access_token"])
    assert [(one["application_id"], one["person_id"]) for one in told["applications"]] == [(application_id, None)]
    assert [(task["application_id"], task["person_id"]) for task in told["tasks"]] == [(application_id, None)]


async def test_a_permit_that_ends_soon_is_worth_a_word(logins: LoginWorld) -> None:
    number = fresh_number()
    token = await token_of(logins, "me-openid-11", number)
    application_id = await file(logins, token, number)
    participation_id = (await decide(logins, application_id, "APPROVE"))["participation_id"]
    async with logins.world.database.transaction() as tx:
        query = "UPDATE participations SET state = 'ACTIVE', permit_valid_to = $2 WHERE participation_id::text = $1"
        await tx.driver.execute(query, participation_id, date(2023, 12, 9))
    assert [task["kind"] for task in (await me(logins, token))["tasks"]] == ["PERMIT_EXPIRING"]
    logins.world.clock.move_to(datetime(2023, 10, 9, 9, tzinfo=SHANGHAI))
    assert (await me(logins, token))["tasks"] == []


async def test_an_office_has_no_me(logins: LoginWorld) -> None:
    assert (await logins.world.get("/me", logins.world.as_("clerk"))).status_code == 403
