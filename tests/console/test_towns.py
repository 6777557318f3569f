"""The towns page: figures of the year that is asked for, and of no other."""

import asyncio

import pytest
from playwright.async_api import Page, expect

from tests.console.desk import connect_again, cut_off, log_in
from tests.console.stub_answers import progress, progress_of_nothing
from tests.console.stub_suite import StubSuite

pytestmark = pytest.mark.browser
PROGRESS = "/registration/v1/progress"


async def choose_year(page: Page, year: int) -> None:
    await page.locator(".el-select").filter(has=page.get_by_role("combobox", name="年度", exact=True)).click()
    await page.get_by_role("option", name=f"{year} 年度").click()


async def test_towns_against_targets(page: Page) -> None:
    await log_in(page)
    rows = page.locator("[data-test=towns] tbody").first.locator("tr")
    await expect(rows).to_have_count(16)
    await expect(rows.filter(has_text="月山镇")).to_contain_text("36,636")
    await expect(rows.filter(has_text="月山镇")).to_contain_text("81.89%")
    await expect(rows.filter(has_text="翠山湖")).to_contain_text("未分配任务")
    await expect(page.locator("[data-test=towns]")).to_contain_text("余额不足")
    await expect(page.locator("[data-test=towns] tfoot")).to_contain_text("合计")
    await expect(page.locator(".chart canvas")).to_be_visible()


async def test_a_rehearsal_is_measured_against_its_part_of_the_targets(page: Page) -> None:
    await log_in(page, "#/towns?scale=0.1")
    rows = page.locator("[data-test=towns] tbody").first.locator("tr")
    await expect(rows.filter(has_text="月山镇")).to_contain_text("3,664")
    await expect(rows.filter(has_text="月山镇")).to_contain_text("818.80%")
    await expect(page.locator(".page-head")).to_contain_text("演练：目标的 10%")


async def test_towns_follow_the_suite(page: Page, suite: StubSuite) -> None:
    await log_in(page)
    await expect(page.locator("[data-test=paid]")).to_be_visible()
    looks = len(suite.asked_for(PROGRESS))
    async with page.expect_response(f"**{PROGRESS}**"):
        pass
    assert len(suite.asked_for(PROGRESS)) > looks


async def test_the_year_is_that_of_the_business_day(page: Page, suite: StubSuite) -> None:
    suite.answers[PROGRESS] = {**progress(), "as_of": "2031-08-31", "benefit_year": 2031}
    await log_in(page)
    await expect(page.locator(".page-head")).to_contain_text("2031 年度 · 业务日期 2031-08-31")
    assert suite.asked_for(PROGRESS)[-1]["benefit_year"] == "2031"


async def test_another_year_takes_the_figures_of_this_one_away(page: Page, suite: StubSuite) -> None:
    late = suite.held[f"{PROGRESS}?benefit_year=2025&area=440783"] = asyncio.Event()
    await log_in(page)
    await expect(page.locator(".page-head")).to_contain_text("2024 年度")
    await choose_year(page, 2025)
    await expect(page.locator("[data-test=note]")).to_contain_text("正在读取")
    await expect(page.locator("[data-test=paid]")).to_have_count(0)
    await choose_year(page, 2023)
    await expect(page.locator(".page-head")).to_contain_text("2023 年度 · 业务日期")
    async with page.expect_response("**benefit_year=2025**"):
        late.set()
    async with page.expect_response("**benefit_year=2023**"):
        pass
    await expect(page.locator(".page-head")).to_contain_text("2023 年度 · 业务日期")


async def test_no_towns_no_answer_and_nobody_there_are_three_things(page: Page, suite: StubSuite) -> None:
    suite.answers[PROGRESS] = progress_of_nothing()
    await log_in(page)
    main = page.locator("main")
    await expect(main).to_contain_text("该年度没有登记，也没有目标任务")
    await expect(main).to_contain_text("未下达")
    suite.away = {"registration"}
    await page.reload()
    await expect(page.locator("[data-test=note]")).to_have_attribute("data-state", "unknown")
    await expect(page.locator("[data-test=note]")).to_contain_text("读取不到：系统繁忙")
    await expect(page.locator("[data-test=paid]")).to_have_count(0)
    await cut_off(page, "registration")
    await expect(page.locator("[data-test=note]")).to_have_attribute("data-state", "unreachable")
    await expect(main).not_to_contain_text("没有登记")


async def test_old_figures_say_how_old_they_are(page: Page, suite: StubSuite) -> None:
    await log_in(page)
    await expect(page.locator("[data-test=paid]")).to_be_visible()
    await cut_off(page, "registration")
    await expect(page.locator("[data-test=note]")).to_contain_text("连接不上：没有应答")
    await expect(page.locator("[data-test=note]")).to_contain_text("可能已过时")
    await expect(page.locator(".stale [data-test=paid]")).to_be_visible()
    await connect_again(page)
    await expect(page.locator(".stale")).to_have_count(0)
    await expect(page.locator("[data-test=note]")).to_have_count(0)
