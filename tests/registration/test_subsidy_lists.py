"""B10: departments hand in their monthly lists as sheets; they end in the same use case as those over REST (R-040 ... R-046)."""

import asyncio
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from enrolment_events.registration import SubsidyMarkedV1, SubsidyUnmarkedV1
from enrolment_terms.benefit_year import SHANGHAI
from registration.use_cases.apply_list import apply_list
from tests.registration.builders import TOWN, fresh_number, insured
from tests.registration.listed import applied, file, filed, results_of, rows_of, worked
from tests.registration.sheets.made import xlsx
from tests.registration.test_subsidies import hand_in, known, person_of, row, year
from tests.registration.world import World

TITLES = ["姓名", "身份证号码", "困难身份类别", "变动", "生效日期", "户籍所在区划"]
FULL_WIDTH = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")


def person(number: str, category: str = "SUB01", action: str = "新增", **changes: Any) -> list[Any]:
    told: dict[str, Any] = {"name": "陈大文", "number": number, "category": category, "action": action}
    return list({**told, "on": "2024年3月1日", "area": TOWN, **changes}.values())


def sheet(*people: Sequence[Any]) -> bytes:
    return xlsx(["困难居民名单"], TITLES, *people, ["合计", f"{len(people)}人"])


def department(world: World, subject: str = "department:1", organisation: str = "CIVIL_AFFAIRS") -> dict[str, str]:
    return world.as_("department", subject, organisation=organisation)


def heading(month: str = "2024-02", benefit_year: str = "2024", **more: Any) -> dict[str, Any]:
    return {"kind": "SUBSIDY", "area": "440783", "benefit_year": benefit_year, "list_month": month, **more}


async def handed_in(world: World, *people: Sequence[Any], organisation: str = "CIVIL_AFFAIRS", **more: Any) -> str:
    """By two of the department."""
    one, other = (department(world, f"department:{number}", organisation) for number in (1, 2))
    return await applied(world, sheet(*people), one, other, **heading(**more))


def move_to(world: World, month: int, day: int, of: int = 2024) -> None:
    world.clock.move_to(datetime(of, month, day, 9, tzinfo=SHANGHAI))


async def states(world: World, list_id: str) -> list[tuple[str, list[str]]]:
    return list((await rows_of(world, list_id)).values())


async def test_a_list_marks_and_registers_and_again_changes_nothing(world: World) -> None:
    """B10, R-042, R-046, V-51: the same marks, years and events as over REST; full-width digits and names of categories are read."""
    number = await known(world)
    move_to(world, 3, 11)
    list_id = await handed_in(world, person(number.translate(FULL_WIDTH), "最低生活保障对象"))
    assert await results_of(world, list_id) == ["已办理"]
    shown = (await world.get(f"/lists/{list_id}", department(world))).json()
    assert (shown["list_month"], shown["late"], shown["organisation"]) == ("2024-02", True, "CIVIL_AFFAIRS")
    [made] = await year(world, number, 2024)
    assert (made["state"], made["payer"], made["channel"]) == ("ACTIVE", "FINANCE", "AUTHORITY")
    again = await handed_in(world, person(number), person(await known_here(world)))
    assert [state for state, _ in await states(world, again)] == ["ALREADY_THERE", "APPLIED"]
    over_rest = await hand_in(world, row(number))
    assert (over_rest.json()["marked"], over_rest.json()["registered"]) == (0, 0)
    told = [one for one in await world.published(await person_of(world, number)) if isinstance(one.data, SubsidyMarkedV1)]
    assert len(told) == 1


async def known_here(world: World) -> str:
    number = fresh_number()
    await world.imports({"benefit_year": 2024, "people": [insured(document_number=number, name="陈大文", paid_on="2023-11-15")]})
    return number


async def test_the_first_full_list_is_in_time(world: World) -> None:
    """R-041: by 10 September 2023 as of 31 August."""
    number = await known(world)
    move_to(world, 9, 10, 2023)
    list_id = await handed_in(world, person(number, on="2023-08-31"), month="2023-08", benefit_year="2023")
    assert (await world.get(f"/lists/{list_id}", department(world))).json()["late"] is False
    assert [one["payer"] for one in await year(world, number, 2024)] == ["FINANCE"]


async def test_what_is_taken_away_was_received_when_it_was_handed_in(world: World) -> None:
    """V-47, R-043: confirmed in May, received in April; V-48: of two marks one is left."""
    number = await known(world)
    move_to(world, 3, 8)
    await handed_in(world, person(number), person(number, "SUB09"))
    move_to(world, 4, 30)
    gone = await filed(world, sheet(person(number, action="减员", on="2024-03-15")), department(world), **heading("2024-03"))
    await worked(world, gone, "CHECKED")
    move_to(world, 5, 6)
    assert (await world.post(f"/lists/{gone}/confirm", None, department(world, "department:2"))).status_code == 204
    await worked(world, gone, "APPLIED")
    last = [one.data for one in await world.published(await person_of(world, number)) if isinstance(one.data, SubsidyUnmarkedV1)][-1]
    told = {mark.category: (mark.removed_on, mark.removal_received_on) for mark in last.marks}
    assert told == {"SUB01": (date(2024, 3, 15), date(2024, 4, 30)), "SUB09": (None, None)}


async def test_bad_rows_are_told_and_good_ones_go_on(world: World) -> None:
    """V-49, R-040, R-010: another department's category, another name, nobody's number; one person twice names both rows."""
    good, twice, renamed = await known(world), await known(world), await known(world)
    move_to(world, 3, 9)
    list_id = await handed_in(
        world,
        person(good),
        person(good, "SUB07"),
        person(twice),
        person(twice, action="减员"),
        person(renamed, name="冒名人"),
        person(fresh_number()),
        person("440799198605120013", "SUB99", on="2030-01-01", area="440902"),
    )
    told = await states(world, list_id)
    assert [state for state, _ in told] == ["APPLIED", "FAULTY", "FAULTY", "FAULTY", "FAULTY", "REFUSED", "FAULTY"]
    assert (told[2][1], told[3][1]) == (["与第6行为同一人"], ["与第5行为同一人"])
    assert told[4][1] == ["姓名、性别或出生日期与档案记录不一致"]
    assert told[5][1] == ["人员尚未建档，请由镇（街）核实后办理参保登记"]
    assert len(told[6][1]) == 4


async def test_over_rest_a_number_under_another_name_is_refused_too(world: World) -> None:
    """R-010: a mark never goes to somebody else's file."""
    number = await known(world)
    move_to(world, 3, 9)
    answer = await hand_in(world, row(number, name="冒名人"))
    assert answer.json()["marked"] == 0
    assert [one["code"] for one in answer.json()["refused"][0]["reasons"]] == ["IDENTITY_DIFFERS"]


async def test_a_list_is_its_departments_and_its_countys(world: World) -> None:
    """R-040: another department, or the same one of another county, has no such list."""
    number = await known(world)
    move_to(world, 3, 9)
    list_id = await filed(world, sheet(person(number)), department(world), **heading())
    await worked(world, list_id, "CHECKED")
    elsewhere = world.as_("department", "department:9", ["440781"], organisation="CIVIL_AFFAIRS")
    for stranger in (department(world, "department:8", "VETERANS_AFFAIRS"), elsewhere):
        assert (await world.get(f"/lists/{list_id}/rows", stranger)).status_code == 404
        assert (await world.post(f"/lists/{list_id}/confirm", None, stranger)).status_code == 404
    alone = await world.post(f"/lists/{list_id}/confirm", None, department(world))
    assert (alone.status_code, alone.json()["code"]) == (409, "FILER_CONFIRMS")


async def test_the_month_is_told_and_bounded(world: World) -> None:
    """R-041: a monthly list names a month that has begun, other lists name none; over REST the same."""
    number = await known(world)
    move_to(world, 3, 9)
    for told in (heading("2024-04"), heading("2022-01"), {**heading(), "list_month": None}, heading(kind="STOPS")):
        fields = {name: value for name, value in told.items() if value is not None}
        caller = world.as_("clerk") if told["kind"] == "STOPS" else department(world)
        answer = await file(world, sheet(person(number)), caller, **fields)
        assert [one["field"] for one in answer.json()["reasons"]] == ["list_month"], told
    assert (await hand_in(world, row(number), month="2050-01")).json()["reasons"][0]["field"] == "list_month"


async def test_applied_by_two_at_once_it_marks_once(world: World) -> None:
    """R-040: killed and gone on, or two replicas: each mark once."""
    numbers = [await known(world) for _ in range(4)]
    move_to(world, 3, 9)
    list_id = await filed(world, sheet(*(person(one) for one in numbers)), department(world), **heading())
    await worked(world, list_id, "CHECKED")
    await world.post(f"/lists/{list_id}/confirm", None, department(world, "department:2"))
    for _ in range(4):
        await asyncio.gather(*(apply_list(world.runtime, UUID(list_id), 2) for _ in range(2)))
    assert (await worked(world, list_id, "APPLIED"))["rows"] == {"APPLIED": 4}
    people = [await person_of(world, one) for one in numbers]
    assert len(await world.rows("SELECT FROM subsidy_marks WHERE person_id = ANY($1)", people)) == 4
