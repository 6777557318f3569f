"""R-110: a report each Thursday of the period, of what had come before it; kept as it was told, and published."""

from collections.abc import AsyncIterator
from datetime import date, datetime
from typing import Any

import pytest

from enrolment_events.progress import ProgressSnapshotV1
from enrolment_terms.benefit_year import SHANGHAI
from enrolment_terms.scheme import BillState, FailureCause
from policy_parameters import load_policy_book
from registration.use_cases.timed_jobs import SNAPSHOTS
from tests.conftest import FreshDatabase
from tests.registration.builders import bill, settled
from tests.registration.world import World, running_world

COUNTY, TOWN = "440783", "440783115"


@pytest.fixture
async def world(fresh_database: FreshDatabase, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    """On Friday, 1 September."""
    start = datetime(2023, 9, 1, 9, tzinfo=SHANGHAI)
    async with running_world(
        await fresh_database("reports", "registration.migrations"), tmp_path_factory.mktemp("reports"), start
    ) as world:
        await world.do_what_is_due()
        yield world


def at(world: World, month: int, day: int) -> None:
    world.clock.move_to(datetime(2023, month, day, 9, tzinfo=SHANGHAI))


async def reports(world: World) -> list[dict[str, Any]]:
    answer = await world.get("/progress/snapshots", world.as_("clerk", areas=[TOWN]), benefit_year=2024, area=COUNTY)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["snapshots"])


def of_town(report: dict[str, Any]) -> tuple[str, int, int, dict[str, int]]:
    [row] = [row for row in report["towns"] if row["area"] == TOWN]
    return report["day"], row["registered"], row["paid"], row["failed"]


async def test_three_weeks_at_once_are_three_reports_each_of_its_own_week(world: World) -> None:
    """Business dates decide, not the day on which it is counted."""
    at(world, 9, 6)
    _, first = await world.register(area=TOWN)
    at(world, 9, 7)
    _, second = await world.register(area=TOWN)
    at(world, 9, 22)
    await world.hear(
        settled(first, on=date(2023, 9, 13)),
        bill(second, BillState.FAILED_PERSONAL, 3, cause=FailureCause.INSUFFICIENT_BALANCE, on=date(2023, 9, 20)),
    )
    await world.do_what_is_due()
    found = await reports(world)
    failed = {"INSUFFICIENT_BALANCE": 1}
    assert [of_town(report)[:3] for report in found] == [("2023-09-07", 1, 0), ("2023-09-14", 2, 1), ("2023-09-21", 2, 1)]
    assert of_town(found[-1])[3] == failed
    assert {report["counted_at"][:10] for report in found} == {"2023-09-22"}
    assert (found[1]["total"]["target"], found[1]["total"]["paid"], len(found[1]["towns"])) == (465877, 1, 16)
    told = [event.data for event in await world.published() if isinstance(event.data, ProgressSnapshotV1)]
    assert [(data.area, data.day, data.benefit_year, len(data.rows)) for data in told] == [
        (COUNTY, date(2023, 9, day), 2024, 16) for day in (7, 14, 21)
    ]


async def test_counted_again_it_is_a_newer_version_of_the_same_report(world: World) -> None:
    """registration.progress.snapshot."""
    at(world, 9, 7)
    await world.do_what_is_due()
    at(world, 9, 8)
    operator = world.as_("operator", areas=["44"])
    asked = await world.post("/job-runs", {"job": "take_snapshot", "day": "2023-09-07"}, operator)
    assert asked.json() == {"asked": 1}
    await world.do_what_is_due()
    [report] = await reports(world)
    assert (report["version"], report["counted_at"][:10]) == (2, "2023-09-08")
    events = [event for event in await world.published() if isinstance(event.data, ProgressSnapshotV1)]
    assert [event.aggregateversion for event in events] == [1, 2]
    assert len({event.subject for event in events}) == 1


def test_the_days_of_the_reports() -> None:
    """From the first Thursday to the last in the period, and in the years after it."""
    book, weekly = load_policy_book(), SNAPSHOTS.within("44")
    due = [one.day for one in weekly.due_days(book, date(2023, 1, 1), date(2024, 8, 31))]
    assert (due[0], due[-1], len(due)) == (date(2023, 9, 7), date(2023, 12, 28), 17)
    assert {day.isoweekday() for day in due} == {4}
    assert weekly.next_day(book, date(2026, 11, 28)) == date(2026, 12, 3)


async def test_another_county_sees_nothing(world: World) -> None:
    answer = await world.get("/progress/snapshots", world.as_("clerk", areas=["440785"]), benefit_year=2024, area=COUNTY)
    assert answer.status_code == 404
