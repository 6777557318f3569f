"""A relation goes to another province by its own way, and years of another province come here."""

from datetime import date
from typing import Any

import pytest

from tests.flows.kaiping import YEAR, Kaiping, one_of_two, refusal
from tests.flows.test_afterwards import insured

pytestmark = [pytest.mark.xdist_group("flows"), pytest.mark.timeout(240)]
NANNING = "450103"


async def test_out_it_rests_covered_until_the_new_place_has_completed_it(kaiping: Kaiping) -> None:
    """B26, R-008, R-063, R-090, V-79: of two requests one is made, of two outcomes one is done; only the new place is asked.

    B26 (done, refused, twice).
    """
    person, participation, person_id = await insured(kaiping)
    await kaiping.on(2024, 3, 5)
    there, elsewhere = (kaiping.office("reviewer", name, area) for name, area in (("nanning", "4501"), ("taishan", "440781")))

    def request(to_area: str) -> Any:
        return kaiping.registration(f"/participations/{participation}/transfers", {"to_area": to_area}, kaiping.login(person))

    def complete(reviewer: str) -> Any:
        return kaiping.registration(f"/transfers/{transfer}/outcome", {"outcome": "COMPLETED"}, reviewer)

    assert await refusal(request("440703")) == (422, ["OTHER"])
    transfer = (await one_of_two(request(NANNING), request(NANNING), "TRANSITION_REFUSED"))["transfer_id"]
    rests = await kaiping.participation(participation, person_id, "SUSPENDED")
    assert (rests["state_reason"], rests["effective_on"]) == ("TRANSFER", "2024-03-05")
    await kaiping.covered(person, date(2024, 3, 6))
    seen = [(await kaiping.look("registration", "/transfers", office, limit=1000))["items"] for office in (there, elsewhere)]
    assert [transfer in [one["transfer_id"] for one in items] for items in seen] == [True, False]

    await kaiping.on(2024, 3, 12)
    assert (await refusal(complete(elsewhere)))[0] == 404
    done = await one_of_two(complete(there), complete(there), "TRANSITION_REFUSED")
    assert (done["state"], done["ended_on"]) == ("COMPLETED", "2024-03-12")
    ended = await kaiping.participation(participation, person_id, "TERMINATED")
    assert ended["state_reason"] == "TRANSFERRED"
    await kaiping.covered(person, date(2024, 3, 13), expected=False)


async def test_in_come_the_years_of_another_province(kaiping: Kaiping) -> None:
    """B26, R-009, R-090: by the certificate of the old place; all faults at once; the person reads the years afterwards.

    B26 (done, refused, twice).
    """
    person, _, _ = await insured(kaiping)
    await kaiping.on(2024, 3, 5)
    counter = kaiping.office()

    def bring(*papers: str, **years: str) -> Any:
        form = {"from_area": NANNING, "resident_years": "2022、2021", "employee_years": "2020", **years}
        return kaiping.ask(person, "transfer_in", token=counter, papers=papers, channel="COUNTER", form=form)

    assert await refusal(bring(resident_years="2020、2031")) == (422, ["OTHER", "OTHER", "materials.PARTICIPATION_CERTIFICATE"])
    first, second = (bring("PARTICIPATION_CERTIFICATE") for _ in range(2))
    await kaiping.approve(await one_of_two(first, second))
    mine = kaiping.login(person)
    told = await kaiping.look("registration", f"/persons/{await kaiping.own_id(mine)}/insurance", mine)
    [brought] = told["transferred_in"]
    assert (brought["from_area"], brought["resident_years"], brought["employee_years"]) == (NANNING, [2021, 2022], [2020])
    assert [one["benefit_year"] for one in await kaiping.of_year(person, YEAR)] == [YEAR]
