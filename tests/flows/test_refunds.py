"""Money that goes back, over the running suite: asked for by the person, reviewed by two offices, paid once (B18)."""

import asyncio
from datetime import date
from typing import Any

import pytest

from canbao_suite.season.population import Person
from tests.flows.kaiping import Kaiping, one_of_two, refusal
from tests.flows.test_afterwards import insured

pytestmark = [pytest.mark.xdist_group("flows"), pytest.mark.timeout(240)]
PROOF = [{"paper": "EMPLOYEE_PROOF"}]
LATER = date(2024, 6, 1)


async def bill_of(kaiping: Kaiping, participation: str) -> str:
    [bill] = await kaiping.bills(participation, "PAID")
    return str(bill["bill_id"])


async def ask(kaiping: Kaiping, person: Person, bill: str, **told: Any) -> dict[str, Any]:
    """As the person, who joined the employee scheme."""
    form = {"bill_id": bill, "ground": "EMPLOYEE_SCHEME", "fact_on": "2023-10-09", "papers": PROOF, **told}
    return await kaiping.client.post("payment-bridge", "/refunds", form, kaiping.login(person))


async def stands(kaiping: Kaiping, person: Person, refund: str, *states: str) -> dict[str, Any]:
    """The refund, as the person sees it."""

    async def look() -> dict[str, Any]:
        return await kaiping.look("payment-bridge", f"/refunds/{refund}", kaiping.login(person))

    return await kaiping.until(look, lambda seen: seen["state"] in states)


async def review(kaiping: Kaiping, refund: str, by: str = "first") -> dict[str, Any]:
    """By the agency, which approves."""
    path = f"/refunds/{refund}/second-review"
    return await kaiping.client.post("payment-bridge", path, {"decision": "APPROVE"}, kaiping.office("reviewer", by))


async def paid_out(kaiping: Kaiping) -> int:
    """How many payouts the bank behind the simulated tax office has made."""
    return int((await kaiping.client.tax("/bank"))["payouts"])


async def test_asked_for_reviewed_twice_and_paid_back(kaiping: Kaiping) -> None:
    """B18 (done, refused), R-070 to R-073: tax first, agency second; the participation ends before the money moves, cover with it."""
    person, participation, person_id = await insured(kaiping)
    bill, before = await bill_of(kaiping, participation), await paid_out(kaiping)
    assert await refusal(ask(kaiping, person, bill, papers=[])) == (422, ["EMPLOYEE_PROOF"])
    assert await refusal(ask(kaiping, kaiping.somebody(), bill)) == (404, ["BILL_NOT_FOUND"])
    refund = (await ask(kaiping, person, bill))["refund_id"]
    assert await refusal(ask(kaiping, person, bill)) == (409, ["REFUND_OPEN"])
    await stands(kaiping, person, refund, "AGENCY_SECOND_REVIEW")
    approved = await one_of_two(review(kaiping, refund), review(kaiping, refund, "second"), "REFUND_STATE_REFUSED")
    assert approved["state"] == "APPROVED"
    ended = await kaiping.participation(participation, person_id, "TERMINATED")
    assert (ended["state_reason"], ended["effective_on"]) == ("REFUNDED", "2023-10-10")
    done = await stands(kaiping, person, refund, "PAID_BACK")
    assert [step["state"] for step in done["steps"]] == [
        "REQUESTED", "TAX_FIRST_REVIEW", "AGENCY_SECOND_REVIEW", "APPROVED", "PAID_BACK",
    ]  # fmt: skip
    assert {step["by"] for step in done["steps"][2:4]} == {"其他经办人"}, "a person reads no subject of an office"
    await kaiping.covered(person, LATER, expected=False)
    postings = await kaiping.look("payment-bridge", f"/bills/{bill}/postings", kaiping.login(person))
    assert [(one["debit"], one["credit"]) for one in postings["items"]][-1] == ("REFUNDS_PAYABLE", "BANK")
    assert await paid_out(kaiping) == before + 1
    assert await refusal(ask(kaiping, person, bill)) == (422, ["NOTHING_TO_REFUND"])


async def test_asked_ten_times_at_once_and_killed_in_the_middle(kaiping: Kaiping) -> None:
    """B18 (twice, killed): one request, and one payout, whatever dies."""
    person, participation, _ = await insured(kaiping)
    bill, before = await bill_of(kaiping, participation), await paid_out(kaiping)
    answers = await asyncio.gather(*(ask(kaiping, person, bill) for _ in range(10)), return_exceptions=True)
    [asked] = [one for one in answers if isinstance(one, dict)]
    await stands(kaiping, person, asked["refund_id"], "AGENCY_SECOND_REVIEW")
    await review(kaiping, asked["refund_id"])
    for _ in range(2):
        kaiping.suite.processes["suite"].kill()
        kaiping.suite.processes["suite"].start()
        await asyncio.to_thread(kaiping.suite.wait_ready, "suite")
    await stands(kaiping, person, asked["refund_id"], "PAID_BACK")
    assert await paid_out(kaiping) == before + 1
