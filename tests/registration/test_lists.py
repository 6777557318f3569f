"""Lists of last year's insured as offices hand them in: checked row by row, confirmed by a second person, applied, answered."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from enrolment_events.registration import ParticipationActivatedV1
from enrolment_terms.identifiers import new_id
from registration.domain.lists import ListKind, ListState
from registration.repository.lists import NewList, file_list, take_list
from registration.use_cases.apply_list import apply_list
from registration.use_cases.check_list import check_list
from registration.use_cases.work_at_lists import work_at_lists
from service_runtime import CannotOpen
from service_runtime.upload_folder import UploadFolder
from service_runtime.uploads import UploadMissing, Uploads
from tests.registration.builders import fresh_number, insured
from tests.registration.listed import applied, file, filed, rows_of, worked
from tests.registration.sheets.made import read, xlsx
from tests.registration.world import World

TITLES = ["序号", "姓名", "性别", "身份证号码", "参保区划", "到账日期", "户号", "联系电话", "户名", "开户银行", "银行账号"]
_FIELDS = ("name", "sex", "document_number", "area", "paid_on", "household_no", "phone", "account_holder", "bank", "account_number")


def line(number: int = 1, **changes: Any) -> list[Any]:
    """A row of the sheet."""
    told = insured(**{"household_no": "H1", **changes})
    return [number, *(told.get(field) for field in _FIELDS)]


def sheet(*lines: Sequence[Any]) -> bytes:
    """With what offices write around the people."""
    return xlsx(["开平市上年度城乡居民参保名单"], TITLES, *lines, ["合计", f"{len(lines)}人"], ["填表说明：本表一式两份"])


async def test_a_list_is_checked_confirmed_applied_and_answered(world: World) -> None:
    number = fresh_number()
    list_id = await filed(world, sheet(line(document_number=number, name="王小美"), line(paid_on="2022年11月15日")))
    checked = await worked(world, list_id, "CHECKED")
    assert (checked["people"], checked["added"], checked["removed"], checked["rows"]) == (2, 2, 0, {"GOOD": 2})
    assert not await world.rows("SELECT FROM participations p JOIN list_rows r ON r.made = p.participation_id WHERE list_id = $1", list_id)
    assert (await world.post(f"/lists/{list_id}/confirm", None, world.as_("operator", "operator:second"))).status_code == 204
    assert (await worked(world, list_id, "APPLIED"))["rows"] == {"APPLIED": 2}
    made = [event for event in await world.published() if isinstance(event.data, ParticipationActivatedV1)][-2:]
    assert {event.data.paid_on for event in made} == {date(2022, 11, 15)}
    answer = await world.get(f"/lists/{list_id}/answer", world.as_("operator"))
    told = await read(answer.content)
    assert list(told[0].cells) == [*TITLES, "处理结果"]
    assert list(told[1].cells) == ["1", "王小美", "男", number, "440783115", "2022-11-15", "H1", "10000000002", "李小明",
                                   "开平农商银行", "9900000000000002", "已办理"]  # fmt: skip


async def test_no_list_of_last_years_insured_says_what_must_be_proved(world: World) -> None:
    """R-033, R-035, R-040, R-131: told when the list is checked, by code or by name; the others are taken, and the person pays."""
    titles = [*TITLES, "参保类别", "居住证有效期至"]
    permit, student = fresh_number(), fresh_number()
    rows = [
        [*line(), "困难城乡居民", None],
        [*line(), "MY3", None],
        [*line(), "被征地农民", None],
        [*line(), "RESIDENCE_PERMIT", None],
        [*line(document_number=permit), "RESIDENCE_PERMIT", "2023-12-31"],
        [*line(document_number=student), "STUDENT", None],
    ]
    list_id = await applied(world, xlsx(["上年度参保名单"], titles, *rows))
    told = list((await rows_of(world, list_id)).values())
    assert [state for state, _ in told] == [*["FAULTY"] * 4, *["APPLIED"] * 2]
    assert [reasons for _, reasons in told[:4]] == [
        ["困难居民以部门名单或登记为准，不能由本名单认定，请按一般居民填写"],
        *[["该类别须凭证明材料申请参保登记，不能由名单取得，请按一般居民填写"]] * 2,
        ["缺少居住证有效期"],
    ]
    query = "SELECT p.payer FROM participations p JOIN list_rows r ON r.made = p.participation_id WHERE list_id = $1"
    assert {row["payer"] for row in await world.rows(query, UUID(list_id))} == {"PERSON"}


async def test_all_faults_of_a_row_are_told_and_good_rows_go_on(world: World) -> None:
    twice = fresh_number()
    list_id = await applied(
        world,
        sheet(
            line(),
            line(document_number="441092197907121232", sex="女", area="449999", phone="x"),
            line(document_number=4.40799195001020e17, paid_on="明天", name=None),
            line(document_number=twice),
            line(document_number=twice, name="另一人"),
            line(paid_on="2030-01-01"),
            line(area="440781"),
        ),
    )
    told = await rows_of(world, list_id)
    assert [state for state, _ in told.values()] == ["APPLIED", *["FAULTY"] * 6]
    assert told[4][1] == [
        "证件号码校验位不正确，请核对后重新填写",
        "性别与身份证号码不一致",
        "行政区划代码不存在或不在受理范围",
        "联系电话格式不正确",
    ]
    assert told[5][1] == ["“姓名”为空", "“证件号码”是数值格式，末几位可能已丢失，请改为文本格式后重新填写", "“到账日期”不是日期"]
    assert (told[6][1], told[7][1]) == (["与第7行为同一人"], ["与第6行为同一人"])
    assert told[8][1] == ["到账日期晚于今天，或不在该年度的缴费时间内"]
    assert told[9][1] == ["行政区划代码不存在或不在受理范围"]
    results = [row.cells[-1] for row in await read((await world.get(f"/lists/{list_id}/answer", world.as_("operator"))).content)]
    assert results[:2] == ["处理结果", "已办理"]
    assert results[4:6] == ["有误，未办理：与第7行为同一人", "有误，未办理：与第6行为同一人"]


async def test_somebody_known_by_another_name_is_a_fault_of_his_row(world: World) -> None:
    known = fresh_number()
    await applied(world, sheet(line(document_number=known)))
    list_id = await filed(world, sheet(line(document_number=known, name="冒名人"), line()))
    await worked(world, list_id, "CHECKED")
    told = await rows_of(world, list_id)
    assert list(told.values()) == [("FAULTY", ["姓名、性别或出生日期与档案记录不一致"]), ("GOOD", [])]


async def test_the_next_list_is_compared_with_the_one_before(world: World) -> None:
    town = "440783108"
    stays, goes = line(area=town), line(area=town)
    first = await applied(world, sheet(stays, goes), area=town)
    second = await filed(world, sheet(stays, line(area=town), line(area=town)), area=town)
    checked = await worked(world, second, "CHECKED")
    assert (checked["compared_with"], checked["people"], checked["added"], checked["removed"]) == (first, 3, 2, 1)
    told = (await world.get(f"/lists/{second}/difference", world.as_("operator"))).json()
    assert told == {"compared_with": first, "added_rows": [4, 5], "removed_rows": [4]}
    assert (await world.post(f"/lists/{second}/confirm", None, world.as_("operator", "operator:second"))).status_code == 204
    assert (await worked(world, second, "APPLIED"))["rows"] == {"ALREADY_THERE": 1, "APPLIED": 2}


async def test_the_same_file_again_is_the_same_list(world: World) -> None:
    content = sheet(line())
    list_id = await applied(world, content)
    assert await filed(world, content) == list_id
    assert (await worked(world, list_id, "APPLIED"))["rows"] == {"APPLIED": 1}
    twice = sheet(line(), line())
    first, second = await asyncio.gather(filed(world, twice), filed(world, twice))
    assert first == second


async def test_who_filed_a_list_does_not_confirm_it(world: World) -> None:
    list_id = await filed(world, sheet(line()))
    await worked(world, list_id, "CHECKED")
    answer = await world.post(f"/lists/{list_id}/confirm", None, world.as_("operator", "operator:filer"))
    assert (answer.status_code, answer.json()["code"]) == (409, "FILER_CONFIRMS")


async def test_an_office_elsewhere_has_no_such_list(world: World) -> None:
    list_id = await filed(world, sheet(line()))
    other = world.as_("operator", "operator:taishan", ["440781"])
    for path in ("", "/rows", "/difference", "/answer"):
        assert (await world.get(f"/lists/{list_id}{path}", other)).status_code == 404
    for path in ("/confirm", "/take-back"):
        assert (await world.post(f"/lists/{list_id}{path}", None, other)).status_code == 404
    assert (await file(world, sheet(line()), other)).status_code == 404


async def test_a_list_is_taken_back_before_it_is_confirmed(world: World) -> None:
    content = sheet(line())
    list_id = await filed(world, content)
    await worked(world, list_id, "CHECKED")
    assert (await world.post(f"/lists/{list_id}/take-back", None, world.as_("operator"))).status_code == 204
    again = await filed(world, content)
    assert again != list_id
    answer = await world.post(f"/lists/{list_id}/take-back", None, world.as_("operator"))
    assert (answer.status_code, answer.json()["code"]) == (409, "LIST_NOT_READY")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (xlsx(["名单"], ["姓名", "性别"], ["陈大文", "男"]), "未找到表头，或表头缺少：证件号码、参保区划、到账日期"),
        (xlsx(TITLES, ["合计", "0人"]), "名单中没有人员"),
        (b'"no end', "CSV文件的引号不成对，请用办公软件另存后上传"),
    ],
)
async def test_a_sheet_that_is_none_is_sent_back(world: World, content: bytes, why: str) -> None:
    assert (await worked(world, await filed(world, content), "REFUSED"))["refusal"] == why


@pytest.mark.parametrize(
    ("content", "fields", "code"),
    [
        (b"PK\x03\x04 broken", {}, "LIST_HAS_FAULTS"),
        (sheet(line()), {"benefit_year": "2050"}, "LIST_HAS_FAULTS"),
        (sheet(line()), {"area": "449999"}, "AREA_NOT_FOUND"),
        (sheet(line()), {"kind": "ANYTHING"}, "BAD_REQUEST"),
        (sheet(line()), {"benefit_year": "now"}, "BAD_REQUEST"),
    ],
)
async def test_what_is_refused_at_once(world: World, content: bytes, fields: dict[str, Any], code: str) -> None:
    assert (await file(world, content, **fields)).json()["code"] == code


async def test_a_list_applied_by_two_at_once_and_in_small_parts_is_applied_once(world: World) -> None:
    people = [line(number) for number in range(1, 13)]
    list_id = await filed(world, sheet(*people))
    await worked(world, list_id, "CHECKED")
    await world.post(f"/lists/{list_id}/confirm", None, world.as_("operator", "operator:second"))
    [row] = await world.rows("SELECT list_id FROM lists WHERE list_id::text = $1", list_id)
    for _ in range(6):
        await asyncio.gather(*(apply_list(world.runtime, row["list_id"], 3) for _ in range(2)))
    assert (await worked(world, list_id, "APPLIED"))["rows"] == {"APPLIED": 12}
    numbers = "SELECT count(*) AS made FROM participations p JOIN list_rows r ON r.made = p.participation_id WHERE list_id::text = $1"
    assert await world.rows(numbers, list_id) == [{"made": 12}]


async def test_a_check_that_is_killed_begins_anew_and_its_file_goes_in_the_end(world: World) -> None:
    store: Uploads = world.runtime.settings.uploads
    list_id = UUID(await filed(world, sheet(*(line(number) for number in range(1, 401)))))
    check = asyncio.create_task(check_list(world.runtime, store, list_id))
    while not check.done() and await world.rows("SELECT FROM lists WHERE list_id = $1 FOR UPDATE SKIP LOCKED", list_id):
        pass
    check.cancel()
    with suppress(asyncio.CancelledError):
        await check
    assert (await worked(world, str(list_id), "CHECKED"))["rows"] == {"GOOD": 400}
    while await work_at_lists(world.runtime, store):
        pass
    with pytest.raises(UploadMissing):
        await anext(store.get(list_id))


async def test_one_works_at_a_list_at_a_time(world: World) -> None:
    list_id = UUID(await filed(world, sheet(line())))
    await worked(world, str(list_id), "CHECKED")
    while await work_at_lists(world.runtime, world.runtime.settings.uploads):
        pass
    async with world.database.transaction() as one, world.database.transaction() as other:
        assert await take_list(one.driver, list_id, ListState.CHECKED) is not None
        assert await take_list(other.driver, list_id, ListState.CHECKED) is None


async def test_a_row_of_a_place_outside_the_list_is_a_fault(world: World) -> None:
    list_id = await filed(world, sheet(line(area="440783109"), line(area="440783115")), area="440783109")
    await worked(world, list_id, "CHECKED")
    assert [state for state, _ in (await rows_of(world, list_id)).values()] == ["GOOD", "FAULTY"]


async def test_a_list_that_cannot_be_read_hinders_no_other(world: World) -> None:
    bad = NewList(new_id(), ListKind.LAST_YEAR, "440783", 2023, "0" * 64, "operator:filer", ["440783"], world.clock.now())
    await UploadFolder(world.runtime.settings.uploads_folder).put(bad.list_id, b"\0\0\0\4what")
    async with world.database.transaction() as tx:
        await file_list(tx.driver, bad)
    good = await filed(world, sheet(line()))
    found: dict[str, Any] = {}
    try:
        async with asyncio.timeout(30):
            while not found:
                with suppress(CannotOpen):  # the service's own job may have the good one in hand
                    found = await worked(world, good, "CHECKED")
    finally:
        await world.rows("UPDATE lists SET state = 'REFUSED', has_file = false WHERE list_id = $1", bad.list_id)
    assert found["state"] == "CHECKED"


STOP_TITLES = ["姓名", "身份证号码", "是否参保（√或×）", "变更内容及停保原因"]


def stops(*people: tuple[dict[str, Any], str | None, str | None]) -> bytes:
    """Annex 1 as towns send it."""
    return xlsx(["停保登记表"], STOP_TITLES, *[[one["name"], one["document_number"], tick, why] for one, tick, why in people])


async def test_the_people_of_a_list_are_stopped_by_the_rules_of_each(world: World) -> None:
    """B3, B5, R-051: a paid one is stopped, one without reason or with a tick is not, a stranger is told."""
    town = "440783110"
    paid, reasonless, ticked, stranger, other = (insured(area=town) for _ in range(5))
    await world.imports({"benefit_year": 2023, "people": [paid, reasonless, ticked]})
    content = stops((paid, "×", "已参加职工医保"), (reasonless, "×", None), (ticked, "√", "新参保"), (stranger, None, "户籍迁出"))
    list_id = await applied(world, content, kind="STOPS", area=town)
    told = list((await rows_of(world, list_id)).values())
    assert told == [
        ("APPLIED", []),
        ("FAULTY", ["“停保原因”为空"]),
        ("FAULTY", ["“是否参保”为√的是新参保或变更，不在停保名单办理"]),
        ("REFUSED", ["该年度在名单区划内没有可停保的参保登记"]),
    ]
    states = await world.rows("SELECT state FROM participations WHERE area = $1 ORDER BY state", town)
    assert [row["state"] for row in states] == ["ACTIVE", "ACTIVE", "STOPPED"]
    again = await applied(world, stops((paid, "×", "已参加职工医保"), (other, "×", "入伍")), kind="STOPS", area=town)
    assert [state for state, _ in (await rows_of(world, again)).values()] == ["ALREADY_THERE", "REFUSED"]


async def test_somebody_known_by_another_name_is_not_stopped(world: World) -> None:
    town = "440783111"
    one = insured(area=town)
    await world.imports({"benefit_year": 2023, "people": [one]})
    list_id = await filed(world, stops(({**one, "name": "冒名人"}, "×", "入伍")), kind="STOPS", area=town)
    await worked(world, list_id, "CHECKED")
    assert list((await rows_of(world, list_id)).values()) == [("FAULTY", ["姓名、性别或出生日期与档案记录不一致"])]


async def test_who_may_file_what(world: World) -> None:
    clerk = world.as_("clerk", "clerk:town", ["440783110"])
    assert (await file(world, sheet(line()), clerk, area="440783110")).json()["reasons"][0]["msg"] == "您的岗位不能提交这一种类的名单"
    assert (await file(world, stops((insured(), "×", "入伍")), clerk, area="440783110", kind="STOPS")).status_code == 202
    assert (
        await file(world, stops((insured(), "×", "入伍")), clerk, area="440783110", kind="STOPS", benefit_year="2022")
    ).status_code == 422


async def test_nothing_of_the_people_stands_in_clear(world: World) -> None:
    number = fresh_number()
    list_id = await applied(world, sheet(line(document_number=number, name="独名之人"), line(document_number=number[:-1], name="独名之人")))
    for table in ("lists", "list_rows", "audit_rows"):
        text = str(await world.rows(f"SELECT t::text FROM {table} AS t"))
        assert number[:-1] not in text
        assert "独名之人" not in text
    assert "独名之人" not in (await world.get(f"/lists/{list_id}/rows", world.as_("operator"))).text
