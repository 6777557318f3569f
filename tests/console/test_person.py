"""The person page: one person's way and cover, and nothing of the person before."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import Page, expect

from enrolment_terms.documents import with_check_digit
from tests.console.desk import cut_off, log_in, search
from tests.console.stub_answers import BUSINESS_DAY, DOCUMENT, PERSON, SERVICES, entitlement
from tests.console.stub_suite import StubSuite, problem

pytestmark = pytest.mark.browser
SEARCH = "/registration/v1/persons/search"
COVER = f"/benefits/v1/entitlements/{PERSON}"
NOBODY = with_check_digit("44079919800101001")
MISTYPED = NOBODY[:-1] + "8"
STRANGER = "018b1a2c-0000-7000-8000-0000000000b2"


async def fails_by_its_check_digit(page: Page, suite: StubSuite) -> str:
    await search(page, MISTYPED)
    return "证件号码有误：校验位不正确"


async def finds_nobody(page: Page, suite: StubSuite) -> str:
    await search(page, NOBODY)
    return "没有此人的参保记录"


async def meets_a_lost_database(page: Page, suite: StubSuite) -> str:
    suite.away = {"registration"}
    await search(page, NOBODY)
    return "读取不到：系统繁忙"


async def meets_nobody_at_all(page: Page, suite: StubSuite) -> str:
    await cut_off(page, "registration")
    await search(page, NOBODY)
    return "连接不上：没有应答"


async def is_refused_for_its_content(page: Page, suite: StubSuite) -> str:
    suite.answers[SEARCH] = problem(422, "INVALID_CONTENT", "提交内容有误", ["证件号码：内容过长"])
    await search(page, NOBODY)
    return "证件号码有误：证件号码：内容过长"


FAILURES = [fails_by_its_check_digit, finds_nobody, meets_a_lost_database, meets_nobody_at_all, is_refused_for_its_content]


@pytest.mark.parametrize("failure", FAILURES)
async def test_a_search_that(failure: Callable[[Page, StubSuite], Awaitable[str]], page: Page, suite: StubSuite) -> None:
    """… says why in its own words, and leaves nothing of the person before."""
    await log_in(page, "#/person")
    await search(page, DOCUMENT)
    await expect(page.locator("[data-test=cover]")).to_contain_text("待生效")
    said = await failure(page, suite)
    await expect(page.locator("[data-test=problem]")).to_contain_text(said)
    for part in ("person", "cover", "way"):
        await expect(page.locator(f"[data-test={part}]")).to_have_count(0)
    await expect(page).to_have_url("/console/#/person")


async def test_a_wrong_number_is_sent_to_nobody(page: Page, suite: StubSuite) -> None:
    await log_in(page, "#/person")
    await fails_by_its_check_digit(page, suite)
    await expect(page.locator("[data-test=problem]")).to_contain_text("证件号码有误")
    assert not suite.asked_for(SEARCH)


async def test_while_one_is_searched_the_one_before_is_gone(page: Page, suite: StubSuite) -> None:
    await log_in(page, f"#/person/{PERSON}")
    await expect(page.locator("[data-test=cover]")).to_contain_text("待生效")
    suite.held[SEARCH] = asyncio.Event()
    await search(page, NOBODY)
    await expect(page.locator("[data-test=problem]")).to_contain_text("正在读取")
    await expect(page.locator("[data-test=cover]")).to_have_count(0)
    suite.held[SEARCH].set()
    await expect(page.locator("[data-test=problem]")).to_contain_text("没有此人的参保记录")


async def test_one_person_through_the_four_services(page: Page, suite: StubSuite) -> None:
    await log_in(page, "#/person")
    await search(page, DOCUMENT)
    await expect(page.locator("[data-test=person]")).to_contain_text("司**")
    lines = page.locator("[data-test=way] li")
    await expect(lines).to_have_count(9)
    tags = [await line.locator(".tag").inner_text() for line in await lines.all()]
    assert tags == [
        "参保登记",
        "重复参保校验",
        "参保登记",
        "缴费衔接",
        "缴费衔接",
        "缴费衔接",
        "缴费衔接",
        "参保登记",
        "待遇",
    ]
    await expect(page.locator("[data-test=cover]")).to_contain_text("R-032 · S2 五、（七）")
    assert DOCUMENT not in page.url
    assert suite.asked_for(SEARCH) == [{"document_type": "RESIDENT_ID", "document_number": DOCUMENT}]


async def test_money_is_written_in_one_way(page: Page) -> None:
    await log_in(page, f"#/person/{PERSON}")
    cover, way = page.locator("[data-test=cover]"), page.locator("[data-test=way]")
    await expect(cover).to_contain_text("300,000.00 元（其中激励 0.00 元）")
    await expect(cover).to_contain_text("最高支付限额300,000.00 元")
    await expect(cover).to_contain_text("大病保险限额：300,000.00 元（")
    await expect(way).to_contain_text("金额 406.00 元")
    await expect(way).to_contain_text("缴费406.00 元")
    await expect(page.locator("main")).not_to_contain_text("300000")


async def test_cover_is_asked_for_the_business_day_of_the_suite(page: Page, suite: StubSuite) -> None:
    await log_in(page, f"#/person/{PERSON}")
    await expect(page.locator("[data-test=cover]")).to_contain_text(f"待生效{BUSINESS_DAY}")
    await expect(page.locator("[data-test=cover] .el-date-editor input")).to_have_value(BUSINESS_DAY)
    assert suite.asked_for(COVER) == [{}]


async def test_cover_is_asked_for_another_day(page: Page, suite: StubSuite) -> None:
    await log_in(page, f"#/person/{PERSON}")
    await expect(page.locator("[data-test=cover]")).to_contain_text("待生效")
    await choose_day(page, "2024-03-01")
    await expect(page.locator("[data-test=cover]")).to_contain_text("可享受待遇2024-03-01")
    assert suite.asked_for(COVER)[-1] == {"on": "2024-03-01"}


async def test_unknown_is_not_told_as_not_covered(page: Page) -> None:
    await log_in(page, f"#/person/{PERSON}")
    await expect(page.locator("[data-test=cover]")).to_contain_text("待生效")
    await choose_day(page, "2022-03-01")
    await expect(page.locator("[data-test=cover]")).to_contain_text("无法判断：本系统没有该年度的参保登记")


async def test_the_answer_for_a_day_before_comes_too_late(page: Page, suite: StubSuite) -> None:
    late = suite.held[f"{COVER}?on=2024-03-01"] = asyncio.Event()
    await log_in(page, f"#/person/{PERSON}")
    cover = page.locator("[data-test=cover]")
    await expect(cover).to_contain_text("待生效")
    await choose_day(page, "2024-03-01")
    await expect(cover).to_contain_text("正在读取")
    await expect(cover).not_to_contain_text("待生效")
    await choose_day(page, "2023-12-31")
    await expect(cover).to_contain_text("待生效2023-12-31")
    async with page.expect_response("**on=2024-03-01"):
        late.set()
    await page.locator("h1").click()
    await expect(cover).to_contain_text("待生效2023-12-31")
    await expect(cover).not_to_contain_text("2024-03-01")


async def test_a_day_that_cannot_be_answered_shows_no_other_day(page: Page, suite: StubSuite) -> None:
    await log_in(page, f"#/person/{PERSON}")
    cover = page.locator("[data-test=cover]")
    await expect(cover).to_contain_text("待生效")
    suite.away = {"benefits"}
    await choose_day(page, "2024-03-01")
    await expect(cover).to_contain_text("读取不到：系统繁忙")
    await expect(cover).not_to_contain_text("待生效")


async def test_late_answers_of_one_person_do_not_come_under_another(page: Page, suite: StubSuite) -> None:
    path = f"/registration/v1/persons/{PERSON}"
    late = suite.held[path] = asyncio.Event()
    await log_in(page, f"#/person/{PERSON}")
    await expect(page.locator("[data-test=way] li")).to_have_count(9)
    await page.evaluate(f"location.hash = '#/person/{STRANGER}'")
    await expect(page.locator("[data-test=person]")).to_contain_text("没有此人的参保记录")
    await expect(page.locator("[data-test=cover]")).to_contain_text("待遇服务没有此人的记录")
    await expect(page.locator("[data-test=way]")).to_contain_text("没有记录")
    async with page.expect_response(f"**{path}"):
        late.set()
    await page.locator("h1").click()
    await expect(page.locator("[data-test=person]")).not_to_contain_text("司**")


async def test_a_way_with_a_service_missing_is_told_as_incomplete(page: Page, suite: StubSuite) -> None:
    suite.away = {"payment-bridge"}
    await cut_off(page, "dedup")
    await log_in(page, f"#/person/{PERSON}")
    way = page.locator("[data-test=way]")
    await expect(way.locator("li")).to_have_count(4)
    await expect(way).to_contain_text("4 条，不完整")
    await expect(way.locator("[data-state=unknown]")).to_contain_text("缴费衔接读取不到：系统繁忙")
    await expect(way.locator("[data-state=unreachable]")).to_contain_text("重复参保校验连接不上：没有应答")
    await expect(page.locator("[data-test=cover]")).to_contain_text("待生效")


async def test_no_service_readable_is_not_a_person_without_records(page: Page, suite: StubSuite) -> None:
    suite.away = set(SERVICES)
    await log_in(page, f"#/person/{PERSON}")
    await expect(page.locator("[data-test=way] [data-state=unknown]")).to_have_count(4)
    await expect(page.locator("main")).not_to_contain_text("没有记录")
    await expect(page.locator("main")).not_to_contain_text("没有此人")


async def test_a_day_without_cover_is_an_answer(page: Page, suite: StubSuite) -> None:
    suite.answers[COVER] = {
        **entitlement(BUSINESS_DAY),
        "state": "NONE",
        "scheme": None,
        "starts_on": None,
        "ends_on": None,
        "ceiling": None,
    }
    await log_in(page, f"#/person/{PERSON}")
    await expect(page.locator("[data-test=cover]")).to_contain_text("暂无待遇")
    await expect(page.locator("[data-test=cover]")).not_to_contain_text("元（其中激励")


async def choose_day(page: Page, day: str) -> None:
    box = page.locator("[data-test=cover] .el-date-editor input")
    await box.fill(day)
    await box.press("Enter")
