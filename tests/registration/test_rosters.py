"""B33, B34, H-B33: rosters of residents (摸底): who never took part stands in his town's list, once, until he is insured."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from enrolment_terms.benefit_year import SHANGHAI
from registration.use_cases.apply_list import apply_list
from registration.use_cases.renew_indexes import renew_indexes
from tests.registration.builders import TOWN, fresh_number, insured, settled
from tests.registration.listed import applied, filed, results_of, rows_of, worked
from tests.registration.sheets.made import xlsx
from tests.registration.test_subsidies import hand_in
from tests.registration.test_subsidies import row as mark
from tests.registration.world import World

TITLES = ["姓名", "身份证号码", "人群", "居住区划"]
HEAD: dict[str, Any] = {"kind": "ROSTER", "area": TOWN, "benefit_year": "2024"}


def row(number: str, known_as: str = "流动人口", area: str = TOWN, name: str = "陈大文") -> list[Any]:
    return [name, number, known_as, area]


def sheet(*people: Sequence[Any]) -> bytes:
    return xlsx(["摸底人员名单"], TITLES, *people)


def department(world: World, areas: Sequence[str] = (TOWN,)) -> dict[str, str]:
    return world.as_("department", "department:roster", areas, organisation="EDUCATION")


async def told(world: World, *people: Sequence[Any], **head: Any) -> str:
    return await applied(world, sheet(*people), department(world, [head.get("area", TOWN)]), **(HEAD | head))


async def reached(world: World, area: str = TOWN) -> list[dict[str, Any]]:
    answer = await world.get("/outreach", world.as_("clerk", areas=[area]), benefit_year=2024, area=area, limit=100)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def visited(world: World, person: str, areas: Sequence[str] = (TOWN,)) -> int:
    body = {"person_id": person, "benefit_year": 2024, "visited_on": "2023-10-10", "result": "CONTACTED"}
    return (await world.post("/outreach/visits", body, world.as_("clerk", areas=areas))).status_code


async def test_who_never_took_part_is_called_on_until_he_is_insured(world: World) -> None:
    """B33, B34: one line a person, before and after he is somebody's file; what the visit told goes with him."""
    number, before = fresh_number(), len(await reached(world))
    list_id = await told(world, row(number, "本市就读学生"))
    assert await results_of(world, list_id) == ["已办理"]
    [found] = (await reached(world))[before:]
    assert (found["why"], found["known_as"], found["state"], found["area"]) == ("KNOWN_BY_DATA", "STUDENT", "OPEN", TOWN)
    assert found["name_masked"] == "陈**"
    assert await visited(world, found["person_id"]) == 201
    _, participation = await world.register(document_number=number)
    person = str((await world.participation(participation))["person_id"])
    assert found["person_id"] != person
    [now] = [one for one in await reached(world) if one["person_id"] in (person, found["person_id"])]
    assert (now["person_id"], now["why"], now["state"], now["visited_on"]) == (person, "UNPAID", "CONTACTED", "2023-10-10")
    assert await visited(world, person) == 201
    await world.hear(settled(participation))
    [paid] = [one for one in await reached(world) if one["person_id"] in (person, found["person_id"])]
    assert (paid["why"], paid["state"]) == (None, "PAID")


async def test_who_takes_part_is_not_listed_and_the_roster_tells_nothing_of_it(world: World) -> None:
    """Insured last year, or for this one in another town; the outcome of a row is the same for everybody."""
    last, elsewhere, nobody = (fresh_number() for _ in range(3))
    await world.imports({"benefit_year": 2023, "people": [insured(document_number=last, name="陈大文", area=TOWN)]}, ["440783"])
    await world.register(document_number=elsewhere, area="440783103")
    before = {one["person_id"] for one in await reached(world)}
    list_id = await told(world, row(last), row(elsewhere), row(nobody))
    assert await results_of(world, list_id) == ["已办理"] * 3
    [new] = [one for one in await reached(world) if one["person_id"] not in before]
    assert new["known_as"] == "MIGRANT"


async def test_a_roster_twice_or_from_two_is_once_and_the_later_place_holds(world: World) -> None:
    """Re-import is a no-op; another department's roster of later moves him to its town."""
    number, other = fresh_number(), "440783103"
    await told(world, row(number))
    again = await told(world, row(number, name="陈大文 "), row(fresh_number()))
    assert await results_of(world, again) == ["此前已办理", "已办理"]
    world.clock.move_to(datetime(2023, 10, 11, 9, tzinfo=SHANGHAI))
    before = len(await reached(world, other))
    moved = await told(world, row(number, "户籍居民", other), area=other)
    assert await results_of(world, moved) == ["已办理"]
    [found] = (await reached(world, other))[before:]
    assert found["known_as"] == "RESIDENT"
    assert found["person_id"] not in {one["person_id"] for one in await reached(world)}
    assert await visited(world, found["person_id"]) == 404, "no longer in this town"
    assert await visited(world, found["person_id"], [other]) == 201


async def test_a_roster_of_before_moves_nobody_however_late_it_is_confirmed(world: World) -> None:
    """Any order: what was handed in last holds."""
    number, other = fresh_number(), "440783103"
    early = await filed(world, sheet(row(number)), department(world), **HEAD)
    await worked(world, early, "CHECKED")
    world.clock.move_to(datetime(2023, 10, 12, 9, tzinfo=SHANGHAI))
    await told(world, row(number, area=other), area=other)
    await world.post(f"/lists/{early}/confirm", None, world.as_("clerk"))
    await worked(world, early, "APPLIED")
    assert await results_of(world, early) == ["此前已办理"]
    assert other in {one["area"] for one in await reached(world, other) if one["known_as"] == "MIGRANT"}


async def test_a_department_takes_nothing_from_a_roster(world: World) -> None:
    """B33: marked as subsidised he is called on as that; when the mark is gone as whom the roster named."""
    number, town = fresh_number(), "440783104"
    await told(world, row(number, area=town), area=town)
    for action, known_as in (("ADD", "SUBSIDISED"), ("REMOVE", "MIGRANT")):
        await hand_in(world, mark(number, action=action, area=town, effective_on="2023-09-01"), month="2023-09")
        assert [one["known_as"] for one in await reached(world, town)] == [known_as]


async def test_two_replicas_at_once_note_each_person_once(world: World) -> None:
    numbers = [fresh_number() for _ in range(6)]
    lists = [await filed(world, sheet(*(row(one) for one in people)), department(world), **HEAD) for people in (numbers, numbers[::-1])]
    for one in lists:
        await worked(world, one, "CHECKED")
        await world.post(f"/lists/{one}/confirm", None, world.as_("clerk"))
    for _ in range(4):
        await asyncio.gather(*(apply_list(world.runtime, UUID(one), 6) for one in lists for _ in range(2)))
    states = [state for one in lists for state, _ in (await rows_of(world, one)).values()]
    assert (states.count("APPLIED"), states.count("ALREADY_THERE")) == (6, 6)


async def test_all_faults_of_a_row_are_told(world: World) -> None:
    """R-004: number, place outside the list, unknown group; one person on two rows names both."""
    twice = fresh_number()
    list_id = await told(world, row("441092197907121232", "外星人", "440783103"), row(twice), row(twice))
    bad, first, second = (await rows_of(world, list_id)).values()
    assert [state for state, _ in (bad, first, second)] == ["FAULTY"] * 3
    assert len(bad[1]) == 3
    assert [reasons for _, reasons in (first, second)] == [["与第5行为同一人"], ["与第4行为同一人"]]


async def test_what_is_kept_is_sealed_and_found_by_a_new_key(world: World) -> None:
    """A renewal of indexes finds nothing to do: tokens are those of the active key."""
    number = fresh_number()
    await told(world, row(number))
    stored = str(await world.rows("SELECT r::text AS r FROM known_residents AS r"))
    assert number not in stored
    assert "陈大文" not in stored
    await world.rows("UPDATE known_residents SET token = 'old:' || token")
    assert (await renew_indexes(world.database)).residents > 0
    assert (await renew_indexes(world.database)).residents == 0
    again = await told(world, row(number, name="陈大文  "))
    assert await results_of(world, again) == ["此前已办理"]


async def test_a_member_of_a_household_who_has_lapsed_for_years_is_called_on(world: World) -> None:
    """B3, B33: the household is known; he took part neither last year nor this."""
    _, participation = await world.register(document_number=fresh_number(), household_no="H-9001")
    person = (await world.participation(participation))["person_id"]
    before = {one["person_id"] for one in await reached(world)}
    await world.rows("UPDATE participations SET benefit_year = 2021 WHERE participation_id = $1", UUID(participation))
    [found] = [one for one in await reached(world) if one["person_id"] not in before]
    assert (found["person_id"], found["why"], found["known_as"]) == (str(person), "KNOWN_BY_DATA", None)
    assert await visited(world, found["person_id"]) == 201
