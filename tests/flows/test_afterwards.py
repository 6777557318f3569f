"""What happens to people who are registered: a job, another place, a transfer, a death; and who was insured elsewhere before."""

import asyncio
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
    """B20, R-081, R-134, V-72, V-73: the tax office's messages in the wrong order and twice; the employee's cover takes over.

    B20 (done, refused, twice).
    """
    person, participation, person_id = await insured(kaiping)
    await kaiping.on(2024, 2, 20)
    job = Job(person, date(2024, 2, 18))
    await asyncio.gather(*(told_by_the_tax_office(kaiping.client, row) for row in (job.paid(2), job.registered(1), job.paid(2))))
    rests = await kaiping.participation(participation, person_id, "SUSPENDED")
    assert (rests["state_reason"], rests["effective_on"]) == ("EMPLOYEE_SCHEME", "2024-02-18")
    assert (await kaiping.covered(person, date(2024, 3, 1)))["scheme"] == "EMPLOYEE"
    back = {"kind": "RESUME", "cause": "EMPLOYEE_SCHEME", "reason": "窗口申请恢复"}
    assert await refusal(kaiping.registration(f"/participations/{participation}/acts", back, kaiping.office())) == (422, ["OTHER"])
    await kaiping.on(2024, 3, 12)
    await told_by_the_tax_office(kaiping.client, job.ended(3, date(2024, 3, 10)))
    await kaiping.participation(participation, person_id, "ACTIVE")
    assert (await kaiping.covered(person, date(2024, 3, 12)))["scheme"] == "RESIDENT"


async def test_a_second_job_is_noted_and_both_employers_see_their_own(kaiping: Kaiping) -> None:
    """B20, B21, R-080, R-093: the tax office tells of both in the wrong order; the counter is told to leave a change to it.

    B20 (done, refused), B21 (done, refused, twice).
    """
    person, _, person_id = await insured(kaiping)
    await kaiping.on(2024, 2, 20)
    old, new = Job(person, date(2024, 1, 15), employer="91440783MA4YANGLI7"), Job(person, date(2024, 2, 18), employer="91440783MA4YANGLI8")
    merged = [{"kind": "EMPLOYER_MERGED", "changed_on": "2024-02-19", "former_employer": "91440783MA4YANGLI9"}]
    first, second = new.paid(2, changes=merged), (old.paid(1), new.registered(1), old.paid(1))
    await asyncio.gather(*(told_by_the_tax_office(kaiping.client, *rows) for rows in ((first, *second), (first,))))

    async def noted() -> list[str]:
        page = await kaiping.look("registration", "/employee-notices", area="440783", limit=1000)
        return [one["kind"] for one in page["items"] if one["person_id"] == person_id]

    assert await kaiping.until(noted, bool) == ["REMIND_EMPLOYER"]
    for job in (old, new):
        mine = kaiping.office("employer", job.employer, area="", organisation=job.employer)
        staff = await kaiping.look("registration", "/own-staff", mine, benefit_year=YEAR)
        assert [one["person_id"] for one in staff["items"]] == [person_id]
    mine = kaiping.login(person)
    told = await kaiping.look("registration", f"/persons/{await kaiping.own_id(mine)}/insurance", mine)
    assert [[change["kind"] for change in one["changes"]] for one in told["employments"]] == [["EMPLOYER_MERGED"], []]
    assert await refusal(kaiping.ask(person, "employee_change")) == (422, ["USE_TAX_SYSTEM"])


async def test_several_things_by_one_submission(kaiping: Kaiping) -> None:
    """R-068: of two parts one is a stranger's; the other is decided by itself."""
    person, _, _ = await insured(kaiping)
    token, form = kaiping.login(person), person.as_application(YEAR, "YUE_YIBAO")
    shared = {
        name: form[name]
        for name in ("name", "sex", "document_type", "document_number", "area", "confirmed", "benefit_year")
        if name in form
    }
    parts = [{"item": "contact_change", "phone": "10000000077"}, {"item": "contact_change", "document_number": kaiping.somebody().number}]
    made = await kaiping.registration("/bundles", {"bundle": "employment", "shared": shared, "parts": parts}, token)
    assert [one["state"] for one in made["parts"]] == ["UNDER_REVIEW", None]
    await kaiping.approve(made["parts"][0]["application_id"])
    again = await kaiping.look("registration", f"/bundles/{made['bundle_id']}", token)
    assert [one["state"] for one in again["parts"]] == ["APPROVED", None]


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
    """B22, B23, R-087, V-67, registration.consent.signed, dedup.check.completed: without it the application waits.

    Signed in the future it is refused. With it the application goes on to the bill, and dedup tells Hunan by that consent.
    B22 (done, refused, twice).
    """
    person, application = await newcomer(kaiping)

    def signed(on: str) -> Any:
        consent = {"old_unit": "长沙市医疗保障事务中心", "signed_on": on}
        return kaiping.correct(application, person, papers=["MOVE_IN_CERTIFICATE", "CONSENT"], **MOVED_IN, consent=consent)

    assert (await refusal(signed("2024-02-21")))[0] == 422
    await one_of_two(signed("2024-02-19"), signed("2024-02-19"), "TRANSITION_REFUSED")
    await kaiping.registration(f"/applications/{application}/consent/units", {"old_area": "430100"}, kaiping.office())
    approved = await kaiping.approve(application)
    consent_id = (await kaiping.look("registration", f"/applications/{application}/consent"))["consent_id"]

    async def notices() -> list[tuple[str, str, str]]:
        found = (await kaiping.look("dedup", "/notices", limit=1000))["items"]
        return [(one["rule"], one["state"], one["consent_id"]) for one in found if one["application_id"] == application]

    await kaiping.until(notices, lambda told: told == [("R-087", "OPEN", consent_id)])
    await kaiping.pay(approved["participation_id"], 2024, 2, 20)


async def test_who_lets_the_old_relation_rest_first(kaiping: Kaiping) -> None:
    """B23, R-087: told by the old place, the same application is corrected and goes on."""
    person, application = await newcomer(kaiping)
    await kaiping.elsewhere(person, "430100", YEAR, state="SUSPENDED")
    await kaiping.correct(application, person, papers=["MOVE_IN_CERTIFICATE"], **MOVED_IN)
    await kaiping.approve(application)


async def test_a_transfer(kaiping: Kaiping) -> None:
    """B26, R-090, V-79: it rests, still covered, until the new place has taken it over; of two completions at once one is done.

    B26 (done, refused, twice).
    """
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


async def test_whoever_moves_lets_his_relation_here_rest(kaiping: Kaiping) -> None:
    """B23 (done, refused, twice), R-087: here is the old place; recorded by two at once it rests once, and one resumption gives it back."""
    person, participation, person_id = await insured(kaiping)
    await kaiping.on(2024, 3, 5)
    acts, reason = f"/participations/{participation}/acts", "本人申请暂停原参保关系"

    def record(clerk: str, kind: str = "SUSPEND") -> Any:
        return kaiping.registration(acts, {"kind": kind, "cause": "OTHER_REGION", "reason": reason}, clerk)

    assert (await refusal(record(kaiping.office("clerk", "taishan", area="440781"))))[0] == 404
    await one_of_two(*(record(kaiping.office("clerk", name)) for name in ("first", "second")), "OTHER")
    rests = await kaiping.participation(participation, person_id, "SUSPENDED")
    assert (rests["state_reason"], rests["effective_on"]) == ("OTHER_REGION", "2024-03-05")
    await kaiping.covered(person, date(2024, 3, 6), expected=False)
    await record(kaiping.office(), "RESUME")
    await kaiping.participation(participation, person_id, "ACTIVE")
    await kaiping.covered(person, date(2024, 3, 6))


async def test_a_death(kaiping: Kaiping) -> None:
    """B27, R-091: cover ends with the day, told twice it is one; a day in the future is refused; an error gives everything back.

    B27 (done, refused, twice).
    """
    person, participation, person_id = await insured(kaiping)
    await kaiping.on(2024, 3, 5)
    reviewer, path = kaiping.office("reviewer", "second"), f"/persons/{person_id}/death"

    def died(on: str | None) -> Any:
        return kaiping.registration(path, {"died_on": on, "source": "PUBLIC_SECURITY"}, reviewer)

    assert (await refusal(died("2024-03-06")))[0] == 422
    await asyncio.gather(*(died("2024-03-01") for _ in range(2)))
    await kaiping.participation(participation, person_id, "TERMINATED")
    await kaiping.covered(person, date(2024, 3, 2), expected=False)
    assert (await kaiping.covered(person, date(2024, 3, 1)))["ends_on"] == "2024-03-01"
    await died(None)
    await kaiping.participation(participation, person_id, "ACTIVE")
    await kaiping.covered(person, date(2024, 3, 2))
