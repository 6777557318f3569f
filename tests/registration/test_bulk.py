"""Imports, renewals and the town table: set-based, resumable, idempotent."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
import pytest

from enrolment_events.registration import ParticipationActivatedV1, ParticipationRegisteredV1
from enrolment_terms.benefit_year import SHANGHAI
from enrolment_terms.scheme import BillState, FailureCause
from tests.registration.builders import bill, fresh_number, insured, settled
from tests.registration.world import World


async def imported(world: World, *people: dict[str, Any], year: int = 2023) -> dict[str, Any]:
    answer = await world.imports({"benefit_year": year, "people": list(people)})
    assert answer.status_code == 200, answer.text
    result: dict[str, Any] = answer.json()
    return result


async def renewed(world: World, area: str, limit: int = 5000, year: int = 2024) -> dict[str, int]:
    answer = await world.post("/renewals", {"benefit_year": year, "area": area, "limit": limit}, world.as_("operator"))
    assert answer.status_code == 200, answer.text
    result: dict[str, int] = answer.json()
    return result


async def test_last_years_insured_are_active_and_published(world: World) -> None:
    number = fresh_number()
    assert await imported(world, insured(document_number=number, area="440783001")) == {"imported": 1, "already_there": 0, "refused": []}
    last = (await world.published())[-1]
    assert isinstance(last.data, ParticipationActivatedV1)
    assert (last.data.channel, last.data.paid_on, last.data.benefit_year) == ("IMPORT", date(2022, 11, 15), 2023)
    assert world.opened(last.data.person.keys[0].number, "document", last.personid) == number


async def test_an_import_twice_is_once(world: World) -> None:
    people = [insured(area="440783002") for _ in range(3)]
    assert (await imported(world, *people))["imported"] == 3
    assert await imported(world, *people, insured(area="440783002")) == {"imported": 1, "already_there": 3, "refused": []}
    new = insured(area="440783002")
    assert await imported(world, new, new) == {"imported": 1, "already_there": 1, "refused": []}


async def test_a_year_that_the_book_does_not_tell_of_is_refused_by_row(world: World) -> None:
    """Nothing of it could be decided later, not even when it is over."""
    [refused] = (await imported(world, insured(area="440783002"), year=2022))["refused"]
    assert [(reason["code"], reason["field"]) for reason in refused["reasons"]] == [("YEAR_NOT_OPEN", "benefit_year")]


async def test_a_bad_row_is_refused_alone_with_all_its_reasons(world: World) -> None:
    bad = insured(document_number="441092197907121232", sex="女", area="449999", account_number="x")
    result = await imported(world, insured(), bad, insured())
    assert result["imported"] == 2
    [refused] = result["refused"]
    assert (refused["row"], {reason["code"] for reason in refused["reasons"]}) == (
        1,
        {"ID_CHECKSUM", "SEX_MISMATCH", "UNKNOWN_AREA", "OTHER"},
    )


async def test_two_names_for_one_number_refuse_both_rows(world: World) -> None:
    """R-010: which of them is right nobody knows."""
    number = fresh_number()
    result = await imported(world, insured(document_number=number), insured(), insured(document_number=number, name="另一人"))
    assert (result["imported"], result["already_there"]) == (1, 0)
    assert [(one["row"], [why["code"] for why in one["reasons"]]) for one in result["refused"]] == [
        (0, ["IDENTITY_DIFFERS"]),
        (2, ["IDENTITY_DIFFERS"]),
    ]
    assert (await imported(world, insured(document_number=number, name="另一人")))["imported"] == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"paid_on": "2030-01-01"},
        {"paid_on": "2019-12-31"},
        {"name": "\u3000"},
        {"name": "440799195001020010"},
        {"account_holder": "9900000000000001"},
        {"category": "RESIDENCE_PERMIT"},
        {"category": "RESIDENCE_PERMIT", "permit_valid_to": "2021-12-31"},
        {"category": "RESIDENCE_PERMIT", "permit_valid_to": "2098-01-01"},
        {"permit_valid_to": "2023-12-31"},
        *({"category": one} for one in ("MY3", "MY8", "LAND_EXPROPRIATED", "FOREIGNER", "NEWBORN")),
    ],
)
async def test_dates_names_and_categories_are_bounded_by_sense(world: World, changes: dict[str, str]) -> None:
    """R-025, R-033, R-035, R-040, R-131: what must be proved is no word of a list."""
    result = await imported(world, insured(**changes))
    assert [why["code"] for one in result["refused"] for why in one["reasons"]] == ["OTHER"]


async def test_a_year_to_come_has_no_insured(world: World) -> None:
    answer = await world.imports({"benefit_year": 2050, "people": [insured()]})
    assert (answer.status_code, answer.json()["code"]) == (422, "LIST_HAS_FAULTS")


async def test_a_list_of_more_than_a_thousand_is_refused(world: World) -> None:
    answer = await world.imports({"benefit_year": 2023, "people": [insured()] * 1001})
    assert answer.status_code == 422


async def test_renewals_go_on_until_nothing_remains(world: World) -> None:
    """R-050."""
    town = "440783103"
    await imported(world, *[insured(area=town) for _ in range(5)])
    assert await renewed(world, town, limit=2) == {"renewed": 2, "remaining": 3}
    assert await renewed(world, town, limit=2) == {"renewed": 2, "remaining": 1}
    assert await renewed(world, town, limit=2) == {"renewed": 1, "remaining": 0}
    assert await renewed(world, town, limit=2) == {"renewed": 0, "remaining": 0}
    rows = await world.rows("SELECT state, channel, registered_on FROM participations WHERE area = $1 AND benefit_year = 2024", town)
    assert rows == [{"state": "REGISTERED", "channel": "RENEWAL", "registered_on": date(2023, 10, 10)}] * 5


async def test_a_renewal_carries_person_and_account_as_they_were_sealed(world: World) -> None:
    town = "440783104"
    await imported(world, insured(area=town))
    activated = (await world.published())[-1]
    await renewed(world, town)
    registered = (await world.published())[-1]
    assert isinstance(registered.data, ParticipationRegisteredV1)
    assert registered.data.person == msgspec.structs.replace(activated.data.person, weak=()), "weak tokens are told once"
    assert registered.data.account == activated.data.account
    assert registered.personid == activated.personid


async def test_who_was_not_active_is_considered_once_he_is(world: World) -> None:
    """R-058, R-050: money that arrived in time may be heard of after the renewals."""
    town = "440783117"
    await world.imports({"benefit_year": 2023, "people": [insured(area=town)]})

    async def renewed_after(state: str) -> int:
        await world.rows("UPDATE participations SET state = $1 WHERE area = $2 AND benefit_year = 2023", state, town)
        answer = await world.post("/renewals", {"benefit_year": 2024, "area": town}, world.as_("operator"))
        return int(answer.json()["renewed"])

    assert [await renewed_after(state) for state in ("LAPSED", "ACTIVE", "ACTIVE")] == [0, 1, 0]


async def test_who_is_not_renewed(world: World) -> None:
    """R-036, V-43: expired permits; who is registered already; who stopped; who did not pay."""
    town = "440783105"
    expired = insured(area=town, category="RESIDENCE_PERMIT", permit_valid_to="2023-06-30")
    valid = insured(area=town, category="RESIDENCE_PERMIT", permit_valid_to="2024-06-30")
    applied, stopped, lapsed = insured(area=town), insured(area=town), insured(area=town)
    await imported(world, expired, valid, applied, stopped, lapsed)
    await world.register(document_number=applied["document_number"], name=applied["name"])
    for person, state in ((stopped, "STOPPED"), (lapsed, "LAPSED")):
        token = await world.post(
            "/persons/search", {name: person[name] for name in ("document_type", "document_number")}, world.as_("clerk")
        )
        await world.rows("UPDATE participations SET state = $2 WHERE person_id = $1", UUID(token.json()["person_id"]), state)
    assert await renewed(world, town) == {"renewed": 1, "remaining": 0}
    [row] = await world.rows("SELECT category FROM participations WHERE area = $1 AND channel = 'RENEWAL'", town)
    assert row == {"category": "RESIDENCE_PERMIT"}


@pytest.mark.parametrize("year", [2022, 2026])
async def test_a_year_that_is_not_open_is_not_renewed(world: World, year: int) -> None:
    answer = await world.post("/renewals", {"benefit_year": year, "area": "440783", "limit": 10}, world.as_("operator"))
    assert (answer.status_code, answer.json()["code"]) == (422, "APPLICATION_HAS_FAULTS")


async def test_the_town_table_against_target(world: World) -> None:
    town = "440783116"
    _, paid = await world.register(area=town)
    _, failed = await world.register(area=town)
    _, gone = await world.register(area=town)
    await world.register(area=town)
    await world.hear(
        settled(paid),
        bill(failed, BillState.FAILED_PERSONAL, 3, cause=FailureCause.INSUFFICIENT_BALANCE),
        bill(gone, BillState.ABANDONED, 4, cause=FailureCause.ACCOUNT_ABNORMAL, on=date(2024, 1, 1)),
    )
    table = (await world.get("/progress", world.as_("clerk"), benefit_year=2024, area="440783")).json()
    [row] = [row for row in table["towns"] if row["area"] == town]
    assert row == {
        "area": town,
        "name": "赤水镇",
        "target": 30301,
        "registered": 4,
        "paid": 1,
        "rate": "0.00",
        "unpaid": 2,
        "failed": {"INSUFFICIENT_BALANCE": 1, "ACCOUNT_ABNORMAL": 1},
        "abandoned": 1,
    }
    assert len(table["towns"]) == 16
    assert (table["total"]["target_printed"], table["total"]["target"]) == (465874, 465877)
    assert table["total"]["paid"] == sum(row["paid"] for row in table["towns"])
    assert table["as_of"] == "2023-10-10"


async def test_who_cancelled_is_not_counted(world: World) -> None:
    town = "440783111"
    world.clock.move_to(datetime(2023, 10, 7, 9, tzinfo=SHANGHAI))
    (_, cancelled), _ = [await world.register(area=town) for _ in range(2)]
    await world.post(f"/participations/{cancelled}/stop", {"reason": "入伍"}, world.as_("citizen", "wx:1"))
    table = (await world.get("/progress", world.as_("clerk"), benefit_year=2024, area=town)).json()
    assert [(row["registered"], row["unpaid"]) for row in table["towns"]] == [(1, 1)]


async def test_a_year_without_targets_still_has_its_counts(world: World) -> None:
    await imported(world, insured(area="440783108"))
    table = (await world.get("/progress", world.as_("operator"), benefit_year=2023, area="440783108")).json()
    assert [(row["name"], row["target"], row["paid"], row["rate"]) for row in table["towns"]] == [("塘口镇", None, 1, None)]
