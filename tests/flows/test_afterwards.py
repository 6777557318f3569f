"""What happens to people who are registered: a job, another place, a transfer, a death; and who was insured elsewhere before."""

from datetime import date
from typing import Any

import pytest

from canbao_suite.season.jobs import Job, told_by_the_tax_office
from canbao_suite.season.population import Person
from tests.flows.kaiping import YEAR, Kaiping, one_of_two, refusal

pytestmark = pytest.mark.xdist_group("flows")
NEW_YEAR = date(YEAR, 1, 1)


async def insured(kaiping: Kaiping) -> tuple[Person, str, str]:
    """Somebody who has paid for 2024, the participation, the person's id."""
    await kaiping.on(2023, 10, 10)
    person = kaiping.somebody()
    participation = await kaiping.enrolled(person)
    await kaiping.pay(participation, 2023, 10, 10)
    await kaiping.covered(person, NEW_YEAR)
    return person, participation, await kaiping.person_id(person)


async def test_who_takes_a_job_rests_and_comes_back(kaiping: Kaiping) -> None:
    """B20, R-081, R-134, V-72, V-73: the tax office's messages in the wrong order and twice; the employee's cover takes over."""
    person, participation, person_id = await insured(kaiping)
    await kaiping.on(2024, 2, 20)
    job = Job(person, date(2024, 2, 18))
    for row in (job.paid(2), job.registered(1), job.paid(2)):
        await told_by_the_tax_office(kaiping.client, row)
    rests = await kaiping.participation(participation, person_id, "SUSPENDED")
    assert (rests["state_reason"], rests["effective_on"]) == ("EMPLOYEE_SCHEME", "2024-02-18")
    assert (await kaiping.covered(person, date(2024, 3, 1)))["scheme"] == "EMPLOYEE"
    await kaiping.on(2024, 3, 12)
    await told_by_the_tax_office(kaiping.client, job.ended(3, date(2024, 3, 10)))
    await kaiping.participation(participation, person_id, "ACTIVE")
    assert (await kaiping.covered(person, date(2024, 3, 12)))["scheme"] == "RESIDENT"


MOVED_IN: dict[str, Any] = {"category": "MY5", "event_date": "2024-02-05"}


async def newcomer(kaiping: Kaiping) -> tuple[Person, str]:
    """Somebody who moved here from Hunan, where he is insured this year, and whose application waits for a correction."""
    await kaiping.on(2024, 2, 20)
    person = kaiping.somebody()
    await kaiping.elsewhere(person, "430100", YEAR)
    application = await kaiping.apply(person, papers=["MOVE_IN_CERTIFICATE"], **MOVED_IN)
    waits = await kaiping.application(application, "NEEDS_CORRECTION")
    assert [one["code"] for one in waits["notices"][0]["reasons"]] == ["CONSENT_REQUIRED"]
    return person, application


async def test_who_is_insured_in_another_province_consents(kaiping: Kaiping) -> None:
    """B22, R-087, V-67: without consent it waits; signed in the future it is refused; with both it goes on to the bill."""
    person, application = await newcomer(kaiping)

    def signed(on: str) -> Any:
        consent = {"old_unit": "长沙市医疗保障事务中心", "signed_on": on}
        return kaiping.correct(application, person, papers=["MOVE_IN_CERTIFICATE", "CONSENT"], **MOVED_IN, consent=consent)

    assert (await refusal(signed("2024-02-21")))[0] == 422
    await one_of_two(signed("2024-02-19"), signed("2024-02-19"), "TRANSITION_REFUSED")
    await kaiping.registration(f"/applications/{application}/consent/units", {"old_area": "430100"}, kaiping.office())
    approved = await kaiping.approve(application)
    await kaiping.pay(approved["participation_id"], 2024, 2, 20)


async def test_who_lets_the_old_relation_rest_first(kaiping: Kaiping) -> None:
    """B23, R-087: told by the old place, the same application is corrected and goes on."""
    person, application = await newcomer(kaiping)
    await kaiping.elsewhere(person, "430100", YEAR, state="SUSPENDED")
    await kaiping.correct(application, person, papers=["MOVE_IN_CERTIFICATE"], **MOVED_IN)
    await kaiping.approve(application)


async def test_a_transfer(kaiping: Kaiping) -> None:
    """B26, R-090, V-79: it rests, still covered, until the new place has taken it over; of two completions at once one is done."""
    person, participation, person_id = await insured(kaiping)
    await kaiping.on(2024, 3, 5)
    clerk, acts = kaiping.office(), f"/participations/{participation}/acts"

    def act(kind: str, cause: str) -> Any:
        return kaiping.registration(acts, {"kind": kind, "cause": cause, "reason": "关系转移接续"}, clerk)

    assert await refusal(act("RESUME", "TRANSFER")) == (409, ["TRANSITION_REFUSED"])
    await act("SUSPEND", "TRANSFER")
    await kaiping.participation(participation, person_id, "SUSPENDED")
    await kaiping.covered(person, date(2024, 3, 6))
    await kaiping.on(2024, 3, 12)
    await one_of_two(act("END", "TRANSFERRED"), act("END", "TRANSFERRED"), "TRANSITION_REFUSED")
    ended = await kaiping.participation(participation, person_id, "TERMINATED")
    assert ended["state_reason"] == "TRANSFERRED"
    await kaiping.covered(person, date(2024, 3, 13), expected=False)


async def test_a_death(kaiping: Kaiping) -> None:
    """B27, R-091: cover ends with the day, told twice it is one; a day in the future is refused; an error gives everything back."""
    person, participation, person_id = await insured(kaiping)
    await kaiping.on(2024, 3, 5)
    reviewer, path = kaiping.office("reviewer", "second"), f"/persons/{person_id}/death"

    def died(on: str | None) -> Any:
        return kaiping.registration(path, {"died_on": on, "source": "PUBLIC_SECURITY"}, reviewer)

    assert (await refusal(died("2024-03-06")))[0] == 422
    for _ in range(2):
        await died("2024-03-01")
    await kaiping.participation(participation, person_id, "TERMINATED")
    await kaiping.covered(person, date(2024, 3, 2), expected=False)
    assert (await kaiping.covered(person, date(2024, 3, 1)))["ends_on"] == "2024-03-01"
    await died(None)
    await kaiping.participation(participation, person_id, "ACTIVE")
    await kaiping.covered(person, date(2024, 3, 2))
