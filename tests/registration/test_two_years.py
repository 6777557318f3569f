"""A newborn's participation is told of two years, and neither is lost, in whatever order they come (R-024)."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from enrolment_events.envelope import Event
from tests.registration.builders import entitled, waits
from tests.registration.world import World


@pytest.mark.parametrize("second_first", [False, True])
async def test_both_years_stand_beside_one_another(world: World, second_first: bool) -> None:
    _, participation_id = await world.register()
    other = uuid4()
    own: list[Event[Any]] = [entitled(participation_id, 1, date(2024, 6, 30)), waits(participation_id, 1, 3)]
    second: list[Event[Any]] = [
        entitled(participation_id, 1, date(2025, 1, 1), year=2025, entitlement_id=other),
        waits(participation_id, 1, 0, year=2025, wait_id=other),
    ]
    await world.hear(*(second + own if second_first else own + second))
    person_id = (await world.participation(participation_id))["person_id"]
    listed = (await world.get(f"/persons/{person_id}/participations", world.as_("clerk"))).json()["items"]
    assert [(one["participation_id"], one["starts_on"], one["wait_months"]) for one in listed] == [(participation_id, "2024-06-30", 3)]
    timeline = (await world.get(f"/persons/{person_id}/timeline", world.as_("clerk"))).json()["items"]
    told = sorted(one["what"] for one in timeline if one["code"] == "entitlement.changed")
    assert told == ["2024年度待遇：2024-06-30 至 2024-12-31", "2025年度待遇：2025-01-01 至 2025-12-31"]


async def test_versions_are_told_for_each_year(world: World) -> None:
    _, participation_id = await world.register()
    other = uuid4()
    await world.hear(
        entitled(participation_id, 4, date(2024, 1, 1)), entitled(participation_id, 7, date(2025, 1, 1), year=2025, entitlement_id=other)
    )
    rows = await world.rows(
        "SELECT entitlement_id::text AS id, version FROM remote_entitlement_years WHERE participation_id::text = $1", participation_id
    )
    assert {row["id"]: row["version"] for row in rows} == {participation_id: 4, str(other): 7}
