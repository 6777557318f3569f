"""After a restore the facts of persons are told anew as they were told last, so that whoever has heard them hears nothing new."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

from enrolment_events.envelope import Event
from enrolment_events.registration import DeathRecordedV1, HistoryRecordedV1, PermitRecordedV1
from registration.domain.residence_permit import ResidencePermit
from registration.repository.transfers import InsuredYears
from registration.use_cases.record_insured_years import record_insured_years
from registration.use_cases.record_permits import record_permits
from registration.use_cases.tell_anew import AGGREGATES
from service_runtime.retelling import NOBODY, Wanted
from tests.registration.world import World

BEGINNING = datetime(2020, 1, 1, tzinfo=UTC)
FACTS = (DeathRecordedV1, HistoryRecordedV1, PermitRecordedV1)


async def facts_told(world: World) -> list[Event[Any]]:
    """In the order of being told."""
    return [event for event in await world.published() if isinstance(event.data, FACTS)]


async def told_anew(world: World, area: str = "%", since: datetime = BEGINNING, after: UUID = NOBODY) -> list[Event[Any]]:
    """What a republication of the three kinds tells."""
    before = len(await facts_told(world))
    for kind in ("death", "permit", "history"):
        async with world.database.transaction() as tx:
            await AGGREGATES.told[kind](tx, Wanted(after, 500, area, since))
    return (await facts_told(world))[before:]


def said(event: Event[Any]) -> tuple[object, ...]:
    return event.data, event.subject, event.aggregateversion, event.personid, event.region, event.recordedtime


async def test_deaths_permits_and_years_elsewhere_are_told_anew(world: World) -> None:
    """R-035, R-090, R-091, F-30: the newest of each; of a place, since a day, behind an id."""
    _, participation_id = await world.register()
    person_id = (await world.participation(participation_id))["person_id"]
    now = world.clock.now()
    two = [
        InsuredYears(
            history_id=uuid4(), person_id=person_id, application_id=None, from_area="450103",
            resident_years=years, employee_years=[2019], recorded_by="clerk:1", recorded_at=now,
        )
        for years in ([2022, 2021], [2021, 2020])
    ]  # fmt: skip
    async with world.database.transaction() as tx:
        await record_permits(tx, [ResidencePermit(uuid4(), person_id, "440700", date(2023, 10, 9), date(2024, 10, 8))])
        for one in two:
            await record_insured_years(tx, one, "440700")
    for died_on in ("2023-10-10", None):
        answer = await world.post(f"/persons/{person_id}/death", {"died_on": died_on, "source": "HEALTH"}, world.as_("reviewer"))
        assert answer.status_code == 200, answer.text
    newest = {(type(event.data), event.subject): said(event) for event in await facts_told(world)}
    assert len(newest) == len(FACTS)
    again = {(type(event.data), event.subject): said(event) for event in await told_anew(world)}
    assert again == newest
    assert await told_anew(world, area="4409%") == []
    assert await told_anew(world, since=datetime(2030, 1, 1, tzinfo=UTC)) == []
    assert await told_anew(world, after=UUID(int=(1 << 128) - 1)) == []
