"""The content security policy of the console: strict, and kept by every part that could break it."""

import pytest
from playwright.async_api import Browser, Page, expect

from service_runtime.page_headers import PAGE_HEADERS
from tests.console.conftest import TELL_REFUSALS
from tests.console.desk import log_in
from tests.console.stub_answers import PERSON
from tests.console.stub_suite import StubSuite
from tests.tax_office.offices import serving

pytestmark = pytest.mark.browser


EVAL = "new Promise((done) => setTimeout(() => { try { done(new Function('return 1')()); } catch (error) { done(error.name); } }))"


async def test_the_page_carries_the_headers(page: Page) -> None:
    answer = await page.goto("/console/")
    assert answer is not None
    assert {name: answer.headers.get(name.lower()) for name in PAGE_HEADERS} == PAGE_HEADERS


async def test_what_the_policy_refuses_does_not_happen_and_is_told(browser: Browser, suite: StubSuite) -> None:
    async with serving(suite.app()) as address:
        page = await browser.new_page(base_url=address)
        await page.add_init_script(TELL_REFUSALS)
        await page.goto("/console/")
        async with page.expect_console_message(lambda line: line.text.startswith("content security policy: script-src refused eval")):
            assert await page.evaluate(EVAL) == "EvalError"
        async with page.expect_console_message(lambda line: line.text.startswith("content security policy: style-src-attr refused inline")):
            await page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">')")
        await page.close()


@pytest.mark.parametrize("place", ["#/towns", "#/health"])
async def test_a_chart_tells_its_figures_under_the_pointer(place: str, page: Page) -> None:
    await log_in(page, place)
    canvas = page.locator(".chart canvas").first
    await expect(canvas).to_be_visible()
    await canvas.scroll_into_view_if_needed()
    box = await canvas.bounding_box()
    assert box is not None
    before = await canvas.screenshot()
    await page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=5)
    await page.wait_for_function("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))")
    assert await canvas.screenshot() != before


async def test_lists_days_and_messages_open(page: Page) -> None:
    await log_in(page)
    await page.locator(".el-select", has=page.get_by_role("combobox", name="年度", exact=True)).click()
    await page.get_by_role("option", name="2023 年度").click()
    await expect(page.locator(".note").first).to_contain_text("2023 年度")
    await page.goto(f"/console/#/person/{PERSON}")
    await page.get_by_role("combobox", name="待遇日期").click()
    await expect(page.locator(".el-picker-panel")).to_be_visible()
