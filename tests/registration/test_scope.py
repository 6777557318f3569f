"""Who sees what: own filings, own areas, masked; everything else is not there."""

from typing import Any

import pytest

from tests.registration.builders import check_completed, form, fresh_number, insured
from tests.registration.world import World


async def test_a_citizen_sees_only_what_he_filed(world: World) -> None:
    application_id = await world.apply(world.as_("citizen", "wx:mine"))
    assert (await world.get(f"/applications/{application_id}", world.as_("citizen", "wx:mine"))).status_code == 200
    assert (await world.get(f"/applications/{application_id}", world.as_("citizen", "wx:other"))).status_code == 404
    page = (await world.get("/applications", world.as_("citizen", "wx:other"))).json()
    assert page == {"items": [], "next": None}


async def test_a_clerk_sees_his_area_only(world: World) -> None:
    application_id = await world.apply(world.as_("citizen", "wx:a"))
    await world.hear(check_completed(application_id))
    foreign = world.as_("clerk", "clerk:taishan", ["440781"])
    assert (await world.get(f"/applications/{application_id}", foreign)).status_code == 404
    answer = await world.post(f"/applications/{application_id}/decision", {"decision": "APPROVE"}, foreign)
    assert answer.status_code == 404
    assert (await world.get(f"/applications/{application_id}", world.as_("clerk", areas=["440783115"]))).status_code == 200
    assert (await world.get(f"/applications/{application_id}", world.as_("clerk", areas=[]))).status_code == 404


async def test_a_person_is_found_by_document_masked_and_within_scope(world: World) -> None:
    number = fresh_number()
    query = {"document_type": "RESIDENT_ID", "document_number": number}
    application_id = await world.apply(document_number=number)
    assert (await world.post("/persons/search", query, world.as_("clerk"))).status_code == 404, "nobody is a person by applying"
    await world.hear(check_completed(application_id))
    await world.post(f"/applications/{application_id}/decision", {"decision": "APPROVE"}, world.as_("clerk"))
    found = await world.post("/persons/search", query, world.as_("clerk"))
    assert found.status_code == 200
    assert number not in found.text
    assert "陈大文" not in found.text
    assert found.json()["phone_masked"] == "100****0001"
    person_id = found.json()["person_id"]
    [audit] = await world.rows("SELECT action, actor FROM audit_rows WHERE subject = $1", person_id)
    assert audit == {"action": "person.searched", "actor": "clerk:1"}
    foreign = world.as_("clerk", "clerk:taishan", ["440781"])
    assert (await world.post("/persons/search", query, foreign)).status_code == 404
    for path in ("", "/participations", "/timeline"):
        assert (await world.get(f"/persons/{person_id}{path}", foreign)).status_code == 404
        assert (await world.get(f"/persons/{person_id}{path}", world.as_("operator"))).status_code == 200


async def test_somebody_registered_is_found_in_his_area_only(world: World) -> None:
    row = insured()
    assert (await world.imports({"benefit_year": 2023, "people": [row]})).json()["imported"] == 1
    query = {"document_type": row["document_type"], "document_number": row["document_number"]}
    assert (await world.post("/persons/search", query, world.as_("clerk"))).status_code == 200
    assert (await world.post("/persons/search", query, world.as_("clerk", "clerk:taishan", ["440781"]))).status_code == 404


async def test_a_citizen_sees_the_participations_of_those_he_is_bound_to(world: World) -> None:
    """Not of those whom he once filed for."""
    _, participation_id = await world.register()
    mine, others = [await world.get("/me/participations", world.as_("citizen", who)) for who in ("wx:1", "wx:nobody")]
    assert participation_id in [item["participation_id"] for item in mine.json()["items"]]
    assert others.json()["items"] == []


@pytest.mark.parametrize(
    ("method", "path", "body", "role"),
    [
        ("POST", "/applications", {}, "hospital"),
        ("POST", "/decisions", {"decisions": []}, "citizen"),
        ("POST", "/imports", {}, "clerk"),
        ("POST", "/renewals", {}, "clerk"),
        ("POST", "/persons/search", {}, "citizen"),
        ("GET", "/progress?benefit_year=2024&area=440783", None, "citizen"),
        ("GET", "/me/participations", None, "clerk"),
        ("POST", "/participations/01890000-0000-7000-8000-000000000000/stop", {}, "reviewer"),
    ],
)
async def test_the_wrong_role_is_refused(world: World, method: str, path: str, body: Any, role: str) -> None:
    headers = {**world.as_(role), "Idempotency-Key": "k"}
    answer = await world.client.request(method, f"/registration/v1{path}", json=body, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "FORBIDDEN")


async def test_lists_are_paged_in_order(world: World) -> None:
    caller = world.as_("citizen", "wx:pages")
    filed = [await world.apply(caller) for _ in range(3)]
    first = (await world.get("/applications", caller, limit=2)).json()
    rest = (await world.get("/applications", caller, limit=2, after=first["next"])).json()
    assert [item["application_id"] for item in (*first["items"], *rest["items"])] == filed
    assert rest["next"] is None
    filtered = await world.get("/applications", caller, state="UNDER_REVIEW", area="440783", benefit_year=2024)
    assert filtered.json()["items"] == []


@pytest.mark.parametrize("areas", [["4401"], []])
async def test_the_work_of_other_areas_is_not_there(world: World, areas: list[str]) -> None:
    operator = world.as_("operator", "operator:elsewhere", areas)
    application_id = await world.apply()
    assert (await world.get(f"/applications/{application_id}", operator)).status_code == 404
    for path, body in (("/renewals", {"benefit_year": 2024, "area": "440783"}), ("/overdue-corrections", {"area": "440783"})):
        answer = await world.post(path, body, operator)
        assert (answer.status_code, answer.json()["code"]) == (404, "AREA_NOT_FOUND")
    answer = await world.get("/progress", operator, benefit_year=2024, area="440783")
    assert (answer.status_code, answer.json()["code"]) == (404, "AREA_NOT_FOUND")
    imported = await world.imports({"benefit_year": 2023, "people": [insured()]}, areas)
    assert [reason["code"] for refused in imported.json()["refused"] for reason in refused["reasons"]] == ["UNKNOWN_AREA"]


async def test_a_town_sees_the_table_of_its_county(world: World) -> None:
    town = world.as_("clerk", "clerk:yueshan", ["440783115"])
    assert (await world.get("/progress", town, benefit_year=2024, area="440783")).status_code == 200
    assert (await world.get("/progress", town, benefit_year=2024, area="440783001")).status_code == 404


async def test_without_a_token_there_is_nothing(world: World) -> None:
    answer = await world.client.post("/registration/v1/applications", json=form())
    assert (answer.status_code, answer.json()["code"]) == (401, "TOKEN_MISSING")
