"""A headless Chromium for the session; a stub suite and a logged-in page per test."""

import os
import shutil
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, async_playwright

from tests.console.stub_suite import StubSuite
from tests.tax_office.offices import serving

TELL_REFUSALS = """
addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sample }) =>
  console.error(`content security policy: ${violatedDirective} refused ${blockedURI} ${sample}`));
"""
"""What the policy of a page refuses becomes an error in its log."""
_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--font-render-hinting=none"]


def _chromium() -> str:
    found = (
        os.environ.get("CANBAO_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    )
    if found:
        return found
    if os.environ.get("CI") == "true":
        pytest.fail("no Chromium; set CANBAO_CHROMIUM")
    pytest.skip("no Chromium; set CANBAO_CHROMIUM")


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Chromium."""
    path = _chromium()
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=path, args=_ARGUMENTS)
        yield started
        await started.close()


@pytest.fixture
def suite() -> StubSuite:
    """The stub whose answers a test may change."""
    return StubSuite()


@pytest.fixture
async def page(browser: Browser, suite: StubSuite) -> AsyncIterator[Page]:
    """A window that fails the test for any script error, for anything the page's own policy refuses and for any request to another host."""
    faults: list[str] = []
    async with serving(suite.app()) as address:
        context = await browser.new_context(
            base_url=address, viewport={"width": 1360, "height": 900}, locale="zh-CN", reduced_motion="reduce"
        )
        await context.add_init_script(TELL_REFUSALS)
        opened = await context.new_page()
        opened.set_default_timeout(15_000)
        opened.on("pageerror", lambda error: faults.append(str(error)))
        opened.on(
            "console",
            lambda line: faults.append(line.text) if line.type == "error" and "Failed to load resource" not in line.text else None,
        )
        opened.on("request", lambda asked: faults.append(asked.url) if not asked.url.startswith((address, "data:")) else None)
        yield opened
        await context.close()
    assert faults == []
