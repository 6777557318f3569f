"""The form as data: what a frontend needs to draw it, and to refuse early what the service would refuse."""

import re
from typing import Any

import pytest

from tests.registration.builders import form
from tests.registration.world import World


async def fields(world: World) -> dict[str, dict[str, Any]]:
    """The fields of the form by name, as somebody sees them who is not logged in."""
    answer = await world.get("/forms/resident-enrolment", {})
    assert answer.status_code == 200, answer.text
    return {field["name"]: field for field in answer.json()["fields"]}


async def test_the_form_has_the_twelve_fields_with_their_labels(world: World) -> None:
    told = await fields(world)
    assert len(told) == 12
    assert told["area"]["label"] == "参保区划"
    assert (told["area"]["kind"], told["area"]["kind_label"]) == ("region", "行政区划")


async def test_options_are_codes_with_labels(world: World) -> None:
    told = await fields(world)
    assert told["sex"]["options"] == [{"code": "男", "label": "男"}, {"code": "女", "label": "女"}]
    assert {"code": "RESIDENT_ID", "label": "居民身份证"} in told["document_type"]["options"]
    assert told["name"]["options"] == []


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
