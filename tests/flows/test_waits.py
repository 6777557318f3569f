"""Who waits for nothing and why, by what others really tell: applications, offices, another region, the tax office (C10, F-05).

In November 2025, the first year with waits, in the period for 2026: a suite of its own, whose clock stands there.
"""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import pytest

from canbao_suite.season.jobs import Job, told_by_the_tax_office
from canbao_suite.season.population import Person
from tests.flows.elsewhere import GUANGZHOU, Elsewhere
from tests.flows.kaiping import Kaiping
from tests.running_suite import calling, running_suite

pytestmark = [pytest.mark.xdist_group("waits"), pytest.mark.timeout(240)]
TODAY = date(2025, 11, 20)
THIS, NEXT = 2025, 2026


@pytest.fixture(scope="module")
async def later() -> AsyncIterator[Kaiping]:
    """Kaiping on that day."""
    with running_suite() as suite:
        async with calling(suite) as client:
            town = Kaiping(suite, client)
            await town.on(TODAY.year, TODAY.month, TODAY.day)
            for year in (THIS, NEXT):
                check = {"region": "440700", "benefit_year": year, "note": "江门市统一核定"}
                await client.post_by_two("payment-bridge", "/levy-checks", check)
            yield town


async def enrols(town: Kaiping, person: Person, year: int, **told: Any) -> str:
    """The person enrols and pays today; his id."""
    participation = await town.enrolled(person, benefit_year=year, **told)
    await town.pay(participation, TODAY.year, TODAY.month, TODAY.day)
    return await town.person_id(person)


async def missed_this_year(town: Kaiping) -> tuple[Person, str]:
    """Somebody insured in 2024, not in 2025, who has paid for 2026; with his id."""
    person = town.somebody()
    rows = [person.as_import(date(2023, 11, 15))]
    await town.client.post_by_two("registration", "/imports", {"benefit_year": 2024, "people": rows})
    return person, await enrols(town, person, NEXT)


async def starts(town: Kaiping, person_id: str, first: str, says: str) -> None:
    """Returns once cover begins on that day, and the reasons that a hospital is given say so."""

    async def look() -> dict[str, Any]:
        return await town.look("benefits", f"/entitlements/{person_id}", town.client.token("hospital"), on=f"{first[:4]}-12-31")

    def is_so(seen: dict[str, Any]) -> bool:
        return bool(seen["starts_on"] == first and any(says in step["text"] for step in seen["explanation"]))

    await town.until(look, is_so)


async def discharged(town: Kaiping, person_id: str, on: str) -> str:
    """A clerk records it by the paper; the circumstance."""
    clerk = town.office()
    proof = (await town.paper("DISCHARGE_CERTIFICATE", clerk))["reference"]
    body = {"code": "VETERAN", "from_on": on, "proof_material": proof}
    answer = await town.registration(f"/persons/{person_id}/circumstances", body, clerk)
    return str(answer["circumstance_id"])


async def test_a_soldier_discharged_this_year_waits_for_nothing(later: Kaiping) -> None:
    """V-13, R-033, R-104: by the day on his form, which his paper proves."""
    told = {"category": "MY3", "event_date": "2025-11-05"}
    person_id = await enrols(later, later.somebody(), THIS, papers=["DISCHARGE_CERTIFICATE"], **told)
    await starts(later, person_id, "2025-12-01", "退役军人")
    [event] = (await later.look("registration", f"/persons/{person_id}/circumstances"))["items"]
    assert (event["code"], event["from_on"]) == ("VETERAN", "2025-11-05")


async def test_one_discharged_too_long_ago_waits(later: Kaiping) -> None:
    """R-100, R-104, F-05: two years before is too long, one is not; what was recorded by mistake spares nobody."""
    (_, long_ago), (_, this_year) = [await missed_this_year(later) for _ in range(2)]
    await discharged(later, long_ago, "2024-09-05")
    mistaken = await discharged(later, this_year, "2025-03-01")
    await starts(later, this_year, "2026-01-01", "退役军人")
    await starts(later, long_ago, "2026-04-01", "等待期")
    withdrawal = f"/persons/{this_year}/circumstances/{mistaken}/withdrawal"
    await later.client.post("registration", withdrawal, None, later.office("reviewer", "second"))
    await starts(later, this_year, "2026-04-01", "等待期")


async def test_a_year_in_guangzhou_is_not_missed(later: Kaiping) -> None:
    """R-102, F-30, dedup.coverage_elsewhere.changed: insured here in 2024, there in 2025; taken back, he waits."""
    guangzhou = Elsewhere(later)
    person, person_id = await missed_this_year(later)
    await starts(later, person_id, "2026-04-01", "等待期")
    ref = await guangzhou.tells(person, GUANGZHOU, benefit_year=THIS)
    await starts(later, person_id, "2026-01-01", "2025年度在广东省广州市参加")
    await guangzhou.controls("/relations/gone", {"refs": [ref]})
    await guangzhou.tell()
    await starts(later, person_id, "2026-04-01", "等待期")


async def test_who_comes_from_a_job_in_time_waits_for_nothing(later: Kaiping) -> None:
    """R-104, SCHEME_SWITCH_LE_3M, payment.employee.paid, payment.employee.ended: by what the tax office tells of his document.

    It told before anybody here knew him. While the job lasted he was covered by the employee scheme.
    """
    person = later.somebody()
    job = Job(person, date(2023, 1, 15))
    await told_by_the_tax_office(later.client, job.paid(1), job.ended(2, date(2025, 10, 31)))
    told = {"category": "MY1", "event_date": "2025-10-31"}
    person_id = await enrols(later, person, THIS, papers=["TERMINATION_PROOF"], **told)
    await starts(later, person_id, "2025-12-01", "职工医保中断三个月以内转入")
    assert (await later.covered(person, date(2025, 10, 31)))["scheme"] == "EMPLOYEE"
    assert (await later.covered(person, date(2025, 12, 1)))["scheme"] == "RESIDENT"
    await later.covered(person, date(2025, 11, 30), expected=False)
