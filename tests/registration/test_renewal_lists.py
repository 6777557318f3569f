"""B3, R-050, R-051: a town's or a school's list of who continues and who does not, before and after the yearly run."""

import asyncio
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest

from enrolment_terms.benefit_year import SHANGHAI
from registration.use_cases.apply_list import apply_list
from tests.registration.builders import TOWN, employed, fresh_number, insured, settled
from tests.registration.listed import applied, file, filed, results_of, rows_of, worked
from tests.registration.sheets.made import xlsx
from tests.registration.test_students import applications_of, cleared, enrolled, school, student
from tests.registration.world import World

TITLES = ["姓名", "身份证号码", "是否续保", "停保原因"]
STRANGER, STOPPED = "上年度在名单区划内没有参保登记，须按新参保办理", "上年度已停保，须重新办理参保登记"


def head(town: str, year: int = 2024) -> dict[str, Any]:
    return {"kind": "RENEWALS", "area": town, "benefit_year": str(year)}


def row(number: str, continues: str = "√", why: str | None = None, name: str = "陈大文") -> list[Any]:
    return [name, number, continues, why]


def sheet(*people: Sequence[Any]) -> bytes:
    return xlsx(["续保名单"], TITLES, *people, ["合计", len(people)])


def on(world: World, month: int, day: int, year: int = 2023) -> None:
    world.clock.move_to(datetime(year, month, day, 9, tzinfo=SHANGHAI))


async def insured_in(world: World, town: str, people: int) -> tuple[list[str], list[dict[str, Any]]]:
    """Their numbers and their participations of 2023."""
    numbers = [fresh_number() for _ in range(people)]
    told = [insured(name="陈大文", document_number=one, area=town) for one in numbers]
    answer = await world.imports({"benefit_year": 2023, "people": told}, ["440783"])
    assert answer.json()["imported"] == people, answer.text
    query = "SELECT participation_id::text, person_id FROM participations WHERE area = $1 ORDER BY participation_id"
    return numbers, await world.rows(query, town)


async def run(world: World, town: str) -> int:
    renewed: int = (await world.post("/renewals", {"benefit_year": 2024, "area": town}, world.as_("operator"))).json()["renewed"]
    return renewed


@pytest.mark.parametrize(("first", "town"), [("list", "440783108"), ("run", "440783109")])
async def test_list_and_run_end_alike_whichever_comes_first(world: World, first: str, town: str) -> None:
    """R-050, R-051: √ is registered once, × is called off and stays so; a second list changes nothing."""
    on(world, 10, 7)
    (stays, leaves), _ = await insured_in(world, town, 2)
    if first == "run":
        assert await run(world, town) == 2
    content = sheet(row(stays), row(leaves, "×", "外地读大学"))
    list_id = await applied(world, content, world.as_("clerk"), **head(town))
    assert [state for state, _ in (await rows_of(world, list_id)).values()] == [
        "APPLIED" if first == "list" else "ALREADY_THERE",
        "APPLIED",
    ]
    assert await run(world, town) == 0
    again = await applied(world, sheet(row(stays), row(leaves, "×", "外地读大学了")), world.as_("clerk"), **head(town))
    assert [state for state, _ in (await rows_of(world, again)).values()] == ["ALREADY_THERE"] * 2
    states = await world.rows("SELECT state, channel FROM participations WHERE area = $1 AND benefit_year = 2024 ORDER BY state", town)
    assert [tuple(one.values()) for one in states] == [("CANCELLED", "RENEWAL"), ("REGISTERED", "RENEWAL")]


async def test_each_row_says_why_it_is_not_renewed(world: World) -> None:
    """R-050, R-081, R-036: stopped, an employee, nobody's, called off; the others go on."""
    town = "440783103"
    on(world, 10, 6)
    numbers, last = await insured_in(world, town, 4)
    people = {one["person_id"]: one["participation_id"] for one in last}
    by_number = {number: await person_of(world, number, people) for number in numbers}
    await world.hear(employed(by_number[numbers[0]], 1, paid_on=date(2023, 9, 25)))
    await world.post(f"/participations/{people[by_number[numbers[1]]]}/stop", {"reason": "入伍"}, world.as_("clerk"))
    await applied(world, sheet(row(numbers[2], "×", "入伍")), world.as_("clerk"), **head(town))
    rows = (*(row(one) for one in numbers), row(fresh_number()), row(fresh_number(), "×"), row(numbers[0], "×", "就业", "李四"))
    list_id = await applied(world, sheet(*rows), world.as_("clerk"), **head(town))
    told = await results_of(world, list_id)
    assert told[1:5] == [
        f"未办理：{STOPPED}",
        "未办理：该年度的参保登记已取消、停保或终止，须重新办理参保登记",
        "已办理",
        f"未办理：{STRANGER}",
    ]
    assert "不续保的须填写停保原因" in told[5]
    assert told[0].startswith("有误，未办理"), "one person on two rows"
    assert "姓名" in told[6]
    employee = await applied(world, sheet(row(numbers[0])), world.as_("clerk"), **head(town))
    assert await results_of(world, employee) == ["未办理：已参加职工医保，不能续保"]


async def test_after_the_deadline_nobody_is_called_off(world: World) -> None:
    """R-051 「逾期将不再办理」: neither who was renewed nor who was not yet; who continues may still say so."""
    town = "440783104"
    on(world, 10, 8)
    (late, other), _ = await insured_in(world, town, 2)
    list_id = await applied(world, sheet(row(late, "×", "入伍"), row(other)), world.as_("clerk"), **head(town))
    [(state, reasons), going_on] = (await rows_of(world, list_id)).values()
    assert (state, len(reasons), going_on[0]) == ("REFUSED", 1, "APPLIED")
    assert await run(world, town) == 1, "the one who was refused is renewed as everybody is"
    again = await applied(world, sheet(row(late, "×", "参军入伍")), world.as_("clerk"), **head(town))
    assert (await rows_of(world, again)) == {3: ("REFUSED", reasons)}


async def test_before_the_period_nothing_is_renewed(world: World) -> None:
    """R-032, R-052; a list of this year is none of renewals."""
    town = "440783105"
    on(world, 8, 31)
    (number,), _ = await insured_in(world, town, 1)
    list_id = await applied(world, sheet(row(number)), world.as_("clerk"), **head(town))
    assert [state for state, _ in (await rows_of(world, list_id)).values()] == ["REFUSED"]
    answer = await file(world, sheet(row(number, name="陈文")), world.as_("clerk"), **head(town, 2023))
    assert [one["code"] for one in answer.json()["reasons"]] == ["YEAR_NOT_OPEN"]


async def test_applied_by_two_at_once_and_beside_the_run_each_is_renewed_once(world: World) -> None:
    """Killed and gone on, two replicas, and the yearly run at the same time."""
    town = "440783106"
    on(world, 10, 7)
    numbers, _ = await insured_in(world, town, 6)
    list_id = await filed(world, sheet(*(row(one) for one in numbers)), world.as_("clerk"), **head(town))
    await worked(world, list_id, "CHECKED")
    await world.post(f"/lists/{list_id}/confirm", None, world.as_("clerk", "clerk:2"))
    for _ in range(4):
        await asyncio.gather(*(apply_list(world.runtime, UUID(list_id), 2) for _ in range(2)), run(world, town))
    done = (await worked(world, list_id, "APPLIED"))["rows"]
    assert sum(done.values()) == done.get("APPLIED", 0) + done.get("ALREADY_THERE", 0) == 6
    made = await world.rows("SELECT count(*) AS n FROM participations WHERE area = $1 AND benefit_year = 2024", town)
    assert made == [{"n": 6}]


async def test_a_school_renews_whom_it_enrolled_and_reads_nothing_else(world: World) -> None:
    """B9, R-030: its own students of an earlier list; of a stranger it reads what it reads of nobody."""
    mine, employee, stranger = (fresh_number() for _ in range(3))
    first = await enrolled(world, student(mine, code="S-9"), student(employee, code="S-9"), code="S-9")
    made = [str(one["participation_id"]) for one in await cleared(world, first)]
    for one in made:
        await world.hear(settled(one, on=date(2023, 11, 2)))
    on(world, 9, 20, 2024)
    await world.register(document_number=stranger, benefit_year=2025)
    await world.hear(employed((await world.participation(made[1]))["person_id"], 1, paid_on=date(2024, 9, 10)))
    who = school(world, "S-9")
    rows = (row(mine), row(employee), row(stranger), row(fresh_number()))
    list_id = await applied(world, sheet(*rows), who, **head(TOWN, 2025))
    told = (await world.get(f"/lists/{list_id}/rows", who)).json()["items"]
    assert [(one["state"], [why["code"] for why in one["reasons"]]) for one in told] == [
        ("APPLIED", []),
        *[("REFUSED", ["ASK_OFFICE"])] * 3,
    ]
    assert len(await applications_of(world, first)) == 2
    unnamed = await file(world, sheet(row(mine)), world.as_("school", "school:x", [TOWN]), **head(TOWN, 2025))
    assert unnamed.status_code == 422, "a school says which it is"


async def test_a_school_goes_on_with_a_student_who_was_taken_over(world: World) -> None:
    """R-030, R-031, R-050: nobody's list says of which school he was; it may go on with him, and only an office calls him off."""
    town = "440783110"
    on(world, 10, 6)
    stays, leaves, ordinary = (fresh_number() for _ in range(3))
    told = [insured(name="陈大文", document_number=one, area=town, category="STUDENT") for one in (stays, leaves)]
    told.append(insured(name="陈大文", document_number=ordinary, area=town))
    await world.imports({"benefit_year": 2023, "people": told}, ["440783"])
    who = school(world, "S-11", [town])
    list_id = await applied(world, sheet(row(stays), row(leaves, "×", "毕业"), row(ordinary)), who, **head(town))
    items = (await world.get(f"/lists/{list_id}/rows", who)).json()["items"]
    assert [one["state"] for one in items] == ["APPLIED", "REFUSED", "REFUSED"]
    assert [why["code"] for one in items for why in one["reasons"]] == ["ASK_OFFICE"] * 2
    [made] = await world.rows("SELECT participation_id, payer FROM participations WHERE area = $1 AND benefit_year = 2024", town)
    await world.hear(settled(made["participation_id"], on=date(2023, 11, 2)))
    on(world, 9, 20, 2024)
    next_year = await applied(world, sheet(row(stays, "×", "毕业")), who, **head(town, 2025))
    assert [state for state, _ in (await rows_of(world, next_year)).values()] == ["APPLIED"], "by now he is its own"


async def person_of(world: World, number: str, people: dict[UUID, str]) -> UUID:
    keys = await world.rows("SELECT person_id, number FROM person_keys WHERE person_id = ANY($1::uuid[])", list(people))
    [found] = [UUID(str(one["person_id"])) for one in keys if world.opened(one["number"], "document", one["person_id"]) == number]
    return found
