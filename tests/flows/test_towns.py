"""What towns and the bureau see: how far the period is, whom to call on, and what came of it."""

import asyncio
from datetime import date

import pytest

from tests.flows.kaiping import TOWN, YEAR, Kaiping, refusal

pytestmark = pytest.mark.xdist_group("flows")


async def test_thursdays_report(kaiping: Kaiping) -> None:
    """B31 (done, refused, twice), R-110, V-91: on Thursday, for each town; counted again it is the same week's; no other day has one."""
    await kaiping.on(2023, 10, 12)
    operator = kaiping.client.token("operator")
    await asyncio.gather(*(kaiping.day_of("take_snapshot", 2023, 10, 12) for _ in range(2)))
    told = await kaiping.look("registration", "/progress/snapshots", operator, benefit_year=YEAR, area="440783")
    assert [one["day"] for one in told["snapshots"]].count("2023-10-12") == 1
    friday = {"job": "take_snapshot", "day": "2023-10-06"}
    assert await refusal(kaiping.registration("/job-runs", friday, operator)) == (422, ["NOT_DUE"])


async def test_whom_a_town_calls_on(kaiping: Kaiping) -> None:
    """B33, B34, R-060: last year's insured whose deduction failed; visited; paid; another town sees and visits nobody.

    B33 (done, refused, twice), B34 (done, refused, twice).
    """
    await kaiping.on(2023, 10, 10)
    person = kaiping.somebody()
    await kaiping.client.tax("/fates", {"bills": [{"account": person.account, "fate": "EMPTY_FOR_EVER"}]})
    await kaiping.insured_last_year(person)
    person_id, town, other = await kaiping.person_id(person), kaiping.office(area=TOWN), kaiping.office("clerk", "other", area="440783103")
    participation = await kaiping.enrolled(person)
    await kaiping.bills(participation, "SENT", "DEDUCTING")
    await kaiping.on(2023, 10, 20)
    await kaiping.client.tax("/rounds", {"round_no": 1, "business_date": "2023-10-20"})
    asked = {"benefit_year": YEAR, "area": TOWN, "limit": 200}

    async def state() -> tuple[str | None, str]:
        listed = (await kaiping.look("registration", "/outreach", town, **asked))["items"]
        [mine] = [one for one in listed if one["person_id"] == person_id]
        return mine["why"], mine["state"]

    await kaiping.until(state, lambda seen: seen == ("DEDUCTION_FAILED", "OPEN"))
    visit = {"person_id": person_id, "benefit_year": YEAR, "visited_on": "2023-10-20", "result": "CONTACTED"}
    assert (await refusal(kaiping.registration("/outreach/visits", visit, other)))[0] == 404
    assert await refusal(kaiping.look("registration", "/outreach", other, **asked)) == (404, ["AREA_NOT_FOUND"])
    visits = await asyncio.gather(*(kaiping.registration("/outreach/visits", visit, town) for _ in range(2)))
    assert len({one["visit_id"] for one in visits}) == 2, "two called on, each keeps its note"
    assert [told for _, told in await asyncio.gather(state(), state())] == ["CONTACTED"] * 2
    await kaiping.pay(participation, 2023, 10, 20)
    await kaiping.until(state, lambda seen: seen == (None, "PAID"))
    await kaiping.covered(person, date(YEAR, 1, 1))
