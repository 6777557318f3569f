"""Filed inside the period and decided after it: the day of the filing decides (H2 R-033)."""

from datetime import date, datetime
from typing import Any

import pytest

from enrolment_terms.benefit_year import SHANGHAI
from enrolment_terms.documents import Sex
from enrolment_terms.fictitious import fictitious_id
from enrolment_terms.reasons import ReasonCode
from tests.registration.builders import TOWN, check_completed, form, fresh_number, hit
from tests.registration.listed import filed, rows_of, worked
from tests.registration.test_newborn_years import file, states, years_of
from tests.registration.test_renewal_lists import head, insured_in, person_of, row, sheet
from tests.registration.test_services import asking
from tests.registration.test_students import OF_STUDENTS, applications_of, school, student
from tests.registration.test_students import sheet as students
from tests.registration.test_unborn import approve
from tests.registration.world import World

LAST_EVENING = datetime(2023, 12, 31, 23, 50, tzinfo=SHANGHAI)
JANUARY = datetime(2024, 1, 5, 9, tzinfo=SHANGHAI)
BLOCKED = (hit(ReasonCode.EMPLOYEE_ACTIVE, rule="R-002"),)


async def test_sent_back_on_new_years_eve_and_corrected_in_january_it_is_no_midyear_enrolment(world: World) -> None:
    number = fresh_number()
    world.clock.move_to(LAST_EVENING)
    application_id = await world.apply(document_number=number)
    await world.hear(check_completed(application_id, hits=BLOCKED, at=LAST_EVENING))
    world.clock.move_to(JANUARY)
    answer = await world.post(f"/applications/{application_id}/corrections", form(document_number=number), world.as_("citizen", "wx:1"))
    assert (answer.status_code, answer.json()["benefit_year"]) == (202, 2024), answer.text
    assert (await world.asked(application_id))[-1].data.applied_on == LAST_EVENING.date()
    await world.hear(check_completed(application_id, 2, at=JANUARY))
    decided = await world.post(f"/applications/{application_id}/decision", {"decision": "APPROVE"}, world.as_("clerk"))
    assert decided.json()["state"] == "APPROVED", decided.text
    shown = (await world.get(f"/applications/{application_id}", world.as_("clerk"))).json()
    assert (shown["kind"], shown["benefit_year"]) == ("NEW", 2024)
    [told] = [one for one in await world.published() if one.type == "registration.participation.registered.v1"]
    assert (told.data.filed_on, told.data.registered_on) == (LAST_EVENING.date(), JANUARY.date()), "payment-bridge makes no mid-year bill"


async def test_who_files_in_january_meets_the_closed_list(world: World) -> None:
    world.clock.move_to(JANUARY)
    answer = await world.post("/applications", form(benefit_year=2024), world.as_("citizen", "wx:1"))
    assert [reason["code"] for reason in answer.json()["reasons"]] == ["NOT_MIDYEAR_ELIGIBLE"]


async def confirmed_in_january(world: World, content: bytes, caller: dict[str, str], **fields: Any) -> str:
    """Handed in on the last evening of the period; then the second person confirms."""
    world.clock.move_to(LAST_EVENING)
    list_id = await filed(world, content, caller, **fields)
    await worked(world, list_id, "CHECKED")
    world.clock.move_to(JANUARY)
    answer = await world.post(f"/lists/{list_id}/confirm", None, world.as_("operator", "operator:second"))
    assert answer.status_code == 204, answer.text
    await worked(world, list_id, "APPLIED")
    return list_id


async def test_the_students_of_a_list_of_december_are_enrolled_in_january(world: World) -> None:
    """H2 R-033, B9: the school was in time, whenever the agency confirms."""
    list_id = await confirmed_in_january(world, students(student()), school(world), **OF_STUDENTS)
    assert [state for state, _ in (await rows_of(world, list_id)).values()] == ["APPLIED"]
    [made] = await applications_of(world, list_id)
    await world.hear(check_completed(made["application_id"], at=JANUARY))
    [kept] = await world.rows("SELECT state, kind, applied_on FROM applications WHERE application_id = $1", made["application_id"])
    assert (kept["state"], kept["kind"], kept["applied_on"]) == ("APPROVED", "NEW", LAST_EVENING.date())


async def test_a_list_of_renewals_of_december_renews_in_january(world: World) -> None:
    """H2 R-033, R-050, R-051: whose year ended by itself goes on, who had stopped in time does not."""
    town = "440783112"
    world.clock.move_to(datetime(2023, 10, 7, 9, tzinfo=SHANGHAI))
    (stays, stopped), last = await insured_in(world, town, 2)
    people = {one["person_id"]: one["participation_id"] for one in last}
    leaving = people[await person_of(world, stopped, people)]
    assert (await world.post(f"/participations/{leaving}/stop", {"reason": "入伍"}, world.as_("clerk"))).status_code == 200
    world.clock.move_to(JANUARY)
    await world.do_what_is_due()
    ended = await world.rows("SELECT DISTINCT state_reason FROM participations WHERE area = $1", town)
    assert [one["state_reason"] for one in ended] == ["YEAR_END"]
    list_id = await confirmed_in_january(world, sheet(row(stays), row(stopped)), world.as_("clerk"), **head(town))
    told = list((await rows_of(world, list_id)).values())
    assert told == [("APPLIED", []), ("REFUSED", ["上年度已停保，须重新办理参保登记"])]
    found = await world.rows("SELECT state, registered_on FROM participations WHERE area = $1 AND benefit_year = 2024", town)
    assert [(one["state"], one["registered_on"]) for one in found] == [("REGISTERED", JANUARY.date())]
    events = [
        one.data for one in await world.published() if one.type == "registration.participation.registered.v1" and one.data.area == town
    ]
    assert [one.filed_on for one in events] == [LAST_EVENING.date()], "payment-bridge makes no mid-year bill"


@pytest.mark.parametrize("sent_back", [False, True])
async def test_a_newborn_of_new_years_eve_is_registered_for_both_years(world: World, sent_back: bool) -> None:
    """H2 R-033, R-024: filed for the year of birth on its last evening, approved in January, with and without a correction."""
    number = fictitious_id(date(2023, 11, 20), 71 + sent_back, Sex.FEMALE)
    world.clock.move_to(LAST_EVENING)
    application_id = await file(world, number, 2023)
    if sent_back:
        await world.hear(check_completed(application_id, hits=BLOCKED, at=LAST_EVENING))
    world.clock.move_to(JANUARY)
    if sent_back:
        caller = world.as_("citizen", "wx:mother")
        body = form(item="newborn_enrolment", name="陈新生", sex="女", document_number=number, benefit_year=2023)
        body["materials"] = [await world.paper("HOUSEHOLD_BOOK", caller)]
        answer = await world.post(f"/applications/{application_id}/corrections", body, caller)
        assert answer.status_code == 202, answer.text
    await world.hear(check_completed(application_id, 1 + sent_back, at=JANUARY))
    decided = await world.post(f"/applications/{application_id}/decision", {"decision": "APPROVE"}, world.as_("clerk"))
    assert decided.status_code == 200, decided.text
    assert states(await years_of(world, decided.json()["participation_id"])) == {2023: "REGISTERED", 2024: "REGISTERED"}


async def test_what_was_asked_of_the_old_year_in_time_is_corrected_in_the_new_one(world: World) -> None:
    """H2 R-033, R-004: a change of 2023 filed on its last evening, sent back and handed in again in January."""
    (number,), _ = await insured_in(world, TOWN, 1)
    world.clock.move_to(LAST_EVENING)
    caller = world.as_("citizen", "wx:1")
    body = asking("contact_change", number, phone="10000000077") | {"benefit_year": 2023, "area": TOWN}
    answer = await world.post("/applications", body, caller)
    assert answer.status_code == 202, answer.text
    application_id = answer.json()["application_id"]
    back = {"decision": "NEEDS_CORRECTION", "reasons": [{"code": "OTHER", "msg": "请核对电话"}]}
    sent = await world.post(f"/applications/{application_id}/decision", back, world.as_("clerk"))
    assert sent.status_code == 200, sent.text
    world.clock.move_to(JANUARY)
    again = await world.post(f"/applications/{application_id}/corrections", body, caller)
    assert again.status_code == 202, again.text
    assert (await approve(world, application_id)).status_code == 200
