"""Refunds and reconciliation on the console: one with its way, the review that is due, a payout by two, differences and their closing."""

from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.console.desk import fits, log_in
from tests.console.stub_answers import PERSON
from tests.console.stub_money import DAY, DAYS, DIFFERENCE, REFUND, REFUNDS, difference, refund
from tests.console.stub_suite import StubSuite, problem

pytestmark = pytest.mark.browser
LOOKS = Path(__file__).with_name("looks.js").read_text()
REVIEWED, CLOSED = f"{REFUNDS}/{REFUND}/second-review", f"{DAYS}/{DAY}/differences/{DIFFERENCE}/close"


async def log_in_as(page: Page, *roles: str) -> None:
    """With other roles than the form proposes: as a session that was there before."""
    told = {"token": "stub-token", "subject": "console", "roles": list(roles), "areas": ["44"]}
    await page.goto("/console/")
    await page.evaluate("session => sessionStorage.setItem('canbao-session', JSON.stringify(session))", told)
    await page.goto("/console/?as#/money")


async def test_a_reviewer_reads_a_refund_and_decides(page: Page, suite: StubSuite) -> None:
    """R-072: every step with who took it; whoever does not approve says why; a refusal stays with its reasons."""
    await log_in_as(page, "reviewer")
    await page.locator("[data-test=refunds]").get_by_role("button", name="查看").click()
    dialog = page.get_by_role("dialog", name="退费申请")
    await expect(dialog.locator("[data-test=steps] li")).to_have_count(3)
    await expect(dialog.locator("[data-test=steps]")).to_contain_text("tax:T001")
    suite.answers[REVIEWED] = problem(422, "REFUND_NOT_POSSIBLE", "不能退费", ["款项已用于缴纳账单"])
    await dialog.get_by_role("button", name="提交复审").click()
    await expect(dialog).to_contain_text("没有办理：不能退费；款项已用于缴纳账单")
    await dialog.get_by_text("退回补正").click()
    await expect(dialog.get_by_role("button", name="提交复审")).to_be_disabled()
    await dialog.get_by_label("所缺材料代码").fill("bank_card、household_book")
    del suite.answers[REVIEWED]
    await dialog.get_by_role("button", name="提交复审").click()
    await expect(page.locator(".el-message").last).to_contain_text("复审：退回补正")
    assert [one["missing"] for one in suite.asked_for(REVIEWED)] == [[], ["BANK_CARD", "HOUSEHOLD_BOOK"]]


async def test_a_payout_that_failed_is_ordered_again_by_two(page: Page, suite: StubSuite) -> None:
    suite.answers[f"{REFUNDS}/{REFUND}"] = refund("APPROVED", payout_no=1, payout_failed=True)
    suite.answers[f"{REFUNDS}/{REFUND}/payouts"] = {"state": "WAITING_FOR_SECOND", "confirmation_id": "17", "asked_by": "console"}
    await log_in(page, "#/money")
    await page.locator("[data-test=refunds]").get_by_role("button", name="查看").click()
    dialog = page.get_by_role("dialog", name="退费申请")
    await expect(dialog.locator("[data-test=review]")).to_have_count(0)
    await expect(dialog.get_by_role("button", name="撤销退费")).to_be_disabled()
    await dialog.get_by_role("button", name="重新拨付").click()
    await expect(page.locator(".el-message").last).to_contain_text("已登记，待另一名操作员确认")


async def test_a_difference_is_closed_with_its_reason(page: Page, suite: StubSuite) -> None:
    """R-096; the page can be read on a telephone, too."""
    await page.set_viewport_size({"width": 390, "height": 844})
    told_otherwise = difference(difference_id=PERSON, reference="1000000008", told_otherwise_id=PERSON)
    suite.answers[f"{DAYS}/{DAY}/differences"] = {"items": [difference(), told_otherwise], "next": None}
    await log_in(page, "#/money")
    days = page.locator("[data-test=reconciliations]")
    await expect(days).to_contain_text("未收到")
    await days.get_by_role("button", name="查看").click()
    await expect(days.locator("[data-test=differences]")).to_contain_text("1000000007")
    await expect(days.get_by_role("row").filter(has_text="另有一次传送与对账单一致")).to_contain_text("1000000008")
    await page.evaluate(LOOKS)
    assert await page.evaluate("looks.faint()") == []
    assert await page.evaluate("looks.unnamed()") == []
    await fits(page, 390)
    await days.get_by_role("button", name="核结 1000000007").click()
    dialog = page.get_by_role("dialog", name="核结对账差异")
    await expect(dialog.get_by_role("button", name="核结", exact=True)).to_be_disabled()
    await dialog.get_by_label("原因").fill("税务部门确认有误")
    await dialog.get_by_role("button", name="核结", exact=True).click()
    await expect(dialog).to_be_hidden()
    assert suite.asked_for(CLOSED) == [{"reason": "税务部门确认有误"}]
