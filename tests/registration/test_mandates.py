"""Mandates: asked for or recorded at the counter, confirmed by somebody else, heard by others once the person is known."""

import asyncio
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from enrolment_terms.benefit_year import SHANGHAI
from enrolment_terms.documents import Sex
from enrolment_terms.fictitious import fictitious_id
from registration.use_cases.publish_mandates import publish_late_mandates
from tests.registration.builders import AUTUMN, TOWN, check_completed, fresh_number, insured
from tests.registration.world import World

MOTHER = "wx:mother"


def child(number: int) -> str:
    """A document of somebody born in 2015."""
    return fictitious_id(date(2015, 5, 6), number, Sex.FEMALE)


def asked(**changes: Any) -> dict[str, Any]:
    """What a mother asks for her child; None leaves a part out."""
    body = {
        "kind": "GUARDIAN",
        "document_type": "RESIDENT_ID",
        "document_number": child(1),
        "area": TOWN,
        "paper": "HOUSEHOLD_BOOK",
        "reference": str(uuid4()),
        **changes,
    }
    return {name: told for name, told in body.items() if told is not None}


def shown_for(**changes: Any) -> dict[str, Any]:
    """The same, on a paper that is uploaded for it unless one is named."""
    body = asked(**changes)
    return body if "reference" in changes else {name: told for name, told in body.items() if name != "reference"}


async def ask(world: World, subject: str = MOTHER, **changes: Any) -> str:
    answer = await world.mandate(shown_for(**changes), world.as_("citizen", subject))
    assert (answer.status_code, answer.json()["state"]) == (201, "REQUESTED"), answer.text
    return str(answer.json()["mandate_id"])


async def record(world: World, subject: str = MOTHER, **changes: Any) -> str:
    answer = await world.mandate(shown_for(subject=subject, **changes), world.as_("clerk"))
    assert (answer.status_code, answer.json()["state"]) == (201, "IN_FORCE"), answer.text
    return str(answer.json()["mandate_id"])


async def decide(world: World, mandate_id: str, decision: str = "CONFIRM", **options: Any) -> httpx.Response:
    caller = options.pop("caller", None) or world.as_("clerk")
    return await world.post(f"/mandates/{mandate_id}/decision", {"decision": decision, **options}, caller)


async def end(world: World, mandate_id: str, caller: dict[str, str]) -> httpx.Response:
    return await world.post(f"/mandates/{mandate_id}/end", {}, caller)


async def told(world: World, mandate_id: str) -> list[tuple[int, str | None]]:
    """Version and last day of each event."""
    return [(event.aggregateversion, str(event.data.until_on)) for event in await world.published(mandate_id)]


async def shown(world: World, mandate_id: str, caller: dict[str, str]) -> dict[str, Any]:
    items = (await world.get("/mandates", caller, limit=1000)).json()["items"]
    return next(item for item in items if item["mandate_id"] == mandate_id)


async def test_a_guardian_asks_and_a_clerk_of_the_area_confirms(world: World) -> None:
    mandate_id = await ask(world)
    mine = await shown(world, mandate_id, world.as_("citizen", MOTHER))
    assert (mine["state"], mine["until_on"], mine["kind_label"], str(UUID(mine["reference"]))) == (
        "REQUESTED",
        "2033-05-06",
        "监护人",
        mine["reference"],
    )
    assert child(1) not in str(mine)
    assert (await decide(world, mandate_id, caller=world.as_("clerk", "clerk:taishan", ["440781"]))).status_code == 404
    assert (await decide(world, mandate_id)).json()["state"] == "IN_FORCE"
    assert (await shown(world, mandate_id, world.as_("clerk")))["confirmed_by"] == "clerk:1"
    again = await decide(world, mandate_id)
    assert (again.status_code, again.json()["code"]) == (409, "TRANSITION_REFUSED")


async def test_a_refusal_has_its_reasons(world: World) -> None:
    mandate_id = await ask(world, document_number=child(2))
    answer = await decide(world, mandate_id, "REFUSE")
    assert (answer.status_code, answer.json()["code"]) == (422, "DECISION_NEEDS_REASONS")
    reasons = [{"code": "MATERIAL_INVALID", "msg": "户口簿不清楚"}]
    assert (await decide(world, mandate_id, "REFUSE", reasons=reasons)).json()["state"] == "REFUSED"
    mine = await shown(world, mandate_id, world.as_("citizen", MOTHER))
    assert (mine["state"], mine["reasons"][0]["msg"]) == ("REFUSED", "户口簿不清楚")
    assert await told(world, mandate_id) == []


async def test_who_asked_does_not_confirm(world: World) -> None:
    """R-009: nor does the person whom it represents."""
    mandate_id = await ask(world, "clerk:both", document_number=child(3))
    for caller in (world.as_("clerk", "clerk:both"), world.as_("clerk", "clerk:self", documents=[child(3)])):
        answer = await decide(world, mandate_id, caller=caller)
        assert (answer.status_code, answer.json()["code"]) == (409, "FILER_DECIDES")
    own = await world.mandate(shown_for(subject="clerk:1"), world.as_("clerk"))
    assert (own.status_code, own.json()["code"]) == (409, "OWN_MANDATE")


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"document_number": child(1)[:-1] + "A"}, {"document_number"}),
        ({"area": "449999"}, {"area"}),
        ({"kind": "SELF", "reference": "440783"}, {"kind"}),
        ({"subject": "wx:somebody"}, {"subject"}),
        ({"kind": "SELF", "paper": "POWER_OF_ATTORNEY"}, {"kind", "paper"}),
        ({"kind": "AGENT", "paper": "POWER_OF_ATTORNEY"}, {"until_on"}),
        ({"kind": "AGENT", "until_on": "2024-10-11"}, {"until_on", "paper"}),
        ({"paper": "POWER_OF_ATTORNEY"}, {"paper"}),
        ({"reference": "image-7"}, {"reference"}),
        ({"reference": "4f0ba7c2-8b1e-4b55-9c63-0d6f0f3c1a11"}, {"HOUSEHOLD_BOOK"}),
        ({"kind": "AGENT", "reference": "image-7"}, {"reference", "until_on", "paper"}),
        ({"until_on": "2033-05-07"}, {"until_on"}),
        ({"until_on": "2023-10-09"}, {"until_on"}),
        ({"from_on": "2023-10-09"}, {"from_on"}),
        ({"from_on": "2100-12-31", "until_on": "2100-12-31"}, {"from_on", "kind"}),
        ({"document_number": fictitious_id(date(1950, 1, 1), 1, Sex.MALE)}, {"kind"}),
    ],
)
async def test_one_fault_is_one_reason(world: World, changes: dict[str, Any], fields: set[str]) -> None:
    answer = await world.mandate(shown_for(**changes), world.as_("citizen", MOTHER))
    assert (answer.status_code, answer.json()["code"]) == (422, "MANDATE_HAS_FAULTS")
    assert {fault["field"] for fault in (*answer.json()["reasons"], *answer.json()["missing"])} == fields


async def test_all_that_is_missing_is_told_at_once(world: World) -> None:
    answer = await world.post("/mandates", {}, world.as_("clerk"))
    assert {missing["field"] for missing in answer.json()["missing"]} == {"kind", "subject", "document", "area", "paper", "reference"}


async def test_a_clerk_records_in_his_own_area_only(world: World) -> None:
    answer = await world.mandate(shown_for(subject=MOTHER), world.as_("clerk", "clerk:taishan", ["440781"]))
    assert [reason["code"] for reason in answer.json()["reasons"]] == ["UNKNOWN_AREA"]
    answer = await world.mandate(shown_for(subject=MOTHER), world.as_("clerk", areas=[]))
    assert [reason["code"] for reason in answer.json()["reasons"]] == ["UNKNOWN_AREA"]


async def test_the_same_is_asked_for_once(world: World) -> None:
    mandate_id = await ask(world, document_number=child(4))
    answer = await world.mandate(shown_for(document_number=child(4)), world.as_("citizen", MOTHER))
    assert (answer.status_code, answer.json()["code"]) == (409, "MANDATE_WAITS")
    await end(world, mandate_id, world.as_("citizen", MOTHER))
    await ask(world, document_number=child(4))


async def test_others_hear_of_it_when_the_person_is_made(world: World) -> None:
    number = child(5)
    mandate_id = await record(world, document_number=number)
    waiting = await ask(world, "wx:father", document_number=number)
    assert await told(world, mandate_id) == []
    _, participation_id = await world.register(document_number=number, sex="女")
    [event] = await world.published(mandate_id)
    person_id = (await world.participation(participation_id))["person_id"]
    assert (event.personid, event.data.subject, event.data.kind, event.region) == (person_id, MOTHER, "GUARDIAN", "440700")
    assert await told(world, waiting) == []
    await decide(world, waiting)
    assert [version for version, _ in await told(world, waiting)] == [2]
    later = await record(world, "wx:aunt", document_number=number)
    assert [version for version, _ in await told(world, later)] == [1]


async def test_nothing_tells_whether_the_document_is_known(world: World) -> None:
    number = fresh_number()
    await world.register(document_number=number)
    agent = {"kind": "AGENT", "until_on": "2023-12-31", "paper": "POWER_OF_ATTORNEY"}
    known, unknown = [
        await world.mandate(shown_for(**agent, document_number=told), world.as_("citizen", "wx:curious"))
        for told in (number, fresh_number())
    ]
    assert known.status_code == unknown.status_code == 201
    assert {**known.json(), "mandate_id": ""} == {**unknown.json(), "mandate_id": ""}
    assert sorted(known.headers) == sorted(unknown.headers)
    items = (await world.get("/mandates", world.as_("citizen", "wx:curious"))).json()["items"]
    assert {tuple(item) for item in items} == {tuple(items[0])}
    assert "person_id" not in items[0]


async def test_a_person_of_an_import_is_found_later(world: World) -> None:
    row = insured()
    mandate_id = await record(world, kind="AGENT", paper="POWER_OF_ATTORNEY", until_on="2024-03-01", document_number=row["document_number"])
    await world.imports({"benefit_year": 2023, "people": [row]})
    await publish_late_mandates(world.runtime)
    await publish_late_mandates(world.runtime)
    assert await told(world, mandate_id) == [(1, "2024-03-01")]


@pytest.mark.parametrize("who", ["holder", "person", "person bound at the counter", "clerk"])
async def test_it_ends_at_once(world: World, who: str) -> None:
    number = fresh_number()
    await world.register(document_number=number)
    mandate_id = await record(world, "wx:agent", kind="AGENT", paper="POWER_OF_ATTORNEY", until_on="2024-03-01", document_number=number)
    if who == "person bound at the counter":
        await record(world, "wx:bound", kind="SELF", paper="IDENTITY_DOCUMENT", document_number=number)
    caller = {
        "holder": world.as_("agent", "wx:agent"),
        "person": world.as_("citizen", "wx:person", documents=[number]),
        "person bound at the counter": world.as_("citizen", "wx:bound"),
        "clerk": world.as_("clerk", "clerk:2"),
    }[who]
    assert (await end(world, mandate_id, caller)).json()["state"] == "ENDED"
    assert await told(world, mandate_id) == [(1, "2024-03-01"), (2, "2023-10-09")]
    assert (await end(world, mandate_id, caller)).json()["code"] == "TRANSITION_REFUSED"
    assert (await world.get("/me/participations", world.as_("agent", "wx:agent", documents=()))).json()["items"] == []


async def test_a_foreign_one_is_not_there(world: World) -> None:
    mandate_id = await record(world, document_number=child(6))
    unknown = await end(world, "01890000-0000-7000-8000-000000000000", world.as_("citizen", "wx:stranger"))
    callers = [world.as_("citizen", "wx:stranger"), world.as_("clerk", "clerk:taishan", ["440781"]), world.as_("clerk", areas=[])]
    for caller in callers:
        answer = await end(world, mandate_id, caller)
        assert (answer.status_code, answer.json()["code"]) == (404, "NOT_FOUND")
        assert {name: told for name, told in answer.json().items() if name not in ("instance", "request_id")} == {
            name: told for name, told in unknown.json().items() if name not in ("instance", "request_id")
        }
        assert mandate_id not in (await world.get("/mandates", caller, limit=1000)).text


async def test_it_ends_by_itself(world: World) -> None:
    number = fresh_number()
    _, participation_id = await world.register(document_number=number)
    agent = world.as_("agent", "wx:short", documents=())
    mandate_id = await record(world, "wx:short", kind="AGENT", paper="POWER_OF_ATTORNEY", until_on="2023-10-12", document_number=number)
    for days, seen in ((0, [participation_id]), (2, [participation_id]), (3, [])):
        world.clock.move_to(AUTUMN + timedelta(days=days))
        items = (await world.get("/me/participations", agent)).json()["items"]
        assert [item["participation_id"] for item in items] == seen, days
    assert (await shown(world, mandate_id, agent))["state"] == "ENDED"
    ended = (await world.get("/mandates", world.as_("clerk"), state="ENDED", limit=1000)).json()["items"]
    assert mandate_id in [item["mandate_id"] for item in ended]
    assert (await end(world, mandate_id, agent)).json()["code"] == "TRANSITION_REFUSED"


async def test_it_begins_on_its_day(world: World) -> None:
    number = fresh_number()
    _, participation_id = await world.register(document_number=number)
    agent = world.as_("agent", "wx:later", documents=())
    await record(
        world, "wx:later", kind="AGENT", paper="POWER_OF_ATTORNEY", from_on="2023-10-11", until_on="2023-10-31", document_number=number
    )
    assert (await world.get("/me/participations", agent)).json()["items"] == []
    world.clock.move_to(datetime(2023, 10, 11, 9, tzinfo=SHANGHAI))
    items = (await world.get("/me/participations", agent)).json()["items"]
    assert [item["participation_id"] for item in items] == [participation_id]


async def test_a_clerk_lists_his_area_by_state(world: World) -> None:
    asked_for = await ask(world, document_number=child(7), area="440783109")
    town = world.as_("clerk", "clerk:town", ["440783109"])
    items = (await world.get("/mandates", town, state="REQUESTED")).json()["items"]
    assert [item["mandate_id"] for item in items] == [asked_for]
    [row] = await world.rows(
        "SELECT subject, actor, detail->'ids' AS ids FROM audit_rows WHERE action = 'mandates.listed' AND actor = $1", "clerk:town"
    )
    assert row == {"subject": "mandates", "actor": "clerk:town", "ids": f'["{asked_for}"]'}


async def test_nothing_lies_in_clear(world: World) -> None:
    number = child(8)
    await record(world, "wx:clear", kind="SELF", paper="IDENTITY_DOCUMENT", document_number=number, reference="金丝雀-参考号")
    mandate_id = await ask(world, document_number=number)
    await decide(world, mandate_id, "REFUSE", reasons=[{"code": "OTHER", "msg": "金丝雀原因"}])
    for table in ("mandates", "outbox", "audit_rows", "idempotency_keys"):
        text = str(await world.rows(f"SELECT t.*::text AS row FROM {table} AS t"))
        assert not [secret for secret in (number, "金丝雀") if secret in text], table


async def test_of_two_decisions_at_once_the_first_holds(world: World) -> None:
    mandate_id = await ask(world, document_number=child(9))
    reasons = [{"code": "OTHER"}]
    callers = [world.as_("clerk", f"clerk:{number}") for number in range(6)]
    answers = await asyncio.gather(
        *(
            decide(world, mandate_id, ("CONFIRM", "REFUSE")[number % 2], reasons=reasons, caller=caller)
            for number, caller in enumerate(callers)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409, 409, 409]
    [row] = await world.rows("SELECT version FROM mandates WHERE mandate_id::text = $1", mandate_id)
    assert row["version"] == 2


async def test_a_decision_at_once_with_the_approval_is_told_once(world: World) -> None:
    number = child(10)
    application_id = await world.apply(document_number=number, sex="女")
    await world.hear(check_completed(application_id))
    mandate_id = await ask(world, document_number=number)
    await asyncio.gather(
        world.post(f"/applications/{application_id}/decision", {"decision": "APPROVE"}, world.as_("clerk")),
        decide(world, mandate_id, caller=world.as_("clerk", "clerk:2")),
    )
    await publish_late_mandates(world.runtime)
    assert [version for version, _ in await told(world, mandate_id)] == [2]
