"""Filed inside the period and decided after it: the day of the filing decides (H2 R-033)."""

from datetime import datetime

from enrolment_terms.benefit_year import SHANGHAI
from enrolment_terms.reasons import ReasonCode
from tests.registration.builders import check_completed, form, fresh_number, hit
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


async def test_who_files_in_january_meets_the_closed_list(world: World) -> None:
    world.clock.move_to(JANUARY)
    answer = await world.post("/applications", form(benefit_year=2024), world.as_("citizen", "wx:1"))
    assert [reason["code"] for reason in answer.json()["reasons"]] == ["NOT_MIDYEAR_ELIGIBLE"]
