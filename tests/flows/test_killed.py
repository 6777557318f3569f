"""The suite is killed (-9) in the middle of a decision, of a list and of a day's work; started again it ends as if nothing had been."""

import asyncio

import pytest

from canbao_suite.season.population import Person
from tests.flows.kaiping import YEAR, Kaiping
from tests.flows.killing import killed_amid
from tests.registration.sheets.made import xlsx

pytestmark = pytest.mark.xdist_group("flows")
TITLES = ["姓名", "性别", "身份证号码", "参保区划", "到账日期", "户号", "联系电话", "户名", "开户银行", "银行账号"]


def sheet(*people: Person) -> bytes:
    """Last year's insured as an office writes them."""
    lines = [[one.name, one.sex, one.number, one.area, "2022-11-15", one.household_no, one.phone, one.name, one.bank] for one in people]
    return xlsx(["开平市上年度城乡居民参保名单"], TITLES, *([*line, one.account] for line, one in zip(lines, people, strict=True)))


async def years_of(kaiping: Kaiping, person: Person) -> list[int]:
    """The benefit years of all participations of the person."""
    found = await kaiping.look("registration", f"/persons/{await kaiping.person_id(person)}/participations")
    return sorted(one["benefit_year"] for one in found["items"])


async def test_a_decision_a_list_and_a_days_work_survive_a_kill(kaiping: Kaiping) -> None:
    """B1 (killed), R-050: each person ends with one participation a year and one bill; all was asked and begun before the kill."""
    await kaiping.on(2023, 10, 10)
    applicants, listed, insured = [[kaiping.somebody() for _ in range(3)] for _ in range(3)]
    await kaiping.insured_last_year(*insured)
    applications = [await kaiping.apply(one) for one in applicants]
    for application in applications:
        await kaiping.application(application, "UNDER_REVIEW")
    list_id = await kaiping.file_list("LAST_YEAR", YEAR - 1, sheet(*listed), kaiping.office("operator", "filer", area="44"))
    decisions = {"decisions": [{"application_id": one, "decision": "APPROVE"} for one in applications]}

    async with killed_amid(kaiping, works=3):
        decided = asyncio.ensure_future(kaiping.registration("/decisions", decisions, kaiping.office("reviewer", "second")))
        await kaiping.client.post("registration", f"/lists/{list_id}/confirm", None, kaiping.office("operator", "second", area="44"))
        renewed = asyncio.ensure_future(kaiping.day_of("renew_insured", 2023, 10, 10))

    assert {one["state"] for one in (await decided)["results"]} == {"APPROVED"}
    await renewed
    await kaiping.list_in(list_id, "APPLIED")
    assert [await years_of(kaiping, one) for one in applicants] == [[YEAR]] * 3
    assert [await years_of(kaiping, one) for one in insured] == [[YEAR - 1, YEAR]] * 3
    assert [(await years_of(kaiping, one))[0] for one in listed] == [YEAR - 1] * 3
    bills = [await kaiping.bills((await kaiping.application(one, "APPROVED"))["participation_id"]) for one in applications]
    assert [len(one) for one in bills] == [1] * 3
