"""The unborn and the students: filed by a mother and by a school."""

import asyncio
from dataclasses import replace
from datetime import date

import pytest

from canbao_suite.season.client import Refused
from canbao_suite.season.population import Person
from enrolment_terms.documents import Sex
from tests.flows.kaiping import TOWN, YEAR, Kaiping, one_of_two, refusal
from tests.registration.sheets.made import xlsx

pytestmark = pytest.mark.xdist_group("flows")
SCHOOL = "S-FLOWS"
TITLES = ["学校代码", "姓名", "身份证号码", "班级", "户口所在地", "联系电话", "困难类别", "参保区划", "学校代收代缴"]


async def test_before_birth(kaiping: Kaiping) -> None:
    """B6, R-020, V-28: from week 24 on; of two forms one is accepted; the bill is paid before there is a birth date.

    B6 (done, refused, twice).
    """
    mother = next(one for one in iter(kaiping.somebody, None) if one.sex is Sex.FEMALE)

    def filed(expected_on: str = "2024-06-10") -> "asyncio.Future[str]":
        asked = kaiping.apply(mother, item="pre_newborn_enrolment", sex=None, form={"expected_on": expected_on})
        return asyncio.ensure_future(asked)

    await kaiping.on(2024, 2, 20)
    assert await refusal(filed("2024-06-12")) == (422, ["PREGNANCY_TOO_EARLY"])
    application = await one_of_two(filed(), filed("2024-06-08"))
    approved = await kaiping.approve(application)
    await kaiping.pay(approved["participation_id"], 2024, 2, 20)
    [bill, *_] = await kaiping.bills(approved["participation_id"])
    await kaiping.participation(approved["participation_id"], bill["person_id"], "ACTIVE")
    child = await kaiping.look("registration", f"/persons/{bill['person_id']}")
    assert (child["birth_year"], child["provisional"]) == (None, True)


def sheet(*students: Person) -> bytes:
    """A school's list; the students pay themselves."""
    lines = [[SCHOOL, one.name, one.number, "三（2）班", TOWN, one.phone, None, None, "×"] for one in students]
    return xlsx(["2024年度学生参保名单"], TITLES, *lines, ["合计", len(students)])


async def test_a_list_of_a_school(kaiping: Kaiping) -> None:
    """B9, R-030: confirmed by one of two offices at one moment; a broken number is told with its row; the others are enrolled and pay.

    B9 (done, refused, twice).
    """
    await kaiping.on(2023, 10, 10)
    first, second, broken = (kaiping.somebody() for _ in range(3))
    wrong = broken.number[:-1] + ("0" if broken.number[-1] != "0" else "1")
    school = kaiping.office("school", SCHOOL, area=TOWN, organisation=SCHOOL)
    list_id = await kaiping.file_list("STUDENTS", YEAR, sheet(first, second, replace(broken, number=wrong)), school, area=TOWN)
    operators = [kaiping.office("operator", name, area="44") for name in ("second", "third")]
    done = await asyncio.gather(
        *(kaiping.registration(f"/lists/{list_id}/confirm", None, one) for one in operators), return_exceptions=True
    )
    assert [one for one in done if not isinstance(one, Refused)] == [{}]
    await kaiping.list_in(list_id, "APPLIED")
    rows = (await kaiping.look("registration", f"/lists/{list_id}/rows", operators[0]))["items"]
    assert [bool(row["reasons"]) for row in rows] == [False, False, True]

    [participation] = await kaiping.until(lambda: kaiping.of_year(first, YEAR), lambda seen: len(seen) == 1)
    await kaiping.pay(participation["participation_id"], 2023, 10, 10)
    await kaiping.covered(first, date(YEAR, 1, 1))


async def test_rights_records(kaiping: Kaiping) -> None:
    """B35 (done, refused, twice), R-092, R-093: what was registered and paid, free for the person himself, and nothing for anybody else."""
    await kaiping.on(2023, 10, 10)
    person = kaiping.somebody()
    await kaiping.pay(await kaiping.enrolled(person), 2023, 10, 10)
    mine = kaiping.login(person)
    path = f"/persons/{await kaiping.own_id(mine)}/rights-records"

    async def kinds() -> list[str]:
        return sorted(line["kind"] for line in (await kaiping.look("registration", path, mine))["items"])

    await kaiping.until(kinds, lambda seen: {"REGISTRATION", "PAYMENT"} <= set(seen))
    first, second = await asyncio.gather(kinds(), kinds())
    assert first == second
    assert (await refusal(kaiping.look("registration", path, kaiping.login(kaiping.somebody()))))[0] == 404
