"""R-050, R-051: a stop in time takes the new year with it, whichever way it came and whichever came first."""

from datetime import datetime
from typing import Any

import pytest

from enrolment_terms.benefit_year import SHANGHAI
from tests.registration.builders import fresh_number
from tests.registration.listed import filed as list_filed
from tests.registration.listed import rows_of, worked
from tests.registration.sheets.made import xlsx
from tests.registration.test_renewal_lists import head, insured_in, run
from tests.registration.test_services import REASON, approve, asking
from tests.registration.test_transfers import decided, requested
from tests.registration.world import World

TITLES = ["姓名", "身份证号码", "停保原因"]


def october(world: World, day: int) -> None:
    world.clock.move_to(datetime(2023, 10, day, 9, tzinfo=SHANGHAI))


async def states(world: World, town: str) -> list[tuple[Any, ...]]:
    query = "SELECT benefit_year, state FROM participations WHERE area = $1 ORDER BY benefit_year, state"
    return [tuple(one.values()) for one in await world.rows(query, town)]


@pytest.mark.parametrize(("first", "town"), [("run", "440783108"), ("stop", "440783109"), ("review", "440783110")])
async def test_an_applied_stop_of_a_paid_year_and_the_run_end_alike(world: World, first: str, town: str) -> None:
    """B5: filed on 7 October, before the run, after it, or decided after it."""
    october(world, 7)
    (number,), _ = await insured_in(world, town, 1)
    if first == "run":
        assert await run(world, town) == 1
    body = asking("stop", number, form=REASON) | {"benefit_year": 2023, "area": town}
    answer = await world.post("/applications", body, world.as_("citizen", "wx:1"))
    assert answer.status_code == 202, answer.text
    if first == "review":
        october(world, 10)
        assert await run(world, town) == 1
    await approve(world, answer.json()["application_id"])
    await run(world, town)
    expected = [(2023, "STOPPED")] if first == "stop" else [(2023, "STOPPED"), (2024, "CANCELLED")]
    assert await states(world, town) == expected


async def test_a_late_applied_stop_leaves_the_new_year(world: World) -> None:
    """R-051 「逾期将不再办理」: filed on 8 October, this year's relation is stopped, next year's stands."""
    town = "440783111"
    october(world, 8)
    (number,), _ = await insured_in(world, town, 1)
    await run(world, town)
    body = asking("stop", number, form=REASON) | {"benefit_year": 2023, "area": town}
    answer = await world.post("/applications", body, world.as_("citizen", "wx:1"))
    await approve(world, answer.json()["application_id"])
    assert await states(world, town) == [(2023, "STOPPED"), (2024, "REGISTERED")]


async def test_the_day_on_which_a_list_of_stops_was_handed_in_decides(world: World) -> None:
    """R-051, V-44: handed in on 7 October and confirmed on the 9th is in time; handed in on the 9th is not."""
    october(world, 7)
    early, late = fresh_number(), fresh_number()
    made = {one: (await world.register(document_number=one))[1] for one in (early, late)}
    told = {"kind": "STOPS", "area": "440783", "benefit_year": "2024"}
    in_time = await list_filed(world, xlsx(TITLES, ["陈大文", early, "入伍"]), world.as_("clerk"), **told)
    await worked(world, in_time, "CHECKED")
    october(world, 9)
    await world.post(f"/lists/{in_time}/confirm", None, world.as_("clerk", "clerk:2"))
    await worked(world, in_time, "APPLIED")
    too_late = await list_filed(world, xlsx(TITLES, ["陈大文", late, "入伍"]), world.as_("clerk"), **told)
    await worked(world, too_late, "CHECKED")
    await world.post(f"/lists/{too_late}/confirm", None, world.as_("clerk", "clerk:2"))
    await worked(world, too_late, "APPLIED")
    assert [state for state, _ in (await rows_of(world, in_time)).values()] == ["APPLIED"]
    assert [state for state, _ in (await rows_of(world, too_late)).values()] == ["REFUSED"]
    row = await world.participation(made[early])
    assert (row["state"], str(row["effective_on"])) == ("CANCELLED", "2023-10-07")


@pytest.mark.parametrize(("first", "town"), [("list", "440783112"), ("run", "440783116")])
async def test_the_day_on_which_a_list_of_renewals_was_handed_in_decides(world: World, first: str, town: str) -> None:
    """R-050, R-051: × of a list handed in on 7 October holds when it is applied on the 9th, before the run and after it."""
    october(world, 7)
    (number,), _ = await insured_in(world, town, 1)
    content = xlsx(["续保名单"], ["姓名", "身份证号码", "是否续保", "停保原因"], ["陈大文", number, "×", "入伍"])
    list_id = await list_filed(world, content, world.as_("clerk"), **head(town))
    await worked(world, list_id, "CHECKED")
    october(world, 9)
    if first == "run":
        assert await run(world, town) == 1
    await world.post(f"/lists/{list_id}/confirm", None, world.as_("clerk", "clerk:2"))
    await worked(world, list_id, "APPLIED")
    assert [state for state, _ in (await rows_of(world, list_id)).values()] == ["APPLIED"]
    await run(world, town)
    assert await states(world, town) == [(2023, "ACTIVE"), (2024, "CANCELLED")]


async def ends(world: World, town: str, cause: str, first: str) -> tuple[str, list[dict[str, Any]]]:
    """The participation of 2023 that an office has ended, and what was recorded of it."""
    october(world, 10)
    _, [last] = await insured_in(world, town, 1)
    known = str(last["participation_id"])
    if first == "run":
        await run(world, town)
    body = {"kind": "END", "cause": cause, "reason": "移居国外"}
    answer = await world.post(f"/participations/{known}/acts", body, world.as_("clerk"))
    assert answer.status_code == 200, answer.text
    await run(world, town)
    acts = (await world.get(f"/participations/{known}/acts", world.as_("clerk"))).json()["items"]
    return known, [one for one in acts if one["kind"] == "END"]


@pytest.mark.parametrize(
    ("cause", "first", "town", "left"),
    [
        ("EMIGRATED", "run", "440783103", [(2024, "TERMINATED")]),
        ("EMIGRATED", "act", "440783104", []),
        ("ELIGIBILITY_LOST", "run", "440783105", [(2024, "TERMINATED")]),
        ("TRANSFERRED", "run", "440783106", [(2024, "CANCELLED")]),
    ],
)
async def test_what_an_office_ends_is_not_renewed_whichever_comes_first(
    world: World, cause: str, first: str, town: str, left: list[tuple[int, str]]
) -> None:
    """R-050, R-090, R-091: the unpaid renewal ends with it; a mistake that is taken back gives both years back."""
    known, [act] = await ends(world, town, cause, first)
    assert await states(world, town) == [(2023, "TERMINATED"), *left]
    path = f"/participations/{known}/acts/{act['act_id']}/withdrawal"
    answer = await world.post(path, {"reason": "登记错误"}, world.as_("reviewer"))
    assert (answer.status_code, answer.json().get("state")) == (200, "ACTIVE"), answer.text
    assert await states(world, town) == [(2023, "ACTIVE"), *((2024, "REGISTERED") for _ in left)]


async def test_a_completed_transfer_takes_the_renewal_with_it(world: World) -> None:
    """R-050, R-090: the new place has taken him; nobody deducts for the old one."""
    town = "440783107"
    october(world, 10)
    _, [last] = await insured_in(world, town, 1)
    await run(world, town)
    transfer = await requested(world, str(last["participation_id"]))
    assert await states(world, town) == [(2023, "SUSPENDED"), (2024, "REGISTERED")]
    await decided(world, transfer["transfer_id"], "COMPLETED")
    assert await states(world, town) == [(2023, "TERMINATED"), (2024, "CANCELLED")]
