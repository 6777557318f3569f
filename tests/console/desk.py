"""What somebody at the desk does: logs in, looks for a person, finds a service away."""

from playwright.async_api import Locator, Page, Route, expect


async def log_in(page: Page, where: str = "") -> None:
    """With the roles that the form proposes."""
    await page.goto(f"/console/{where}")
    await page.locator("[data-test=enter]").click()
    await expect(page.locator("[data-test=login]")).to_have_count(0)


def field(page: Page, name: str) -> Locator:
    """The input of a field; Element Plus puts the mark on the input or around it."""
    return page.locator(f"input[data-test={name}], [data-test={name}] input")


async def search(page: Page, number: str) -> None:
    """Ask for a person by resident id."""
    await field(page, "number").fill(number)
    await page.locator("[data-test=search]").click()


async def fits(page: Page, width: int) -> None:
    """Returns once the page is no wider than its window: charts and tables follow a window of another width a moment later."""
    await page.wait_for_function("width => document.documentElement.scrollWidth <= width", arg=width)


async def cut_off(page: Page, *services: str) -> None:
    """From now on nobody answers at the addresses of these services."""

    async def nobody(route: Route) -> None:
        await route.abort()

    for service in services:
        await page.route(f"**/{service}/**", nobody)


async def connect_again(page: Page) -> None:
    """Undo all `cut_off`."""
    await page.unroute_all()
