"""What the tax office told otherwise than it is, and how it is put right (R-057, R-096).

For some weeks it tells now and then another amount than its ledger has, a failure where there is money, a channel that there is not,
another text under an id that was used; and its ledger does not show some entries. Then it puts right what it told, and operators decide
the rest.
"""

import asyncio
from collections.abc import AsyncIterator
from datetime import date
from typing import Any, NamedTuple

from canbao_suite.season.client import SuiteClient
from canbao_suite.season.lanes import in_parallel

TOLD_OTHERWISE = {
    "unknown_channel": 0.01,
    "reused_ids": 0.05,
    "other_amount": 0.003,
    "told_as_failure": 0.003,
    "ledger_hides": 0.003,
}
"""Ways of the simulated office that end when it puts things right."""
CHECKED = {"reason": "已与税务部门核对"}
"""How an operator closes what the tax office has explained."""
_ROWS = ("ROW_NOT_READ", "ROW_NOT_TAKEN")
_LOOK_SECONDS, _LANES = 0.1, 16


class ToldOtherwise(NamedTuple):
    """Serials of which callbacks told something else than the ledger; of them those of which they had told another amount."""

    serials: set[str]
    corrected: set[str]


async def correct_the_office(client: SuiteClient, on: date) -> ToldOtherwise:
    """It takes back and tells anew what it told otherwise, and shows its whole ledger, which is read once more."""
    told = await client.tax("/corrections", {"business_date": on.isoformat()})
    operator = client.token("operator")
    await client.post("payment-bridge", "/tax-ledger/rereads", None, operator)
    while (await client.get("payment-bridge", "/tax-ledger", operator))["is_rereading"]:  # noqa: ASYNC110 -- nobody tells us
        await asyncio.sleep(_LOOK_SECONDS)
    return ToldOtherwise(set(told["told_otherwise"]), set(told["taken_back"]))


async def decide_what_differs(client: SuiteClient) -> None:
    """Operators close what is left to them: texts under a used id, two contents of one serial, rows that nobody could read."""
    operator = client.token("operator")
    conflicts = [one["webhook_id"] async for one in pages(client, "/callbacks", state="CONFLICT")]
    if conflicts:
        await client.post_by_two("payment-bridge", "/callbacks/discard", {"ids": conflicts, **CHECKED})

    async def close_difference(one: dict[str, Any]) -> None:
        await client.post("payment-bridge", f"/differences/{one['difference_id']}/close", CHECKED, operator)

    async def close_row(one: dict[str, Any]) -> None:
        await client.post_by_two("payment-bridge", f"/tax-cases/{one['case_id']}/close", CHECKED)

    async def close_case(one: dict[str, Any]) -> None:
        await client.post("payment-bridge", f"/tax-cases/{one['case_id']}/close", CHECKED, operator)

    await in_parallel(iter([one async for one in pages(client, "/differences")]), close_difference, _LANES)
    for kind in _ROWS:
        await in_parallel(iter([one async for one in pages(client, "/tax-cases", kind=kind)]), close_row, _LANES)
    await in_parallel(iter([one async for one in pages(client, "/tax-cases", kind="NOT_IN_LEDGER")]), close_case, _LANES)


async def pages(client: SuiteClient, path: str, **asked: Any) -> AsyncIterator[dict[str, Any]]:
    """All that a list of payment-bridge has, for operators."""
    while True:
        page = await client.get("payment-bridge", path, client.token("operator"), limit=200, **asked)
        for one in page["items"]:
            yield one
        if page["next"] is None:
            return
        asked["after"] = page["next"]
