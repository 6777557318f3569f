"""After a restore the facts of persons are told anew as they were told last, so that whoever has heard them hears nothing new."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from enrolment_events.envelope import Event
from enrolment_events.registration import (
    CircumstanceRecordedV1,
    ConsentSignedV1,
    DeathRecordedV1,
    HistoryRecordedV1,
    MandateChangedV1,
    PermitRecordedV1,
    PersonMergedV1,
    SubsidyData,
)
from enrolment_terms.benefit_year import SHANGHAI
from registration.domain.circumstance import Circumstance
from registration.domain.residence_permit import ResidencePermit
from registration.repository.transfers import InsuredYears
from registration.use_cases.record_circumstances import record_circumstances
from registration.use_cases.record_insured_years import record_insured_years
from registration.use_cases.record_permits import record_permits
from registration.use_cases.tell_anew import AGGREGATES
from service_runtime.retelling import NOBODY, Wanted
from tests.registration.builders import fresh_number
from tests.registration.test_mandates import MOTHER, end, record
from tests.registration.test_merging import by_passport, merge, two_records
from tests.registration.test_subsidies import hand_in, row
from tests.registration.world import World

BEGINNING = datetime(2020, 1, 1, tzinfo=UTC)
TOLD = {
    "death": DeathRecordedV1,
    "permit": PermitRecordedV1,
    "circumstance": CircumstanceRecordedV1,
    "history": HistoryRecordedV1,
    "subsidy": SubsidyData,
    "merge": PersonMergedV1,
    "mandate": MandateChangedV1,
    "consent": ConsentSignedV1,
}
FACTS = ("death", "permit", "circumstance", "history")


async def facts_told(world: World, *kinds: str) -> list[Event[Any]]:
    """In the order of being told."""
    return [event for event in await world.published() if isinstance(event.data, tuple(TOLD[kind] for kind in kinds))]


async def told_anew(world: World, *kinds: str, area: str = "%", since: datetime = BEGINNING, after: UUID = NOBODY) -> list[Event[Any]]:
    """What a republication of these kinds tells."""
    before = len(await facts_told(world, *kinds))
    for kind in kinds:
        async with world.database.transaction() as tx:
            await AGGREGATES.told[kind](tx, Wanted(after, 500, area, since))
    return (await facts_told(world, *kinds))[before:]


async def newest_of(world: World, *kinds: str) -> dict[tuple[str, str], tuple[object, ...]]:
    """What was said last of each."""
    return by_aggregate(await facts_told(world, *kinds))


def by_aggregate(events: list[Event[Any]]) -> dict[tuple[str, str], tuple[object, ...]]:
    """Marks made and marks taken away are tellings of one set."""
    return {(next(name for name, kind in TOLD.items() if isinstance(event.data, kind)), event.subject): said(event) for event in events}


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
        await record_circumstances(tx, [circumstance(person_id, kind, now) for kind in ("VETERAN", "ARMY")])
    await withdrawn(world, person_id)
    for died_on in ("2023-10-10", None):
        answer = await world.post(f"/persons/{person_id}/death", {"died_on": died_on, "source": "HEALTH"}, world.as_("reviewer"))
        assert answer.status_code == 200, answer.text
    newest = await newest_of(world, *FACTS)
    assert len(newest) == len(FACTS) + 1
    again = by_aggregate(await told_anew(world, *FACTS))
    assert again == newest
    await nothing_else_is_told(world, *FACTS)


def circumstance(person_id: UUID, kind: str, now: datetime) -> Circumstance:
    return Circumstance(
        circumstance_id=uuid4(), person_id=person_id, region="440700", kind=kind, from_on=date(2023, 9, 1), until_on=None,
        application_id=None, recorded_by="clerk:1", recorded_at=now,
    )  # fmt: skip


async def withdrawn(world: World, person_id: UUID) -> None:
    """One of his circumstances, some days later."""
    world.clock.move_to(datetime(2023, 10, 20, 9, tzinfo=SHANGHAI))
    [one, _] = (await world.get(f"/persons/{person_id}/circumstances", world.as_("auditor"))).json()["items"]
    path = f"/persons/{person_id}/circumstances/{one['circumstance_id']}/withdrawal"
    assert (await world.post(path, None, world.as_("reviewer"))).status_code == 204


async def nothing_else_is_told(world: World, *kinds: str) -> None:
    assert await told_anew(world, *kinds, area="4409%") == []
    assert await told_anew(world, *kinds, since=datetime(2030, 1, 1, tzinfo=UTC)) == []
    assert await told_anew(world, *kinds, after=UUID(int=(1 << 128) - 1)) == []


@pytest.mark.parametrize("action", ["ADD", "REMOVE"])
async def test_marks_and_merges_are_told_anew_as_they_were_told_last(world: World, action: str) -> None:
    """R-026, R-040: the whole set of marks of whoever the record turned out to be; some days later nothing is newer."""
    last, this, passport, number = await two_records(world)
    for month, done in (("2023-08", "ADD"), ("2023-09", action)):
        await hand_in(world, row(number, action=done, effective_on=f"{month}-01"), month=month)
    await hand_in(world, {**row(passport), **by_passport(passport), "category": "SUB02", "effective_on": "2023-09-01"}, month="2023-09")
    world.clock.move_to(datetime(2023, 10, 20, 9, tzinfo=SHANGHAI))
    assert (await merge(world, this["person_id"], by_passport(passport))).status_code == 200
    newest = await newest_of(world, "subsidy", "merge")
    merged, kept = str(last["person_id"]), str(this["person_id"])
    world.clock.move_to(datetime(2023, 10, 25, 9, tzinfo=SHANGHAI))
    again = by_aggregate(await told_anew(world, "subsidy", "merge"))
    assert again["subsidy", kept] == newest["subsidy", kept]
    assert again["merge", merged] == newest["merge", merged]
    assert ("subsidy", merged) not in again
    await nothing_else_is_told(world, "subsidy", "merge")


async def test_mandates_and_consents_are_told_anew_with_the_moment_of_their_last_change(world: World) -> None:
    """B22, R-010: ended and withdrawn on the second day; whoever asks since then hears of it, too."""
    represented, number = fresh_number(), fresh_number()
    await world.register(document_number=represented)
    agent = {"kind": "AGENT", "paper": "POWER_OF_ATTORNEY", "document_number": represented, "until_on": "2024-06-30"}
    mandate_id = await record(world, **agent)
    mine = world.as_("citizen", "wx:consents", documents=[number])
    application_id = await world.apply(mine, document_number=number, consent={"signed_on": "2023-10-09"})
    second = datetime(2023, 10, 12, 9, tzinfo=SHANGHAI)
    world.clock.move_to(second)
    assert (await end(world, mandate_id, world.as_("citizen", MOTHER))).status_code == 200
    assert (await world.post(f"/applications/{application_id}/consent/withdraw", {}, mine)).status_code == 200
    newest = await newest_of(world, "mandate", "consent")
    world.clock.move_to(datetime(2023, 10, 25, 9, tzinfo=SHANGHAI))
    again = by_aggregate(await told_anew(world, "mandate", "consent", since=second))
    assert again == {key: told for key, told in newest.items() if key in again}
    assert sorted(kind for kind, _ in again) == ["consent", "mandate"]
