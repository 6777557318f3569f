"""Links of the payment bridge, opened and paid at the office (B17)."""

import base64
import hashlib
from datetime import UTC, datetime, timedelta
from uuid import UUID

import jwt

from payment_bridge.gateways.payment_links import payment_link
from tests.contracts.test_tax_office_contract import holds
from tests.tax_office.offices import OUT_SECRET, TaxClient, bill, bill_id


async def test_a_link_is_opened_paid_and_told_under_its_bill(office: TaxClient) -> None:
    """It names no person; one of somebody else, or too old, opens nothing."""
    await office.send([bill(1)])
    link, until = payment_link("http://office/", OUT_SECRET, UUID(bill_id(1)), 40600)
    assert timedelta(minutes=14) < until - datetime.now(UTC) <= timedelta(minutes=15)
    path = link.removeprefix("http://office")
    shown = (await office.http.get(path)).json()
    holds("LinkedBill", shown)
    assert shown == {"bill_id": bill_id(1), "amount": "406.00", "state": "OUTSTANDING"}
    assert await office.control("/sales", {"link": link, "channel": "YUE_SHUITONG"}) == {"sold": 1, "planted": None}
    await office.until_quiet()
    assert [(row["bill_id"], row["amount"]) for row in office.receiver.rows("tax.payment.received")] == [(bill_id(1), "406.00")]
    assert (await office.http.get(path)).json()["state"] == "PAID"
    key = hashlib.sha256(base64.b64decode(OUT_SECRET.removeprefix("whsec_"))).digest()
    claims = {"aud": "tax-office", "exp": datetime.now(UTC) + timedelta(minutes=5), "bill_id": bill_id(1), "amount": "406.00"}
    bad = [
        jwt.encode(claims | {"exp": datetime.now(UTC) - timedelta(minutes=1)}, key, algorithm="HS256"),
        jwt.encode(claims, key + b"x", algorithm="HS256"),
        jwt.encode(claims | {"aud": "somebody"}, key, algorithm="HS256"),
        jwt.encode(claims | {"amount": "406"}, key, algorithm="HS256"),
        jwt.encode(claims, "", algorithm="none"),
        "x",
    ]
    assert [(await office.http.get(f"/tax-office/v1/pay/{token}")).status_code for token in bad] == [401] * len(bad)
