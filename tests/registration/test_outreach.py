"""Whom a town calls on and what came of it (B33, B34, R-060, H-R-111), the plans of the towns (R-114), void registrations (R-097)."""

from collections.abc import AsyncIterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest

from enrolment_terms.benefit_year import SHANGHAI
from enrolment_terms.scheme import BillState, FailureCause
from registration.domain.void_participation import unpaid_since
from tests.conftest import FreshDatabase
from tests.registration.builders import bill, insured, settled
from tests.registration.world import World, running_world

COUNTY, TOWN, OTHER = "440783", "440783115", "440783103"


@pytest.fixture
async def world(fresh_database: FreshDatabase, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    """Four people of last year, all renewed; on 20 October."""
    start = datetime(2023, 8, 31, 9, tzinfo=SHANGHAI)
    async with running_world(
        await fresh_database("outreach", "registration.migrations"), tmp_path_factory.mktemp("outreach"), start
    ) as world:
        await world.do_what_is_due()
        await world.imports({"benefit_year": 2023, "people": [insured(area=TOWN) for _ in range(4)] + [insured(area=OTHER)]})
        world.clock.move_to(datetime(2023, 9, 1, 9, tzinfo=SHANGHAI))
        await world.do_what_is_due()
        world.clock.move_to(datetime(2023, 10, 20, 18, tzinfo=SHANGHAI))
        yield world


async def renewed(world: World) -> list[tuple[UUID, UUID]]:
    """(person, participation of 2024) of the town, by person."""
    query = "SELECT person_id, participation_id FROM participations WHERE benefit_year = 2024 AND area = $1 ORDER BY person_id"
    return [(row["person_id"], row["participation_id"]) for row in await world.rows(query, TOWN)]


async def reached(world: World, **query: Any) -> dict[str, tuple[str | None, str]]:
    """Why, and how far, by person."""
    asked = {"benefit_year": 2024, "area": TOWN, **query}
    answer = await world.get("/outreach", world.as_("clerk", areas=[TOWN]), **asked)
    assert answer.status_code == 200, answer.text
    return {one["person_id"]: (one["why"], one["state"]) for one in answer.json()["items"]}


async def visited(world: World, person: UUID, result: str, on: str = "2023-10-20", **changes: Any) -> Any:
    body = {"person_id": str(person), "benefit_year": 2024, "visited_on": on, "result": result, **changes}
    return await world.post("/outreach/visits", body, world.as_("clerk", areas=[TOWN]))


async def test_a_failed_deduction_is_on_the_list_the_same_day_and_the_paid_are_not(world: World) -> None:
    """R-060: failed on 20 October, an item on 20 October."""
    (paid, first), (failed, second), (lapsed, third), (gone, fourth) = await renewed(world)
    await world.hear(
        settled(first, on=date(2023, 10, 20)),
        bill(second, BillState.FAILED_PERSONAL, 3, cause=FailureCause.ACCOUNT_ABNORMAL, on=date(2023, 10, 20)),
    )
    await world.rows("UPDATE participations SET state = 'LAPSED' WHERE participation_id = $1", third)
    await world.rows("DELETE FROM participations WHERE participation_id = $1", fourth)
    assert await reached(world) == {
        str(failed): ("DEDUCTION_FAILED", "OPEN"),
        str(lapsed): ("LAPSED", "OPEN"),
        str(gone): ("NOT_REGISTERED", "OPEN"),
    }
    assert str(paid) not in await reached(world)
    await world.rows("UPDATE participations SET state = 'TERMINATED', state_reason = 'DEATH' WHERE person_id = $1", gone)
    assert (await reached(world))[str(gone)] == ("ENDED", "OPEN")
    [page] = [await world.get("/outreach", world.as_("clerk"), benefit_year=2024, area=TOWN, limit=1)]
    after = page.json()["next"]
    assert len(await reached(world, after=after)) == 2


async def test_a_visit_tells_how_far_it_is_until_the_money_comes(world: World) -> None:
    """B34: OPEN, CONTACTED, then REFUSED or PAID."""
    (person, participation), *_ = await renewed(world)
    assert (await reached(world))[str(person)] == ("UNPAID", "OPEN")
    answer = await visited(world, person, "REFUSED", "2023-10-19", note="本人电话13800000000，称在外地打工")
    assert answer.status_code == 201, answer.text
    assert (await reached(world))[str(person)] == ("UNPAID", "REFUSED")
    await visited(world, person, "CONTACTED")
    assert (await reached(world))[str(person)] == ("UNPAID", "CONTACTED")
    await world.hear(settled(participation, on=date(2023, 10, 20)))
    assert (await reached(world))[str(person)] == (None, "PAID")
    stored = str(await world.rows("SELECT v::text AS v FROM outreach_visits AS v UNION ALL SELECT a::text FROM audit_rows AS a"))
    assert "13800000000" not in stored
    [row] = await world.rows("SELECT visit_id, note FROM outreach_visits WHERE note IS NOT NULL")
    assert world.read(row["note"], "visit_note", row["visit_id"]) == "本人电话13800000000，称在外地打工"


async def test_a_visit_is_of_somebody_in_the_own_town_and_of_a_day_that_was(world: World) -> None:
    [stranger] = [row["person_id"] for row in await world.rows("SELECT person_id FROM participations WHERE area = $1 LIMIT 1", OTHER)]
    assert (await visited(world, stranger, "CONTACTED")).status_code == 404
    (person, _), *_ = await renewed(world)
    for day in ("2023-10-21", "2022-12-31"):
        answer = await visited(world, person, "CONTACTED", day)
        assert (answer.status_code, answer.json()["code"]) == (422, "OUTREACH_HAS_FAULTS")
    elsewhere = await world.get("/outreach", world.as_("clerk", areas=[OTHER]), benefit_year=2024, area=TOWN)
    assert elsewhere.status_code == 404


async def test_the_bureau_sees_which_town_has_filed_no_plan(world: World) -> None:
    """R-114, H."""
    told = {"area": TOWN, "benefit_year": 2024, "plan": "九月起逐村入户宣传"}
    for plan in ("第一稿", "九月起逐村入户宣传"):
        answer = await world.post("/outreach/plans", {**told, "plan": plan}, world.as_("clerk", areas=[TOWN]))
        assert answer.status_code == 200, answer.text
    plans = (await world.get("/outreach/plans", world.as_("clerk"), benefit_year=2024, area=COUNTY)).json()
    assert (plans["not_filed"], len(plans["plans"])) == (15, 16)
    assert [(one["name"], one["filed_on"], one["plan"]) for one in plans["plans"] if one["filed_on"]] == [
        ("月山镇", "2023-10-20", "九月起逐村入户宣传")
    ]
    neighbour = (await world.get("/outreach/plans", world.as_("clerk", areas=[OTHER]), benefit_year=2024, area=COUNTY)).json()
    assert {one["plan"] for one in neighbour["plans"]} == {None}, "another town's plan is not shown"
    early = await world.post("/outreach/plans", {**told, "benefit_year": 2026}, world.as_("clerk", areas=[TOWN]))
    assert early.json()["code"] == "OUTREACH_HAS_FAULTS"
    foreign = await world.post("/outreach/plans", {**told, "area": OTHER}, world.as_("clerk", areas=[TOWN]))
    assert foreign.status_code == 404


async def test_who_was_registered_long_ago_and_never_paid_is_listed(world: World) -> None:
    """R-097: registered 2021, never paid, 2024-09-01 → listed."""
    (void, _), (late, _), (payer, _), _ = await renewed(world)
    await world.rows("UPDATE participations SET paid_on = NULL, state = 'LAPSED', registered_on = '2021-08-31' WHERE person_id = $1", void)
    await world.rows("UPDATE participations SET paid_on = NULL, state = 'LAPSED', registered_on = '2021-09-02' WHERE person_id = $1", late)
    await world.rows("UPDATE participations SET registered_on = '2020-10-01' WHERE person_id = $1 AND benefit_year = 2023", payer)
    world.clock.move_to(datetime(2024, 9, 1, 9, tzinfo=SHANGHAI))
    found = (await world.get("/void-participations", world.as_("reviewer"), area=TOWN)).json()["items"]
    assert [(one["person_id"], one["first_year"], one["unpaid_years"]) for one in found] == [(str(void), 2023, 2)]


def test_a_leap_day_has_its_day_three_years_before() -> None:
    assert unpaid_since(date(2024, 2, 29), 3) == date(2021, 2, 28)
