"""What registration does by the calendar: renewals in the period, corrections that never came."""

from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta

import pytest

from enrolment_events.registration import ParticipationSuspendedV1
from enrolment_terms.benefit_year import SHANGHAI
from enrolment_terms.reasons import ReasonCode
from policy_parameters import load_policy_book
from registration.use_cases.follow_calendar import end_year
from registration.use_cases.timed_jobs import CORRECTIONS, RENEWALS
from service_runtime import Portion, Run
from tests.conftest import FreshDatabase
from tests.registration.builders import check_completed, hit, insured, settled
from tests.registration.world import World, running_world

LAST_SUMMER_DAY = datetime(2023, 8, 31, 9, tzinfo=SHANGHAI)
TOWN = "440783103"


@pytest.fixture
async def world(fresh_database: FreshDatabase, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    """On the day before the period."""
    folder = tmp_path_factory.mktemp("calendar")
    async with running_world(await fresh_database("calendar", "registration.migrations"), folder, LAST_SUMMER_DAY) as world:
        await world.do_what_is_due()
        yield world


async def renewed_on(world: World) -> list[date]:
    rows = await world.rows("SELECT registered_on FROM participations WHERE channel = 'RENEWAL' ORDER BY participation_id")
    return [row["registered_on"] for row in rows]


async def runs(world: World, job: str) -> list[tuple[str, str, int]]:
    answer = await world.get("/job-runs", world.as_("operator", areas=["44"]), job=job)
    return [(run["day"], run["state"], run["done"]) for run in answer.json()["items"] if run["area"] == "440700"]


async def test_last_years_insured_are_renewed_from_the_first_day_of_the_period_on(world: World) -> None:
    """R-050; R-058: who is heard of later is renewed later."""
    await world.imports({"benefit_year": 2023, "people": [insured(area=TOWN) for _ in range(3)]})
    await world.do_what_is_due()
    assert await renewed_on(world) == []
    world.clock.move_to(datetime(2023, 9, 2, 9, tzinfo=SHANGHAI))
    await world.do_what_is_due()
    assert await renewed_on(world) == [date(2023, 9, 2)] * 3
    assert await runs(world, "renew_insured") == [("2023-09-02", "DONE", 3)], "the last day does the work of those that nobody saw"
    await world.imports({"benefit_year": 2023, "people": [insured(area=TOWN)]})
    world.clock.move_to(datetime(2023, 9, 3, 9, tzinfo=SHANGHAI))
    await world.do_what_is_due()
    assert await renewed_on(world) == [date(2023, 9, 2)] * 3 + [date(2023, 9, 3)]


async def test_a_year_that_is_over_is_registered_no_more(world: World) -> None:
    """A service that was away for longer than the year makes up for its days, and for nothing in them."""
    await world.imports({"benefit_year": 2023, "people": [insured(area=TOWN)]})
    world.clock.move_to(datetime(2025, 1, 2, 9, tzinfo=SHANGHAI))
    async with world.database.transaction() as tx:
        assert await RENEWALS.step(tx, Run(1, RENEWALS.name, "440700", date(2023, 9, 1), None, 0)) == Portion(0)
    assert await renewed_on(world) == []


async def test_a_correction_that_never_came_is_refused_by_itself(world: World) -> None:
    """D1: 30 days."""
    asked_at = datetime(2023, 9, 2, 9, tzinfo=SHANGHAI)
    world.clock.move_to(asked_at)
    application_id = await world.apply(area=TOWN)
    await world.hear(check_completed(application_id, hits=(hit(ReasonCode.CANCEL_OR_REFUND_FIRST),), at=asked_at))
    for days, state in ((30, "NEEDS_CORRECTION"), (31, "REJECTED")):
        world.clock.move_to(asked_at + timedelta(days, minutes=-1))
        await world.do_what_is_due()
        found = await world.get(f"/applications/{application_id}", world.as_("clerk"))
        assert found.json()["state"] == state
    assert (await world.history(application_id))[-1]["actor"] == "job:reject_overdue"


def test_when_they_come() -> None:
    book = load_policy_book()
    assert RENEWALS.next_day(book, date(2024, 1, 1)) == date(2024, 9, 1)
    assert RENEWALS.next_day(book, date(2023, 12, 30)) == date(2023, 12, 31)
    assert CORRECTIONS.next_day(book, date(2024, 1, 1)) == date(2024, 1, 2)
    assert {"440700", "440900", "445300"} <= set(RENEWALS.areas(book)), "each region with a page"


async def standings(world: World) -> list[tuple[int, str, str | None, date]]:
    rows = await world.rows("SELECT benefit_year, state, state_reason, effective_on FROM participations ORDER BY benefit_year, state")
    return [(row["benefit_year"], row["state"], row["state_reason"], row["effective_on"]) for row in rows]


async def test_an_expired_permit_stops_the_day_after_and_is_not_renewed(world: World) -> None:
    """V-40, V-43, R-035, R-036: the service may look weeks later; the day is that of the permit."""
    permit = {"category": "RESIDENCE_PERMIT", "area": TOWN}
    people = [insured(**permit, permit_valid_to=until) for until in ("2023-08-31", "2023-09-10", "2024-06-30")]
    await world.imports({"benefit_year": 2023, "people": people})
    for day in (1, 11, 30):
        world.clock.move_to(datetime(2023, 9, day, 9, tzinfo=SHANGHAI))
        await world.do_what_is_due()
    expired = "RESIDENCE_PERMIT_EXPIRED"
    assert [line for line in await standings(world) if line[1] != "ACTIVE"] == [
        (2023, "STOPPED", expired, date(2023, 9, 1)),
        (2023, "STOPPED", expired, date(2023, 9, 11)),
        (2024, "REGISTERED", None, date(2023, 9, 1)),
    ]
    [act] = await world.rows("SELECT actor, kind FROM participation_acts WHERE happened_on = '2023-09-11'")
    assert (act["actor"], act["kind"]) == ("job:stop_expired_permits", "STOP")


async def test_on_new_years_day_the_year_that_is_over_is_suspended(world: World) -> None:
    """R-086, S3 Art. 11(2): all who live, once; the new year goes on."""
    await world.imports({"benefit_year": 2023, "people": [insured(area=TOWN) for _ in range(3)]})
    world.clock.move_to(datetime(2023, 9, 1, 9, tzinfo=SHANGHAI))
    await world.do_what_is_due()
    await world.rows(
        "UPDATE participations SET state = 'TERMINATED' WHERE participation_id IN (SELECT participation_id FROM "
        "participations WHERE benefit_year = 2023 LIMIT 1)"
    )
    world.clock.move_to(datetime(2024, 1, 2, 9, tzinfo=SHANGHAI))
    await world.do_what_is_due()
    found = await standings(world)
    assert [line[1:] for line in found if line[0] == 2023] == [
        ("SUSPENDED", "YEAR_END", date(2024, 1, 1)),
        ("SUSPENDED", "YEAR_END", date(2024, 1, 1)),
        ("TERMINATED", None, date(2022, 11, 15)),
    ]
    told = [event for event in await world.published() if isinstance(event.data, ParticipationSuspendedV1)]
    assert [(event.data.benefit_year, event.data.effective_on) for event in told] == [(2023, date(2024, 1, 1))] * 2
    async with world.database.transaction() as tx:
        assert await end_year(tx, "4407", 2023, None, 1, "job:end_year") == Portion(0)
    operator = world.as_("operator", areas=["44"])
    assert (await world.post("/job-runs", {"job": "end_year", "day": "2024-01-01"}, operator)).json() == {"asked": 1}
    await world.do_what_is_due()
    assert await standings(world) == found, "once more is nothing more"


async def test_who_is_recorded_after_the_year_was_over_does_not_go_on(world: World) -> None:
    """R-086: taken over from another system in January."""
    world.clock.move_to(datetime(2024, 1, 5, 9, tzinfo=SHANGHAI))
    await world.do_what_is_due()
    await world.imports({"benefit_year": 2023, "people": [insured(area=TOWN)]})
    world.clock.move_to(datetime(2024, 1, 6, 9, tzinfo=SHANGHAI))
    await world.do_what_is_due()
    assert await standings(world) == [(2023, "SUSPENDED", "YEAR_END", date(2024, 1, 1))]


async def test_a_newborns_birth_year_may_be_paid_after_it_is_over(world: World) -> None:
    """R-022, R-024, R-086: it does not lapse with the year; once paid, it is over like every other."""
    world.clock.move_to(datetime(2023, 12, 20, 9, tzinfo=SHANGHAI))
    papers = [await world.paper("BIRTH_CERTIFICATE", world.as_("citizen", "wx:1"))]
    born = {"birth_date": "2023-12-11", "document_type": "BIRTH_CERT", "document_number": "O440000011", "materials": papers}
    _, participation_id = await world.register(benefit_year=2023, category="NEWBORN", **born)
    world.clock.move_to(datetime(2024, 1, 2, 9, tzinfo=SHANGHAI))
    await world.do_what_is_due()
    assert (await world.participation(participation_id))["state"] == "REGISTERED"
    await world.hear(settled(participation_id, on=date(2024, 2, 20)))
    world.clock.move_to(datetime(2024, 2, 21, 9, tzinfo=SHANGHAI))
    await world.do_what_is_due()
    found = await world.participation(participation_id)
    assert (found["state"], found["state_reason"], found["paid_on"]) == ("SUSPENDED", "YEAR_END", date(2024, 2, 20))


async def test_a_year_ends_town_after_town_in_portions(world: World) -> None:
    """However few at a time: the same as in one go."""
    await world.imports({"benefit_year": 2023, "people": [insured(area=town) for town in ("440783115", TOWN, TOWN, "440783001")]})
    world.clock.move_to(datetime(2024, 1, 1, 9, tzinfo=SHANGHAI))
    cursors: list[str | None] = [None]
    while len(cursors) == 1 or cursors[-1] is not None:
        async with world.database.transaction() as tx:
            portion = await end_year(tx, "4407", 2023, cursors[-1], 1, "job:end_year")
        cursors.append(portion.cursor)
    assert cursors == [None, "440783001", TOWN, TOWN, "440783115", None]
    assert {line[1:3] for line in await standings(world)} == {("SUSPENDED", "YEAR_END")}
