"""R-131: the government pays for land-expropriated farmers; a job suspends them, its end brings them back (V-78)."""

from datetime import date, datetime

from enrolment_events.registration import ParticipationRegisteredV1, ParticipationResumedV1
from enrolment_terms.benefit_year import SHANGHAI
from enrolment_terms.scheme import BillState
from tests.registration.builders import bill, check_completed, employed, form, fresh_number, settled
from tests.registration.test_subsidies import hand_in, row
from tests.registration.world import World


async def farmer(world: World, number: str | None = None) -> str:
    """Registered at the counter, where a clerk saw the proof; no account is asked for."""
    clerk = world.as_("clerk", "clerk:files")
    body = form(
        document_number=number or fresh_number(),
        category="LAND_EXPROPRIATED",
        channel="COUNTER",
        account_holder=None,
        bank=None,
        account_number=None,
        materials=[{"kind": "LAND_EXPROPRIATION_PROOF", "satisfied_by": "ORIGINAL"}],
    )
    filed = await world.post("/applications", body, clerk)
    assert filed.status_code == 202, filed.text
    application_id = filed.json()["application_id"]
    await world.hear(check_completed(application_id))
    decided = await world.post(f"/applications/{application_id}/decision", {"decision": "APPROVE"}, world.as_("clerk"))
    participation_id: str = decided.json()["participation_id"]
    return participation_id


async def test_the_government_pays_and_a_job_suspends_for_its_days(world: World) -> None:
    """V-78, R-131: 2024 paid, employed from 1 April to 31 August, back on 1 September."""
    participation_id = await farmer(world)
    found = await world.participation(participation_id)
    assert (found["category"], found["payer"], found["account_number"]) == ("LAND_EXPROPRIATED", "GOVERNMENT", None)
    [told] = [one.data for one in await world.published(participation_id) if isinstance(one.data, ParticipationRegisteredV1)]
    assert (told.payer, told.account) == ("GOVERNMENT", None)
    await world.hear(settled(participation_id))
    world.clock.move_to(datetime(2024, 4, 2, 9, tzinfo=SHANGHAI))
    await world.hear(employed(found["person_id"], 1, paid_on=date(2024, 4, 1)))
    assert (await world.participation(participation_id))["state"] == "SUSPENDED"
    world.clock.move_to(datetime(2024, 9, 2, 9, tzinfo=SHANGHAI))
    await world.hear(employed(found["person_id"], 2, paid_on=date(2024, 4, 1), until=date(2024, 8, 31)))
    back = await world.participation(participation_id)
    assert (back["state"], back["resumed_on"], back["payer"]) == ("ACTIVE", date(2024, 9, 1), "GOVERNMENT")
    assert isinstance((await world.published(participation_id))[-1].data, ParticipationResumedV1)


async def test_a_mark_makes_finance_pay_for_what_a_school_would_have_collected(world: World) -> None:
    """R-038, R-042: nobody collects from whoever is marked; what the government pays stays as it is."""
    number, land = fresh_number(), fresh_number()
    school = world.as_("school", "school:1")
    body = form(document_number=number, category="STUDENT", channel="SCHOOL", account_holder=None, bank=None, account_number=None)
    filed = await world.post("/applications", body, school)
    assert filed.status_code == 202, filed.text
    await world.hear(check_completed(filed.json()["application_id"]))
    decided = await world.post(f"/applications/{filed.json()['application_id']}/decision", {"decision": "APPROVE"}, world.as_("clerk"))
    of_farmer = await farmer(world, land)
    assert (await world.participation(decided.json()["participation_id"]))["payer"] == "SCHOOL"
    await hand_in(world, row(number, effective_on="2023-10-01"), row(land, effective_on="2023-10-01"), month="2023-09")
    assert (await world.participation(decided.json()["participation_id"]))["payer"] == "FINANCE"
    assert (await world.participation(of_farmer))["payer"] == "GOVERNMENT"


async def test_what_the_government_never_paid_lapses_with_its_bill(world: World) -> None:
    """R-131, R-064: payment-bridge cancels the bill on the day after its last one; nothing stays registered for ever."""
    participation_id = await farmer(world)
    world.clock.move_to(datetime(2024, 1, 1, 9, tzinfo=SHANGHAI))
    await world.hear(bill(participation_id, BillState.CANCELLED, 3, on=date(2024, 1, 1), expired=True))
    found = await world.participation(participation_id)
    assert (found["state"], found["state_reason"], found["effective_on"]) == ("LAPSED", "BILL_EXPIRED", date(2024, 1, 1))
    await world.hear(settled(participation_id, on=date(2023, 12, 31)))
    assert (await world.participation(participation_id))["state"] == "ACTIVE", "money of before is still good"
