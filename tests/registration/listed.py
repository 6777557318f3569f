"""What the tests of lists share: a list handed in, worked at until it is in a state, confirmed, and read row by row."""

from typing import Any

import httpx

from registration.use_cases.receive_material import UploadDesk
from registration.use_cases.work_at_lists import work_at_lists
from tests.registration.sheets.made import read
from tests.registration.world import World


async def file(world: World, content: bytes, caller: dict[str, str] | None = None, **fields: Any) -> httpx.Response:
    """One call, as a form."""
    told = {"kind": "LAST_YEAR", "area": "440783", "benefit_year": "2023", **fields}
    who = caller or world.as_("operator", "operator:filer")
    return await world.client.post("/registration/v1/lists", data=told, files={"file": content}, headers=who)


async def filed(world: World, content: bytes, caller: dict[str, str] | None = None, **fields: Any) -> str:
    answer = await file(world, content, caller, **fields)
    assert answer.status_code == 202, answer.text
    list_id: str = answer.json()["list_id"]
    return list_id


async def worked(world: World, list_id: str, state: str) -> dict[str, Any]:
    """The list once it is in this state; the service's own job works at it beside the test."""
    for _ in range(2000):
        found: dict[str, Any] = (await world.get(f"/lists/{list_id}", world.as_("operator"))).json()
        if found["state"] == state:
            return found
        await work_at_lists(world.runtime, UploadDesk(world.runtime.settings.uploads).store)
    raise AssertionError(found)


async def applied(
    world: World, content: bytes, caller: dict[str, str] | None = None, second: dict[str, str] | None = None, **fields: Any
) -> str:
    """Confirmed by an operator unless told by whom."""
    list_id = await filed(world, content, caller, **fields)
    await worked(world, list_id, "CHECKED")
    answer = await world.post(f"/lists/{list_id}/confirm", None, second or world.as_("operator", "operator:second"))
    assert answer.status_code == 204, answer.text
    await worked(world, list_id, "APPLIED")
    return list_id


async def rows_of(world: World, list_id: str) -> dict[int, tuple[str, list[str]]]:
    items = (await world.get(f"/lists/{list_id}/rows", world.as_("operator"))).json()["items"]
    return {item["row_no"]: (item["state"], [reason["msg"] for reason in item["reasons"]]) for item in items}


async def results_of(world: World, list_id: str) -> list[str]:
    """The column 处理结果 of the answer, below its title."""
    told = await read((await world.get(f"/lists/{list_id}/answer", world.as_("operator"))).content)
    return [str(row.cells[-1]) for row in told[1:]]
