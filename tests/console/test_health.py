"""The health page: what the services tell of themselves, and what they do not tell."""

import asyncio
import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Page, expect

from tests.console.desk import connect_again, cut_off, log_in
from tests.console.stub_answers import LEVY_PROGRESS, SERVICES, TAX_OFFICE_STOPPED
from tests.console.stub_suite import StubSuite

pytestmark = pytest.mark.browser
_DRAWN_TEXTS = """(chart) => {
    const drawing = echarts.getInstanceByDom(chart);
    const texts = drawing.getZr().storage.getDisplayList(true).filter((shape) => shape.type === "tspan" && shape.style.text);
    return texts.map((shape) => {
        const box = shape.getBoundingRect().clone();
        if (shape.transform) box.applyTransform(shape.transform);
        const [right, bottom] = [drawing.getWidth() - box.x - box.width, drawing.getHeight() - box.y - box.height];
        return { text: shape.style.text, spare: Math.min(box.x, right, bottom) };
    });
}"""


async def test_every_service_and_the_callbacks(page: Page, suite: StubSuite) -> None:
    suite.health = {"dedup": "warn", "benefits": "fail"}
    await log_in(page, "#/health")
    for service in SERVICES:
        await expect(page.locator(f"[data-test=service-{service}]")).to_contain_text("发件箱待发")
    await expect(page.locator("[data-test=service-registration] h3")).to_contain_text("正常")
    await expect(page.locator("[data-test=service-dedup] h3")).to_contain_text("需留意")
    await expect(page.locator("[data-test=service-dedup]")).to_contain_text("95 秒")
    await expect(page.locator("[data-test=service-benefits] h3")).to_contain_text("不可用")
    await expect(page.locator("[data-test=callbacks]")).to_contain_text("932")
    await expect(page.locator("[data-test=letters]")).to_contain_text("没有死信")


async def test_the_event_path_is_read_from_the_counters(page: Page) -> None:
    await log_in(page, "#/health")
    card = page.locator("[data-test=service-registration]")
    await expect(card).to_contain_text(re.compile(r"累计转发\s*[\d,]+ 件\s*累计处理\s*[\d,]+ 件"))
    await expect(card).to_contain_text(re.compile(r"转发速率\s*[\d,]+ 件/秒\s*处理速率\s*[\d,]+ 件/秒"))


async def test_a_stopped_tax_office_is_seen_at_a_glance_and_clears(page: Page, suite: StubSuite) -> None:
    suite.checks["payment-bridge"] = dict(TAX_OFFICE_STOPPED)
    await log_in(page, "#/health")
    alarm, office = page.locator("[data-test=alarm]"), page.locator("[data-test=tax-office]")
    await expect(alarm).to_be_in_viewport()
    await expect(alarm).to_contain_text("税务部门没有应答")
    await expect(alarm).to_contain_text("最早未答复的应征 10 分钟")
    await expect(office.locator("h2 + .el-tag")).to_contain_text("需留意")
    await expect(office.locator("[data-check='tax-office:last-success']")).to_contain_text(re.compile(r"2023-11-23 08:50:00\s*需留意"))
    await expect(office.locator("[data-check='ledger:lag']")).to_contain_text(re.compile(r"11 分钟\s*需留意"))
    await expect(office.locator("[data-check='callbacks:oldest-unprocessed']")).to_contain_text(re.compile(r"没有\s*正常"))
    job = page.locator("[data-test=service-payment-bridge] details")
    await expect(job).to_contain_text("读取税务台账")
    await expect(job.locator(".output")).to_be_visible()
    await expect(job.locator(".output")).to_contain_text("TaxOfficeAway: ConnectError")
    suite.checks["payment-bridge"] = {name: check for name, check in TAX_OFFICE_STOPPED.items() if name != "tax-office:last-success"}
    await expect(alarm).to_contain_text("与税务部门的往来有延误")
    suite.checks.clear()
    await expect(alarm).to_have_count(0)
    await expect(office.locator("h2 + .el-tag")).to_contain_text("正常")
    await expect(page.locator("main")).not_to_contain_text("ConnectError")


async def test_checks_of_any_name_are_readable(page: Page, suite: StubSuite) -> None:
    suite.checks["dedup"] = {"broker:connection": {"status": "pass", "observedValue": "embedded"}}
    suite.checks["benefits"] = {"broker:connection": {"status": "pass", "observedValue": 0.0, "observedUnit": "s"}}
    suite.checks["registration"] = {
        "broker:connection": {"status": "warn", "observedValue": 130.0, "observedUnit": "s", "output": "ConnectionRefusedError"},
        "conflict_checks:overdue": {"status": "warn", "observedValue": 1203, "observedUnit": "applications"},
        "background:sweep_old_files": {"status": "pass", "time": "2023-11-23T08:59:00+08:00"},
        "check:conflict_check_health": {"status": "warn", "output": "TimeoutError"},
        "something:new": {"status": "pass", "observedValue": 5, "observedUnit": "s"},
        "something:said": {"status": "fail", "observedValue": "odd", "output": "why"},
    }
    await log_in(page, "#/health")
    card = page.locator("[data-test=service-registration]")
    await expect(card).to_contain_text(re.compile(r"重复参保校验超时未答\s*1,203 件 需留意"))
    await expect(card).to_contain_text(re.compile(r"检查未能完成：conflict_check_health\s*需留意\s*TimeoutError"))
    await expect(card).to_contain_text(re.compile(r"something:new\s*5 秒"))
    await expect(card).to_contain_text(re.compile(r"something:said\s*odd 不可用\s*why"))
    await expect(card).to_contain_text(re.compile(r"消息中间件\s*2 分钟 需留意\s*ConnectionRefusedError"))
    await expect(page.locator("[data-test=service-dedup]")).to_contain_text(re.compile(r"消息中间件\s*内置"))
    await expect(page.locator("[data-test=service-benefits]")).to_contain_text(re.compile(r"消息中间件\s*正常"))
    await card.locator("summary").click()
    await expect(card).to_contain_text(re.compile(r"sweep_old_files\s*最近成功 2023-11-23 08:59:00"))


async def test_a_lost_database_makes_figures_unknown_not_none(page: Page, suite: StubSuite) -> None:
    suite.away = set(SERVICES)
    await log_in(page, "#/health")
    for service in SERVICES:
        card = page.locator(f"[data-test=service-{service}]")
        await expect(card.locator("[data-check='database:connection']")).to_contain_text("不可用")
        for check in ("outbox:depth", "outbox:age", "deadletters:count", "relay:alive", "consumer:alive"):
            await expect(card.locator(f"[data-check='{check}']")).to_have_text(re.compile(r"^\s*读取不到\s*$"))
        await expect(card).to_contain_text(re.compile(r"累计转发\s*读取不到"))
    await expect(page.locator("[data-test=tax-office] [data-check='levies:unanswered']")).to_contain_text("读取不到")
    await expect(page.locator("[data-test=callbacks]")).to_contain_text("读取不到：系统繁忙")
    await expect(page.locator("[data-test=letters] [data-state=unknown]")).to_have_count(4)
    await expect(page.locator("[data-test=gap]")).to_have_attribute("data-state", "unknown")
    await expect(page.locator("main")).not_to_contain_text("没有死信")
    await expect(page.locator("main .figure")).to_have_count(7)


async def test_nobody_there_is_told_apart_from_not_readable(page: Page, suite: StubSuite) -> None:
    await log_in(page)
    await cut_off(page, *SERVICES)
    await page.get_by_role("link", name="运行状态").click()
    for service in SERVICES:
        await expect(page.locator(f"[data-test=service-{service}]")).to_contain_text("连接不上：没有应答")
    await expect(page.locator("[data-test=tax-office]")).to_contain_text("税务部门的情况不得而知")
    await expect(page.locator("[data-test=callbacks] [data-state=unreachable]")).to_be_visible()
    await expect(page.locator("[data-test=letters] [data-state=unreachable]")).to_have_count(4)
    await expect(page.locator("[data-test=gap]")).to_have_attribute("data-state", "unreachable")
    await expect(page.locator("main")).not_to_contain_text("没有死信")
    await expect(page.locator("main")).not_to_contain_text("读取不到：")


async def test_nothing_yet_is_an_answer(page: Page, suite: StubSuite) -> None:
    quiet = {"received": 0, "processed": 0, "pending": 0, "failed": 0, "last_at": None, "per_minute": 0}
    suite.answers["/payment-bridge/v1/progress"] = {**LEVY_PROGRESS, "callbacks": quiet}
    await log_in(page, "#/health")
    await expect(page.locator("[data-test=callbacks]")).to_contain_text("最近一次回调 还没有")
    await expect(page.locator("[data-test=callbacks]")).to_contain_text(re.compile(r"回调已收\s*0\s*每分钟 0"))
    await expect(page.locator("[data-test=letters]")).to_contain_text("没有死信")
    await expect(page.locator("[data-test=letters] .said")).to_have_count(1)


async def test_old_figures_say_how_old_they_are(page: Page, suite: StubSuite) -> None:
    await log_in(page, "#/health")
    callbacks, card = page.locator("[data-test=callbacks]"), page.locator("[data-test=service-payment-bridge]")
    await expect(callbacks).to_contain_text("932")
    await expect(card).to_contain_text("发件箱待发")
    await cut_off(page, "payment-bridge")
    await expect(callbacks).to_contain_text(re.compile(r"连接不上：没有应答.*上一次读到 \d\d:\d\d:\d\d，可能已过时"))
    await expect(callbacks.locator(".figures.stale")).to_be_visible()
    await expect(card).to_contain_text(re.compile(r"连接不上：没有应答。上一次应答 \d\d:\d\d:\d\d"))
    await expect(card).not_to_contain_text("发件箱待发")
    await connect_again(page)
    await expect(card).to_contain_text("发件箱待发")
    await expect(callbacks.locator(".said")).to_have_count(0)


async def test_a_service_that_hangs_is_given_up(page: Page, suite: StubSuite) -> None:
    await log_in(page)
    await page.clock.install()
    await page.get_by_role("link", name="运行状态").click()
    card = page.locator("[data-test=service-dedup]")
    await expect(card).to_contain_text("发件箱待发")
    suite.held |= dict.fromkeys(("/dedup/readyz", "/dedup/metrics"), asyncio.Event())
    await page.clock.run_for(2_500)
    await page.clock.run_for(5_500)
    await expect(card).to_contain_text("连接不上：没有应答")
    suite.held["/dedup/readyz"].set()


async def test_the_chart_tells_shanghai_time_and_cuts_no_label(page: Page) -> None:
    devtools = await page.context.new_cdp_session(page)
    await devtools.send("Emulation.setTimezoneOverride", {"timezoneId": "America/New_York"})
    await log_in(page, "#/health")
    await expect(page.locator(".chart canvas")).to_be_visible()
    hour = datetime.now(UTC).astimezone(ZoneInfo("Asia/Shanghai")).hour
    await expect(page.locator(".page-head")).to_contain_text("（北京时间）")
    texts = await page.locator(".chart").evaluate(_DRAWN_TEXTS)
    times = [drawn["text"] for drawn in texts if re.fullmatch(r"\d\d:\d\d:\d\d", drawn["text"])]
    assert times
    assert {int(time[:2]) for time in times} <= {hour, (hour - 1) % 24}
    assert [drawn for drawn in texts if drawn["spare"] < 0] == []
