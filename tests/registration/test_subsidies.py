"""Subsidised persons: R-040 ... R-046, V-46, V-48, V-49, V-51. Marked and registered without asking; nothing waits for the money."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
import pytest

from enrolment_events.registration import ParticipationActivatedV1, ParticipationChangedV1, SubsidyMarkedV1, SubsidyUnmarkedV1
from enrolment_terms.benefit_year import SHANGHAI
from enrolment_terms.scheme import BillState, FailureCause
from tests.registration.builders import bill, employed, form, fresh_number, insured, settled
from tests.registration.world import World

TOWN = "440783115"
MARCH = datetime(2024, 3, 11, 9, tzinfo=SHANGHAI)


def row(number: str, category: str = "SUB01", action: str = "ADD", **more: str) -> dict[str, str]:
    told = {"name": "陈大文", "document_type": "RESIDENT_ID", "document_number": number, "category": category, "action": action}
    return {**told, "effective_on": "2024-03-01", "area": TOWN, **more}


async def hand_in(world: World, *rows: dict[str, str], month: str = "2024-02", department: str = "CIVIL_AFFAIRS") -> Any:
    """What the second of two of the department is answered."""
    body, answer = {"list_month": month, "people": list(rows)}, None
    for subject in ("department:1", "department:2"):
        answer = await world.post("/subsidy-lists", body, world.as_("department", subject, organisation=department))
    return answer


async def year(world: World, number: str, benefit_year: int) -> list[dict[str, Any]]:
    person = await person_of(world, number)
    return await world.rows(
        "SELECT * FROM participations WHERE person_id = $1 AND benefit_year = $2 ORDER BY registered_on", person, benefit_year
    )


async def person_of(world: World, number: str) -> UUID:
    body = {"document_type": "RESIDENT_ID", "document_number": number}
    found = await world.client.post("/registration/v1/persons/search", json=body, headers=world.as_("clerk"))
    return UUID(found.json()["person_id"])


async def known(world: World) -> str:
    """Somebody insured last year and known since; nothing of 2024."""
    number = fresh_number()
    await world.imports({"benefit_year": 2023, "people": [insured(document_number=number, name="陈大文", area=TOWN)]}, ["440783"])
    return number


async def test_who_is_covered_without_money_rests_from_a_day_too(world: World) -> None:
    """R-042, R-081, R-134: whoever hears of it knows from when to when, as of one who paid."""
    number = await known(world)
    world.clock.move_to(MARCH)
    await hand_in(world, row(number))
    [made] = await year(world, number, 2024)
    world.clock.move_to(datetime(2024, 9, 2, 9, tzinfo=SHANGHAI))
    for version, until in enumerate((None, date(2024, 8, 31)), 1):
        await world.hear(employed(made["person_id"], version, until=until))
        told = (await world.published(str(made["participation_id"])))[-1].data
        assert [(one.reason, one.from_on, one.until_on) for one in told.suspensions] == [("EMPLOYEE_SCHEME", date(2024, 4, 18), until)]


async def test_a_mark_registers_and_opens_the_year_at_once(world: World) -> None:
    """R-042, R-046, registration.subsidy.marked: no application, no money yet."""
    number = await known(world)
    world.clock.move_to(MARCH)
    answer = await hand_in(world, row(number))
    assert answer.json() == {"marked": 1, "unmarked": 0, "registered": 1, "late": True, "refused": []}
    [made] = await year(world, number, 2024)
    assert (made["state"], made["payer"], made["channel"], made["paid_on"]) == ("ACTIVE", "FINANCE", "AUTHORITY", None)
    assert made["effective_on"] == MARCH.date()
    told = await world.published(made["participation_id"])
    assert isinstance(told[-1].data, ParticipationActivatedV1)
    assert told[-1].data.covered_by_finance
    [marked] = [one.data for one in await world.published(await person_of(world, number)) if isinstance(one.data, SubsidyMarkedV1)]
    assert [(mark.category, mark.received_on, mark.list_month) for mark in marked.marks] == [("SUB01", MARCH.date(), "2024-02")]


async def test_whom_no_file_knows_stands_in_the_outreach_of_his_town(world: World) -> None:
    """B33, R-046 「免申即享」: his row is refused, and his town calls on him, once, until he is registered."""
    number = fresh_number()

    async def reached(benefit_year: int) -> list[dict[str, Any]]:
        answer = await world.get("/outreach", world.as_("clerk", areas=[TOWN]), benefit_year=benefit_year, area=TOWN, limit=100)
        return [one for one in answer.json()["items"] if one["known_as"] == "SUBSIDISED"]

    before = len(await reached(2023))
    for month in ("2023-08", "2023-09"):
        answer = await hand_in(world, row(number, effective_on="2023-08-01"), row(number, "SUB07", effective_on="2023-08-01"), month=month)
        assert len(answer.json()["refused"]) == 2
    for year_of_list in (2023, 2024):
        [found] = (await reached(year_of_list))[before:]
        assert (found["why"], found["state"], found["area"], found["name_masked"]) == ("KNOWN_BY_DATA", "OPEN", TOWN, "陈**")
    await hand_in(world, row(fresh_number(), action="REMOVE", effective_on="2023-08-01"), month="2023-09")
    assert len(await reached(2023)) == before + 1
    await world.register(document_number=number)
    assert (await reached(2024))[before:] == [], "registered by now"


async def called_on(world: World, town: str) -> list[dict[str, Any]]:
    """Whom a town of nobody else calls on for this year."""
    answer = await world.get("/outreach", world.as_("clerk", areas=[town]), benefit_year=2023, area=town, limit=100)
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def test_whose_mark_is_taken_away_leaves_the_outreach(world: World) -> None:
    """B33, R-040, R-043, V-48: with his last category, also after a visit; marked again he comes back, with what the visit told."""
    town, number, aug = "440783116", fresh_number(), {"effective_on": "2023-08-01", "area": "440783116"}
    await hand_in(world, row(number, **aug), row(number, "SUB09", **aug), month="2023-08")
    [found] = await called_on(world, town)
    visit = {"person_id": found["person_id"], "benefit_year": 2023, "visited_on": "2023-08-20", "result": "CONTACTED"}
    assert (await world.post("/outreach/visits", visit, world.as_("clerk", areas=[town]))).status_code == 201
    for category, left in (("SUB09", 1), ("SUB01", 0), ("SUB01", 0)):
        answer = await hand_in(world, row(number, category, "REMOVE", **aug), month="2023-08")
        assert [one["reasons"][0]["msg"] for one in answer.json()["refused"]] == ["人员尚未建档，没有困难身份可减"]
        assert len(await called_on(world, town)) == left
    assert (await world.post("/outreach/visits", visit, world.as_("clerk", areas=[town]))).status_code == 404
    await hand_in(world, row(number, "SUB09", **aug), month="2023-08")
    told = [(one["person_id"], one["known_as"], one["state"]) for one in await called_on(world, town)]
    assert told == [(found["person_id"], "SUBSIDISED", "CONTACTED")]


async def test_who_is_on_file_by_now_is_no_subsidised_one_after_the_removal_either(world: World) -> None:
    """B33: named before he had a file; registered for no year that the town looks at."""
    town, number, aug = "440783117", fresh_number(), {"effective_on": "2023-08-01", "area": "440783117"}
    await hand_in(world, row(number, **aug), month="2023-08")
    _, participation = await world.register(document_number=number, area=town)
    await world.rows("UPDATE participations SET benefit_year = 2021 WHERE participation_id = $1", UUID(participation))
    assert len(await called_on(world, town)) == 1
    await hand_in(world, row(number, action="REMOVE", **aug), month="2023-08")
    assert await called_on(world, town) == []


async def test_who_was_registered_before_is_covered_from_the_mark(world: World) -> None:
    """V-46: registered on 12 March, marked on 15 March; the unpaid bill becomes finance's."""
    number = fresh_number()
    world.clock.move_to(datetime(2023, 10, 10, 9, tzinfo=SHANGHAI))
    _, participation_id = await world.register(document_number=number)
    world.clock.move_to(datetime(2023, 10, 15, 9, tzinfo=SHANGHAI))
    answer = await hand_in(world, row(number, effective_on="2023-10-01"), month="2023-09")
    assert (answer.json()["registered"], answer.json()["late"]) == (1, True), "for 2023, which runs; 2024 is registered"
    found = await world.participation(participation_id)
    assert (found["state"], found["payer"], found["effective_on"]) == ("ACTIVE", "FINANCE", date(2023, 10, 15))
    changed = [one.data for one in await world.published(participation_id) if isinstance(one.data, ParticipationChangedV1)]
    assert [(one.changed, one.payer) for one in changed] == [(("payer",), "FINANCE")]


async def test_who_is_marked_is_renewed_at_the_cost_of_finance(world: World) -> None:
    """R-038, R-042, R-050: marked before the new year was open; whose mark is gone by then pays himself."""
    stays, gone = await known(world), await known(world)
    world.clock.move_to(datetime(2023, 8, 20, 9, tzinfo=SHANGHAI))
    await hand_in(world, row(stays, effective_on="2023-08-01"), row(gone, effective_on="2023-08-01"), month="2023-08")
    await hand_in(world, row(gone, action="REMOVE", effective_on="2023-08-20"), month="2023-08")
    world.clock.move_to(datetime(2023, 10, 8, 9, tzinfo=SHANGHAI))
    answer = await world.post("/renewals", {"benefit_year": 2024, "area": "440783"}, world.as_("operator"))
    assert answer.status_code == 200
    told = [(one["channel"], one["payer"], one["state"]) for number in (stays, gone) for one in await year(world, number, 2024)]
    assert told == [("RENEWAL", "FINANCE", "ACTIVE"), ("RENEWAL", "PERSON", "REGISTERED")]


async def test_who_lapsed_is_registered_by_the_mark(world: World) -> None:
    """R-046: nobody is insured whose bill was given up; the mark opens the year for him, once, and late money of his own moves nothing."""
    number = fresh_number()
    world.clock.move_to(datetime(2023, 10, 10, 9, tzinfo=SHANGHAI))
    _, lapsed = await world.register(document_number=number)
    world.clock.move_to(MARCH)
    await world.hear(bill(lapsed, BillState.ABANDONED, 4, cause=FailureCause.ACCOUNT_ABNORMAL, on=date(2024, 1, 1)))
    for registered in (1, 0):
        assert (await hand_in(world, row(number))).json()["registered"] == registered
    by_state = {one["state"]: one["payer"] for one in await year(world, number, 2024)}
    assert by_state == {"LAPSED": "PERSON", "ACTIVE": "FINANCE"}


async def test_what_was_paid_stays_paid_by_the_person(world: World) -> None:
    """V-50, R-044."""
    number = fresh_number()
    world.clock.move_to(datetime(2023, 10, 10, 9, tzinfo=SHANGHAI))
    _, participation_id = await world.register(document_number=number)
    await world.hear(settled(participation_id))
    world.clock.move_to(datetime(2024, 2, 5, 9, tzinfo=SHANGHAI))
    answer = await hand_in(world, row(number, effective_on="2024-02-01"), month="2024-01")
    assert answer.json()["registered"] == 0
    found = await world.participation(participation_id)
    assert (found["payer"], found["state"], found["paid_on"]) == ("PERSON", "ACTIVE", date(2023, 10, 20))


async def test_marks_are_a_set(world: World) -> None:
    """V-48: one of two is taken away, and the person is still subsidised; the same list again changes nothing.

    registration.subsidy.unmarked.
    """
    number = await known(world)
    world.clock.move_to(MARCH)
    await hand_in(world, row(number))
    await hand_in(world, row(number, "SUB07"), department="DISABLED_FEDERATION")
    again = await hand_in(world, row(number), row(number))
    assert (again.json()["marked"], again.json()["registered"]) == (0, 0)
    world.clock.move_to(datetime(2024, 4, 8, 9, tzinfo=SHANGHAI))
    gone = await hand_in(world, row(number, action="REMOVE", effective_on="2024-03-15"), month="2024-03")
    assert (gone.json()["unmarked"], gone.json()["late"]) == (1, False)
    last = (await world.published(await person_of(world, number)))[-1].data
    assert isinstance(last, SubsidyUnmarkedV1)
    assert [(mark.category, str(mark.removed_on), str(mark.removal_received_on)) for mark in last.marks] == [
        ("SUB01", "2024-03-15", "2024-04-08"),
        ("SUB07", "None", "None"),
    ]
    assert [one["state"] for one in await year(world, number, 2024)] == ["ACTIVE"]


async def test_whoever_is_subsidised_no_more_pays_the_next_year_and_keeps_this_one(world: World) -> None:
    """V-47, R-043, R-044."""
    number = await known(world)
    world.clock.move_to(datetime(2023, 10, 9, 9, tzinfo=SHANGHAI))
    await hand_in(world, row(number, effective_on="2023-10-01"), month="2023-09")
    assert [(one["state"], one["payer"]) for one in await year(world, number, 2024)] == [("ACTIVE", "FINANCE")]
    world.clock.move_to(datetime(2023, 11, 9, 9, tzinfo=SHANGHAI))
    await hand_in(world, row(number, action="REMOVE", effective_on="2023-11-01"), month="2023-10")
    assert [(one["state"], one["payer"]) for one in await year(world, number, 2024)] == [("REGISTERED", "PERSON")]


async def test_a_mark_is_not_gone_before_it_was_made(world: World) -> None:
    """R-043: the row is refused alone, and the mark stands."""
    number = await known(world)
    world.clock.move_to(MARCH)
    await hand_in(world, row(number))
    answer = await hand_in(world, row(number, action="REMOVE", effective_on="2024-03-10"), month="2024-03")
    assert (answer.json()["unmarked"], [one["field"] for one in answer.json()["refused"][0]["reasons"]]) == (0, ["effective_on"])
    assert [one["payer"] for one in await year(world, number, 2024)] == ["FINANCE"]
    taken = await hand_in(world, row(number, action="REMOVE", effective_on="2024-03-11"), month="2024-03")
    assert taken.json()["unmarked"] == 1


async def test_bad_rows_are_refused_alone_with_all_reasons(world: World) -> None:
    """V-49."""
    number = await known(world)
    world.clock.move_to(MARCH)
    answer = await hand_in(
        world,
        row(number),
        row(number, "SUB07"),
        row("440799198605120013", "SUB99", name="12", area="440902", effective_on="2030-01-01"),
        row(fresh_number()),
    )
    refused = {one["row"]: [reason["field"] for reason in one["reasons"]] for one in answer.json()["refused"]}
    assert answer.json()["marked"] == 1
    assert refused == {1: ["category"], 2: ["category", "name", "document_number", "area", "effective_on"], 3: ["document_number"]}
    codes = [reason["code"] for reason in answer.json()["refused"][0]["reasons"]]
    assert codes == ["WRONG_AUTHORITY"]


async def test_an_employee_is_marked_and_not_registered(world: World) -> None:
    """R-046: cover in the employee scheme is a case, not a second registration."""
    number = await known(world)
    await world.hear(employed(await person_of(world, number), 1, paid_on=date(2024, 1, 5)))
    world.clock.move_to(MARCH)
    answer = await hand_in(world, row(number, "SUB02"))
    assert (answer.json()["marked"], answer.json()["registered"]) == (1, 0)


@pytest.mark.parametrize(("day", "late"), [(10, False), (11, True)])
async def test_a_list_is_due_by_the_tenth_of_the_next_month(world: World, day: int, late: bool) -> None:
    """V-51, R-041."""
    number = await known(world)
    world.clock.move_to(MARCH.replace(day=day))
    assert (await hand_in(world, row(number))).json()["late"] is late


async def test_one_alone_and_who_is_no_department_hand_in_nothing(world: World) -> None:
    number = await known(world)
    world.clock.move_to(MARCH)
    body = {"list_month": "2024-02", "people": [row(number)]}
    for _ in range(2):
        answer = await world.post("/subsidy-lists", body, world.as_("department", "department:1", organisation="CIVIL_AFFAIRS"))
        assert answer.status_code == 202
    assert (await world.post("/subsidy-lists", body, world.as_("department", "department:3"))).status_code == 403
    assert (await world.post("/subsidy-lists", body, world.as_("clerk"))).status_code == 403


def subsidised(number: str, **more: Any) -> dict[str, Any]:
    """Who enrols for 2025 as subsidised."""
    return form(document_number=number, category="MY8", benefit_year=2025, **more)


@pytest.mark.parametrize("when", [datetime(2024, 10, 10, 9, tzinfo=SHANGHAI), datetime(2025, 3, 10, 9, tzinfo=SHANGHAI)])
async def test_nobody_says_of_himself_that_he_is_subsidised(world: World, when: datetime) -> None:
    """B13, R-040, R-046: no paper, no promise, no clerk's look stands in for the mark, in the concentrated period or after it."""
    world.clock.move_to(when)
    number, citizen = fresh_number(), world.as_("citizen", "wx:poor")
    paper = await world.paper("SUBSIDY_MARK", citizen)
    promise = {"kind": "SUBSIDY_MARK", "satisfied_by": "WRITTEN_PROMISE", "promise": {"version": "promise_2023", "signed_on": "2024-10-10"}}
    seen = {"kind": "SUBSIDY_MARK", "satisfied_by": "ORIGINAL"}
    for caller, materials in ((citizen, [paper]), (citizen, [promise]), (world.as_("clerk"), [seen]), (citizen, [])):
        answer = await world.post("/applications", subsidised(number, materials=materials), caller)
        assert (answer.status_code, [one["field"] for one in answer.json()["missing"]]) == (422, ["materials.SUBSIDY_MARK"])


async def test_a_mark_on_file_is_an_internal_check(world: World) -> None:
    """R-005, R-040: who is on a list is asked for nothing, and our own mark is cited; once it is taken away it proves nothing."""
    number = await known(world)
    world.clock.move_to(MARCH)
    await hand_in(world, row(number))
    world.clock.move_to(datetime(2024, 10, 10, 9, tzinfo=SHANGHAI))
    citizen = world.as_("citizen", "wx:marked")
    answer = await world.post("/applications", subsidised(number), citizen)
    assert answer.status_code == 202, answer.text
    application_id = answer.json()["application_id"]
    [kept] = await world.rows("SELECT form FROM applications WHERE application_id = $1", UUID(application_id))
    [proof] = msgspec.json.decode(world.read(kept["form"], "form", application_id) or "")["materials"]
    [mark] = await world.rows("SELECT mark_id FROM subsidy_marks WHERE person_id = $1", await person_of(world, number))
    assert (proof["kind"], proof["satisfied_by"], proof["reference"]) == ("SUBSIDY_MARK", "INTERNAL_CHECK", str(mark["mark_id"]))
    await world.post(f"/applications/{application_id}/withdraw", {}, citizen)
    await hand_in(world, row(number, action="REMOVE", effective_on="2024-10-01"), month="2024-09")
    answer = await world.post("/applications", subsidised(number), citizen)
    assert [one["field"] for one in answer.json()["missing"]] == ["materials.SUBSIDY_MARK"]


async def test_the_item_offers_no_paper_for_the_mark(world: World) -> None:
    """R-005: what a frontend draws for MY8 has no upload."""
    served = (await world.get("/items/midyear_enrolment", {}, area="440783", benefit_year=2024)).json()
    [mark] = [one for one in served["materials"] if one["any_of"][0]["code"] == "SUBSIDY_MARK"]
    assert [way["code"] for way in mark["satisfied_by"]] == ["INTERNAL_CHECK", "DATA_SHARING"]
