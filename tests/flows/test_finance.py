"""The bureau's yearly request to finance for those whose contribution it pays."""

import asyncio
from dataclasses import dataclass
from typing import Any

import pytest

from tests.flows.kaiping import YEAR, Kaiping, one_of_two, refusal

pytestmark = pytest.mark.xdist_group("flows")
ASKED = {
    "region": "440700",
    "benefit_year": YEAR,
    "levels": [{"level": "PROVINCE", "percent": 33}, {"level": "COUNTY", "percent": 67}],
}


@dataclass(frozen=True, slots=True)
class YearlyRequest:
    """One that was drawn up."""

    kaiping: Kaiping
    request_id: str

    async def send(self, by: str = "sends") -> dict[str, Any]:
        """To finance, by another of the bureau."""
        who = self.kaiping.office("clerk+reviewer", by, area="4407")
        return await self.kaiping.registration(f"/subsidy-requests/{self.request_id}/send", {}, who)

    async def seen(self) -> list[str]:
        """How it stands, once for each version that is kept of it."""
        bureau, asked = self.kaiping.office(area="4407"), {"region": ASKED["region"], "benefit_year": YEAR}
        found = (await self.kaiping.look("registration", "/subsidy-requests", bureau, **asked))["items"]
        return [one["state"] for one in found if one["request_id"] == self.request_id]


async def drawn_up(kaiping: Kaiping, by: str = "draws") -> YearlyRequest:
    """As the numbers are now."""
    told = await kaiping.registration("/subsidy-requests", ASKED, kaiping.office("clerk+reviewer", by, area="4407"))
    return YearlyRequest(kaiping, told["request_id"])


async def test_drawn_up_by_one_and_sent_by_another(kaiping: Kaiping) -> None:
    """B11 (done, refused, twice), R-009, R-045: of two drafts at once there is one, of two who send it one does; then the money comes."""
    await kaiping.on(2024, 3, 11)
    request, same = await asyncio.gather(drawn_up(kaiping), drawn_up(kaiping))
    assert request == same
    assert await refusal(request.send("draws")) == (409, ["FILER_DECIDES"])
    sent = await one_of_two(request.send(), request.send("sends too"), "TRANSITION_REFUSED")
    assert (sent["state"], sent["sent_on"]) == ("SENT", "2024-03-11")
    money = {"funded_on": "2024-03-11", "amount": "380.00"}
    await kaiping.registration(f"/subsidy-requests/{request.request_id}/funding", money, kaiping.office(area="4407"))
    assert await request.seen() == ["FUNDED"]
