"""By what a material counts as present (R-005, R-013): an upload, a clerk who saw it, a promise with its text and day. Not by saying so."""

from typing import Any

import httpx
import msgspec
import pytest

from tests.registration.builders import form, fresh_number
from tests.registration.world import World

KIND = "HOUSEHOLD_BOOK"
PROMISE = {"version": "promise_2023", "signed_on": "2023-10-10"}


def child(**changes: Any) -> dict[str, Any]:
    """A child of a migrant worker, who shows the household book and the parents' work."""
    told = {"document_number": fresh_number(), "category": "MIGRANT_CHILD", "household_area": "440100", "form": {"at_school": "true"}}
    return form(**told, **changes)


def way(satisfied_by: str, **more: Any) -> list[dict[str, Any]]:
    return [{"kind": kind, "satisfied_by": satisfied_by, **more} for kind in (KIND, "SCHOOL_CERTIFICATE")]


def told(answer: httpx.Response) -> tuple[int, list[str], list[str]]:
    body = answer.json()
    return answer.status_code, [one["field"] for one in body.get("missing", ())], [one["field"] for one in body.get("reasons", ())]


LACKING = [f"materials.{KIND}", "materials.SCHOOL_CERTIFICATE"]


@pytest.mark.parametrize("satisfied_by", ["ORIGINAL", "COPY", "INTERNAL_CHECK", "DATA_SHARING"])
@pytest.mark.parametrize("reference", [None, "image-1"])
async def test_what_a_form_only_says_is_missing(world: World, satisfied_by: str, reference: str | None) -> None:
    answer = await world.post("/applications", child(materials=way(satisfied_by, reference=reference)), world.as_("citizen", "wx:1"))
    assert told(answer) == (422, LACKING, [])


async def test_an_upload_is_there(world: World) -> None:
    caller = world.as_("citizen", "wx:1")
    papers = [await world.paper(kind, caller) for kind in (KIND, "SCHOOL_CERTIFICATE")]
    assert (await world.post("/applications", child(materials=papers), caller)).status_code == 202


@pytest.mark.parametrize(("channel", "code"), [("COUNTER", 202), ("AUTHORITY", 202), ("KIOSK", 422)])
async def test_what_a_clerk_saw_is_there_and_he_is_named(world: World, channel: str, code: int) -> None:
    answer = await world.post("/applications", child(channel=channel, materials=way("ORIGINAL")), world.as_("clerk", "clerk:saw"))
    assert answer.status_code == code, answer.text
    if code == httpx.codes.ACCEPTED:
        application_id = answer.json()["application_id"]
        [row] = await world.rows("SELECT form FROM applications WHERE application_id::text = $1", application_id)
        kept = msgspec.json.decode(world.read(row["form"], "form", application_id) or "")
        assert {one["seen_by"] for one in kept["materials"]} == {"clerk:saw"}


async def test_a_citizen_at_the_counter_has_shown_nothing_to_himself(world: World) -> None:
    answer = await world.post("/applications", child(channel="COUNTER", materials=way("ORIGINAL")), world.as_("citizen", "wx:1"))
    assert told(answer) == (422, LACKING, ["channel"])


async def test_nobody_says_himself_who_saw_it(world: World) -> None:
    answer = await world.post("/applications", child(materials=way("ORIGINAL", seen_by="clerk:1")), world.as_("citizen", "wx:1"))
    assert (answer.status_code, answer.json()["code"]) == (422, "INVALID_CONTENT")


async def test_a_promise_is_there_with_its_text_and_its_day(world: World) -> None:
    served = (await world.get("/items/migrant_child_enrolment", {}, area="440783", benefit_year=2024)).json()
    assert PROMISE["version"] in served["texts"]
    answer = await world.post("/applications", child(materials=way("WRITTEN_PROMISE", promise=PROMISE)), world.as_("citizen", "wx:1"))
    assert answer.status_code == 202, answer.text


@pytest.mark.parametrize(
    "promise",
    [None, {**PROMISE, "version": "promise_1999"}, {**PROMISE, "signed_on": "2023-10-11"}, {**PROMISE, "signed_on": "2022-10-08"}],
    ids=["none", "another text", "tomorrow", "long ago"],
)
async def test_a_promise_of_nothing_is_refused(world: World, promise: dict[str, str] | None) -> None:
    answer = await world.post("/applications", child(materials=way("WRITTEN_PROMISE", promise=promise)), world.as_("citizen", "wx:1"))
    code, _, reasons = told(answer)
    assert (code, reasons) == (422, [KIND, "SCHOOL_CERTIFICATE"])
