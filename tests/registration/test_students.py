"""B9: a school hands in its students, the agency confirms, D1 runs for each of them (R-030, R-031, H-R-031)."""

import asyncio
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest

from enrolment_terms.benefit_year import SHANGHAI
from enrolment_terms.documents import Document, DocumentType
from enrolment_terms.reasons import ReasonCode
from enrolment_terms.scheme import BillState, Payer
from registration.use_cases.apply_list import apply_list
from tests.registration.builders import AUTUMN, TOWN, bill, check_completed, counts_no_more, fresh_number, hit, insured, settled
from tests.registration.listed import applied, file, filed, results_of, rows_of, worked
from tests.registration.sheets.made import xlsx
from tests.registration.test_subsidies import hand_in, row
from tests.registration.world import World

TITLES = ["学校代码", "姓名", "身份证号码", "班级", "户口所在地", "联系电话", "困难类别", "参保区划", "学校代收代缴"]
SCHOOL = "S-4407-1"
HAS_RIVAL = "该学生已由另一所学校代办参保登记"


def student(number: str | None = None, **changes: Any) -> list[Any]:
    """A row: who, of which class, from where."""
    told: dict[str, Any] = {"code": SCHOOL, "name": "陈大文", "number": number or fresh_number(), "class": "三（2）班", "household": TOWN}
    told |= {"phone": "10000000001", "subsidy": None, "area": None, "collects": None, **changes}
    return list(told.values())


def sheet(*students: Sequence[Any]) -> bytes:
    return xlsx(["2024年度学生参保名单"], TITLES, *students, ["合计", len(students)])


def school(world: World, code: str = SCHOOL, areas: Sequence[str] = (TOWN,)) -> dict[str, str]:
    return world.as_("school", f"school:{code}", areas, organisation=code)


async def enrolled(world: World, *students: Sequence[Any], code: str = SCHOOL) -> str:
    """A list that the agency has confirmed and the service has applied."""
    return await applied(world, sheet(*students), school(world, code), **OF_STUDENTS)


OF_STUDENTS: dict[str, Any] = {"kind": "STUDENTS", "area": TOWN, "benefit_year": "2024"}


async def applications_of(world: World, list_id: str) -> list[dict[str, Any]]:
    columns = "a.application_id, a.state, a.item, a.channel, a.participation_id, a.filed_by, a.decided_by"
    query = f"SELECT {columns} FROM list_rows r JOIN applications a ON a.application_id = r.made WHERE r.list_id = $1 ORDER BY row_no"
    return await world.rows(query, UUID(list_id))


async def cleared(world: World, list_id: str) -> list[dict[str, Any]]:
    """What became of its applications once dedup has nothing against them."""
    for one in await applications_of(world, list_id):
        await world.hear(check_completed(one["application_id"]))
    return await applications_of(world, list_id)


async def test_a_confirmed_list_registers_each_student_that_dedup_clears(world: World) -> None:
    """B9, R-030: no account, no form of the parents; the school hands on what it collects, or the students pay themselves."""
    list_id = await enrolled(world, student(), student(collects="×"))
    assert await results_of(world, list_id) == ["重复参保校验中", "重复参保校验中"]
    made = await cleared(world, list_id)
    assert {(one["state"], one["item"], one["channel"]) for one in made} == {("APPROVED", "student_enrolment", "SCHOOL")}
    assert {(one["filed_by"], one["decided_by"]) for one in made} == {(f"school:{SCHOOL}", "operator:second")}
    found = [await world.participation(str(one["participation_id"])) for one in made]
    assert [(one["category"], one["payer"], one["holder"], one["state"]) for one in found] == [
        ("STUDENT", "SCHOOL", None, "REGISTERED"),
        ("STUDENT", "PERSON", None, "REGISTERED"),
    ]
    assert await results_of(world, list_id) == ["已办理", "已办理"]
    told = [(await world.published(one["participation_id"]))[0].data for one in made]
    assert [one.school for one in told] == [SCHOOL, None], "payment-bridge tells the school what its students owe (R-064)"


async def test_a_school_reads_in_its_list_whose_money_is_lacking(world: World) -> None:
    """R-064 「119 × 406 paid for 120」: heard bill by bill from payment-bridge, named by the rows of the school's own sheet."""
    list_id = await enrolled(world, student(), student(), student(collects="×"))
    of_school = school(world)
    assert (await world.get(f"/lists/{list_id}", of_school)).json()["collection"] is None, "nothing is billed yet"
    ids = [one["participation_id"] for one in await cleared(world, list_id)]
    for one, payer in zip(ids, (Payer.SCHOOL, Payer.SCHOOL, Payer.PERSON), strict=True):
        await world.hear(bill(one, BillState.SENT, 2, payer=payer))
    money = settled(ids[0])
    await world.hear(money)

    async def told() -> tuple[Any, list[Any]]:
        rows = (await world.get(f"/lists/{list_id}/rows", of_school)).json()["items"]
        return (await world.get(f"/lists/{list_id}", of_school)).json()["collection"], [one["bill_state"] for one in rows]

    sums = {"students": 2, "unpaid": 1, "owed": "812.00", "paid_amount": "406.00", "shortfall": "406.00"}
    assert await told() == (sums, ["PAID", "SENT", None]), "whoever pays himself is nobody's business"
    await world.hear(counts_no_more(money, date(2023, 10, 21)))
    assert (await told())[0]["unpaid"] == 2


async def test_whom_dedup_finds_elsewhere_is_sent_back_alone(world: World) -> None:
    """R-030: two with active employee cover are rejected, others go on; the school reads no more than that an office knows why."""
    list_id = await enrolled(world, student(), student())
    employed, free = await applications_of(world, list_id)
    await world.hear(check_completed(employed["application_id"], hits=(hit(ReasonCode.EMPLOYEE_ACTIVE),)))
    await world.hear(check_completed(free["application_id"]))
    assert [one["state"] for one in await applications_of(world, list_id)] == ["NEEDS_CORRECTION", "APPROVED"]
    first, second = await results_of(world, list_id)
    assert first.startswith("待补正：")
    assert "职工" not in first
    assert second == "已办理"
    [told, _] = (await world.get(f"/lists/{list_id}/rows", school(world))).json()["items"]
    assert (told["application_state"], [one["code"] for one in told["reasons"]]) == ("NEEDS_CORRECTION", ["ASK_OFFICE"])


async def test_what_was_corrected_by_hand_is_reviewed_by_hand(world: World) -> None:
    """R-009: the list's confirmation is of what the list said."""
    number = fresh_number()
    list_id = await enrolled(world, student(number))
    [one] = await applications_of(world, list_id)
    await world.hear(check_completed(one["application_id"], hits=(hit(ReasonCode.EMPLOYEE_ACTIVE),)))
    body = {"name": "陈大文", "sex": "男", "document_type": "RESIDENT_ID", "document_number": number, "household_area": TOWN, "area": TOWN}
    more = {"phone": "10000000009", "confirmed": True, "category": "STUDENT", "item": "student_enrolment", "channel": "SCHOOL"}
    again = await world.post(f"/applications/{one['application_id']}/corrections", body | more | {"benefit_year": 2024}, school(world))
    assert again.status_code == 202, again.text
    await world.hear(check_completed(one["application_id"], submit_no=2))
    assert [found["state"] for found in await applications_of(world, list_id)] == ["UNDER_REVIEW"]


async def test_all_faults_of_a_row_are_told_and_good_rows_go_on(world: World) -> None:
    """R-004, R-031: whose school, which document, which household, who may choose another place."""
    list_id = await enrolled(
        world,
        student(code="S-OTHER", number="441092197907121232", phone="x", household="999999", subsidy="SUB99"),
        student(area="440783108"),
        student(),
    )
    told = list((await rows_of(world, list_id)).values())
    assert [state for state, _ in told] == ["FAULTY", "FAULTY", "APPLIED"]
    assert told[0][1] == [
        "学校代码不是提交名单的学校",
        "证件号码校验位不正确，请核对后重新填写",
        "联系电话格式不正确",
        "行政区划代码不存在或不在受理范围",
        "困难身份类别不在可用范围",
    ]
    assert told[1][1] == ["困难学生才可以选择在身份认定地参保，其他学生在学校所在地参保"]


async def test_a_subsidised_student_may_be_registered_where_he_is_recognised(world: World) -> None:
    """R-031, R-040: S3 22(3), 23(2); the office of that place decides. A school marks nobody, whoever confirms its list."""
    list_id = await enrolled(world, student(area="440783108", subsidy="SUB01"))
    [one] = await cleared(world, list_id)
    assert one["state"] == "UNDER_REVIEW"
    decided = await world.post(
        f"/applications/{one['application_id']}/decision", {"decision": "APPROVE"}, world.as_("clerk", "clerk:there", ["440783108"])
    )
    assert decided.status_code == 200, decided.text


async def test_finance_pays_for_whoever_is_marked(world: World) -> None:
    """R-038, R-042: marked before he was registered, he is covered from the registration, and neither he nor the school pays."""
    number = fresh_number()
    await world.imports({"benefit_year": 2023, "people": [insured(document_number=number, name="陈大文", area=TOWN)]})
    world.clock.move_to(datetime(2023, 8, 8, 9, tzinfo=SHANGHAI))
    await hand_in(world, row(number, effective_on="2023-07-31"), month="2023-07")
    world.clock.move_to(AUTUMN)
    list_id = await enrolled(world, student(number))
    [one] = await cleared(world, list_id)
    found = await world.participation(str(one["participation_id"]))
    assert (found["payer"], found["state"], found["effective_on"]) == ("FINANCE", "ACTIVE", AUTUMN.date())


async def test_the_list_again_changes_nothing_and_another_school_is_told(world: World) -> None:
    """R-030: the same students in a new file are there already; another school's row says so."""
    one, other = fresh_number(), fresh_number()
    first = await enrolled(world, student(one), student(other))
    await cleared(world, first)
    second = await enrolled(world, student(one, phone="10000000005"), student(other))
    assert [state for state, _ in (await rows_of(world, second)).values()] == ["ALREADY_THERE"] * 2
    rival = await enrolled(world, student(one, code="S-2"), code="S-2")
    assert list((await rows_of(world, rival)).values()) == [("REFUSED", [HAS_RIVAL])]
    assert len(await world.rows("SELECT FROM applications WHERE token = $1", _token(world, one))) == 1


def _token(world: World, number: str) -> str:
    return world.runtime.vault.identity_token(Document.read(DocumentType.RESIDENT_ID, number))


async def test_who_is_registered_by_himself_is_told_of_his_row(world: World) -> None:
    """R-001, R-030: the school is no look-up; whoever has a private application is a matter of the office."""
    number = fresh_number()
    await world.register(document_number=number)
    list_id = await enrolled(world, student(number))
    [(state, reasons)] = (await rows_of(world, list_id)).values()
    assert (state, reasons) == ("REFUSED", ["请到经办机构核实"])


async def test_a_student_of_last_year_whom_the_run_renewed_is_his_schools_again(world: World) -> None:
    """R-030, R-031, R-050: R-064: listed after the yearly run, the school collects for him; another school or list changes nothing."""
    town = "440783107"
    numbers = [fresh_number() for _ in range(3)]
    told = [insured(name="陈大文", document_number=one, area=town, category="STUDENT") for one in numbers[:2]]
    told.append(insured(name="陈大文", document_number=numbers[2], area=town))
    await world.imports({"benefit_year": 2023, "people": told}, ["440783"])
    assert (await world.post("/renewals", {"benefit_year": 2024, "area": town}, world.as_("operator"))).json()["renewed"] == 3
    rows = [student(one, code="S-8", collects=collects) for one, collects in zip(numbers, ("√", "×", "√"), strict=True)]
    head: dict[str, Any] = OF_STUDENTS | {"area": town}
    list_id = await applied(world, sheet(*rows), school(world, "S-8", [town]), **head)
    assert list((await rows_of(world, list_id)).values()) == [("APPLIED", []), ("APPLIED", []), ("REFUSED", ["请到经办机构核实"])]
    assert await results_of(world, list_id) == ["已办理", "已办理", "未办理：请到经办机构核实"]
    query = "SELECT payer, channel, state FROM participations WHERE area = $1 AND benefit_year = 2024 ORDER BY payer, category"
    assert [tuple(one.values()) for one in await world.rows(query, town)] == [
        ("PERSON", "RENEWAL", "REGISTERED"),
        ("PERSON", "RENEWAL", "REGISTERED"),
        ("SCHOOL", "RENEWAL", "REGISTERED"),
    ]
    changes = [one.data for one in await world.published() if one.type == "registration.participation.changed.v1" and one.data.area == town]
    assert [(one.payer, one.school) for one in changes] == [("SCHOOL", "S-8")], "payment-bridge counts him with his school (R-064)"
    again = await applied(
        world, sheet(*(student(one, code="S-8", phone="10000000007") for one in numbers[:2])), school(world, "S-8", [town]), **head
    )
    assert [state for state, _ in (await rows_of(world, again)).values()] == ["ALREADY_THERE"] * 2
    rival = await applied(world, sheet(student(numbers[0], code="S-2")), school(world, "S-2", [town]), **head)
    assert list((await rows_of(world, rival)).values()) == [("REFUSED", [HAS_RIVAL])]


async def test_two_schools_at_once_register_a_student_once(world: World) -> None:
    """In the other order, too: nobody waits crosswise, and one of the two is told."""
    numbers = [fresh_number() for _ in range(12)]
    lists = [
        await filed(world, sheet(*(student(one, code=code) for one in people)), school(world, code), **OF_STUDENTS)
        for code, people in (("S-3", numbers), ("S-4", numbers[::-1]))
    ]
    for one in lists:
        await worked(world, one, "CHECKED")
        await world.post(f"/lists/{one}/confirm", None, world.as_("operator", "operator:second"))
    for _ in range(4):
        await asyncio.gather(*(apply_list(world.runtime, UUID(one), 12) for one in lists))
    states = [state for one in lists for state, _ in (await rows_of(world, one)).values()]
    assert (states.count("APPLIED"), states.count("REFUSED")) == (12, 12)


async def test_a_list_applied_by_two_at_once_and_in_small_parts_is_applied_once(world: World) -> None:
    """Killed and gone on, or worked at by two replicas: one application for each student."""
    list_id = await filed(world, sheet(*(student() for _ in range(7))), school(world), **OF_STUDENTS)
    await worked(world, list_id, "CHECKED")
    await world.post(f"/lists/{list_id}/confirm", None, world.as_("operator", "operator:second"))
    for _ in range(5):
        await asyncio.gather(*(apply_list(world.runtime, UUID(list_id), 2) for _ in range(2)))
    assert (await worked(world, list_id, "APPLIED"))["rows"] == {"APPLIED": 7}
    assert len({one["application_id"] for one in await applications_of(world, list_id)}) == 7


async def test_the_leavers_are_shown_and_stay(world: World) -> None:
    """B9: who is not on the next list is a line of the difference, never a stop."""
    stays, leaves = fresh_number(), fresh_number()
    first = await enrolled(world, student(stays, code="S-5"), student(leaves, code="S-5"), code="S-5")
    made = await cleared(world, first)
    second = await filed(world, sheet(student(stays, code="S-5", phone="10000000006")), school(world, "S-5"), **OF_STUDENTS)
    checked = await worked(world, second, "CHECKED")
    assert (checked["compared_with"], checked["added"], checked["removed"]) == (first, 0, 1)
    told = (await world.get(f"/lists/{second}/difference", school(world, "S-5"))).json()
    assert told == {"compared_with": first, "added_rows": [], "removed_rows": [4]}
    await world.post(f"/lists/{second}/confirm", None, world.as_("operator", "operator:second"))
    await worked(world, second, "APPLIED")
    assert {(await world.participation(str(one["participation_id"])))["state"] for one in made} == {"REGISTERED"}


async def test_a_school_has_its_own_lists_and_no_others(world: World) -> None:
    """R-010: neither seen nor taken back nor confirmed; the same file of another school is another list."""
    content = sheet(student(code="S-6"))
    list_id = await filed(world, content, school(world, "S-6"), **OF_STUDENTS)
    await worked(world, list_id, "CHECKED")
    for stranger in (school(world, "S-7"), school(world, "S-6", ["440981"]), world.as_("school", "school:none", [TOWN])):
        for path in ("", "/rows", "/difference", "/answer"):
            assert (await world.get(f"/lists/{list_id}{path}", stranger)).status_code == 404
        assert (await world.post(f"/lists/{list_id}/take-back", None, stranger)).status_code == 404
        assert list_id not in [one["list_id"] for one in (await world.get("/lists", stranger)).json()["items"]]
    assert await filed(world, content, school(world, "S-7"), **OF_STUDENTS) != list_id
    assert (await world.post(f"/lists/{list_id}/confirm", None, school(world, "S-6"))).status_code == 403
    assert (await world.get(f"/lists/{list_id}", school(world, "S-6"))).json()["organisation"] == "S-6"
    assert [one["list_id"] for one in (await world.get("/lists", school(world, "S-6"))).json()["items"]] == [list_id]
    assert (await world.post(f"/lists/{list_id}/take-back", None, school(world, "S-6"))).status_code == 204


@pytest.mark.parametrize(
    ("caller", "fields", "status"),
    [
        (("school", "school:x", [TOWN], ""), {}, 422),
        (("school", "school:x", ["440783108"], SCHOOL), {}, 404),
        (("clerk", "clerk:x", [TOWN], SCHOOL), {}, 422),
        (("school", "school:x", [TOWN], SCHOOL), {"kind": "STOPS"}, 422),
        (("school", "school:x", [TOWN], SCHOOL), {"benefit_year": "2022"}, 422),
    ],
)
async def test_who_may_hand_in_what(world: World, caller: tuple[str, str, list[str], str], fields: dict[str, str], status: int) -> None:
    role, subject, areas, organisation = caller
    headers = world.as_(role, subject, areas, organisation=organisation)
    assert (await file(world, sheet(student()), headers, **{**OF_STUDENTS, **fields})).status_code == status


async def test_a_school_that_organises_nothing_leaves_it_to_its_students(world: World) -> None:
    """R-030: without the school's service they apply as others do, with an account of their own."""
    refused = await world.post(
        "/applications", {"category": "STUDENT", "area": TOWN, "confirmed": True, "name": "陈大文"}, world.as_("citizen", "wx:student")
    )
    assert {one["field"] for one in refused.json()["missing"]} >= {"account_number", "bank", "household_address"}
    paper = [await world.paper("SCHOOL_CERTIFICATE", world.as_("citizen", "wx:1"))]
    _, participation_id = await world.register(category="STUDENT", materials=paper)
    assert (await world.participation(participation_id))["payer"] == "PERSON"
