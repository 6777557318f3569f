"""Places to choose from, and a village desk that sees its village only."""

import pytest

from tests.registration.builders import form
from tests.registration.world import World

VILLAGE, NEXT_VILLAGE = "440783115221", "440783115222"


async def test_places_are_chosen_level_by_level(world: World) -> None:
    for parent, code, name, has_more in (
        (None, "440000", "广东省", True),
        ("440700", "440783", "开平市", True),
        ("440783", "440783115", "月山镇", True),
        ("440783115", VILLAGE, "金村村委会", False),
        ("430100", "430102", "芙蓉区", False),
    ):
        answer = await world.client.get("/registration/v1/divisions", params={"parent": parent} if parent else {})
        assert {"area": code, "name": name, "has_more": has_more} in answer.json()["items"]


async def test_what_did_not_change_is_not_sent_again(world: World) -> None:
    first = await world.client.get("/registration/v1/divisions", params={"parent": "440783"})
    told = {"If-None-Match": f'W/"other", {first.headers["ETag"]}'}
    again = await world.client.get("/registration/v1/divisions", params={"parent": "440783"}, headers=told)
    other = await world.client.get("/registration/v1/divisions", params={"parent": "440781"}, headers=told)
    assert (again.status_code, again.content, other.status_code) == (304, b"", 200)
    assert first.headers["Cache-Control"] == "public, max-age=86400"


@pytest.mark.parametrize("parent", ["440783999", "330103", "440783115999"])
async def test_nothing_lies_below_a_place_that_is_not_there(world: World, parent: str) -> None:
    answer = await world.client.get("/registration/v1/divisions", params={"parent": parent})
    assert (answer.status_code, answer.json()["code"]) == (404, "AREA_NOT_FOUND")


async def test_a_village_desk_sees_its_village_and_the_town_sees_all(world: World) -> None:
    here, there = [await world.apply(area=area) for area in (VILLAGE, NEXT_VILLAGE)]
    desk, town = (world.as_("clerk", f"clerk:{area}", [area]) for area in (VILLAGE, "440783115"))
    assert (await world.get(f"/applications/{here}", desk)).status_code == 200
    assert (await world.get(f"/applications/{there}", desk)).status_code == 404
    listed = [item["application_id"] for item in (await world.get("/applications", desk)).json()["items"]]
    assert (here in listed, there in listed) == (True, False)
    assert {(await world.get(f"/applications/{one}", town)).status_code for one in (here, there)} == {200}
    filtered = (await world.get("/applications", town, area=NEXT_VILLAGE)).json()["items"]
    assert [item["application_id"] for item in filtered] == [there]


async def test_villages_count_for_their_town(world: World) -> None:
    before = await _registered(world)
    for area in (VILLAGE, NEXT_VILLAGE, "440783115"):
        await world.register(area=area)
    assert await _registered(world) == before + 3


async def test_an_unknown_village_is_refused(world: World) -> None:
    answer = await world.post("/applications", form(area="440783115999"), world.as_("citizen", "wx:1"))
    assert [reason["code"] for reason in answer.json()["reasons"]] == ["UNKNOWN_AREA"]


async def _registered(world: World) -> int:
    answer = await world.get("/progress", world.as_("clerk"), benefit_year=2024, area="440783")
    [town] = [row for row in answer.json()["towns"] if row["area"].startswith("440783115")]
    registered: int = town["registered"]
    return registered
