"""What a citizen's pages show, in all services, from nothing but a login: cover with its reasons, bills, filings, what if."""

from datetime import date
from typing import Any

import pytest

from tests.authorisation.world import FILING
from tests.flows.kaiping import YEAR, Kaiping, refusal

pytestmark = pytest.mark.xdist_group("flows")


async def test_a_family_sees_its_own(kaiping: Kaiping) -> None:
    """B28, B30: no id but those that the pages gave; WatchedClient holds every call of every flow to that."""
    await kaiping.on(2023, 10, 10)
    mother, child, stranger = kaiping.somebody(), kaiping.child(), kaiping.somebody()
    page = kaiping.login(mother, child.document)
    for person, token in ((mother, page), (child, page), (stranger, kaiping.login(stranger))):
        await kaiping.pay(await kaiping.enrolled(person, token=token), 2023, 10, 10)

    async def covers() -> dict[str, Any]:
        found = await kaiping.look("benefits", "/me/entitlements", page, on=f"{YEAR}-03-01")
        return {one["person_id"]: one for one in found["items"]}

    shown = await kaiping.until(covers, lambda seen: len(seen) == 2 and all(one["covered"] for one in seen.values()))
    family = {one["person_id"]: one["name_masked"] for one in (await kaiping.look("registration", "/me", page))["persons"]}
    assert set(shown) == set(family), "the same ids on every page: the names are registration's"
    assert all(one["explanation"] for one in shown.values())

    bills = (await kaiping.look("payment-bridge", "/me/bills", page))["items"]
    assert {bill["person_id"] for bill in bills} == set(family)
    assert {bill["state"] for bill in bills} == {"PAID"}

    chosen = min(family)
    filed = await kaiping.client.post("benefits", "/filings", {**FILING, "person_id": chosen, "starts_on": f"{YEAR}-01-01"}, page)
    [filing] = (await kaiping.look("benefits", "/me/filings", page))["items"]
    assert (filing["filing_id"], filing["person_id"]) == (filed["filing_id"], chosen)

    supposed = {"area": "440783", "benefit_year": YEAR + 1, "pay_on": date(YEAR, 10, 10).isoformat()}
    assert await refusal(kaiping.client.post("benefits", "/me/previews", supposed, page)) == (422, ["PERSON_TO_CHOOSE"])
    seen = await kaiping.client.post("benefits", "/me/previews", {**supposed, "person_id": chosen}, page)
    assert seen["years"][0]["starts_on"] == f"{YEAR + 1}-01-01"

    other = kaiping.login(stranger)
    assert await refusal(kaiping.client.post("benefits", "/me/previews", {**supposed, "person_id": chosen}, other)) == (
        404,
        ["PERSON_NOT_KNOWN_HERE"],
    )
    assert chosen not in str(await kaiping.look("benefits", "/me/entitlements", other, on=f"{YEAR}-03-01"))
