"""Dead letters on the health page: what failed, replay, discard with a reason, and the list of discarded ones."""

import asyncio

import pytest
from playwright.async_api import Page, expect

from tests.console.desk import cut_off, field, log_in
from tests.console.stub_answers import SERVICES, letter, waiting_act
from tests.console.stub_answers import replay as replay_of
from tests.console.stub_suite import StubSuite, problem

pytestmark = pytest.mark.browser
DISCARD = "/benefits/v1/dead-letters/discard"


async def test_a_dead_letter_tells_what_failed_and_is_replayed(page: Page, suite: StubSuite) -> None:
    suite.letters = [letter()]
    await log_in(page, "#/health")
    letters = page.locator("[data-test=letters]")
    await expect(letters).to_contain_text("payment.settled.v1")
    await expect(letters.locator("code")).to_have_text("data.terms.amount")
    await expect(letters).to_contain_text("Expected `int`, got `str`")
    await letters.get_by_role("button", name="查看").click()
    await expect(page.locator(".el-dialog pre")).to_contain_text('"type":"payment.settled.v1"')
    await page.keyboard.press("Escape")
    await letters.get_by_role("button", name="重新处理").click()
    await expect(letters).to_contain_text("没有死信")
    assert suite.asked_for("/benefits/v1/dead-letters/replay") == [{"ids": ["7"]}]


async def test_a_dead_letter_without_a_field_shows_its_error(page: Page, suite: StubSuite) -> None:
    suite.letters = [letter(field=None, rule=None, error="KeyError: 'area'")]
    await log_in(page, "#/health")
    await expect(page.locator("[data-test=letters] tbody")).to_contain_text("KeyError: 'area'")
    await expect(page.locator("[data-test=letters] tbody")).not_to_contain_text("null")


async def test_what_a_later_version_will_know_is_told_from_faults(page: Page, suite: StubSuite) -> None:
    suite.letters = [letter(kind="NOT_YET_KNOWN", kind_label="当前版本尚不认识")]
    await log_in(page, "#/health")
    await expect(page.locator("[data-test=letters] tbody")).to_contain_text("当前版本尚不认识")


async def test_a_dead_letter_is_discarded_only_with_a_reason(page: Page, suite: StubSuite) -> None:
    suite.letters = [letter(), letter("8", event_type="person.registered.v1")]
    await log_in(page, "#/health")
    letters, dialog = page.locator("[data-test=letters]"), page.get_by_role("dialog", name="作废死信")
    await letters.get_by_role("row").filter(has_text="payment.settled.v1").get_by_role("button", name="作废").click()
    await expect(dialog.get_by_role("button", name="作废", exact=True)).to_be_disabled()
    await dialog.get_by_label("原因").fill("   ")
    await expect(dialog.get_by_role("button", name="作废", exact=True)).to_be_disabled()
    await dialog.get_by_label("原因").fill("测试数据，发送方已更正")
    await dialog.get_by_role("button", name="作废", exact=True).click()
    await expect(dialog).to_be_hidden()
    await expect(letters.get_by_role("row")).to_have_count(2)
    await expect(letters).not_to_contain_text("payment.settled.v1")
    assert suite.asked_for(DISCARD) == [{"ids": ["7"], "reason": "测试数据，发送方已更正"}]
    await letters.get_by_text("已作废").click()
    row = letters.get_by_role("row").filter(has_text="payment.settled.v1")
    await expect(row).to_contain_text("测试数据，发送方已更正")
    await expect(row).to_contain_text("console · 2023-11-23 09:30:00")
    await expect(row.get_by_role("button")).to_have_text(["查看", "重新处理"])
    assert {"state": "discarded", "limit": "50"} in suite.asked_for("/benefits/v1/dead-letters")


async def test_a_refused_discard_keeps_the_dialog_and_says_why(page: Page, suite: StubSuite) -> None:
    suite.letters = [letter()]
    suite.answers[DISCARD] = problem(409, "ALREADY_DECIDED", "所选记录已由他人处理")
    await log_in(page, "#/health")
    dialog = page.get_by_role("dialog", name="作废死信")
    await page.locator("[data-test=letters]").get_by_role("button", name="作废").click()
    await dialog.get_by_label("原因").fill("误发")
    await dialog.get_by_role("button", name="作废", exact=True).click()
    await expect(dialog).to_contain_text("没有作废：所选记录已由他人处理")
    await expect(dialog.get_by_label("原因")).to_have_value("误发")


async def test_what_became_of_a_replay_is_told(page: Page, suite: StubSuite) -> None:
    suite.letters = [letter()]
    await log_in(page, "#/health")
    replay = page.locator("[data-test=letters]").get_by_role("button", name="重新处理")
    for outcome, said in (
        (replay_of(failed=1), "重新处理仍未成功"),
        (replay_of(gone=1), "此死信已由他人处理"),
        (replay_of("STOPPED"), "已停止：数据库的表或权限与当前版本不符"),
    ):
        suite.answers["/benefits/v1/dead-letters/replay"] = replay_of("RUNNING")
        suite.answers["/benefits/v1/replays/3"] = outcome
        await replay.click()
        await expect(page.locator(".el-message").last).to_contain_text(said)
    suite.away = {"benefits"}
    await replay.click()
    await expect(page.locator(".el-message").last).to_contain_text("没有重新处理：系统繁忙")


async def test_an_act_of_two_waits_for_another_operator(page: Page, suite: StubSuite) -> None:
    suite.letters = [letter()]
    asked = {"state": "WAITING_FOR_SECOND", "state_label": "待第二人确认", "confirmation_id": "17", "asked_by": "console"}
    suite.answers["/benefits/v1/dead-letters/replay"] = asked
    suite.answers[DISCARD] = asked
    await log_in(page, "#/health")
    letters = page.locator("[data-test=letters]")
    await letters.get_by_role("button", name="重新处理").click()
    await expect(page.locator(".el-message").last).to_contain_text("已登记，待另一名操作员确认")
    await letters.get_by_role("button", name="作废").click()
    dialog = page.get_by_role("dialog", name="作废死信")
    await expect(dialog).to_contain_text("须两名操作员先后提交")
    await dialog.get_by_label("原因").fill("误发")
    await dialog.get_by_role("button", name="作废", exact=True).click()
    await expect(dialog).to_be_hidden()
    await expect(letters).to_contain_text("payment.settled.v1")


async def test_what_waits_for_a_second_operator_is_listed_and_taken_back(page: Page, suite: StubSuite) -> None:
    suite.waiting = [waiting_act(), waiting_act("18", asked_by="someone", kind_label="重新处理死信", summary={"ids": None})]
    await log_in(page, "#/health")
    lines = page.locator("[data-test=waiting] li")
    await expect(lines).to_have_count(2)
    await expect(lines.first).to_contain_text("待遇：作废死信（7），console 于 2023-11-23 09:00:00 登记")
    await expect(lines.last).to_contain_text("重新处理死信（全部），someone 于")
    await expect(lines.last.get_by_role("button")).to_have_count(0)
    await lines.first.get_by_role("button", name="撤销").click()
    await expect(lines).to_have_count(1)
    await expect(lines).to_contain_text("someone")


async def test_the_list_of_one_state_does_not_stay_under_the_other(page: Page, suite: StubSuite) -> None:
    late = asyncio.Event()
    suite.letters = [letter()]
    suite.held |= {f"/{service}/v1/dead-letters?state=discarded&limit=50": late for service in SERVICES}
    await log_in(page, "#/health")
    letters = page.locator("[data-test=letters]")
    await expect(letters).to_contain_text("payment.settled.v1")
    await letters.get_by_text("已作废").click()
    await expect(letters).to_contain_text("正在读取")
    await expect(letters).not_to_contain_text("payment.settled.v1")
    late.set()
    await expect(letters).to_contain_text("没有作废的死信")


async def test_the_content_of_one_letter_does_not_come_under_another(page: Page, suite: StubSuite) -> None:
    suite.letters = [letter(), letter("8", event_type="person.registered.v1")]
    late = suite.held["/benefits/v1/dead-letters/7"] = asyncio.Event()
    await log_in(page, "#/health")
    letters, dialog = page.locator("[data-test=letters]"), page.get_by_role("dialog", name="死信内容")
    await letters.get_by_role("row").filter(has_text="payment.settled.v1").get_by_role("button", name="查看").click()
    await expect(dialog).to_contain_text("正在读取")
    await page.keyboard.press("Escape")
    await expect(dialog).to_be_hidden()
    await letters.get_by_role("row").filter(has_text="person.registered.v1").get_by_role("button", name="查看").click()
    await expect(dialog.locator("pre")).to_contain_text("person.registered.v1")
    async with page.expect_response("**/dead-letters/7"):
        late.set()
    await dialog.get_by_role("heading", name="死信内容").click()
    await expect(dialog.locator("pre")).to_contain_text("person.registered.v1")


async def test_letters_of_some_services_and_silence_of_others(page: Page, suite: StubSuite) -> None:
    suite.away = {"dedup"}
    await cut_off(page, "registration")
    await log_in(page, "#/health")
    letters = page.locator("[data-test=letters]")
    await expect(letters).to_contain_text("其余服务没有死信")
    await expect(letters.locator("[data-state=unknown]")).to_contain_text("重复参保校验读取不到")
    await expect(letters.locator("[data-state=unreachable]")).to_contain_text("参保登记连接不上")


async def test_letters_that_were_read_before_say_so(page: Page, suite: StubSuite) -> None:
    suite.letters = [letter()]
    await log_in(page, "#/health")
    letters = page.locator("[data-test=letters]")
    await expect(letters).to_contain_text("payment.settled.v1")
    suite.away = {"benefits"}
    await expect(letters.locator("[data-state=unknown]")).to_contain_text("可能已过时")
    await expect(letters).to_contain_text("payment.settled.v1")


async def test_a_page_of_letters_that_is_cut_says_so(page: Page, suite: StubSuite) -> None:
    suite.answers["/benefits/v1/dead-letters"] = {"items": [letter()], "next": "7"}
    await log_in(page, "#/health")
    await expect(page.locator("[data-test=letters]")).to_contain_text("待遇的死信较多，只列出最早的 50 条")


async def test_others_are_told_that_letters_are_for_operators(page: Page, suite: StubSuite) -> None:
    suite.token = "e30.eyJzdWIiOiJjbGVyayIsInJvbGVzIjpbImNsZXJrIl19.c2ln"
    await page.goto("/console/#/health")
    await field(page, "token").fill(suite.token)
    await page.locator("[data-test=enter]").click()
    await expect(page.locator("[data-test=letters]")).to_contain_text("查看死信需要运维角色")
    assert not suite.asked_for("/benefits/v1/dead-letters")
