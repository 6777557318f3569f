"""The operator console in a real browser, against the agreed answers of the suite."""

import base64

import pytest
from playwright.async_api import Page, expect

from tests.console.stub_suite import DOCUMENT, PERSON, SERVICES, StubSuite

pytestmark = pytest.mark.browser


async def log_in(page: Page, where: str = "") -> None:
    await page.goto(f"/console/{where}")
    await page.locator("[data-test=enter]").click()
    await expect(page.locator("[data-test=login]")).to_have_count(0)


async def test_logging_in_asks_for_the_chosen_roles(page: Page, suite: StubSuite) -> None:
    await page.goto("/")
    await expect(page).to_have_title("参保 · 居民医保参保业务操作台")
    await page.locator("[data-test=enter]").click()
    await expect(page.locator(".who")).to_contain_text("运维、经办")
    assert suite.asked[0] == (
        "POST",
        "/issuer/v1/tokens",
        {"subject": "console", "roles": ["operator", "clerk"], "areas": ["440783"]},
    )


async def test_a_token_of_another_sign_on_is_taken(page: Page, suite: StubSuite) -> None:
    claims = base64.urlsafe_b64encode('{"sub": "谭经办", "roles": ["clerk"], "areas": ["440783"]}'.encode()).decode().rstrip("=")
    suite.token = f"e30.{claims}.c2ln"
    await page.goto("/console/")
    await page.locator("input[data-test=token], [data-test=token] input").fill("nonsense")
    await page.locator("[data-test=enter]").click()
    await expect(page.locator("[data-test=login]")).to_contain_text("这不是有效的令牌")
    await page.locator("input[data-test=token], [data-test=token] input").fill(suite.token)
    await page.locator("[data-test=enter]").click()
    await expect(page.locator(".who")).to_contain_text("谭经办（经办）")
    await expect(page.locator("[data-test=paid]")).to_be_visible()
    assert not [path for _, path, _ in suite.asked if path == "/issuer/v1/tokens"]


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
    looks = len([path for _, path, _ in suite.asked if path == "/registration/v1/progress"])
    async with page.expect_response("**/registration/v1/progress**"):
        pass
    assert len([path for _, path, _ in suite.asked if path == "/registration/v1/progress"]) > looks


async def test_health_shows_every_service_and_the_callbacks(page: Page, suite: StubSuite) -> None:
    suite.health = {"dedup": "warn", "benefits": "fail"}
    await log_in(page, "#/health")
    for service in SERVICES:
        await expect(page.locator(f"[data-test=service-{service}]")).to_contain_text("发件箱待发")
    await expect(page.locator("[data-test=service-registration]")).to_contain_text("正常")
    await expect(page.locator("[data-test=service-dedup]")).to_contain_text("需留意")
    await expect(page.locator("[data-test=service-dedup]")).to_contain_text("95秒")
    await expect(page.locator("[data-test=service-benefits]")).to_contain_text("不可用")
    await expect(page.locator("[data-test=service-registration]")).to_contain_text("件/秒")
    await expect(page.locator("[data-test=callbacks]")).to_contain_text("932")
    await expect(page.locator("[data-test=letters]")).to_contain_text("没有死信")


async def test_a_dead_letter_is_read_and_replayed(page: Page, suite: StubSuite) -> None:
    suite.letters = [
        {
            "id": "7",
            "event_id": PERSON,
            "event_type": "payment.settled.v1",
            "origin": "payment-bridge",
            "error": "KeyError",
            "attempts": 5,
            "failed_at": "2023-11-23T08:00:00+08:00",
        }
    ]
    await log_in(page, "#/health")
    letters = page.locator("[data-test=letters]")
    await expect(letters).to_contain_text("payment.settled.v1")
    await letters.get_by_role("button", name="查看").click()
    await expect(page.locator(".el-dialog pre")).to_contain_text('"type":"payment.settled.v1"')
    await page.keyboard.press("Escape")
    await letters.get_by_role("button", name="重新处理").click()
    await expect(letters).to_contain_text("没有死信")
    assert ("POST", "/benefits/v1/dead-letters/replay", {"ids": ["7"]}) in suite.asked


async def test_one_person_through_the_four_services(page: Page, suite: StubSuite) -> None:
    await log_in(page, "#/person")
    await page.locator("[data-test=number] input, input[data-test=number]").fill(DOCUMENT)
    await page.locator("[data-test=search]").click()
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
    await expect(page.locator("[data-test=cover]")).to_contain_text("可享受待遇")
    await expect(page.locator("[data-test=cover]")).to_contain_text("R-032 · S2 五、（七）")
    assert DOCUMENT not in page.url
    assert ("POST", "/registration/v1/persons/search", {"document_type": "RESIDENT_ID", "document_number": DOCUMENT}) in suite.asked


async def test_cover_is_asked_for_another_day(page: Page, suite: StubSuite) -> None:
    await log_in(page, f"#/person/{PERSON}")
    await expect(page.locator("[data-test=cover]")).to_contain_text("可享受待遇")
    day = page.locator("[data-test=cover] .el-date-editor input")
    await day.fill("2023-12-31")
    await day.press("Enter")
    await expect(page.locator("[data-test=cover]")).to_contain_text("待生效")
    assert ("GET", f"/benefits/v1/entitlements/{PERSON}", {"on": "2023-12-31"}) in suite.asked


async def test_an_unknown_person_is_told_in_words(page: Page) -> None:
    await log_in(page, "#/person")
    await page.locator("[data-test=number] input, input[data-test=number]").fill("440799198001010000")
    await page.locator("[data-test=search]").click()
    await expect(page.locator("[data-test=problem]")).to_contain_text("没有此人的参保记录")


async def test_an_expired_token_leads_back_to_the_login(page: Page, suite: StubSuite) -> None:
    await log_in(page)
    await expect(page.locator("[data-test=paid]")).to_be_visible()
    suite.token_holds = False
    await expect(page.locator("[data-test=login]")).to_be_visible()
