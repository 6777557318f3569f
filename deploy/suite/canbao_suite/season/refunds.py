"""Second payments go back (R-062, F-31): asked for at the counter, reviewed by the tax office, then by the agency, paid out once."""

import asyncio
from collections.abc import Sequence

from canbao_suite.season.client import SuiteClient

_LOOK_SECONDS = 0.2
_MOST = 200


async def give_second_payments_back(client: SuiteClient) -> list[str]:
    """All of them, at most 200, until the bank has paid; returns the refunds."""
    page = await client.get("payment-bridge", "/payments", client.token("operator"), state="DUPLICATE", limit=_MOST)
    refunds = [await _asked_for(client, payment["payment_id"]) for payment in page["items"]]
    await _until(client, refunds, "AGENCY_SECOND_REVIEW")
    for refund in refunds:
        await client.post("payment-bridge", f"/refunds/{refund}/second-review", {"decision": "APPROVE"}, client.token("reviewer"))
    await _until(client, refunds, "PAID_BACK")
    return refunds


async def _asked_for(client: SuiteClient, payment_id: str) -> str:
    form = {"payment_id": payment_id, "ground": "DUPLICATE_PAYMENT"}
    refund: str = (await client.post("payment-bridge", "/refunds", form, client.token("clerk")))["refund_id"]
    return refund


async def _until(client: SuiteClient, refunds: Sequence[str], state: str) -> None:
    for refund in refunds:
        seen = ""
        while seen != state:
            await asyncio.sleep(_LOOK_SECONDS)
            seen = (await client.get("payment-bridge", f"/refunds/{refund}", client.token("clerk")))["state"]
