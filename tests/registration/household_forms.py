"""Forms of Annex 1 in the tests: accepted by one clerk, entered by another, decided by a third."""

from datetime import datetime
from typing import Any

import httpx

from enrolment_terms.benefit_year import SHANGHAI
from tests.registration.builders import TOWN, check_completed, fresh_number
from tests.registration.households import ACCOUNT, fresh_household
from tests.registration.world import World

OCTOBER_7 = datetime(2023, 10, 7, 9, tzinfo=SHANGHAI)
PAPERS = ("ID_CARD", "HOUSEHOLD_BOOK", "PASSBOOK", "TRIPARTITE_AGREEMENT")


def paper(kind: str) -> dict[str, str]:
    """Shown at the counter."""
    return {"kind": kind, "satisfied_by": "ORIGINAL"}


def member(act: str, number: str | None = None, **changes: Any) -> dict[str, Any]:
    """A row without faults."""
    body: dict[str, Any] = {
        "act": act,
        "name": "陈大文",
        "sex": "男",
        "document_type": "RESIDENT_ID",
        "document_number": number or fresh_number(),
    }
    if act == "STOP":
        body["form"] = {"stop_reason": "ARMY"}
    return body | changes


def entry(*members: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A form without faults; None leaves a field out."""
    body = {
        "household_no": fresh_household(),
        "household_area": TOWN,
        "household_address": "示例村 1 号",
        "phone": "10000000001",
        "account": ACCOUNT,
        "signed_on": "2023-09-28",
        "confirmed": True,
        "materials": [paper(kind) for kind in PAPERS],
        "members": list(members),
        **changes,
    }
    return {name: told for name, told in body.items() if told is not None}


def clerk(world: World, name: str = "enters") -> dict[str, str]:
    """One of the town's clerks."""
    return world.as_("clerk", f"clerk:{name}", [TOWN])


async def accepted(world: World, people: int = 1, **changes: Any) -> str:
    """A paper in the office."""
    body = {"area": TOWN, "benefit_year": 2024, "people": people, **changes}
    answer = await world.post("/household-forms", body, clerk(world, "accepts"))
    assert answer.status_code == 201, answer.text
    form_id: str = answer.json()["form_id"]
    return form_id


async def enter(world: World, form_id: str, body: dict[str, Any], **headers: str) -> httpx.Response:
    """What the clerk is answered who enters it."""
    return await world.post(f"/household-forms/{form_id}/entry", body, clerk(world), **headers)


async def entered(world: World, *members: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A form that was accepted and entered today, with the results of its rows."""
    answer = await enter(world, await accepted(world, len(members)), entry(*members, **changes))
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def read(world: World, form_id: str) -> dict[str, Any]:
    """The form as it stands."""
    told: dict[str, Any] = (await world.get(f"/household-forms/{form_id}", clerk(world))).json()
    return told


async def decided(world: World, told: dict[str, Any], by: str = "checks") -> dict[str, str | None]:
    """Application -> why its approval did not hold; dedup has found nothing against anybody."""
    rows = [one for one in told["members"] if one["application_id"]]
    for one in rows:
        if one["act"] == "NEW":
            await world.hear(check_completed(one["application_id"], at=world.clock.now()))
    decisions = [{"application_id": one["application_id"], "decision": "APPROVE"} for one in rows]
    answer = await world.post("/decisions", {"decisions": decisions}, clerk(world, by))
    assert answer.status_code == 200, answer.text
    return {one["application_id"]: one["refused"] and one["refused"]["code"] for one in answer.json()["results"]}
