"""The items as data: what a frontend needs to draw a form, and to refuse early what the service would refuse."""

import re
from datetime import datetime
from typing import Any

import pytest

from enrolment_terms.benefit_year import SHANGHAI
from tests.registration.builders import TOWN, form
from tests.registration.world import World


async def item(world: World, code: str = "resident_enrolment", year: int = 2024) -> dict[str, Any]:
    """An item as somebody sees it who is not logged in."""
    answer = await world.get(f"/items/{code}", {}, area=TOWN, benefit_year=year)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def fields(world: World, code: str = "resident_enrolment") -> dict[str, dict[str, Any]]:
    return {field["name"]: field for field in (await item(world, code))["fields"]}


async def test_the_form_has_the_twelve_fields_with_their_labels(world: World) -> None:
    told = await fields(world)
    asked = [field["label"] for field in told.values() if field["required"] and field["name"] != "birth_date"]
    assert asked == [
        "姓名", "性别", "证件类型", "证件号码", "户口所在地", "户口地址", "参保区划", "银行户名", "开户银行", "银行账号", "联系电话",
        "我确认以上信息填写无误。",
    ]  # fmt: skip
    assert (told["area"]["kind"], told["area"]["kind_label"]) == ("region", "行政区划")


async def test_options_are_codes_with_labels(world: World) -> None:
    told = await fields(world)
    assert told["sex"]["options"] == [{"code": "男", "label": "男"}, {"code": "女", "label": "女"}]
    assert {"code": "RESIDENT_ID", "label": "居民身份证"} in told["document_type"]["options"]
    assert told["name"]["options"] == []


async def test_an_item_may_offer_fewer_codes(world: World) -> None:
    told = await fields(world, "foreigner_enrolment")
    assert [one["code"] for one in told["document_type"]["options"]] == ["FOREIGN_PR", "CN_PASSPORT", "BIRTH_CERT"]
    assert told["document_valid_to"]["when"] == {"document_type": ["FOREIGN_PR", "CN_PASSPORT"]}


@pytest.mark.parametrize("name", ["account_number", "phone"])
async def test_what_fits_the_pattern_is_taken_and_what_does_not_is_refused(world: World, name: str) -> None:
    pattern = (await fields(world))[name]["pattern"]
    good, bad = form()[name], "12"
    assert re.fullmatch(pattern, good)
    assert not re.fullmatch(pattern, bad)
    refused = await world.post("/applications", form(**{name: bad}), world.as_("citizen", "wx:1"))
    assert refused.status_code == 422
    assert [reason["field"] for reason in refused.json()["reasons"]] == [name]


async def test_lengths_are_those_that_the_service_takes(world: World) -> None:
    longest = (await fields(world))["household_address"]["max_length"]
    fits, too_long = form(household_address="村" * longest), form(household_address="村" * (longest + 1))
    assert (await world.post("/applications", fits, world.as_("citizen", "wx:1"))).status_code == 202
    assert (await world.post("/applications", too_long, world.as_("citizen", "wx:1"))).status_code == 422


async def test_dates_are_bounded_by_business_today(world: World) -> None:
    told = (await fields(world))["consent_signed_on"]
    assert (told["not_before"], told["not_after"]) == ("2022-10-10", "2023-10-10")
    world.clock.move_to(datetime(2024, 2, 1, 9, tzinfo=SHANGHAI))
    assert (await fields(world))["consent_signed_on"]["not_after"] == "2024-02-01"


async def test_deadline_and_proofs_come_from_the_policy_book(world: World) -> None:
    assert (await item(world))["deadline"] == "2023-12-31"
    proofs = [one for one in (await item(world, "midyear_enrolment"))["materials"] if one["when"] == {"category": ["MY1"]}]
    assert [[code["code"] for code in one["any_of"]] for one in proofs] == [["TERMINATION_PROOF", "UNEMPLOYMENT_DECISION"]]


async def test_what_is_served_is_labelled(world: World) -> None:
    told = await item(world, "newborn_enrolment")
    assert (told["kind_label"], told["categories"]) == ("新生儿参保", [{"category": "NEWBORN", "category_label": "新生儿"}])
    assert [one["channel_label"] for one in told["channels"]][:2] == ["学校代办", "经办窗口"]


async def test_all_items_of_an_area_are_listed(world: World) -> None:
    listed = (await world.get("/items", {}, area=TOWN)).json()["items"]
    assert {"resident_enrolment", "newborn_enrolment", "midyear_enrolment", "permit_enrolment"} <= {one["item"] for one in listed}
    assert {one["item"]: one["numbers"] for one in listed}["permit_enrolment"] == ["B12"]


async def test_an_item_that_is_not_there_and_a_year_that_nobody_knows(world: World) -> None:
    assert (await world.get("/items/passport", {}, area=TOWN, benefit_year=2024)).status_code == 404
    assert (await world.get("/items/resident_enrolment", {}, area=TOWN, benefit_year=2090)).json()["code"] == "YEAR_NOT_OPEN"
    refused = await world.post("/applications", form(item="passport"), world.as_("citizen", "wx:1"))
    assert [(reason["code"], reason["field"]) for reason in refused.json()["reasons"]] == [("OTHER", "item")]
