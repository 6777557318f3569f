"""R-050, R-053: what changes of a paid year reaches the renewal that was there before it, as it reaches one that comes after it."""

from typing import Any

import pytest

from enrolment_events.registration import ParticipationChangedV1
from tests.registration.listed import applied, rows_of
from tests.registration.test_change_lists import ACCOUNT, change, sheet
from tests.registration.test_renewal_lists import insured_in, run
from tests.registration.test_services import approve, asking
from tests.registration.test_stops_and_renewals import october
from tests.registration.world import World

TOLD = {"account_holder": ACCOUNT[0], "bank": ACCOUNT[1], "account_number": ACCOUNT[2]}


async def years(world: World, number_area: str) -> dict[int, dict[str, Any]]:
    """By benefit year: the row with its account opened."""
    query = "SELECT * FROM participations WHERE person_id IN (SELECT person_id FROM participations WHERE area = $1) ORDER BY benefit_year"
    rows = await world.rows(query, number_area)
    return {row["benefit_year"]: row | {"account": world.opened(row["account_number"], "account", row["person_id"])} for row in rows}


@pytest.mark.parametrize(("first", "town"), [("run", "440783103"), ("list", "440783104")])
async def test_a_new_account_is_next_years_whichever_comes_first(world: World, first: str, town: str) -> None:
    """R-051, R-053: a list that names the paid year, before the run and after it."""
    october(world, 6)
    (number,), _ = await insured_in(world, town, 1)
    if first == "run":
        await run(world, town)
    rows = sheet(change(number, account=ACCOUNT, agreement="√"))
    list_id = await applied(world, rows, world.as_("clerk"), kind="CHANGES", area=town, benefit_year="2023")
    assert [state for state, _ in (await rows_of(world, list_id)).values()] == ["APPLIED"]
    await run(world, town)
    assert [one["account"] for one in (await years(world, town)).values()] == [ACCOUNT[2]] * 2


async def test_another_office_of_a_paid_year_is_next_years_and_what_was_changed_there_stays(world: World) -> None:
    """R-008, V-70: applied for; the account of next year was changed before, and is not changed back."""
    town, other = "440783105", "440783106"
    october(world, 6)
    (number,), _ = await insured_in(world, town, 1)
    await run(world, town)
    renewed = (await years(world, town))[2024]["participation_id"]
    clerk = world.as_("clerk")
    agreement = (await world.paper("TRIPARTITE_AGREEMENT", clerk))["reference"]
    answer = await world.post(f"/participations/{renewed}/changes", {"account": TOLD, "agreement_material": agreement}, clerk)
    assert answer.status_code == 200, answer.text
    form = asking("office_change", number, form={"new_area": other}) | {"benefit_year": 2023, "area": town}
    filed = await world.post("/applications", form, world.as_("citizen", "wx:1"))
    assert filed.status_code == 202, filed.text
    await approve(world, filed.json()["application_id"])
    now = await years(world, other)
    assert [(one["area"], one["account"]) for one in now.values()] == [(other, "9900000000000002"), (other, ACCOUNT[2])]
    told = [event.data for event in await world.published(renewed) if isinstance(event.data, ParticipationChangedV1)]
    assert len(told) == 2
