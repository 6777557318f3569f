"""Views of people by village, household and employer (H-R-092: 一村一户、一户一档、一企一档), and the office's work list (H-R-051)."""

from datetime import date, datetime
from typing import Any
from uuid import uuid4

import pytest

from enrolment_terms.benefit_year import SHANGHAI
from tests.registration.builders import TOWN, employed, fresh_number
from tests.registration.household_forms import OCTOBER_7, accepted, clerk, decided, enter, entered, entry, member
from tests.registration.households import fresh_household, household, person_of
from tests.registration.world import World

VILLAGE = f"{TOWN}221"


@pytest.fixture(autouse=True)
def in_time(world: World) -> None:
    world.clock.move_to(OCTOBER_7)


async def listed(world: World, path: str, caller: dict[str, str], **query: Any) -> list[dict[str, Any]]:
    """All pages."""
    found: list[dict[str, Any]] = []
    after: dict[str, str] = {}
    while True:
        answer = await world.get(path, caller, **query, **after)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        found += page["items"]
        if not page.get("next"):
            return found
        assert page["next"] != after.get("after"), "the next page goes on"
        after = {"after": page["next"]}


async def test_a_village_lists_its_people_with_the_state_of_the_year(world: World) -> None:
    """一村一档: masked, paged; a neighbour's village is not there."""
    _, first = await world.register(area=VILLAGE)
    _, second = await world.register(area=VILLAGE)
    people = {str(await person_of(world, one)) for one in (first, second)}
    found = await listed(world, "/people", clerk(world), area=VILLAGE, benefit_year=2024, limit=1)
    assert {one["person_id"] for one in found} == people
    assert {(one["name_masked"], one["state"]) for one in found} == {("陈**", "REGISTERED")}
    later = await listed(world, "/people", clerk(world), area=VILLAGE, benefit_year=2025)
    assert {one["state"] for one in later} == {None}, "registered last year, not this one"
    elsewhere = await world.get("/people", world.as_("clerk", areas=["440783103"]), area=VILLAGE, benefit_year=2024)
    assert elsewhere.json()["code"] == "AREA_NOT_FOUND"


async def test_a_household_lists_its_members(world: World) -> None:
    """一户一档: who belongs to it, and what he is to its head; a foreign household answers as one that there is not."""
    number = fresh_household()
    await world.register(household_no=number, form={"household_role": "HEAD"})
    await world.register(household_no=number, form={"household_role": "SPOUSE"})
    household_id = (await household(world, number)).household_id
    found = await listed(world, f"/households/{household_id}/people", clerk(world), benefit_year=2024)
    assert [one["role"] for one in sorted(found, key=lambda one: str(one["role"]))] == ["HEAD", "SPOUSE"]
    assert {one["household_id"] for one in found} == {str(household_id)}
    there = world.as_("clerk", areas=["440783103"])
    shapes = {(await world.get(f"/households/{one}/people", there, benefit_year=2024)).json()["code"] for one in (household_id, uuid4())}
    assert shapes == {"NOT_FOUND"}


async def test_an_employer_lists_its_own_staff_only(world: World) -> None:
    """一企一档, R-093: the employer of the token, who works there today; nobody else's, and nobody without a code."""
    works, left, elsewhere = [await person_of(world, (await world.register())[1]) for _ in range(3)]
    world.clock.move_to(datetime(2024, 6, 3, 9, tzinfo=SHANGHAI))
    told = ((works, "91E1", None), (left, "91E1", date(2024, 5, 31)), (elsewhere, "91E2", None))
    await world.hear(*(employed(person, employer=employer, until=until) for person, employer, until in told))
    own = await listed(world, "/own-staff", world.as_("employer", areas=[], organisation="91E1"), benefit_year=2024)
    assert [one["person_id"] for one in own] == [str(works)]
    assert await listed(world, "/own-staff", world.as_("employer", areas=[]), benefit_year=2024) == []


async def work(world: World, **query: Any) -> list[dict[str, Any]]:
    """What the town has to do."""
    return await listed(world, "/work-list", clerk(world), area=TOWN, benefit_year=2024, **query)


async def overdue(world: World) -> int:
    """As health tells it."""
    answer = await world.client.get("/registration/readyz")
    value: int = answer.json()["checks"]["work_list:overdue"][0]["observedValue"]
    return value


async def test_what_was_handed_in_in_time_is_work_until_it_is_entered_and_decided(world: World) -> None:
    """H-R-051: due on 7 October as the person's form; overdue from the 8th; changes and stops before new enrolments."""
    number = fresh_number()
    await world.register(document_number=number)
    before = {one["work_id"] for one in await work(world)}
    form_id = await accepted(world, 2)
    told = await entered(world, member("STOP", number), member("NEW"))
    stop, new = (one["application_id"] for one in told["members"])
    fresh = [one for one in await work(world, limit=1) if one["work_id"] not in before]
    assert [(one["work_id"], one["task"], one["due_on"], one["overdue"]) for one in fresh] == [
        (form_id, "ENTER", "2023-10-07", False),
        (stop, "DECIDE", "2023-10-07", False),
        (new, "DECIDE", "2023-12-31", False),
    ]
    world.clock.move_to(datetime(2023, 10, 8, 9, tzinfo=SHANGHAI))
    too_late = await accepted(world)
    now = {one["work_id"]: one["overdue"] for one in await work(world)}
    assert (now[form_id], now[stop], now[new], too_late in now) == (True, True, False, False)
    assert await overdue(world) == sum(now.values())
    assert (await enter(world, form_id, entry(member("NEW"), member("NEW")))).status_code == 200
    await decided(world, told)
    after = {one["work_id"] for one in await work(world)}
    assert {form_id, stop, new}.isdisjoint(after)
    there = world.as_("clerk", areas=["440783103"])
    assert await listed(world, "/work-list", there, area=TOWN, benefit_year=2024) == []
