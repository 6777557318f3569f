"""Adding an item is adding a file; a city tells only what it does differently; a file with a fault stops the start."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from registration.domain.items import FieldKind
from registration.domain.list_columns import CellKind
from registration.domain.list_kinds import DECLARATIONS
from registration.items import HERE, BadItems, declared_items, read_items
from registration.items.pages import draw_page
from tests.conftest import FreshDatabase
from tests.registration.builders import TOWN, check_completed, form
from tests.registration.world import World, running_world

GAMES = """
extends: resident_enrolment
numbers: [B99]
title: 运动员参保登记
clause: 测试
categories: null
kind: NEW
"""
ATHLETES = (
    GAMES.replace("categories: null", "categories: [STUDENT]")
    + """
fields:
  sport: {label: 运动项目, kind: enum, choices: {SWIMMING: 游泳, CHESS: 象棋}}
  licence_on: {label: 发证日期, kind: date, sense: past, within_days: 365, when: {sport: [SWIMMING]}}
materials:
  licence: {label: 运动员证, any_of: {LICENCE: 运动员证}, when: {sport: [SWIMMING]}}
"""
)
OTHERS = "categories: [MY6]\n"
FEWER = "categories: [MY1, MY2, MY3, MY4, MY5, MY7, MY8]\n"


def written(folder: Path, **files: str) -> Path:
    """The folder with these files, "440783__x" in a folder of its own."""
    for name, text in files.items():
        *area, code = name.removeprefix("in_").split("__")
        path = folder.joinpath(*area, f"{code}.yaml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
async def installation(fresh_database: FreshDatabase, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    """The service of an installation with an item of its own."""
    folder = written(tmp_path_factory.mktemp("items"), athlete_enrolment=ATHLETES, student_enrolment=OTHERS, midyear_enrolment=FEWER)
    async with running_world(
        await fresh_database("items", "registration.migrations"), tmp_path_factory.mktemp("service"), items_folder=folder
    ) as world:
        yield world


async def test_a_new_item_is_served_filed_and_approved(installation: World) -> None:
    world = installation
    athlete: dict[str, Any] = {"item": "athlete_enrolment", "form": {"sport": "SWIMMING", "licence_on": "2023-05-01"}}
    served = (await world.get("/items/athlete_enrolment", {}, area=TOWN, benefit_year=2024)).json()
    [sport] = [field for field in served["fields"] if field["name"] == "sport"]
    assert (sport["label"], [one["label"] for one in sport["options"]]) == ("运动项目", ["游泳", "象棋"])
    refused = await world.post("/applications", form(**athlete), world.as_("citizen", "wx:1"))
    assert [one["label"] for one in refused.json()["missing"]] == ["运动员证"]
    paper = [await world.paper("LICENCE", world.as_("citizen", "wx:1"))]
    application_id = await world.apply(**athlete, materials=paper)
    await world.hear(check_completed(application_id))
    shown = (await world.get(f"/applications/{application_id}", world.as_("reviewer"))).json()
    assert (shown["item"], shown["category"], shown["kind"]) == ("athlete_enrolment", "STUDENT", "NEW")
    answer = await world.post(f"/applications/{application_id}/decision", {"decision": "APPROVE"}, world.as_("clerk"))
    assert answer.json()["participation_id"], answer.text


async def test_all_faults_of_a_new_item_come_in_one_answer(installation: World) -> None:
    world = installation
    body = form(item="athlete_enrolment", phone=None, form={"sport": "GOLF", "licence_on": "2030-01-01", "colour": "红"})
    problem = (await world.post("/applications", body, world.as_("citizen", "wx:1"))).json()
    assert sorted(reason["field"] for reason in problem["reasons"]) == ["colour", "sport"]
    assert [missing["field"] for missing in problem["missing"]] == ["phone"]
    body = form(item="athlete_enrolment", form={"sport": "SWIMMING", "licence_on": "yesterday"})
    problem = (await world.post("/applications", body, world.as_("citizen", "wx:1"))).json()
    assert [reason["msg"] for reason in problem["reasons"]] == ["发证日期应写作 2024-02-29 这样的日期"]


async def test_a_form_that_names_no_item_is_that_of_its_category(installation: World) -> None:
    found = {
        category: await installation.apply(category=category, form=told)
        for category, told in (("STUDENT", {"sport": "CHESS"}), ("GENERAL", {}))
    }
    rows = await installation.rows(
        "SELECT application_id, item FROM applications WHERE application_id = ANY($1::uuid[])", list(map(UUID, found.values()))
    )
    by_id = {str(row["application_id"]): row["item"] for row in rows}
    assert {category: by_id[one] for category, one in found.items()} == {
        "STUDENT": "athlete_enrolment",
        "GENERAL": "resident_enrolment",
    }


def test_a_city_tells_only_what_it_does_differently(tmp_path: Path) -> None:
    """R-067: also who reviews, where another agency does the registrations."""
    kaiping = "reviewer: 开平市社会保险经办机构\n"
    kaiping += "fields:\n  hobby: {label: 爱好, required: false}\n  phone: {label: 手机号码}\n  household_role: null\n"
    items = read_items(
        HERE, written(tmp_path, in_440783__resident_enrolment=kaiping, in_440000__resident_enrolment="title: 广东参保登记\n")
    )
    here, beside = items.find("resident_enrolment", TOWN), items.find("resident_enrolment", "440781")
    assert here is not None
    assert beside is not None
    assert (here.title, beside.title) == ("广东参保登记", "广东参保登记")
    assert (here.reviewer, beside.reviewer) == ("开平市社会保险经办机构", "参保地镇（街）公共服务中心")
    assert (here.fields["phone"].label, beside.fields["phone"].label) == ("手机号码", "联系电话")
    assert here.fields["phone"].pattern == beside.fields["phone"].pattern
    assert ("hobby" in here.fields, "hobby" in beside.fields) == (True, False)
    assert ("household_role" in here.fields, "household_role" in beside.fields) == (False, True)
    abroad = items.find("resident_enrolment", "450100")
    assert abroad is not None
    assert abroad.title == "城乡居民参保登记"


BAD = {
    "an unknown key": ("colour: red\n", "1: colour：没有这一项"),
    "a key of a field that is unknown": ("fields:\n  name:\n    wide: 3\n", "3: fields.name.wide：没有这一项"),
    "a kind that does not exist": ("fields:\n  name: {kind: number}\n", "2: fields.name.kind：没有 number"),
    "a choice without choices": ("fields:\n  sport: {label: 运动, kind: enum}\n", "2: fields.sport：选项须有 options"),
    "a dictionary that does not exist": ("fields:\n  sex: {options: Gender}\n", "fields.sex：没有代码表 Gender"),
    "a pattern that is none": ("fields:\n  phone: {pattern: '['}\n", "fields.phone：pattern 不是正则表达式"),
    "a date without a bound": ("fields:\n  day: {label: 日, kind: date, sense: past}\n", "fields.day：sense 只用于日期"),
    "a condition on nothing": ("fields:\n  name: {when: {colour: [red]}}\n", "when 所指的填写项 colour 没有声明"),
    "a name that every application has": ("fields:\n  area: null\n", "每一事项都须有填写项 area"),
    "a role that does not exist": ("channels:\n  COUNTER: [king]\n", "没有角色 king"),
    "a key twice": ("title: 一\ntitle: 二\n", "2: title：写了两次"),
    "no YAML": ("title: [\n", "不符合 YAML 的写法"),
    "an item that is not there": ("extends: nothing\n", "1: extends：没有事项 nothing"),
    "itself": ("extends: resident_enrolment\n", "extends：没有事项 resident_enrolment"),
    "a part that is not there": ("with: [nothing]\n", "1: with：没有 nothing"),
    "no mapping": ("- 1\n", "应为一组项目"),
}  # fmt: skip


@pytest.mark.parametrize("kind", BAD)
def test_a_fault_is_told_with_file_and_line(tmp_path: Path, kind: str) -> None:
    text, told = BAD[kind]
    with pytest.raises(BadItems) as bad:
        read_items(HERE, written(tmp_path, resident_enrolment=text))
    assert str(bad.value).startswith("resident_enrolment.yaml:")
    assert told in str(bad.value)


def test_two_items_with_one_category_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadItems, match="STUDENT：athlete_enrolment、student_enrolment"):
        read_items(HERE, written(tmp_path, athlete_enrolment=ATHLETES))


def test_an_enrolment_without_a_category_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadItems, match="参保类事项须有 categories"):
        read_items(HERE, written(tmp_path, games=GAMES))


def test_the_items_of_the_release_are_whole() -> None:
    items = declared_items()
    for item in items.in_area(TOWN):
        assert item.title
        assert item.fields["confirmed"].kind is FieldKind.TICK
        assert all(material.any_of for material in item.materials.values()), item.code


def test_every_name_of_a_person_is_one_on_forms_and_lists() -> None:
    """R-010: one shape of what may be a name, by the kind of the field or the column."""
    titles = ("姓名", "户名", "负责人", "主管领导", "开户人")
    fields = {(name, field.label, field.kind) for item in declared_items().in_area(TOWN) for name, field in item.fields.items()}
    assert {(name, label) for name, label, kind in fields if kind is not FieldKind.NAME and label.endswith(titles)} == set()
    assert {"name", "account_holder", "new_name", "parent_name", "leader"} <= {name for name, _, kind in fields if kind is FieldKind.NAME}
    columns = [column for kind in DECLARATIONS.values() for column in kind.columns]
    assert {column.title for column in columns if column.title.endswith(titles) and column.kind is not CellKind.NAME} == set()


async def test_papers_to_sign_say_what_the_item_says(installation: World) -> None:
    """B22, R-005, H-R-150: listed with the item, drawn from its texts, as a download; what an area says otherwise stands in it."""
    world = installation
    [resident] = [one for one in (await world.get("/items", {}, area=TOWN)).json()["items"] if one["item"] == "resident_enrolment"]
    assert [one["name"] for one in resident["templates"]] == ["consent", "promise", "household_form"]
    texts = (await world.get("/items/resident_enrolment", {}, area=TOWN, benefit_year=2024)).json()["texts"]
    for template, said in {"consent": texts["consent_1"], "promise": texts["promise_2023"], "household_form": "停保登记表"}.items():
        paper = await world.get(f"/items/resident_enrolment/templates/{template}", {}, area=TOWN)
        assert (paper.status_code, paper.headers["content-type"]) == (200, "text/html; charset=utf-8")
        assert paper.headers["content-disposition"] == f'attachment; filename="{template}.html"'
        assert said in paper.text
        assert "$" not in paper.text
    for nothing in ("newborn_enrolment/templates/consent", "resident_enrolment/templates/page", "nothing/templates/consent"):
        assert (await world.get(f"/items/{nothing}", {}, area=TOWN)).status_code == 404


def test_an_area_prints_its_own_text_and_no_markup(tmp_path: Path) -> None:
    """R-087: the letter of a county with another promise holds that promise, as text."""
    items = read_items(HERE, written(tmp_path, in_440783__resident_enrolment="texts: {consent_1: 本县<b>承诺</b>}"))
    [here, elsewhere] = [draw_page(item, "consent") for area in (TOWN, "440103") if (item := items.find("resident_enrolment", area))]
    assert "本县&lt;b&gt;承诺&lt;/b&gt;" in here
    assert "本县" not in elsewhere


def test_a_template_that_cannot_be_drawn_stops_the_start(tmp_path: Path) -> None:
    """H-R-150: no page of that name; a text that the item does not have."""
    told = "templates: {a: {label: 甲, page: nothing}, b: {label: 乙, page: consent_letter}}"
    with pytest.raises(BadItems) as refused:
        read_items(HERE, written(tmp_path, stop=told))
    assert str(refused.value).count("templates.a：没有样表 nothing") >= 1
    assert "样表 consent_letter 所用文字 consent_1、consent_2 没有声明" in str(refused.value)
