"""R-131: the government pays for land-expropriated farmers; a job suspends them, its end brings them back (V-78)."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import httpx

from enrolment_events.registration import ParticipationChangedV1, ParticipationRegisteredV1, ParticipationResumedV1
from enrolment_terms.benefit_year import SHANGHAI
from enrolment_terms.scheme import BillState
from tests.registration.builders import bill, check_completed, employed, form, fresh_number, settled
from tests.registration.test_changes import proof
from tests.registration.test_subsidies import hand_in, row
from tests.registration.world import World


async def farmer(world: World, number: str | None = None, until: str = "2028-12-31", **where: str) -> str:
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
        form={"government_until": until},
        **where,
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


async def of_2025(world: World, town: str) -> list[tuple[Any, ...]]:
    """Category, payer and end of the renewals there."""
    query = "SELECT category, payer, government_until FROM participations WHERE area = $1 AND benefit_year = 2025 ORDER BY government_until"
    return [tuple(one.values()) for one in await world.rows(query, town)]


async def test_when_the_period_is_over_the_person_pays(world: World) -> None:
    """R-131, R-044, R-050: it ends with 2024, or later; the renewal for 2025 asks whose day it is."""
    town, ends = "440783106", ("2024-12-31", "2025-01-01")
    for one in [await farmer(world, until=until, area=town) for until in ends]:
        await world.hear(settled(one))
    world.clock.move_to(datetime(2024, 9, 2, 9, tzinfo=SHANGHAI))
    await world.post("/renewals", {"benefit_year": 2025, "area": town}, world.as_("operator"))
    assert await of_2025(world, town) == [
        ("GENERAL", "PERSON", date(2024, 12, 31)),
        ("LAND_EXPROPRIATED", "GOVERNMENT", date(2025, 1, 1)),
    ]


async def test_an_end_that_is_told_after_the_renewal_changes_who_pays_for_it(world: World) -> None:
    """R-131, R-044, B4: by the office, of a farmer only, with the proof; whom the government pays no more it does not pay again."""
    town = "440783107"
    participation_id = await farmer(world, area=town)
    await world.hear(settled(participation_id))
    world.clock.move_to(datetime(2024, 9, 2, 9, tzinfo=SHANGHAI))
    await world.post("/renewals", {"benefit_year": 2025, "area": town}, world.as_("operator"))
    assert await of_2025(world, town) == [("LAND_EXPROPRIATED", "GOVERNMENT", date(2028, 12, 31))]

    async def change(of: str, **told: str) -> httpx.Response:
        return await world.post(f"/participations/{of}/changes", told, world.as_("clerk"))

    assert (await change(participation_id, government_until="2098-12-31")).json()["reasons"][0]["field"] == "government_until"
    _, other = await world.register()
    assert (await change(other, government_until="2024-12-31")).json()["reasons"][0]["field"] == "government_until"
    unproved = await change(participation_id, government_until="2024-12-31")
    assert [one["label"] for one in unproved.json()["missing"]] == ["被征地农民政府资助参保的证明"]
    paper = await proof(world, "LAND_EXPROPRIATION_PROOF")
    answer = await change(participation_id, government_until="2024-12-31", proof_material=paper)
    assert answer.json()["changed"] == ["government_until"]
    assert await of_2025(world, town) == [("GENERAL", "PERSON", date(2024, 12, 31))]
    [renewal] = await world.rows("SELECT participation_id FROM participations WHERE area = $1 AND benefit_year = 2025", town)
    told = (await world.published(renewal["participation_id"]))[-1].data
    assert isinstance(told, ParticipationChangedV1)
    assert (told.changed, told.payer) == (("category", "payer", "government_until"), "PERSON")
    back = await change(str(renewal["participation_id"]), payer="GOVERNMENT")
    assert [one["rule"] for one in back.json()["reasons"]] == ["R-131"]


async def test_an_office_lists_whom_the_government_pays_for_without_an_end(world: World) -> None:
    """R-131, H-R-092: of before, until an office records the day; who pays himself or is over is none of them, nor who lives elsewhere."""
    town = "440783108"
    without, paying, over, recorded = [await farmer(world, area=town) for _ in range(4)]
    await farmer(world, area="440783109")
    await world.register(area=town)
    query = "UPDATE participations SET government_until = NULL WHERE area LIKE '44078310%' AND participation_id <> $1"
    await world.rows(query, UUID(recorded))
    await world.rows("UPDATE participations SET payer = 'PERSON' WHERE participation_id = $1", UUID(paying))
    await world.rows("UPDATE participations SET state = 'LAPSED' WHERE participation_id = $1", UUID(over))

    async def listed(**told: Any) -> list[str]:
        answer = await world.get("/people", world.as_("clerk", areas=[town]), area=town, benefit_year=2024, **told)
        return [one["participation_id"] for one in answer.json()["items"]]

    assert len(await listed()) == 5
    assert await listed(without_government_until="true") == [without]
    day = {"government_until": "2028-12-31", "proof_material": await proof(world, "LAND_EXPROPRIATION_PROOF")}
    assert (await world.post(f"/participations/{without}/changes", day, world.as_("clerk"))).status_code == 200
    assert await listed(without_government_until="true") == []


async def test_a_change_of_payer_asks_for_the_end_of_the_period(world: World) -> None:
    """R-131: a farmer who paid himself; the government pays again as long as it does."""
    participation_id = await farmer(world, until="2024-01-01")

    async def change(**told: str) -> int:
        return (await world.post(f"/participations/{participation_id}/changes", told, world.as_("clerk"))).status_code

    assert await change(payer="PERSON") == 200
    assert await change(payer="GOVERNMENT", government_until="2023-12-31") == 422
    assert await change(payer="GOVERNMENT") == 200
