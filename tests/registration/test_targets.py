"""Targets by version (R-112, R-113, V-90), and the coverage in three figures (R-111)."""

from datetime import datetime
from typing import Any

from enrolment_terms.benefit_year import SHANGHAI
from policy_parameters import load_policy_book
from policy_parameters.rule_parameters import targets
from policy_parameters.target_table import COLUMNS, TownTarget
from tests.registration.world import World

COUNTY, TOWN = "440783", "440783115"


def printed(row: TownTarget) -> dict[str, Any]:
    """As a scanned page has it: 「681, 503」."""
    numbers = {column: f"{told:,}".replace(",", ", ") for column in COLUMNS if (told := getattr(row, column)) is not None}
    return {"code": row.code, "town": row.town, **numbers}


def annex(benefit_year: int, **changes: Any) -> dict[str, Any]:
    table = targets(load_policy_book(), COUNTY, 2024)
    towns = [printed(row) for row in table.towns]
    told = {"area": COUNTY, "benefit_year": benefit_year, "valid_from": f"{benefit_year - 1}-10-12", "source": "江医保示例号"}
    return {**told, "towns": towns, "printed": printed(table.printed), **changes}


async def test_the_annex_is_taken_as_it_is_printed(world: World) -> None:
    """V-90, R-112: 15 towns and an empty row; one warning and no other."""
    answer = await world.post("/targets", annex(2030, valid_from="2029-10-12"), world.as_("operator"))
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert (told["version"], len(told["towns"])) == (1, 16)
    assert [(one["code"], one["msg"]) for one in told["warnings"]] == [("TOTAL_MISMATCH", "第(5)栏：各行之和 465,877，合计行 465,874")]
    [empty] = [town for town in told["towns"] if town["town"] == "翠山湖"]
    assert {empty[column] for column in COLUMNS} == {None}
    assert told["printed"]["registered_population"] == 681503


async def test_a_new_table_replaces_the_books_from_its_day_on(world: World) -> None:
    """R-113: on 12 October the town has another target; both tables stay."""
    body = annex(2024)
    [row] = [row for row in body["towns"] if row["code"] == TOWN]
    row["target"] = "40,000"
    operator, clerk = world.as_("operator"), world.as_("clerk")
    for _ in range(2):
        assert (await world.post("/targets", body, operator)).json()["version"] == 2, "twice is once"

    async def target_now() -> tuple[int, int]:
        table = (await world.get("/progress", clerk, benefit_year=2024, area=COUNTY)).json()
        [found] = [found["target"] for found in table["towns"] if found["area"] == TOWN]
        listed = (await world.get("/targets", clerk, benefit_year=2024, area=COUNTY)).json()
        return found, listed["holds"]

    assert await target_now() == (36636, 1)
    world.clock.move_to(datetime(2023, 10, 12, tzinfo=SHANGHAI))
    assert await target_now() == (40000, 2)
    listed = (await world.get("/targets", clerk, benefit_year=2024, area=TOWN)).json()["versions"]
    assert [(one["version"], one["valid_from"], one["source"]) for one in listed] == [
        (1, None, "S2 附件3（现行）"),
        (2, "2023-10-12", "江医保示例号"),
    ]
    earlier = await world.post("/targets", annex(2024, valid_from="2023-10-11"), operator)
    assert [reason["field"] for reason in earlier.json()["reasons"]] == ["valid_from"]


async def test_a_table_with_faults_is_refused_with_all_of_them(world: World) -> None:
    town = {"code": TOWN, "town": "月山镇"}
    towns = [town, town, {"code": "440785101", "town": "恩城"}, {"code": COUNTY, "town": "开平市"}]
    answer = await world.post("/targets", annex(2031, valid_from="2050-01-01", towns=towns), world.as_("operator"))
    assert (answer.status_code, answer.json()["code"]) == (422, "TARGETS_HAVE_FAULTS")
    assert [reason["field"] for reason in answer.json()["reasons"]] == ["towns.1.code", "towns.2.code", "towns.3.code", "valid_from"]
    other = await world.post("/targets", annex(2031), world.as_("operator", areas=["440785"]))
    assert other.status_code == 404


async def test_the_coverage_is_told_in_three_figures(world: World) -> None:
    """R-111, F-15."""
    told = (await world.get("/progress/coverage", world.as_("auditor"), benefit_year=2024, area=COUNTY)).json()
    assert (told["goal"], [figure["rate"] for figure in told["figures"]]) == ("95.00", ["96.11", "87.65", "97.24"])
    missing = await world.get("/progress/coverage", world.as_("auditor"), benefit_year=2028, area=COUNTY)
    assert (missing.status_code, missing.json()["code"]) == (404, "TARGETS_NOT_SET")
