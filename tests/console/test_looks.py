"""Every page in every state, as eyes and keyboards meet it: contrast, width, names of fields, marks of focus."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.console.desk import cut_off, fits, log_in, search
from tests.console.stub_answers import DOCUMENT, PERSON, SERVICES, TAX_OFFICE_STOPPED, letter, progress_of_nothing
from tests.console.stub_suite import StubSuite

pytestmark = pytest.mark.browser
LOOKS = Path(__file__).with_name("looks.js").read_text()
PLACES = {"towns": "#/towns", "health": "#/health", "person": f"#/person/{PERSON}", "search": "#/person"}
READY = {
    "towns": "main h1",
    "health": "[data-test=letters] .said, [data-test=letters] tbody",
    "person": "[data-test=way] p, [data-test=way] li",
}
WIDTHS = [390, 1280, 1920]


def well(suite: StubSuite) -> None:
    suite.letters = [letter()]


def worried(suite: StubSuite) -> None:
    suite.letters = [letter()]
    suite.health = {"benefits": "fail", "registration": "warn", "dedup": "warn"}
    suite.checks["payment-bridge"] = dict(TAX_OFFICE_STOPPED)


def nothing(suite: StubSuite) -> None:
    suite.answers = {f"/{service}/v1/persons/{PERSON}/timeline": {"items": []} for service in SERVICES}
    suite.answers["/registration/v1/progress"] = progress_of_nothing()


def unknown(suite: StubSuite) -> None:
    suite.away = set(SERVICES)


def unreachable(suite: StubSuite) -> None:
    """Cut off by the test."""


STATES = [well, worried, nothing, unknown, unreachable]


async def arrive(page: Page, place: str, state: Callable[[StubSuite], None], suite: StubSuite) -> None:
    state(suite)
    if state is unreachable:
        await cut_off(page, *SERVICES)
    await log_in(page, PLACES[place])
    if place == "search":
        await search(page, DOCUMENT[:-1] + "8")
    await expect(page.locator(READY.get(place, "[data-test=problem] p")).first).to_be_visible()
    if place == "health" and state in (well, worried, nothing):
        await expect(page.locator(".chart canvas")).to_be_visible()
    await page.evaluate(LOOKS)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("place", PLACES)
async def test_all_text_can_be_read_at_every_width(place: str, state: Callable[[StubSuite], None], page: Page, suite: StubSuite) -> None:
    await arrive(page, place, state, suite)
    for width in WIDTHS:
        await page.set_viewport_size({"width": width, "height": 900})
        await fits(page, width)
        assert await page.evaluate("looks.seen()") > 10
        assert await page.evaluate("looks.faint()") == []
        assert await page.evaluate("looks.unnamed()") == []
        for way_on in [*await page.locator("nav a").all(), page.locator("[data-test=log-out]")]:
            await expect(way_on).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("width", WIDTHS)
async def test_the_login_can_be_read_at_every_width(width: int, page: Page) -> None:
    await page.set_viewport_size({"width": width, "height": 900})
    await page.goto("/console/")
    await page.evaluate(LOOKS)
    assert await page.evaluate("looks.seen()") > 10
    assert await page.evaluate("looks.faint()") == []
    assert await page.evaluate("looks.unnamed()") == []
    await fits(page, width)
    await cut_off(page, "issuer")
    await page.locator("[data-test=enter]").click()
    await expect(page.locator("[data-test=login] [role=alert]")).to_be_visible()
    assert await page.evaluate("looks.faint()") == []


async def test_dialogs_can_be_read_on_a_telephone(page: Page, suite: StubSuite) -> None:
    await page.set_viewport_size({"width": 390, "height": 844})
    await arrive(page, "health", well, suite)
    for button, title in (("查看", "死信内容"), ("作废", "作废死信")):
        await page.locator("[data-test=letters]").get_by_role("button", name=button).click()
        dialog = page.get_by_role("dialog", name=title)
        await expect(dialog).to_be_in_viewport()
        box = await dialog.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
        assert await page.evaluate("looks.faint()") == []
        assert await page.evaluate("looks.unnamed()") == []
        await page.keyboard.press("Escape")
        await expect(dialog).to_be_hidden()


@pytest.mark.parametrize("place", ["login", *PLACES])
async def test_the_keyboard_reaches_everything_and_shows_where_it_is(place: str, page: Page, suite: StubSuite) -> None:
    if place == "login":
        await page.goto("/console/")
        await expect(page.locator("[data-test=enter]")).to_be_visible()
        await page.evaluate(LOOKS)
    else:
        await arrive(page, place, well, suite)
    reached: list[str] = []
    for _ in range(80):
        await page.keyboard.press("Tab")
        focused = await page.evaluate("looks.focused()")
        if focused is None:
            continue
        assert focused["marked"], focused["what"]
        assert await page.evaluate("looks.rings()") == 0
        if focused["what"] in reached:
            break
        reached.append(focused["what"])
    assert len(reached) >= 5
    assert any("退出" in what for what in reached) or place == "login"
