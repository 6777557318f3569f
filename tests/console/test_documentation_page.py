"""The page of a contract (Swagger UI) in a real browser, under the same policy as the console."""

import json
from pathlib import Path

import pytest
from fastapi import FastAPI
from playwright.async_api import Browser, expect

from service_runtime.documentation import documentation_router
from service_runtime.page_headers import PAGE_HEADERS
from tests.console.conftest import TELL_REFUSALS
from tests.tax_office.offices import serving

pytestmark = pytest.mark.browser
CONTRACTS = Path(__file__).parents[2] / "docs/contracts/openapi"


def documented(service: str) -> FastAPI:
    """An application that shows the published contract of the service."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(documentation_router(service, service))
    app.openapi = lambda: json.loads((CONTRACTS / f"{service}.json").read_text())  # type: ignore[method-assign]
    return app


@pytest.mark.parametrize("service", ["registration", "payment-bridge", "dedup", "benefits"])
async def test_every_contract_can_be_read_and_tried(service: str, browser: Browser) -> None:
    faults: list[str] = []
    async with serving(documented(service)) as address:
        page = await browser.new_page(base_url=address)
        page.set_default_timeout(90_000)  # the longest contract takes three seconds to open on idle cores
        await page.add_init_script(TELL_REFUSALS)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on(
            "console", lambda line: faults.append(line.text) if line.type == "error" and "favicon" not in line.location["url"] else None
        )
        page.on("request", lambda asked: faults.append(asked.url) if not asked.url.startswith((address, "data:")) else None)
        answer = await page.goto(f"/{service}/docs")
        assert answer is not None
        assert {name: answer.headers.get(name.lower()) for name in PAGE_HEADERS} == PAGE_HEADERS
        first = page.locator(".opblock").first
        await first.locator(".opblock-summary-control").click()
        await first.get_by_role("button", name="Try it out").click()
        await expect(first.get_by_role("button", name="Execute")).to_be_visible()
        await page.close()
    assert faults == []
