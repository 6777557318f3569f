"""The shell of the operator console in a real browser: log-in, log-out, tokens."""

import asyncio
import base64

import pytest
from playwright.async_api import Page, expect
from starlette.responses import HTMLResponse

from tests.console.desk import cut_off, field, log_in
from tests.console.stub_answers import PERSON
from tests.console.stub_suite import StubSuite, problem

pytestmark = pytest.mark.browser


async def test_logging_in_asks_for_the_chosen_roles(page: Page, suite: StubSuite) -> None:
    await page.goto("/")
    await expect(page).to_have_title("参保 · 居民医保参保业务操作台")
    await page.locator("[data-test=enter]").click()
    await expect(page.locator(".who")).to_contain_text("运维、经办")
    assert suite.asked[0] == (
        "POST",
        "/issuer/v1/tokens",
        {"subject": "console", "roles": ["operator", "clerk"], "areas": ["44"]},
    )


async def test_a_token_of_another_sign_on_is_taken(page: Page, suite: StubSuite) -> None:
    claims = base64.urlsafe_b64encode('{"sub": "谭经办", "roles": ["clerk"], "areas": ["44"]}'.encode()).decode().rstrip("=")
    suite.token = f"e30.{claims}.c2ln"
    await page.goto("/console/")
    await field(page, "token").fill("nonsense")
    await page.locator("[data-test=enter]").click()
    await expect(page.locator("[data-test=login]")).to_contain_text("这不是有效的令牌")
    await field(page, "token").fill(suite.token)
    await page.locator("[data-test=enter]").click()
    await expect(page.locator(".who")).to_contain_text("谭经办（经办）")
    await expect(page.locator("[data-test=paid]")).to_be_visible()
    assert not suite.asked_for("/issuer/v1/tokens")


async def test_an_issuer_that_is_away_is_not_a_wrong_log_in(page: Page) -> None:
    await page.goto("/console/")
    await cut_off(page, "issuer")
    await page.locator("[data-test=enter]").click()
    await expect(page.locator("[data-test=login]")).to_contain_text("连接不上：没有应答")


async def test_an_expired_token_leads_back_to_the_login(page: Page, suite: StubSuite) -> None:
    await log_in(page)
    await expect(page.locator("[data-test=paid]")).to_be_visible()
    suite.token_holds = False
    await expect(page.locator("[data-test=login]")).to_be_visible()


async def test_who_logs_in_next_does_not_see_the_person_before(page: Page) -> None:
    await log_in(page, f"#/person/{PERSON}")
    await expect(page.locator("[data-test=person]")).to_contain_text("司**")
    await page.locator("[data-test=log-out]").click()
    await page.locator("[data-test=enter]").click()
    await expect(page.locator("[data-test=paid]")).to_be_visible()
    assert PERSON not in page.url


async def test_a_late_refusal_of_the_session_before_does_not_end_this_one(page: Page, suite: StubSuite) -> None:
    timeline = f"/dedup/v1/persons/{PERSON}/timeline"
    suite.held[timeline] = asyncio.Event()
    await log_in(page, f"#/person/{PERSON}")
    await expect(page.locator("[data-test=person]")).to_contain_text("司**")
    await page.locator("[data-test=log-out]").click()
    suite.token = "the next token"
    await page.locator("[data-test=enter]").click()
    await expect(page.locator("[data-test=paid]")).to_be_visible()
    async with page.expect_response(f"**{timeline}") as late:
        suite.held[timeline].set()
    assert (await late.value).status == 401
    await page.get_by_role("link", name="个人轨迹").click()
    await expect(page.locator("[data-test=number]").first).to_be_visible()
    await expect(page.locator("[data-test=login]")).to_have_count(0)


async def test_an_answer_that_is_no_json_is_not_taken_for_an_empty_one(page: Page, suite: StubSuite) -> None:
    suite.answers["/registration/v1/progress"] = problem(502, "BAD_GATEWAY", "网关找不到此服务")
    await log_in(page)
    await expect(page.locator("[data-test=note]")).to_contain_text("连接不上：网关找不到此服务")
    suite.answers["/registration/v1/progress"] = HTMLResponse("<h1>please log in</h1>")
    await expect(page.locator("[data-test=note]")).to_contain_text("读取不到：应答不是 JSON")
