"""B12: permits are told when they are handed in, once each; a new one goes on with the same year (R-035, R-036, V-40, V-41)."""

import asyncio
from datetime import date, datetime
from typing import Any
from uuid import UUID

from enrolment_events.registration import PermitRecordedV1
from enrolment_terms.benefit_year import SHANGHAI
from enrolment_terms.identifiers import new_id
from registration.domain.residence_permit import ResidencePermit
from registration.use_cases.record_permits import record_permits
from tests.registration.builders import AUTUMN, check_completed, form, fresh_number, settled
from tests.registration.world import World

HOLDER = {"category": "RESIDENCE_PERMIT", "household_area": "450100"}


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, tzinfo=SHANGHAI)


async def enrolled(world: World, number: str, until: str, citizen: dict[str, str]) -> tuple[str, str]:
    """Filed by the holder in 粤医保 with a picture of the permit, approved."""
    paper = [await world.paper("RESIDENCE_PERMIT", citizen)]
    application_id = await world.apply(citizen, document_number=number, permit_valid_to=until, benefit_year=2024, materials=paper, **HOLDER)
    await world.hear(check_completed(application_id, at=world.clock.now()))
    answer = await world.post(f"/applications/{application_id}/decision", {"decision": "APPROVE"}, world.as_("clerk"))
    return application_id, answer.json()["participation_id"]


async def permits_of(world: World, participation_id: str) -> list[tuple[date, date]]:
    person = (await world.participation(participation_id))["person_id"]
    told = [event for event in await world.published() if isinstance(event.data, PermitRecordedV1) and event.personid == person]
    return [(event.data.filed_on, event.data.valid_to) for event in told]


async def test_a_new_permit_goes_on_with_the_paid_year(world: World) -> None:
    """V-41, R-036, registration.permit.recorded: stopped on 1 December, again on 20 December without a second bill; both are told."""
    number, citizen = fresh_number(), world.as_("citizen", "wx:permit-1")
    world.clock.move_to(AUTUMN)
    _, participation_id = await enrolled(world, number, "2023-11-30", citizen)
    await world.hear(settled(participation_id))
    world.clock.move_to(at(date(2023, 12, 1)))
    await world.do_what_is_due()
    assert (await world.participation(participation_id))["state"] == "STOPPED"
    world.clock.move_to(at(date(2023, 12, 20)))
    _, again = await enrolled(world, number, "2024-11-30", citizen)
    assert again == participation_id
    found = await world.participation(again)
    assert (found["state"], found["permit_valid_to"]) == ("ACTIVE", date(2024, 11, 30))
    await world.do_what_is_due()
    assert (await world.participation(again))["state"] == "ACTIVE", "the old permit stops it no more"
    assert await permits_of(world, again) == [(date(2023, 10, 10), date(2023, 11, 30)), (date(2023, 12, 20), date(2024, 11, 30))]


async def test_a_permit_is_renewed_in_time_by_its_holder(world: World) -> None:
    """H-B12, R-036: in 粤医保, before it runs out; the participation goes on and benefits hears of the permit."""
    number, citizen = fresh_number(), world.as_("citizen", "wx:permit-2")
    world.clock.move_to(AUTUMN)
    _, participation_id = await enrolled(world, number, "2023-11-30", citizen)
    await world.hear(settled(participation_id))
    world.clock.move_to(at(date(2023, 11, 20)))
    asked = {"name": "陈大文", "document_type": "RESIDENT_ID", "document_number": number, "area": "440783115", "confirmed": True}
    paper = [await world.paper("RESIDENCE_PERMIT", citizen)]
    body = {**asked, "item": "permit_change", "benefit_year": 2024, "permit_valid_to": "2024-11-30", "materials": paper}
    filed = await world.post("/applications", body, citizen)
    assert filed.status_code == 202, filed.text
    decided = await world.post(f"/applications/{filed.json()['application_id']}/decision", {"decision": "APPROVE"}, world.as_("clerk"))
    assert decided.json()["participation_id"] == participation_id
    world.clock.move_to(at(date(2023, 12, 1)))
    await world.do_what_is_due()
    assert (await world.participation(participation_id))["state"] == "ACTIVE"
    assert (await permits_of(world, participation_id))[-1] == (date(2023, 11, 20), date(2024, 11, 30))


async def test_a_permit_that_has_run_out_enrols_nobody(world: World) -> None:
    """R-035, V-42: neither expired nor without its paper; nothing is told."""
    world.clock.move_to(AUTUMN)
    told = len([one for one in await world.published() if isinstance(one.data, PermitRecordedV1)])
    body = form(permit_valid_to="2023-10-09", **HOLDER)
    refused: Any = (await world.post("/applications", body, world.as_("citizen", "wx:permit-3"))).json()
    assert [one["field"] for one in refused["reasons"]] == ["permit_valid_to"]
    assert [one["field"] for one in refused["missing"]] == ["materials.RESIDENCE_PERMIT"]
    assert len([one for one in await world.published() if isinstance(one.data, PermitRecordedV1)]) == told


async def test_one_permit_told_twice_at_once_is_one(world: World) -> None:
    """R-036: two applications with the same permit, or the same one again: one event."""
    person = new_id()

    async def record() -> None:
        async with world.database.transaction() as tx:
            permit = ResidencePermit(new_id(), person, "440700", date(2023, 10, 10), date(2024, 6, 30))
            await record_permits(tx, [permit, permit])

    await asyncio.gather(record(), record())
    await record()
    assert len(await world.rows("SELECT FROM residence_permits WHERE person_id = $1", UUID(str(person)))) == 1
    assert len([one for one in await world.published() if one.personid == person]) == 1
